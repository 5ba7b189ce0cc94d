import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** Each answer carries an id that the log repeats, so that a caller's question finds its line. Ours, never the caller's: it goes into the log. */
export const requestId: RequestHandler = (_request, response, next) => {
  response.set('X-Request-Id', randomUUID());
  next();
};

export const requestIdOf = (response: Response): string => String(response.get('X-Request-Id') ?? '');
