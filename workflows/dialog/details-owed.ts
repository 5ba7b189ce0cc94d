import type { Dialog } from '../../domain/dialog/dialog.ts';
import { sendWords, unknownWords, writeWords } from '../../domain/dialog/effect-words.ts';

/** What the outbox holds, in words for the tab *User Metadata*. Texts of messages are left out: they are the guest's. */

type Clock = (atMs: number) => string;

/** What is under way at this moment; undefined when nothing is. */
export function doneNow({ turn, outbox }: Dialog): string | undefined {
  const turnWords = turn === undefined || turn.abandoned ? [] : [turn.stage === 'card' ? 'прочитать карточку в CRM' : 'спросить бота'];
  const sends = outbox.sends.filter(({ inFlight }) => inFlight).map(({ purpose }) => sendWords(purpose));
  const writes = outbox.writes.filter(({ inFlight }) => inFlight).map(({ write }) => writeWords(write));
  return listed([...turnWords, ...sends, ...writes]);
}

/** What has been decided and has not happened yet. */
export function owed({ outbox }: Dialog, clock: Clock): string | undefined {
  const sends = outbox.sends.filter(({ inFlight }) => !inFlight).map((send) => `${sendWords(send.purpose)}${tried(send, clock)}`);
  const writes = outbox.writes.filter(({ inFlight }) => !inFlight).map((write) => `${writeWords(write.write)}${tried(write, clock)}`);
  return listed([...sends, ...writes]);
}

/** Nobody knows whether it happened: a person looks and says so (SPEC D-91). */
export const unknown = ({ outbox }: Dialog, clock: Clock): string | undefined =>
  listed(outbox.unknown.map((effect) => `${unknownWords(effect)} (${clock(effect.sinceMs)}; посмотрите и отметьте)`));

function tried({ tries, nextTryAtMs }: { tries: number; nextTryAtMs: number }, clock: Clock): string {
  return tries === 0 ? '' : ` (не вышло: ${tries}, ещё раз ${clock(nextTryAtMs)})`;
}

const listed = (texts: readonly string[]): string | undefined => (texts.length === 0 ? undefined : texts.join('; '));
