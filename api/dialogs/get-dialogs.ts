import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { dialogFilter, dialogRow, filterOf, shownRow, type WorkingTime } from './list.ts';
import { phoneIn, type PhoneDeps } from './phone.ts';
import { contactKey } from './words.schema.ts';

export interface GetDialogsDeps extends PhoneDeps, WorkingTime {
  dialogWorkflows: DialogWorkflows;
}

const query = z.strictObject({
  ...dialogFilter,
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

const page = z
  .object({
    key: contactKey.optional().meta({ description: 'Only when a phone was asked for.' }),
    dialogs: z.array(dialogRow),
    nextPage: z.string().nullable().meta({ description: 'Give it as pageToken; null on the last page.' }),
  })
  .meta({ id: 'DialogPage' });

/** The list, from visibility: it asks no dialog (DESIGN §3). */
export function getDialogs({ dialogWorkflows, keyOfPhone, now, ...time }: GetDialogsDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const { waiting, phone, pageSize, pageToken, ...rest } = parsed(query, request.query, 'MALFORMED_QUERY');
    const key = phone === undefined ? undefined : keyOfPhone(phoneIn(phone, 'MALFORMED_QUERY'));
    const { dialogs, nextPage } = await dialogWorkflows.list({
      ...filterOf(rest),
      pageSize,
      ...(pageToken === undefined ? {} : { pageToken }),
      ...(key === undefined ? {} : { contactKey: key }),
      ...(waiting === undefined ? {} : { waiting: waiting === 'true' }),
    });
    const nowMs = await now();
    response.json({ ...(key === undefined ? {} : { key }), dialogs: dialogs.map((row) => shownRow(row, nowMs, time)), nextPage });
  };

  return {
    method: 'get',
    path: '/dialogs',
    access: 'viewer',
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
