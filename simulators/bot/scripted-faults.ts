import type { RequestHandler, Response } from 'express';
import type { SimulatorClock } from './clock.ts';
import type { Fault, Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { problemOf, sendProblem } from './problem.ts';

export interface ScriptedFaultsDeps {
  faults: Faults;
  journal: Journal;
  clock: SimulatorClock;
}

/** Before the bot sees a turn: what the script of faults makes of it. */
export function scriptedFaults({ faults, journal, clock }: ScriptedFaultsDeps): RequestHandler {
  return async (req, res, next) => {
    const fault = faults.next(req.method, req.path);
    if (fault === undefined) return next();
    journal.addFault({
      atMs: await clock.nowMs(),
      turnId: req.header('webhook-id') ?? '',
      method: req.method,
      path: req.path,
      kind: fault.kind,
    });
    if (isRefusal(fault)) return refuse(fault, res);
    if (fault.kind === 'reset') return void req.socket.destroy();
    // The turn is answered as ever, and the answer is ready; only its way to the asker is long, or ends nowhere.
    const end = res.end.bind(res) as (...args: unknown[]) => Response;
    const { kind, delay_ms: delayMs = 0 } = fault;
    res.end = ((...args: unknown[]) => {
      setTimeout(() => (kind === 'lost' ? req.socket.destroy() : end(...args)), delayMs).unref();
      return res;
    }) as Response['end'];
    next();
  };
}

function isRefusal({ kind }: Fault): boolean {
  return kind === 'status' || kind === 'html';
}

function refuse({ kind, status, retry_after_seconds: seconds }: Fault, res: Response): void {
  if (kind === 'html') return sendPage(res, status ?? 502);
  if (seconds !== undefined) res.set('retry-after', String(seconds));
  const problem = problemOf(status ?? 500, 'POST /_sim/faults was sent.');
  sendProblem(res, problem);
}

function sendPage(res: Response, status: number): void {
  const { title } = problemOf(status, '');
  const heading = `${status} ${title}`;
  res.status(status).type('html').send(`<html><head><title>${heading}</title></head><body><h1>${heading}</h1></body></html>\n`);
}
