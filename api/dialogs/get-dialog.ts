import type { RequestHandler } from 'express';
import * as z from 'zod';
import { ok, problems, type Endpoint } from '../endpoint.ts';
import { keyIn, type CommandDeps } from './command.ts';
import { dialogView } from './view.schema.ts';
import { contactKey } from './words.schema.ts';

/** SPEC D-90: one dialog, as it sees itself. */
export function getDialog({ dialogWorkflows }: CommandDeps): Endpoint {
  const handle: RequestHandler<{ key: string }> = async (request, response) => {
    response.json(await dialogWorkflows.view(keyIn(request.params.key)));
  };
  return {
    method: 'get',
    path: '/dialogs/:key',
    access: 'viewer',
    operation: {
      operationId: 'getDialog',
      tags: ['Dialogs'],
      summary: 'One dialog: who talks, who owes whom an answer, what was decided',
      description: 'Asks the dialog itself, so a worker has to run.',
      requestParams: { path: z.object({ key: contactKey }) },
      responses: { ...ok('The dialog.', dialogView), ...problems('UNAUTHORIZED', 'UNKNOWN_DIALOG', 'NO_WORKER', 'TEMPORAL_AWAY') },
    },
    handlers: [handle],
  };
}
