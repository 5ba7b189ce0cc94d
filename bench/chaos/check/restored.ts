import type { Evidence, GuestEvidence, Poll } from './evidence.ts';

interface Restored {
  findings: string[];
  /** Messages of people that no webhook ever told of. */
  dropped: number;
}

const POLLS = 2;
/** From the poll's answer to the dialog: a signal and a workflow task on a busy machine. */
const TAKEN_IN_WITHIN_MS = 1_500;

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
    const could = polls.filter((poll) => poll.atMs > droppedAtMs && couldRun(poll, outages));
    const limit = could[POLLS - 1];
    if (known === undefined) result.findings.push(`«${message.text}» is not in its dialog`);
    else if (limit !== undefined && known.atMs > limit.untilMs + TAKEN_IN_WITHIN_MS)
      result.findings.push(
        `«${message.text}» came ${known.atMs - droppedAtMs} ms after it was dropped, ${known.atMs - limit.untilMs} ms after the second poll`,
      );
  }
  return result;
}

/** Pact answered all it was asked, and nothing of the product was away meanwhile. */
function couldRun({ atMs, untilMs, answered }: Poll, outages: Evidence['outages']): boolean {
  const isProducts = ({ kind, name }: Evidence['outages'][number]): boolean => kind === 'down' || name.startsWith('temporal');
  return answered && !outages.some((one) => isProducts(one) && one.fromMs < untilMs + TAKEN_IN_WITHIN_MS && one.untilMs > atMs);
}
