import type { Evidence, GuestEvidence, Poll } from './evidence.ts';

interface Restored {
  findings: string[];
  /** Messages of people that no webhook ever told of. */
  dropped: number;
}

const POLLS = 2;
/** From the poll's answer to the dialog: a signal and a workflow task on a busy machine. */
const TAKEN_IN_WITHIN_MS = 1_500;
/** amoCRM's news names a lead: a second is waited for more of it, then the lead and the contact are read. */
const LEAD_READ_WITHIN_MS = 5_000;

/** What no webhook told of is in its dialog by the end of the second poll that could run (SPEC D-93). */
export function restored({ chat, dialog }: GuestEvidence, { told, polls, outages }: Evidence): Restored {
  const result: Restored = { findings: [], dropped: 0 };
  for (const message of chat.filter(({ author }) => author !== 'api')) {
    const tries = told.filter(({ messageId }) => messageId === message.id);
    const given = tries.filter(({ outcome }) => outcome === 'dropped' || outcome === 'lost').map(({ atMs }) => atMs);
    if (given.length === 0 || tries.some(({ outcome }) => outcome === 'delivered')) continue;
    result.dropped += 1;
    const droppedAtMs = Math.min(...given);
    const known = dialog?.transcript.find(({ id }) => id === message.id);
    const could = polls.pact.filter((poll) => poll.atMs > droppedAtMs && couldRun(poll, outages, TAKEN_IN_WITHIN_MS));
    const limit = could[POLLS - 1];
    if (known === undefined) result.findings.push(`«${message.text}» is not in its dialog`);
    else if (limit !== undefined && known.atMs > limit.untilMs + TAKEN_IN_WITHIN_MS)
      result.findings.push(
        `«${message.text}» came ${known.atMs - droppedAtMs} ms after it was dropped, ${known.atMs - limit.untilMs} ms after the second poll`,
      );
  }
  return result;
}

/** «Ведёт диалог» that a person set, by webhook or not, is followed by the end of the second poll of amoCRM that could run (SPEC D-50, D-93). */
export function followed({ asked }: GuestEvidence, { polls, outages }: Evidence): string[] {
  return asked.acts.flatMap(({ what, doneAtMs, seenAtMs }, at) => {
    if (what !== 'fieldManager' && what !== 'fieldBot') return [];
    const untilMs = asked.acts[at + 1]?.begunAtMs ?? Infinity; // then something else holds
    const could = polls.amocrm.filter((poll) => poll.atMs > doneAtMs && couldRun(poll, outages, LEAD_READ_WITHIN_MS, 'amocrm'));
    const limit = could[POLLS - 1];
    if (limit === undefined || limit.untilMs + LEAD_READ_WITHIN_MS > untilMs) return [];
    if (seenAtMs !== undefined && seenAtMs <= limit.untilMs + LEAD_READ_WITHIN_MS) return [];
    return [`${what}: ${seenAtMs === undefined ? 'not followed' : `followed ${seenAtMs - doneAtMs} ms after it`}`];
  });
}

/** All it asked was answered, and nothing of the product or of that system was away meanwhile or right after. */
function couldRun({ atMs, untilMs, answered }: Poll, outages: Evidence['outages'], afterMs: number, system?: string): boolean {
  const disturbs = ({ kind, name }: Evidence['outages'][number]): boolean =>
    kind === 'down' ||
    name.startsWith('temporal') ||
    (system !== undefined && name.toLowerCase().startsWith(system) && !name.includes('webhooks'));
  return answered && !outages.some((one) => disturbs(one) && one.fromMs < untilMs + afterMs && one.untilMs > atMs);
}
