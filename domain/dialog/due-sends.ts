import { assertNever } from '../assert-never.ts';
import type { Dialog } from './dialog.ts';
import type { Effect, SendLook, SendTo } from './effects.ts';
import type { Send } from './outbox.ts';
import type { Moment } from './policy.ts';
import { behind } from './rules/behind.ts';
import { isPending } from './rules/client-side.ts';
import { ofUnknownFate, withoutAnswer, withoutSend } from './rules/failed-sends.ts';
import { mayTouch } from './rules/final-touch.ts';
import { noted } from './rules/notes.ts';
import { linkTooLate } from './rules/sends.ts';
import { isBotsStage, marksOf, stageNow } from './rules/the-lead.ts';
import { nothing, type Started } from './started.ts';

/** The first message in the outbox, if it is still right to say it and its time has come. */
export function startSend(dialog: Dialog, at: Moment): Started {
  const [send] = dialog.outbox.sends;
  if (send === undefined || send.inFlight) return nothing(dialog);
  if (!isWanted(dialog, send, at)) return startSend(dropped(dialog, send, at.nowMs), at);
  if (isStaleDraft(dialog, send, at)) return startSend(draftDropped(dialog, at.nowMs), at);
  const startAtMs = sendStartAtMs(dialog, send);
  if (startAtMs === undefined || startAtMs > at.nowMs) return nothing(dialog);
  const before = send.tries === 0 ? dialog.lastMessageId : send.afterMessageId;
  const after = before === undefined ? {} : { afterMessageId: before };
  const tried = { tries: send.tries + 1, firstTriedAtMs: send.firstTriedAtMs ?? at.nowMs, lastTriedAtMs: at.nowMs };
  const started: Send = { ...send, ...after, ...tried, inFlight: true };
  const look: SendLook = { knownIds: dialog.ownMessageIds, ...(before === undefined ? { notBeforeMs: tried.firstTriedAtMs } : after) };
  const { id: sendId, purpose, text } = send;
  const effect: Effect = { type: 'sendMessage', sendId, purpose, text, ...(send.mayBeSent ? { look } : {}), ...sendTo(dialog) };
  return { dialog: withSend(dialog, started), effects: [effect] };
}

/** What was given out and is not to be said any more: it may wait for a worker for as long as Pact's limit makes it (SPEC D-50). */
export function callBackSends(dialog: Dialog): Started {
  const flying = dialog.outbox.sends.filter(({ withdrawn, inFlight, calledBack }) => withdrawn && inFlight && !calledBack);
  if (flying.length === 0) return nothing(dialog);
  return {
    dialog: flying.reduce<Dialog>((result, send) => withSend(result, { ...send, calledBack: true }), dialog),
    effects: flying.map(({ id }): Effect => ({ type: 'callBack', sendId: id })),
  };
}

/** Writing first is for the guest whose conversation we have not heard of (SPEC D-05). */
function sendTo({ contact: { conversationId, phone, channel } }: Dialog): SendTo {
  return conversationId === 0 && phone !== undefined ? { first: { phone, channel } } : { conversationId };
}

function withSend(dialog: Dialog, send: Send): Dialog {
  return { ...dialog, outbox: { ...dialog.outbox, sends: dialog.outbox.sends.map((one) => (one.id === send.id ? send : one)) } };
}

/** It is not said any more, and neither is the rest of its answer; where it may have reached the client already, a person says whether it did (SPEC D-50, D-91). */
function dropped(dialog: Dialog, send: Send, nowMs: number): Dialog {
  const why = dialog.state.name === 'withBot' ? 'оно уже не к месту' : 'диалог уже не у бота';
  const rest = send.mayBeSent ? ofUnknownFate(dialog, send, nowMs) : withoutSend(dialog, send.id);
  return noted(send.purpose === 'answer' ? withoutAnswer(rest) : rest, nowMs, 'D-50', `сообщение бота не отправлено: ${why}`);
}

/** A draft that a soft hold keeps back gets stale as one that is still being thought of (SPEC D-06, D-55). */
function isStaleDraft({ client, outbox, episode, softHoldUntilMs }: Dialog, send: Send, { nowMs, policy }: Moment): boolean {
  if (nowMs >= (softHoldUntilMs ?? 0) || send.purpose !== 'answer' || send.tries > 0 || !send.whenSent.opens) return false;
  const { settlesSeq } = outbox.sends.find(({ whenSent }) => whenSent.settlesSeq !== undefined)?.whenSent ?? {};
  return settlesSeq !== undefined && client.seq > settlesSeq && episode.draftsDropped < policy.settings.staleDraftsMax;
}

function draftDropped(dialog: Dialog, nowMs: number): Dialog {
  const episode = { ...dialog.episode, draftsDropped: dialog.episode.draftsDropped + 1 };
  return noted(withoutAnswer({ ...dialog, episode }), nowMs, 'D-06', 'ответ бота устарел: клиент написал ещё');
}

/** Is it still right to say this? (SPEC D-21, D-50, D-72) */
function isWanted(dialog: Dialog, send: Send, at: Moment): boolean {
  const { state } = dialog;
  const stands = behind(state);
  if (send.withdrawn) return false;
  switch (send.purpose) {
    case 'say':
      return true;
    case 'handoff':
      if (dialog.cancelled) return true;
      return stands.name === 'awaitingManager' && stands.handoff.id === send.handoffId;
    case 'finalTouch':
      return isTouchRight(dialog, send, at);
    case 'answer':
      return state.name === 'withBot' && !linkTooLate(dialog);
    case 'greeting':
      return state.name === 'withBot' && !isPending(dialog);
    default:
      return assertNever(send.purpose);
  }
}

/** The touch is looked at once more right before it leaves; once its first part has left, the rest belongs to it (SPEC D-72, D-23). */
function isTouchRight(dialog: Dialog, send: Send, at: Moment): boolean {
  const { outbox, ...rest } = dialog;
  if (send.whenSent.opens) return mayTouch({ ...rest, outbox: { ...outbox, sends: [] } }, at);
  const stage = stageNow(dialog);
  const begun = marksOf(dialog).finalTouchAtMs !== undefined;
  return begun && dialog.state.name === 'withBot' && !isPending(dialog) && stage !== undefined && isBotsStage(stage);
}

/** A soft hold and an opened card make the bot's words wait (SPEC D-55); undefined = until it is known who wrote (D-56). */
export function sendStartAtMs({ state, softHoldUntilMs }: Dialog, send: Send): number | undefined {
  if (send.purpose === 'say') return send.nextTryAtMs;
  if (state.name === 'withManager' && state.doubt) return undefined;
  const openedUntilMs = state.name === 'withManager' ? state.opening?.untilMs : undefined;
  return Math.max(send.nextTryAtMs, openedUntilMs ?? 0, softHoldUntilMs ?? 0);
}
