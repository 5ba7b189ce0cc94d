import { defaultPayloadConverter, type Client } from '@temporalio/client';

const SCHEDULED_EVENT = 10; // temporal.api.enums.v1.EventType: ACTIVITY_TASK_SCHEDULED
const COMPLETED_EVENT = 12; // … ACTIVITY_TASK_COMPLETED
const RUNS_MAX = 20;

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/** Of all runs of one dialog. */
export async function historiesOf(client: Client, key: string): Promise<History[]> {
  const workflowId = `dialog:${key}`;
  const runs: string[] = [];
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) if (runs.push(runId) >= RUNS_MAX) break;
  return Promise.all(runs.map(async (runId) => client.workflow.getHandle(workflowId, runId).fetchHistory()));
}

/** When Temporal wrote down that these texts are to be sent; the newest run has the last ones. */
export async function givenOut(client: Client, key: string): Promise<{ text: string; atMs: number }[]> {
  return (await historiesOf(client, key))
    .flatMap(({ events }) => events ?? [])
    .flatMap(({ eventType, eventTime, activityTaskScheduledEventAttributes: scheduled }) => {
      const [payload] = scheduled?.input?.payloads ?? [];
      if (Number(eventType) !== SCHEDULED_EVENT || scheduled?.activityType?.name !== 'sendMessage' || payload === undefined) return [];
      const { text } = defaultPayloadConverter.fromPayload<{ text: string }>(payload);
      return [{ text, atMs: toMs(eventTime) }];
    })
    .toSorted((one, other) => one.atMs - other.atMs);
}

/** From when until when the product looked for what it had missed, by the histories of those runs. */
export async function pollsOf(client: Client, activity: 'pollPact' | 'pollAmocrm'): Promise<{ atMs: number; untilMs: number }[]> {
  const polls: { atMs: number; untilMs: number }[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query: `WorkflowType = 'reconcileWorkflow'` })) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const given = events?.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity);
    const done = events?.find(
      (event) =>
        Number(event.eventType) === COMPLETED_EVENT &&
        String(event.activityTaskCompletedEventAttributes?.scheduledEventId) === String(given?.eventId),
    );
    if (given !== undefined && done !== undefined) polls.push({ atMs: toMs(given.eventTime), untilMs: toMs(done.eventTime) });
  }
  return polls.toSorted((one, other) => one.atMs - other.atMs);
}

type Timestamp = { seconds?: { toNumber(): number } | number | null; nanos?: number | null } | null | undefined;
const toMs = (time: Timestamp): number => Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6;
