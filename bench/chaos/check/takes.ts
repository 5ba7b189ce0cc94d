import type { Act } from '../asked.ts';
import type { Evidence, GuestEvidence } from './evidence.ts';

interface Spoken {
  findings: string[];
  takes: number;
  /** They had left the product before the take was acknowledged: nothing can call them back (SPEC D-50). */
  onTheirWay: number;
}

/** Words of the bot that left after a person had the dialog (SPEC D-50). */
export function spokenAfterTakes(guest: GuestEvidence, { told }: Pick<Evidence, 'told'>): Spoken {
  const { asked, sends } = guest;
  const own = new Set(asked.acts.flatMap(({ what, text }) => (what === 'say' && text !== undefined ? [text] : [])));
  const bots = sends.filter(({ text }) => !own.has(text));
  const releases = asked.acts.filter(({ what, refused }) => (what === 'release' || what === 'fieldBot') && !refused);
  const spoken: Spoken = { findings: [], takes: 0, onTheirWay: 0 };
  for (const act of asked.acts) {
    const fromMs = takenAtMs(act, guest, told);
    if (fromMs === undefined) continue;
    spoken.takes += 1;
    const untilMs = Math.min(...releases.map(({ begunAtMs }) => begunAtMs).filter((atMs) => atMs > fromMs), Infinity);
    const after = bots.filter(({ atMs }) => atMs > fromMs && atMs < untilMs);
    spoken.onTheirWay += after.filter(({ leftAtMs }) => leftAtMs <= fromMs).length;
    for (const { text, leftAtMs } of after.filter((send) => send.leftAtMs > fromMs))
      spoken.findings.push(`«${text.slice(0, 60)}» left ${leftAtMs - fromMs} ms after a take (${act.what})`);
  }
  return spoken;
}

/**
 * When the take was acknowledged: the API's answer; for words the first webhook that was answered 200, else when polling brought them.
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
      return heard.length > 0 ? Math.min(...heard) : known;
    }
    case 'release':
    case 'fieldBot':
      return undefined;
  }
}
