import type { Dialog } from '../dialog.ts';
import type { Send, SendConsequences, SendPurpose } from '../outbox.ts';
import type { Moment, Policy } from '../policy.ts';
import { hasLeftBot } from './the-lead.ts';

/** WhatsApp takes no longer text (SPEC D-23, facts/pact.md §2.6). */
export const MESSAGE_MAX_CHARS = 4096;

interface Words {
  purpose: SendPurpose;
  /** One message each, in order; the one with the link carries the link's consequences, the last one all others. */
  texts: readonly string[];
  whenSent: SendConsequences;
  handoffId?: string;
}

/** Puts what the bot says into the outbox, behind the words that open its speech where they are due (SPEC D-07, D-57, D-23). */
export function botSays(dialog: Dialog, { purpose, texts, whenSent, handoffId }: Words, { nowMs, policy }: Moment): Dialog {
  const [first = '', ...rest] = texts;
  const opening = openingWords(dialog, first, policy);
  const parts = [joined(opening, first), ...rest].flatMap((text) => split(text));
  const { link, ...atTheEnd } = whenSent;
  const linkPart = link === undefined ? -1 : parts.findIndex((text) => text.includes(link.url));
  return parts.reduce((result, text, index) => {
    const isLast = index === parts.length - 1;
    const hasLink = index === linkPart || (isLast && linkPart < 0); // sent is sent, whatever becomes of the parts behind it (D-61)
    const follows: SendConsequences = {
      ...(index === 0 ? { opens: true } : {}),
      ...(isLast ? atTheEnd : {}),
      ...(link !== undefined && hasLink ? { link } : {}),
    };
    const handoff = handoffId === undefined ? {} : { handoffId };
    return queued(result, { purpose, text, whenSent: follows, ...handoff, nextTryAtMs: nowMs });
  }, dialog);
}

/** What the bot's next message must begin with; nothing if that message says it already, whatever the case. */
function openingWords({ episode }: Dialog, text: string, { texts: phrases }: Policy): string | undefined {
  const words = !episode.introduced ? phrases.greeting : episode.returnWordsDue ? phrases.resumed : undefined;
  const mark = phrases.greetingMark.toLowerCase();
  return words === undefined || text.toLowerCase().includes(mark) ? undefined : words;
}

export function joined(opening: string | undefined, text: string): string {
  return [opening, text].filter((part) => part !== undefined && part !== '').join(' ');
}

type NewSend = Pick<Send, 'purpose' | 'text' | 'whenSent' | 'nextTryAtMs'> & Partial<Pick<Send, 'handoffId' | 'by'>>;

export function queued(dialog: Dialog, send: NewSend): Dialog {
  const added: Send = { ...send, id: `${dialog.id}-m${dialog.nextId}`, tries: 0, inFlight: false, mayBeSent: false };
  return { ...dialog, nextId: dialog.nextId + 1, outbox: { ...dialog.outbox, sends: [...dialog.outbox.sends, added] } };
}

/** Splits at sentence ends, else at a space, else anywhere (SPEC D-23). */
export function split(text: string): string[] {
  const parts: string[] = [];
  let left = text;
  while (left.length > MESSAGE_MAX_CHARS) {
    const end = endOfPart(left);
    parts.push(left.slice(0, end).trimEnd());
    left = left.slice(end).trimStart();
  }
  return left === '' && parts.length > 0 ? parts : [...parts, left];
}

function endOfPart(text: string): number {
  const head = text.slice(0, MESSAGE_MAX_CHARS);
  const sentence = Math.max(...['. ', '! ', '? ', '… ', '\n', '.\n'].map((end) => head.lastIndexOf(end)));
  if (sentence > 0) return sentence + 1;
  const space = head.lastIndexOf(' ');
  if (space > 0) return space;
  const last = head.charCodeAt(head.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? head.length - 1 : head.length; // an emoji is two units: never between them
}

/** What the bot still meant to say is not said; what is in flight is called back as far as that goes, and not tried again (SPEC D-50). */
export function botFallsSilent(dialog: Dialog, keep: (send: Send) => boolean = () => false): Dialog {
  const stays = (send: Send): boolean => send.purpose === 'say' || keep(send);
  const sends = dialog.outbox.sends
    .filter((send) => stays(send) || send.inFlight || send.mayBeSent)
    .map((send): Send => (stays(send) ? send : { ...send, withdrawn: true }));
  const { undeliveredSinceMs: _, ...episode } = dialog.episode;
  return { ...dialog, episode, outbox: { ...dialog.outbox, sends } };
}

/** Does an answer that still waits bring a link which the lead's stage allows no more? Then none of it goes out (SPEC D-21, D-26). */
export function linkTooLate(dialog: Dialog): boolean {
  return dialog.outbox.sends.some(
    ({ purpose, whenSent: { link } }) => purpose === 'answer' && link !== undefined && hasLeftBot(dialog, link.leadId),
  );
}
