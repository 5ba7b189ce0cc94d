import type { Request, RequestHandler, Response } from 'express';
import type { Fault } from '../world/faults.ts';
import { faultFor } from '../world/faults.ts';
import type { World } from '../world/world.ts';
import { PactError, tooManyRequests } from './errors.ts';
import { pathOf } from './input.ts';

/** What a real Pact says of these, as far as anyone knows (facts/pact.md §1.4). */
const NAMES: Record<number, [code: string, title: string]> = {
  400: ['bad_request', 'Bad Request'],
  401: ['unauthorized', 'Unauthorized'],
  402: ['payment_required', 'Payment Required'],
  403: ['forbidden', 'Forbidden'],
  404: ['not_found', 'Not Found'],
  500: ['internal_server_error', 'Internal Server Error'],
  502: ['bad_gateway', 'Bad Gateway'],
  503: ['service_unavailable', 'Service Unavailable'],
  504: ['gateway_timeout', 'Gateway Timeout'],
};

/** Before anything looks at the request: the script of POST /_sim/faults. */
export function scriptedFaults({ store, clock, journal }: World): RequestHandler {
  return async (request, response, next) => {
    const path = pathOf(request);
    const fault = faultFor(store.state.faults, request.method, path);
    if (fault === undefined) return next();
    await store.save();
    journal.faultFired({ at_ms: await clock.nowMs().catch(() => Date.now()), method: request.method, path, kind: fault.kind });
    happen(fault, request, response, next);
  };
}

function happen(fault: Fault, request: Request, response: Response, next: (error?: unknown) => void): void {
  switch (fault.kind) {
    case 'status':
      return next(refusal(fault));
    case 'html':
      return answerHtml(response, fault.status ?? 502);
    case 'reset':
      return void request.socket.destroy();
    case 'slow':
      answerWith(response, (end) => setTimeout(end, fault.delay_ms).unref());
      return next();
    case 'lost':
      response.locals['lost'] = true;
      answerWith(response, () => setTimeout(() => request.socket.destroy(), fault.delay_ms ?? 0).unref());
      return next();
  }
}

function refusal({ status = 500, retry_after_seconds: seconds = 1 }: Fault): PactError {
  if (status === 429) return tooManyRequests(seconds);
  const [code, title] = NAMES[status] ?? ['error', 'Error'];
  return new PactError(status, code, title, title);
}

/** Not JSON, as from a broken front door, so that a client that parses before it looks at the status is found out. */
export function answerHtml(response: Response, status: number): void {
  const title = `${status} ${NAMES[status]?.[1] ?? 'Error'}`;
  response.status(status).type('html').send(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`);
}

/** Everything is executed and the answer is ready; `instead` decides when it goes out, if ever. */
function answerWith(response: Response, instead: (end: () => void) => void): void {
  const end = response.end.bind(response) as (...args: unknown[]) => Response;
  response.end = ((...args: unknown[]) => {
    instead(() => void end(...args));
    return response;
  }) as Response['end'];
}
