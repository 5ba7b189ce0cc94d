import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { phoneIn, type PhoneDeps } from './phone.ts';
import { contactKey, stateName } from './words.schema.ts';

export interface GetDialogsDeps extends PhoneDeps {
  dialogWorkflows: DialogWorkflows;
}

const query = z.strictObject({
  state: stateName.exactOptional(),
  stage: z
    .string()
    .regex(/^[^'"\\`]{1,100}$/, 'must be a name of a stage without quotes')
    .exactOptional(),
  manager: z.coerce.number().int().positive().exactOptional().meta({ description: 'amoCRM user id of the manager who has the dialog.' }),
  waiting: z.enum(['true', 'false']).exactOptional().meta({ description: 'true: only where the client waits for a person.' }),
  phone: z
    .string()
    .max(40)
    .exactOptional()
    .meta({ description: 'In any notation; the answer then names the key, whether or not there is a dialog.' }),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  pageToken: z
    .string()
    .regex(/^[\w-]{1,2000}$/, 'must be nextPage of the page before')
    .exactOptional(),
});

const row = z.object({
  key: contactKey,
  state: stateName.nullable(),
  stage: z.string().nullable(),
  reason: z.string().nullable().meta({ description: 'Why the bot stepped back.' }),
  leadId: z.int().nullable(),
  managerId: z.int().nullable(),
  waitingSinceMs: z.int().nullable().meta({ description: 'Since when the client waits for a person.' }),
  startedAtMs: z.int().nullable(),
});

const page = z
  .object({
    key: contactKey.optional().meta({ description: 'Only when a phone was asked for.' }),
    dialogs: z.array(row),
    nextPage: z.string().nullable().meta({ description: 'Give it as pageToken; null on the last page.' }),
  })
  .meta({ id: 'DialogPage' });

/** The list, from visibility: it asks no dialog (DESIGN §3) and shows nothing personal. */
export function getDialogs({ dialogWorkflows, keyOfPhone }: GetDialogsDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const { manager, waiting, phone, ...rest } = parsed(query, request.query, 'MALFORMED_QUERY');
    const key = phone === undefined ? undefined : keyOfPhone(phoneIn(phone, 'MALFORMED_QUERY'));
    const { dialogs, nextPage } = await dialogWorkflows.list({
      ...rest,
      ...(key === undefined ? {} : { contactKey: key }),
      ...(manager === undefined ? {} : { managerId: manager }),
      ...(waiting === undefined ? {} : { waiting: waiting === 'true' }),
    });
    response.json({ ...(key === undefined ? {} : { key }), dialogs, nextPage });
  };

  return {
    method: 'get',
    path: '/dialogs',
    access: 'token',
    operation: {
      operationId: 'getDialogs',
      tags: ['Dialogs'],
      summary: 'The dialogs, filtered and in pages',
      description: 'May lag behind the dialogs by a second.',
      requestParams: { query },
      responses: { ...ok('One page.', page), ...problems('MALFORMED_QUERY', 'UNAUTHORIZED', 'TEMPORAL_AWAY') },
    },
    handlers: [handle],
  };
}
