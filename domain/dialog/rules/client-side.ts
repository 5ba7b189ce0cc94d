import type { Dialog, Ending, Message } from '../dialog.ts';
import { compareIds, ended } from './transcript.ts';

/** Does the client wait for a word, from whomever? (SPEC D-90) */
export function isPending({ client }: Dialog): boolean {
  return client.seq > client.settledSeq;
}

/** What a manager did, on the provider's clock; a message has its id besides. */
export interface ManagerWord {
  sentAtMs: number;
  messageId?: string;
}

/** How far the client had written by then: all up to the first message that is later, in whatever order they came in (SPEC D-51). */
export function writtenBy({ client, transcript }: Dialog, word: ManagerWord): number {
  const later = transcript.messages.flatMap((message) =>
    message.seq !== undefined && message.seq > client.settledSeq && isAfter(message, word) ? message.seq : [],
  );
  return Math.min(client.seq, ...later.map((seq) => seq - 1));
}

/** The provider's times are whole seconds: within one the ids tell (SPEC D-02), and in doubt nobody has answered it yet (D-90). */
function isAfter({ sentAtMs, id }: Message, word: ManagerWord): boolean {
  if (sentAtMs === undefined) return false;
  if (word.messageId === undefined) return sentAtMs >= wholeSecond(word.sentAtMs);
  return sentAtMs > word.sentAtMs || (sentAtMs === word.sentAtMs && compareIds(id, word.messageId) > 0);
}

/** Our clock is finer than the provider's. */
export const wholeSecond = (atMs: number): number => Math.floor(atMs / 1_000) * 1_000;

/** Everything the client wrote up to `seq` has its answer. */
export function settled(dialog: Dialog, seq: number, ending: Ending): Dialog {
  if (seq <= dialog.client.settledSeq) return dialog;
  const marked = ended(dialog, seq, ending);
  const { pendingSinceMs, burst, ...client } = marked.client;
  if (seq >= client.seq) return { ...marked, client: { ...client, settledSeq: client.seq } };
  const next = marked.transcript.messages.find((message) => (message.seq ?? 0) > seq);
  const sinceMs = next?.atMs ?? pendingSinceMs ?? client.lastAtMs;
  return {
    ...marked,
    client: {
      ...client,
      settledSeq: seq,
      ...(sinceMs === undefined ? {} : { pendingSinceMs: sinceMs }),
      ...(burst === undefined ? {} : { burst }),
    },
  };
}
