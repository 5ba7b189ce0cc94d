import type { Dialog } from '../dialog.ts';
import type { Send, SendConsequences } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { settled, wholeSecond } from './client-side.ts';
import { finalTouchSent } from './answered-turn.ts';
import { linkSent, consultationDone } from './lead-stage.ts';
import { botWasHeard, managerWasHeard } from './story.ts';
import { said } from './transcript.ts';
import { showsLeader } from './writes.ts';

const OWN_IDS_KEPT = 100;

/** Pact has accepted it: it has left, whatever happens now (SPEC D-50). */
export function messageSent(dialog: Dialog, sendId: string, messageId: string, at: Moment): Dialog {
  const send =
    dialog.outbox.sends.find(({ id }) => id === sendId) ?? dialog.outbox.unknown.find(({ send: lost }) => lost?.id === sendId)?.send;
  if (send === undefined) return dialog;
  const ownMessageIds = [...dialog.ownMessageIds.filter((id) => id !== messageId), messageId].slice(-OWN_IDS_KEPT);
  const out: Dialog = { ...without(dialog, sendId), ownMessageIds };
  const isFirst = !dialog.episode.introduced && dialog.state.name === 'withBot' && send.purpose !== 'say';
  const shown = isFirst ? showsLeader(out, at.nowMs, 'bot') : out; // «Ведёт диалог» is first written with our first message (D-53)
  return followed(recorded(shown, send, messageId, at.nowMs), send, at);
}

function without(dialog: Dialog, sendId: string): Dialog {
  const { outbox } = dialog;
  const sends = outbox.sends.filter(({ id }) => id !== sendId);
  return { ...dialog, outbox: { ...outbox, sends, unknown: outbox.unknown.filter(({ send }) => send?.id !== sendId) } };
}

function recorded(dialog: Dialog, send: Send, messageId: string, nowMs: number): Dialog {
  const byManager = send.purpose === 'say';
  const by = byManager ? send.by?.name : undefined;
  const message = {
    id: messageId,
    role: byManager ? ('manager' as const) : ('bot' as const),
    atMs: nowMs,
    text: send.text,
    ...(by === undefined ? {} : { by }),
  };
  // Words from before a take do not stand for those of the return (D-57).
  const opened = send.whenSent.opens ? { introduced: true, ...(send.withdrawn ? {} : { returnWordsDue: false }) } : {};
  const lastWord = { by: byManager ? ('manager' as const) : ('bot' as const), atMs: nowMs };
  const { undeliveredSinceMs: _, ...episode } = dialog.episode;
  return { ...dialog, transcript: said(dialog.transcript, message), episode: { ...episode, ...opened, lastWord } };
}

function followed(dialog: Dialog, send: Send, at: Moment): Dialog {
  const { whenSent, purpose } = send;
  let next = dialog;
  if (purpose === 'say') next = managerSaid(next, send.firstTriedAtMs ?? at.nowMs);
  if (whenSent.clarified !== undefined) next = answerSeen(next, whenSent);
  if (whenSent.settlesSeq !== undefined) next = settled(next, whenSent.settlesSeq, purpose === 'say' ? 'taken' : 'answered');
  if (whenSent.consulted) next = consultationDone(next, whenSent.consulted.leadId, at.nowMs);
  if (whenSent.link) next = linkSent(next, whenSent.link, at.nowMs);
  if (purpose === 'finalTouch') next = finalTouchSent(next, at);
  return purpose === 'say' ? managerWasHeard(dialog, next, at.nowMs) : botWasHeard(next, send, at.nowMs);
}

/**
 * The client has the whole answer: only now it is a question back, or the end of a row of them, and no draft any more (SPEC D-06, D-12).
 * What was answered after it says more.
 */
function answerSeen(dialog: Dialog, { clarified = false, settlesSeq = 0 }: SendConsequences): Dialog {
  return settlesSeq <= dialog.client.settledSeq ? dialog : { ...dialog, episode: { ...dialog.episode, clarified, draftsDropped: 0 } };
}

/** What the client sent before it is settled, however late it comes, as with a manager's message from elsewhere (SPEC D-51, D-58). */
function managerSaid(dialog: Dialog, saidAtMs: number): Dialog {
  const managerWordSentAtMs = Math.max(dialog.client.managerWordSentAtMs ?? 0, wholeSecond(saidAtMs));
  return { ...dialog, client: { ...dialog.client, managerWordSentAtMs } };
}
