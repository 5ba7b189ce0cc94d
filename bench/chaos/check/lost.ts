import { HANDOFF } from '../words.ts';
import type { GuestEvidence } from './evidence.ts';

/** Messages of the guest that ended in nothing (SPEC D-90): neither answered, handed over, taken nor closed on purpose. */
export function lost(guest: GuestEvidence): string[] {
  const { asked, chat, dialog } = guest;
  const incoming = chat.filter(({ income }) => income);
  const found = incoming.length === asked.written.length ? [] : [`${asked.written.length} messages written, ${incoming.length} in Pact`];
  for (const message of incoming) {
    if (!isAnswered(guest, message.id) && !isHandedOver(guest, message) && !isTaken(guest, message.atMs))
      found.push(`«${message.text}» ended in nothing`);
    const known = dialog?.transcript.filter(({ id, role }) => id === message.id && role === 'client') ?? [];
    if (known.length !== 1) found.push(`«${message.text}» stands ${known.length} times in its dialog`);
    else if (known[0]?.ending === undefined && dialog?.unanswered.owedBy !== 'manager') found.push(`«${message.text}» has no ending`);
  }
  if (dialog?.unanswered.owedBy === 'bot') found.push(`the bot still owes an answer to ${dialog.unanswered.count} messages`);
  return found;
}

/** The bot was asked about it, and what it said then was accepted by Pact; or it chose to be silent. */
function isAnswered({ turns, sends }: GuestEvidence, messageId: string): boolean {
  return turns.some(({ messageIds, actions, atMs }) => {
    if (!messageIds.includes(messageId)) return false;
    if (actions.some(({ type }) => type === 'silent')) return true;
    const words = actions.filter(({ type }) => type === 'reply' || type === 'clarify').map(({ text = '' }) => text);
    return words.length > 0 && words.every((text) => sends.some((send) => send.atMs >= atMs && send.text.includes(text)));
  });
}

/** The task quotes it; or it was heard of while a person was awaited, or was being called: nobody gave the dialog back and the bot said nothing between. */
function isHandedOver({ asked, dialog, sends, crm: { tasks } }: GuestEvidence, { id, text, atMs }: GuestEvidence['chat'][number]): boolean {
  if (tasks.some((task) => task.type === 'WhatsApp' && task.text.includes(text))) return true;
  const releases = asked.acts
    .filter(({ what, refused }) => (what === 'release' || what === 'fieldBot') && !refused)
    .map((act) => act.begunAtMs);
  const answers = sends.filter((send) => !HANDOFF.test(send.text)).map((send) => send.atMs);
  const heardAtMs = dialog?.transcript.find((known) => known.id === id)?.atMs ?? atMs; // polling may have brought it much later
  return sends.some((handoff) => {
    const [from, until] = [Math.min(handoff.atMs, heardAtMs), Math.max(handoff.atMs, heardAtMs)];
    return HANDOFF.test(handoff.text) && ![...releases, ...answers].some((one) => one > from && one < until);
  });
}

/** A person wrote after it, by when their words stood in the chat (SPEC D-51), or has the dialog to this hour. */
function isTaken({ asked, chat, dialog }: GuestEvidence, atMs: number): boolean {
  const words = asked.acts.filter(({ what }) => what === 'words' || what === 'say');
  const isPersons = (text: string): boolean => words.some((act) => act.text === text);
  return (
    dialog?.state === 'withManager' ||
    words.some(({ doneAtMs }) => doneAtMs >= atMs) ||
    chat.some((said) => !said.income && said.atMs >= atMs && isPersons(said.text))
  );
}
