import type { RequestHandler } from 'express';
import * as z from 'zod';
import { ok, type Endpoint } from '../endpoint.ts';

/** The process is alive. Says nothing about anything it needs, or an outage of Temporal would restart every API. */
export function getHealthz(): Endpoint {
  const handle: RequestHandler = (_request, response) => {
    response.json({ status: 'alive' });
  };
  return {
    method: 'get',
    path: '/healthz',
    access: 'open',
    operation: {
      operationId: 'getHealthz',
      tags: ['Health'],
      summary: 'Is the process alive?',
      responses: ok('It is.', z.object({ status: z.literal('alive') })),
    },
    handlers: [handle],
  };
}
