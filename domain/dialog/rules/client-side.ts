import type { Dialog, Ending } from '../dialog.ts';
import { ended } from './transcript.ts';

/** Does the client wait for a word, from whomever? (SPEC D-90) */
export function isPending({ client }: Dialog): boolean {
  return client.seq > client.settledSeq;
}

/** How far the client had written by then, on the provider's clock: all up to the first message that is later. */
export function writtenBy({ client, transcript }: Dialog, atMs: number): number {
  const later = transcript.messages.find(
    ({ seq, sentAtMs }) => seq !== undefined && seq > client.settledSeq && sentAtMs !== undefined && sentAtMs > atMs,
  );
  return later?.seq === undefined ? client.seq : later.seq - 1;
}

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
