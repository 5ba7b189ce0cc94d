import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { dialogFilter, dialogRow, filterOf, shownRow, type ShownRow, type WorkingTime } from '../dialogs/list.ts';
import { parsed, problems, type Endpoint } from '../endpoint.ts';
import { liveAnswer, type LiveDeps } from './live.ts';
import { Watches } from './watch.ts';

export interface LiveDialogsDeps extends LiveDeps, WorkingTime {
  dialogWorkflows: Pick<DialogWorkflows, 'list'>;
}

const EVERY_MS = 1_000;
const WAITING_SHOWN = 100;
const OTHERS_SHOWN = 50;

const query = z.strictObject(dialogFilter);
export const liveList = z
  .object({
    waiting: z
      .array(dialogRow)
      .meta({ description: 'Where the client waits for a person: whom nobody has taken first, then by how long.' }),
    others: z.array(dialogRow),
    isMore: z.boolean().meta({ description: 'There are more than are shown: GET /dialogs has pages.' }),
  })
  .meta({ id: 'LiveList' });

export type LiveList = z.infer<typeof liveList>;

/** The list while it changes: it asks visibility once a second for all who look at the same, and no dialog (DESIGN §3). */
export function liveDialogs({ dialogWorkflows, now, workingMsBetween, ...deps }: LiveDialogsDeps): Endpoint {
  const watches = new Watches<z.infer<typeof liveList>>();

  const handle: RequestHandler = (request, response) => {
    const filter = filterOf(parsed(query, request.query, 'MALFORMED_QUERY'));
    liveAnswer(response, deps, watches, JSON.stringify(filter), {
      everyMs: EVERY_MS,
      async read() {
        const [waiting, others] = await Promise.all([
          dialogWorkflows.list({ ...filter, waiting: true, pageSize: WAITING_SHOWN }),
          dialogWorkflows.list({ ...filter, waiting: false, pageSize: OTHERS_SHOWN }),
        ]);
        const nowMs = await now();
        const shown = (rows: typeof waiting.dialogs): ShownRow[] => rows.map((row) => shownRow(row, nowMs, { workingMsBetween }));
        return {
          waiting: shown(waiting.dialogs).sort(byNeed),
          others: shown(others.dialogs),
          isMore: waiting.nextPage !== null || others.nextPage !== null,
        } as z.infer<typeof liveList>;
      },
    });
  };

  return {
    method: 'get',
    path: '/live/dialogs',
    access: 'viewer',
    operation: {
      operationId: 'watchDialogs',
      tags: ['Dialogs'],
      summary: 'The list, told anew whenever it changes',
      description: 'Server-sent events: `told` with the whole list, `trouble` with a problem while it cannot be read.',
      requestParams: { query },
      responses: {
        '200': { description: 'The stream.', content: { 'text/event-stream': { schema: liveList } } },
        ...problems('MALFORMED_QUERY', 'UNAUTHORIZED', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [handle],
  };
}

const isUntaken = ({ state }: ShownRow): boolean => state === 'awaitingManager';

/** Whom nobody has taken comes first, then who waits longest. */
function byNeed(one: ShownRow, other: ShownRow): number {
  if (isUntaken(one) !== isUntaken(other)) return isUntaken(one) ? -1 : 1;
  return (one.waitingSinceMs ?? 0) - (other.waitingSinceMs ?? 0);
}
