import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { Problem } from '../problem.ts';
import { grpcCodeOf } from '../temporal/calls.ts';
import { requestIdOf } from './request-id.ts';
import { temporalProblem } from './temporal-problems.ts';

export const nothingHere: RequestHandler = () => {
  throw new Problem('NOT_FOUND', 'There is no such address, or not for this method.');
};

/** Every error ends here and leaves as application/problem+json. What is not ours is logged without its message: that may hold a guest's words. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = toProblem(error);
    if (problem.status >= 500)
      log.error({ ...traits(error), code: problem.code, requestId: requestIdOf(response), method: request.method }, 'Request failed');
    else log.debug({ code: problem.code, status: problem.status, requestId: requestIdOf(response) }, 'Request refused');
    if (response.headersSent) {
      next(error);
      return;
    }
    sendProblem(response, problem);
  };
}

function sendProblem(response: Response, problem: Problem): void {
  if (problem.retryAfterSeconds !== undefined) response.set('Retry-After', String(problem.retryAfterSeconds));
  if (problem.code === 'UNAUTHORIZED') response.set('WWW-Authenticate', 'Bearer');
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem.body(), instance: `urn:uuid:${requestIdOf(response)}` }));
}

/** Any error as the caller may read it. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return temporalProblem(error) ?? bodyProblem(error) ?? new Problem('INTERNAL', 'The request was not carried out.', { cause: error });
}

/** What express and its body parsers refuse: they mark their errors with `status`, and with `type` where a body is to blame. */
function bodyProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, type } = error as Error & { status?: unknown; type?: unknown };
  if (status === 413) return new Problem('BODY_TOO_LARGE', 'The body is over 1 MB.', { cause: error });
  if (type === 'entity.parse.failed') return new Problem('MALFORMED_BODY', 'The body is not JSON.', { cause: error });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem('UNREADABLE_REQUEST', 'The request could not be decoded.', { cause: error });
  return undefined;
}

/** What may be logged of an error: names, codes and places, no messages. */
function traits(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = error instanceof Problem ? error.cause : error;
  const stack = (cause instanceof Error ? cause : error).stack ?? '';
  const places = stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8);
  return { error: error.name, cause: cause instanceof Error ? cause.name : undefined, grpcCode: grpcCodeOf(cause), places };
}
