import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { contactKey } from '../dialogs/words.schema.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';

const query = z.strictObject({ name: z.string().trim().min(2).max(100) });
const found = z
  .object({
    contacts: z.array(
      z.object({
        key: contactKey,
        name: z.string(),
        phone: z.string().optional().meta({ description: 'Masked.' }),
        hasDialog: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'FoundContacts' });

/** Guests by name: amoCRM knows them, visibility knows which of them have a dialog. */
export function getContacts({ dialogWorkflows }: { dialogWorkflows: Pick<DialogWorkflows, 'findContacts' | 'list'> }): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const { name } = parsed(query, request.query, 'MALFORMED_QUERY');
    const contacts = await dialogWorkflows.findContacts(name);
    const keys = contacts.map((one) => one.contactKey);
    const { dialogs } = keys.length === 0 ? { dialogs: [] } : await dialogWorkflows.list({ contactKeys: keys, pageSize: keys.length });
    const open = new Set(dialogs.map(({ key }) => key));
    response.json({ contacts: contacts.map(({ contactKey: key, ...rest }) => ({ key, ...rest, hasDialog: open.has(key) })) });
  };
  return {
    method: 'get',
    path: '/contacts',
    access: 'viewer',
    operation: {
      operationId: 'findContacts',
      tags: ['Dialogs'],
      summary: 'Guests by name, through the CRM',
      description: 'At most the first 20 contacts whose name has all the words.',
      requestParams: { query },
      responses: {
        ...ok('Who was found, and who of them has a dialog.', found),
        ...problems('MALFORMED_QUERY', 'UNAUTHORIZED', 'CRM_AWAY', 'NO_WORKER', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}
