import type { Dialog } from '../dialog.ts';
import type { DialogEvent } from '../events.ts';
import type { Send, UnknownEffect } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { isTaken } from './behind.ts';
import { touchFailed } from './final-touch.ts';
import { handOff, owesCall } from './handoff.ts';
import { alerted, noted } from './notes.ts';
import { linkTooLate } from './sends.ts';
import { messageSent } from './sent.ts';
import { ended } from './transcript.ts';

type SendFailed = Extract<DialogEvent, { type: 'sendFailed' }>;

const SEND_RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

/** Pact did not take it: the same text again while nothing has changed, then a new turn, then a person (SPEC D-25, D-91). */
export function sendFailed(dialog: Dialog, { sendId, fate, why, retryAfterMs }: SendFailed, at: Moment): Dialog {
  const send = dialog.outbox.sends.find(({ id }) => id === sendId);
  if (send === undefined) return dialog;
  if (send.echoId !== undefined) return messageSent(dialog, sendId, send.echoId, at);
  const { nowMs, policy } = at;
  const tried: Send = { ...send, inFlight: false, mayBeSent: send.mayBeSent || fate === 'unknown' };
  if (send.withdrawn) return notTriedAgain(dialog, tried, nowMs);
  const triedForMs = nowMs - (send.firstTriedAtMs ?? nowMs);
  const giveUpAtMs = firstTriedAtMs(dialog, send, nowMs) + policy.durations.sendGiveUpMs;
  if (fate === 'refused' || nowMs >= giveUpAtMs) return givenUp(dialog, tried, why, at);
  if (triedForMs >= policy.durations.sendSameTextMs && !tried.mayBeSent && isOutdated(dialog, tried)) return askedAnew(dialog, send, nowMs);
  const backoffMs = SEND_RETRY_MS[Math.min(send.tries, SEND_RETRY_MS.length) - 1] ?? SEND_RETRY_MS[0];
  // Pact's own word on when there is room again; a longer pause of ours would leave the room unused while others wait (docs/decisions/018).
  const again = { ...tried, nextTryAtMs: Math.min(giveUpAtMs, nowMs + Math.max(SEND_RETRY_MS[0], retryAfterMs ?? backoffMs)) };
  return { ...dialog, outbox: { ...dialog.outbox, sends: dialog.outbox.sends.map((one) => (one.id === sendId ? again : one)) } };
}

/** An answer that replaces one Pact did not take goes on counting from that one's first try (SPEC D-25). */
function firstTriedAtMs({ episode }: Dialog, send: Send, nowMs: number): number {
  const ownMs = send.firstTriedAtMs ?? nowMs;
  return send.purpose === 'answer' ? Math.min(ownMs, episode.undeliveredSinceMs ?? ownMs) : ownMs;
}

/** The whole answer goes, with all its parts, and what waits gets a new turn (SPEC D-25). */
function askedAnew(dialog: Dialog, send: Send, nowMs: number): Dialog {
  const episode = { ...dialog.episode, undeliveredSinceMs: firstTriedAtMs(dialog, send, nowMs) };
  return noted(withoutAnswer({ ...dialog, episode }), nowMs, 'D-25', 'Pact не принял ответ, он устарел: бот спрошен заново');
}

/** Decided before the dialog left the bot: whatever has happened since, it is not said any more (SPEC D-50). */
function notTriedAgain(dialog: Dialog, send: Send, nowMs: number): Dialog {
  const rest = send.mayBeSent ? ofUnknownFate(dialog, send, nowMs) : withoutSend(dialog, send.id);
  const dropped = noted(rest, nowMs, 'D-50', 'сообщение бота не ушло и не повторяется: диалог взял менеджер');
  return dropped.cancelled || isTaken(dropped.state) ? ended(dropped, dropped.client.seq, 'taken') : dropped;
}

/** Has anything changed since it was said? The client wrote more, or the lead's stage allows its link no more. */
function isOutdated(dialog: Dialog, { purpose }: Send): boolean {
  const covers = dialog.outbox.sends.find((send) => send.purpose === 'answer' && send.whenSent.settlesSeq !== undefined);
  const newer = covers?.whenSent.settlesSeq !== undefined && dialog.client.seq > covers.whenSent.settlesSeq;
  return purpose === 'answer' && (newer || linkTooLate(dialog));
}

