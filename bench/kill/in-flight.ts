import { defaultPayloadConverter, type Client } from '@temporalio/client';
import { dialogWorkflowId } from '../../workflows/dialog/messages.ts';

/** An activity that a worker has taken up. */
export interface InFlight {
  key: string;
  activity: string;
  startedAtMs: number;
}

const STARTED = 2; // temporal.api.enums.v1.PendingActivityState: STARTED
const SCHEDULED_EVENT = 10; // temporal.api.enums.v1.EventType: ACTIVITY_TASK_SCHEDULED
const STARTED_EVENT = 11; // … ACTIVITY_TASK_STARTED

/** What Temporal believes to be running for these dialogs. A dialog that does not exist yet runs nothing. */
export async function inFlight(client: Client, keys: readonly string[]): Promise<InFlight[]> {
  const described = await Promise.all(
    keys.map(async (key) => {
      const description = await client.workflow
        .getHandle(dialogWorkflowId(key))
        .describe()
        .catch(() => undefined);
      return (description?.raw.pendingActivities ?? [])
        .filter(({ state }) => Number(state) === STARTED)
        .map(({ activityType, lastStartedTime }) => ({ key, activity: activityType?.name ?? '?', startedAtMs: toMs(lastStartedTime) }));
    }),
  );
  return described.flat();
}

/** When the world was asked again for what an attempt before `afterMs` had been asked; undefined where it was not repeated. */
export async function askedAgainAtMs(client: Client, key: string, activity: string, afterMs: number): Promise<number | undefined> {
  const { events } = await client.workflow.getHandle(dialogWorkflowId(key)).fetchHistory();
  const scheduled = new Map<number, unknown>();
  for (const event of events ?? []) {
    if (Number(event.eventType) === SCHEDULED_EVENT) scheduled.set(Number(event.eventId), event.activityTaskScheduledEventAttributes);
    if (Number(event.eventType) !== STARTED_EVENT || toMs(event.eventTime) < afterMs) continue;
    const { scheduledEventId, attempt } = event.activityTaskStartedEventAttributes ?? {};
    const { activityType, input } = (scheduled.get(Number(scheduledEventId)) ?? {}) as ScheduledAttributes;
    if (activityType?.name !== activity) continue;
    // A send is tried again by a new decision, which looks for the first one (docs/decisions/002).
    const [payload] = input?.payloads ?? [];
    const looks = payload !== undefined && 'look' in defaultPayloadConverter.fromPayload<object>(payload);
    if ((attempt ?? 1) > 1 || looks) return toMs(event.eventTime);
  }
  return undefined;
}

interface ScheduledAttributes {
  activityType?: { name?: string } | null;
  input?: { payloads?: Parameters<typeof defaultPayloadConverter.fromPayload>[0][] | null } | null;
}

interface Timestamp {
  seconds?: { toNumber(): number } | number | null;
  nanos?: number | null;
}

function toMs(time: Timestamp | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
}
