import { STATUS_CODES } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Response } from 'express';
import type { Fault } from '../world/fault-script.ts';

export interface Answer {
  status: number;
  body?: unknown;
}

/** Answers that a scripted fault will keep back. */
const delayed = new WeakMap<Response, Fault>();

/** The answer to this request comes late (`slow`) or never (`lost`). */
export function keepBack(res: Response, fault: Fault): void {
  delayed.set(res, fault);
}
export const keptBack = (res: Response): Fault | undefined => delayed.get(res);

/** JSON without a charset: some clients compare the type for equality (§0). */
export function send(res: Response, answer: Answer): void {
  sendAs(res, answer, answer.status < 400 ? 'application/hal+json' : 'application/problem+json');
}

/** The token endpoint's type is plain, errors included (§1.3). */
export function sendJson(res: Response, answer: Answer): void {
  sendAs(res, answer, 'application/json');
}

/** A page of the web server in front of amoCRM: nothing behind it was asked. */
export function sendPage(res: Response, status: number): void {
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`;
  res.status(status).setHeader('content-type', 'text/html; charset=UTF-8');
  res.end(`<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr><center>nginx</center></body></html>`);
}

function sendAs(res: Response, answer: Answer, type: string): void {
  const fault = keptBack(res);
  if (fault === undefined) write(res, answer, type);
  else
    void wait(fault.delay_ms ?? 0, undefined, { ref: false }).then(() => {
      if (fault.kind === 'lost') res.socket?.destroy();
      else write(res, answer, type);
    });
}

function write(res: Response, { status, body }: Answer, type: string): void {
  res.status(status);
  if (body !== undefined) res.setHeader('content-type', type);
  res.end(body === undefined ? undefined : JSON.stringify(body));
}
