import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { ok, problems, type Endpoint } from '../endpoint.ts';
import { Problem } from '../problem.ts';

/** Requests can be taken: Temporal answers. */
export function getReadyz({ dialogWorkflows }: { dialogWorkflows: DialogWorkflows }): Endpoint {
  const handle: RequestHandler = async (_request, response) => {
    if (!(await dialogWorkflows.reachable())) throw new Problem('TEMPORAL_AWAY', 'Temporal does not answer.', { retryAfterSeconds: 5 });
    response.json({ status: 'ready' });
  };
  return {
    method: 'get',
    path: '/readyz',
    access: 'open',
    operation: {
      operationId: 'getReadyz',
      tags: ['Health'],
      summary: 'Can it take requests?',
      responses: { ...ok('Temporal answers.', z.object({ status: z.literal('ready') })), ...problems('TEMPORAL_AWAY') },
    },
    handlers: [handle],
  };
}
