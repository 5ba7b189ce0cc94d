import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { JournalReader } from '../../journal/reader.ts';
import type { Wait } from '../../journal/read-numbers.ts';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { Problem } from '../problem.ts';
import type { Settings } from '../settings/get-settings.ts';
import { TemporalAway } from '../temporal/calls.ts';
import { journalAsked } from './journal-asked.ts';
import { numbers } from './numbers.schema.ts';

export interface GetNumbersDeps {
  journal?: JournalReader | undefined;
  dialogWorkflows: Pick<DialogWorkflows, 'counts'>;
  dayStartMs: (day: string) => number | undefined;
  /** How much of that time was working time (SPEC D-44). */
  workingMsBetween: (fromMs: number, toMs: number) => number;
  settings: Pick<Settings, 'zone' | 'reasonWords'>;
}

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u, 'must be a day as YYYY-MM-DD');
const query = z.strictObject({
  from: day.meta({ description: 'The first day, in the zone of the calendar.', example: '2026-07-01' }),
  to: day.meta({ description: 'The last day; it belongs to them.', example: '2026-07-31' }),
});

const DAY_MS = 86_400_000;
const DAYS_MAX = 400;

/** The numbers of some days (SPEC D-96), counted in the journal. */
export function getNumbers({ journal, dialogWorkflows, dayStartMs, workingMsBetween, settings }: GetNumbersDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const asked = parsed(query, request.query, 'MALFORMED_QUERY');
    const { opened, closed, handoffs, waits, returns, touches, bookings } = await journalAsked(journal, async (open) =>
      open.numbers(spanOf(asked)),
    );
    response.json({
      ...asked,
      zone: settings.zone,
      now: await dialogWorkflows.counts().catch(nothingFromTemporal),
      dialogs: { opened: opened.dialogs, openedWithoutPeople: opened.byBot, closed: closed.dialogs, closedByBotAlone: closed.byBot },
      handoffs: {
        total: waits.length,
        byReason: handoffs.map(({ what, count }) => ({ reason: what, words: settings.reasonWords[what] ?? what, count })),
      },
      toTake: spread(waits, ({ takenAtMs }) => takenAtMs),
      toFirstHumanWord: spread(waits, ({ wroteAtMs }) => wroteAtMs),
      returns: returns.map(({ what, count }) => ({ how: what, count })),
      finalTouches: touches,
      bookings: bookings.map(({ what, managerId, count }) => ({ owner: what, managerId, count })),
    });
  };

  function spanOf({ from, to }: z.infer<typeof query>): { fromMs: number; toMs: number } {
    const [fromMs, lastMs] = [dayStartMs(from), dayStartMs(to)];
    if (fromMs === undefined || lastMs === undefined) throw new Problem('MALFORMED_QUERY', 'There is no such day.');
    if (lastMs < fromMs) throw new Problem('MALFORMED_QUERY', 'The last day lies before the first.');
    if (lastMs - fromMs > DAYS_MAX * DAY_MS) throw new Problem('MALFORMED_QUERY', `These are more than ${DAYS_MAX} days.`);
    const next = new Date(Date.parse(to) + DAY_MS).toISOString().slice(0, 10); // by its name: a day may have 23 or 25 hours
    return { fromMs, toMs: dayStartMs(next) ?? lastMs + DAY_MS };
  }

  function spread(waits: readonly Wait[], endOf: (wait: Wait) => number | null) {
    const lasted = waits.flatMap((wait) => {
      const endMs = endOf(wait);
      return endMs === null ? [] : [workingMsBetween(wait.handedOverAtMs, endMs)];
    });
    const sorted = lasted.toSorted((one, other) => one - other);
    return { count: sorted.length, without: waits.length - sorted.length, medianMs: at(sorted, 0.5), p90Ms: at(sorted, 0.9) };
  }

  return {
    method: 'get',
    path: '/numbers',
    access: 'viewer',
    operation: {
      operationId: 'getNumbers',
      tags: ['Numbers'],
      summary: 'How some days went: dialogs, handoffs, waits, final touches, bookings',
      description: 'Counted in the journal: each thing on the day it happened. Nothing personal is in it.',
      requestParams: { query },
      responses: { ...ok('The numbers.', numbers), ...problems('MALFORMED_QUERY', 'UNAUTHORIZED', 'NO_JOURNAL', 'JOURNAL_AWAY') },
    },
    handlers: [handle],
  };
}

/** The journal tells the rest without it. */
function nothingFromTemporal(error: unknown): null {
  if (error instanceof TemporalAway) return null;
  throw error;
}

/** The value that so many of them do not exceed; null of none. */
const at = (sorted: readonly number[], share: number): number | null => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
