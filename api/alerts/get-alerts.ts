import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { ok, problems, type Endpoint } from '../endpoint.ts';
import { contactKey } from '../dialogs/words.schema.ts';

export const alertsBody = z.object({
  alerts: z.array(
    z.object({
      id: z.string(),
      atMs: z.int(),
      about: z.string().meta({ description: 'A reason code or the name of a setting.' }),
      text: z.string(),
      contactKey: contactKey.optional(),
    }),
  ),
});

/** The notices to the people who run the product. */
export function getAlerts({ dialogWorkflows }: { dialogWorkflows: DialogWorkflows }): Endpoint {
  const handle: RequestHandler = async (_request, response) => {
    response.json({ alerts: await dialogWorkflows.alerts() });
  };
  return {
    method: 'get',
    path: '/alerts',
    access: 'viewer',
    operation: {
      operationId: 'getAlerts',
      tags: ['Alerts'],
      summary: 'Notices to the people who run it',
      responses: {
        ...ok('The last 200, newest first, without personal data.', alertsBody),
        ...problems('UNAUTHORIZED', 'NO_WORKER', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}
