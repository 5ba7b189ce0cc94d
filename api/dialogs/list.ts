import * as z from 'zod';
import type { DialogFilter, DialogRow } from '../temporal/dialog-list.ts';
import { contactKey, stateName } from './words.schema.ts';

/** How long a client waits is told in working time (SPEC D-44). */
export interface WorkingTime {
  workingMsBetween: (fromMs: number, toMs: number) => number;
  now: () => number | Promise<number>;
}

const MINUTE_MS = 60_000;

/** What the list can be filtered by, as a query of an address. */
export const dialogFilter = {
  state: stateName.exactOptional(),
  stage: z
    .string()
    .regex(/^[^'"\\`]{1,100}$/, 'must be a name of a stage without quotes')
    .exactOptional(),
  manager: z.coerce.number().int().positive().exactOptional().meta({ description: 'amoCRM user id of the manager who has the dialog.' }),
};

const query = z.object(dialogFilter);

/** From the words of an address to those of the list. */
export const filterOf = ({ manager, ...rest }: z.infer<typeof query>): Omit<DialogFilter, 'pageSize'> => ({
  ...rest,
  ...(manager === undefined ? {} : { managerId: manager }),
});

/** One dialog of the list, as the outside sees it. */
export const dialogRow = z
  .object({
    key: contactKey,
    person: z
      .object({ name: z.string().optional(), phone: z.string().optional().meta({ description: 'Masked.' }) })
      .nullable()
      .meta({ description: 'As the channel called them when the dialog was opened.' }),
    state: stateName.nullable(),
    stage: z.string().nullable(),
    reason: z.string().nullable().meta({ description: 'Why the bot stepped back.' }),
    leadId: z.int().nullable(),
    managerId: z.int().nullable(),
    waitingSinceMs: z.int().nullable().meta({ description: 'Since when the client waits for a person.' }),
    waitingWorkingMinutes: z.int().nullable().meta({ description: 'How much of that was working time.' }),
    startedAtMs: z.int().nullable(),
  })
  .meta({ id: 'DialogRow' });

export type ShownRow = DialogRow & { waitingWorkingMinutes: number | null };

export function shownRow(row: DialogRow, nowMs: number, { workingMsBetween }: Pick<WorkingTime, 'workingMsBetween'>): ShownRow {
  const { waitingSinceMs } = row;
  return {
    ...row,
    waitingWorkingMinutes: waitingSinceMs === null ? null : Math.floor(workingMsBetween(waitingSinceMs, nowMs) / MINUTE_MS),
  };
}