/** All parts of an answer that have not left: the rest of one would be taken for the whole (SPEC D-21). */
export function withoutAnswer(dialog: Dialog): Dialog {
  return { ...dialog, outbox: { ...dialog.outbox, sends: dialog.outbox.sends.filter(({ purpose }) => purpose !== 'answer') } };
}

export function withoutSend(dialog: Dialog, sendId: string): Dialog {
  return { ...dialog, outbox: { ...dialog.outbox, sends: dialog.outbox.sends.filter(({ id }) => id !== sendId) } };
}

/** Ten minutes without success: no late text; a person, a task and an alert instead (SPEC D-25). */
function givenUp(dialog: Dialog, send: Send, why: string, at: Moment): Dialog {
  const { nowMs } = at;
  const { undeliveredSinceMs: _, ...episode } = dialog.episode;
  const over: Dialog = { ...dialog, episode };
  const rest = send.mayBeSent ? ofUnknownFate(over, send, nowMs) : withoutSend(over, send.id);
  const told = alerted(rest, nowMs, 'channelDown', `Сообщение не уходит через Pact: ${why.slice(0, 200)}`);
  if (send.purpose === 'finalTouch') return touchFailed(told, 'сообщение не уходит', at);
  if (send.purpose === 'say')
    return owesCall(told, 'Сообщение менеджера в WhatsApp, возможно, не ушло: посмотрите переписку и, если нужно, напишите ещё раз.', at);
  if (told.state.name !== 'withBot') return noted(told, nowMs, 'D-25', 'сообщение не ушло');
  return handOff(
    told,
    { reason: 'channelDown', summary: `Сообщение клиенту не уходит, или неизвестно, ушло ли. Ответ бота был: ${send.text.slice(0, 300)}` },
    at,
  );
}

const EXCERPT_CHARS = 200;

/** Enough for a person to know it again; the state stays small (DESIGN §3, Sizes). */
const excerpt = (text: string): string => (text.length > EXCERPT_CHARS ? `${text.slice(0, EXCERPT_CHARS)}…` : text);

/** Its echo, which is known by the whole text, would have come by then (intake.ts). */
const ECHO_WAITED_MS = 120_000;
const thinned = ({ send, ...effect }: UnknownEffect, nowMs: number): UnknownEffect => {
  if (send === undefined) return effect;
  return { ...effect, send: nowMs - effect.sinceMs < ECHO_WAITED_MS ? send : { ...send, text: excerpt(send.text) } };
};

/** Nobody knows whether the client got it: people see it and settle it, nothing is repeated meanwhile (SPEC D-91). */
export function ofUnknownFate(dialog: Dialog, send: Send, nowMs: number): Dialog {
  const { outbox } = dialog;
  const earlier = outbox.unknown.map((effect) => thinned(effect, nowMs));
  const unknown = [...earlier, { id: send.id, what: 'send' as const, text: excerpt(send.text), sinceMs: nowMs, send }];
  const moved: Dialog = { ...dialog, outbox: { ...outbox, sends: outbox.sends.filter(({ id }) => id !== send.id), unknown } };
  return alerted(
    moved,
    nowMs,
    'unknownFate',
    'Неизвестно, ушло ли сообщение клиенту: посмотрите переписку и отметьте «ушло» или «не ушло».',
  );
}

/** A person says whether it happened (SPEC D-91). */
export function settledByPerson(dialog: Dialog, effectId: string, happened: boolean, at: Moment): Dialog {
  const effect = dialog.outbox.unknown.find(({ id }) => id === effectId);
  if (effect === undefined) return dialog;
  if (happened && effect.send)
    return noted(
      messageSent(dialog, effect.send.id, effect.send.echoId ?? effect.id, at),
      at.nowMs,
      'D-91',
      'сообщение ушло: отметил человек',
    );
  const unknown = dialog.outbox.unknown.filter(({ id }) => id !== effectId);
  return noted({ ...dialog, outbox: { ...dialog.outbox, unknown } }, at.nowMs, 'D-91', 'сообщение не ушло: отметил человек');
}
