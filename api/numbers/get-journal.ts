import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { Place } from '../../journal/read-dialog.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { JournalRow } from '../../journal/rows.ts';
import { keyIn } from '../dialogs/command.ts';
import { contactKey, stateName } from '../dialogs/words.schema.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { journalAsked } from './journal-asked.ts';

const PLACE = /^(\d{1,16})\.(\d{1,9})\.([\w-]{1,64})$/u;

const query = z.strictObject({
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  pageToken: z.string().regex(PLACE, 'must be nextPage of the page before').exactOptional(),
});

const fact = z
  .object({
    id: z.string().meta({ description: 'The same fact always has the same one.' }),
    atMs: z.int().meta({ description: 'The clock of the dialog, epoch milliseconds.' }),
    kind: z.string().meta({ description: 'What happened, for example `handedOver`: domain/journal/facts.ts lists them.' }),
    spec: z.string().meta({ description: 'The statement of docs/spec.md it comes from, for example D-40.' }),
    state: stateName.meta({ description: 'Who may talk after it.' }),
    episode: z.int(),
    reason: z.string().nullable().meta({ description: 'Of a handoff.' }),
    managerId: z.int().nullable().meta({ description: 'amoCRM user id.' }),
    leadId: z.int().nullable(),
    detail: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .meta({ description: 'What else is known: codes and numbers.' }),
  })
  .meta({ id: 'JournalFact' });

const page = z
  .object({ facts: z.array(fact), nextPage: z.string().nullable().meta({ description: 'Give it as pageToken; null on the last page.' }) })
  .meta({ id: 'JournalPage' });

export type JournalPage = z.infer<typeof page>;

/** «Почему?» of one dialog, for longer than Temporal keeps its history (DESIGN §3, Journal). */
export function getJournal({ journal }: { journal?: JournalReader | undefined }): Endpoint {
  const handle: RequestHandler<{ key: string }> = async (request, response) => {
    const { pageSize, pageToken } = parsed(query, request.query, 'MALFORMED_QUERY');
    const key = keyIn(request.params.key);
    const rows = await journalAsked(journal, async (open) => open.dialog(key, pageSize + 1, placeIn(pageToken)));
    const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
    response.json({
      facts: rows.slice(0, pageSize).map(shown),
      nextPage: last === undefined ? null : `${last.at_ms}.${last.seq}.${last.run_id}`,
    });
  };
  return {
    method: 'get',
    path: '/dialogs/:key/journal',
    access: 'viewer',
    operation: {
      operationId: 'getDialogJournal',
      tags: ['Dialogs'],
      summary: 'What was decided in one dialog, newest first',
      description:
        'From the journal, so it may lag by a moment, and a dialog nobody has told of is an empty page. Nothing personal is in it.',
      requestParams: { path: z.object({ key: contactKey }), query },
      responses: {
        ...ok('One page.', page),
        ...problems('MALFORMED_QUERY', 'UNAUTHORIZED', 'UNKNOWN_DIALOG', 'NO_JOURNAL', 'JOURNAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}

function placeIn(token: string | undefined): Place | undefined {
  const [, atMs, seq, runId] = PLACE.exec(token ?? '') ?? [];
  return runId === undefined ? undefined : { atMs: Number(atMs), seq: Number(seq), runId };
}

const shown = ({ run_id, seq, at_ms, kind, spec, state, episode, reason, manager_id, lead_id, detail }: JournalRow) => ({
  id: `${run_id}.${seq}`,
  atMs: at_ms,
  kind,
  spec,
  state,
  episode,
  reason,
  managerId: manager_id,
  leadId: lead_id,
  detail,
});
