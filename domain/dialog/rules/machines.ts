import type { OutgoingMessage } from '../events.ts';
import type { Policy } from '../policy.ts';

/** WhatsApp and Pact may trim and recompose a text. */
export const plain = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** Bulk mailings and the texts of robots are no managers (SPEC D-56). */
export function isMachine({ bulk, text }: OutgoingMessage, { automaticTexts }: Policy): boolean {
  return bulk || automaticTexts.some((pattern) => matches(plain(text).toLowerCase(), plain(pattern).toLowerCase()));
}

function matches(text: string, pattern: string): boolean {
  const [head = '', ...pieces] = pattern.split('*');
  if (!text.startsWith(head)) return false;
  const tail = pieces.pop();
  if (tail === undefined) return text === head;
  let from = head.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return text.length - tail.length >= from && text.endsWith(tail);
}
