import type { Act } from '../asked.ts';
import type { Evidence, GuestEvidence } from './evidence.ts';

interface Spoken {
  findings: string[];
  takes: number;
  /** Accepted so long after it, but given out to be sent before it: nothing can call them back (SPEC D-50). */
  onTheirWayMs: number[];
}

/** From the decision to the first byte, on a busy machine: what waits longer has not left and can be kept back. */
const STARTS_WITHIN_MS = 1_000;

/** Words of the bot that left after a person had the dialog (SPEC D-50). */
export function spokenAfterTakes(guest: GuestEvidence, { told }: Pick<Evidence, 'told'>): Spoken {
  const { asked, sends } = guest;
  const own = new Set(asked.acts.flatMap(({ what, text }) => (what === 'say' && text !== undefined ? [text] : [])));
  const bots = sends.filter(({ text }) => !own.has(text));
  const releases = asked.acts.filter(({ what, refused }) => (what === 'release' || what === 'fieldBot') && !refused);
  const spoken: Spoken = { findings: [], takes: 0, onTheirWayMs: [] };
  for (const act of asked.acts) {
    const fromMs = takenAtMs(act, guest, told);
    if (fromMs === undefined) continue;
    spoken.takes += 1;
    const untilMs = Math.min(...releases.filter(({ doneAtMs }) => doneAtMs > fromMs).map(({ begunAtMs }) => begunAtMs), Infinity);
    for (const { text, atMs, leftAtMs, decidedAtMs } of bots.filter((send) => send.atMs > fromMs && send.atMs < untilMs)) {
      const lateMs = leftAtMs - fromMs;
      const what = `«${text.slice(0, 60)}» left ${lateMs} ms after a take (${act.what}), decided ${decidedAtMs - fromMs} ms after it`;
      if (decidedAtMs > fromMs || lateMs > STARTS_WITHIN_MS) spoken.findings.push(what);
      else spoken.onTheirWayMs.push(atMs - fromMs);
    }
  }
  return spoken;
}

/**
 * When the take was acknowledged: the API's answer; for words the first webhook that was answered 200, or polling if that brought them earlier.
 * amoCRM's webhook names a lead that has to be read first, so there the instant is when the dialog was seen to follow.
 */
function takenAtMs(act: Act, { chat, dialog }: GuestEvidence, told: Evidence['told']): number | undefined {
  switch (act.what) {
    case 'take':
    case 'say':
      return act.doneAtMs;
    case 'fieldManager':
      return act.seenAtMs;
    case 'words': {
      const id = chat.find(({ author, text }) => author !== 'api' && author !== 'client' && text === act.text)?.id;
      const heard = told.filter(({ messageId, outcome }) => messageId === id && outcome === 'delivered').map(({ atMs }) => atMs);
      const known = dialog?.transcript.find((message) => message.id === id)?.atMs;
      return heard.length > 0 || known !== undefined ? Math.min(...heard, known ?? Infinity) : undefined;
    }
    case 'release':
    case 'fieldBot':
      return undefined;
  }
}
