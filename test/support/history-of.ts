import type { Client, WorkflowHandle } from '@temporalio/client';
import { eventually } from './environment.ts';
import type { Guest } from './guest.ts';

export type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** What kind of event it is, as the facts write it: `TIMER_STARTED`, without the `WORKFLOW_`. */
export const kindOf = (event: HistoryEvent): string =>
  (Object.keys(event).find((key) => key.endsWith('EventAttributes') && event[key as keyof HistoryEvent] != null) ?? 'unknown')
    .replace(/EventAttributes$/u, '')
    .replace(/^workflow/u, '')
    .replace(/([a-z])([A-Z])/gu, '$1_$2')
    .replace(/^_/u, '')
    .toUpperCase();

export async function eventsOf({ handle }: { handle: Pick<WorkflowHandle, 'fetchHistory'> }): Promise<HistoryEvent[]> {
  return (await handle.fetchHistory()).events ?? [];
}

/** The history once everything that was started has ended: no activity and no workflow task is open. */
export async function eventsAtRest(guest: Guest): Promise<HistoryEvent[]> {
  return eventually('the dialog to come to rest', async () => {
    const events = await eventsOf(guest);
    const kinds = events.map(kindOf);
    const open = (what: string): boolean =>
      kinds.filter((kind) => kind === `${what}_SCHEDULED`).length !==
      kinds.filter((kind) => ENDINGS.some((ending) => kind === `${what}_${ending}`)).length;
    return !open('TASK') && !open('ACTIVITY_TASK') && events;
  });
}

const ENDINGS = ['COMPLETED', 'FAILED', 'TIMED_OUT'];

/** All runs of a dialog, oldest first. */
export async function runsOf({ workflow }: Client, guest: Guest): Promise<HistoryEvent[][]> {
  const { firstExecutionRunId } = (await eventsOf(guest))[0]?.workflowExecutionStartedEventAttributes ?? {};
  const runs: HistoryEvent[][] = [];
  for (let runId = firstExecutionRunId; runId; runId = nextRunOf(runs.at(-1)))
    runs.push(await eventsOf({ handle: workflow.getHandle(guest.handle.workflowId, runId) }));
  return runs;
}

const nextRunOf = (events: readonly HistoryEvent[] | undefined): string | null | undefined =>
  events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
