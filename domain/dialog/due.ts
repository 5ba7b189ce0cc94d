import type { Dialog } from './dialog.ts';
import { startAuthorLook } from './due-authors.ts';
import { callBackSends, sendStartAtMs, startSend } from './due-sends.ts';
import { isCardBeingRead, needsCard, startWrite } from './due-writes.ts';
import type { Effect } from './effects.ts';
import type { Moment, Policy } from './policy.ts';
import { asked, botRequest } from './rules/bot-request.ts';
import { nothing, type Started } from './started.ts';

/**
 * What starts now: at most one bot turn, one send and one CRM write are in flight, and everything is looked at once more
 * against the state of this moment (SPEC D-21, D-50). The workflow calls it only while it may start something new.
 */
export function startDue(dialog: Dialog, nowMs: number, policy: Policy): Started {
  const at: Moment = { nowMs, policy };
  return [startTurnEffect, callBackSends, startSend, startWrite, startAlerts, startAuthorLook].reduce<Started>(
    (started, start) => {
      const next = start(started.dialog, at);
      return { dialog: next.dialog, effects: [...started.effects, ...next.effects] };
    },
    { dialog, effects: [] },
  );
}

function startTurnEffect(dialog: Dialog, at: Moment): Started {
  const { turn } = dialog;
  const { nowMs, policy } = at;
  if (turn?.stage === 'card' && !turn.cardAsked) {
    const effect: Effect = { type: 'readCard', forTurn: turn.id, contact: dialog.contact, leftMs: policy.durations.cardWaitMs, nowMs };
    return { dialog: { ...dialog, turn: { ...turn, cardAsked: true } }, effects: [effect] };
  }
  if (turn?.stage !== 'ready') return nothing(dialog);
  const leftMs = Math.max(1_000, turn.startedAtMs + policy.durations.botDeadlineMs - nowMs);
  return { dialog: asked(dialog, turn), effects: [{ type: 'askBot', turnId: turn.id, request: botRequest(dialog, turn, at), leftMs }] };
}

function startAlerts(dialog: Dialog, { nowMs }: Moment): Started {
  const due = dialog.outbox.alerts.filter(({ inFlight, nextTryAtMs }) => !inFlight && nextTryAtMs <= nowMs);
  if (due.length === 0) return nothing(dialog);
  const alerts = dialog.outbox.alerts.map((alert) => (due.includes(alert) ? { ...alert, inFlight: true, tries: alert.tries + 1 } : alert));
  const effects = due.map(({ id, atMs, about, text }): Effect => ({ type: 'raiseAlert', alert: { id, atMs, about, text } }));
  return { dialog: { ...dialog, outbox: { ...dialog.outbox, alerts } }, effects };
}

/** When something in the outbox can next be tried; undefined while everything there is in flight or nothing is. */
export function outboxDueAtMs(dialog: Dialog): number | undefined {
  const [send] = dialog.outbox.sends;
  const [write] = dialog.outbox.writes;
  const waitsForCard = isCardBeingRead(dialog) && write !== undefined && needsCard(dialog, write);
  const times = [
    ...(send === undefined || send.inFlight ? [] : [sendStartAtMs(dialog, send) ?? Infinity]),
    ...(write === undefined || write.inFlight || waitsForCard ? [] : [write.nextTryAtMs]),
    ...dialog.outbox.alerts.filter(({ inFlight }) => !inFlight).map(({ nextTryAtMs }) => nextTryAtMs),
  ];
  const dueAtMs = Math.min(...times);
  return dueAtMs === Infinity ? undefined : dueAtMs;
}

/** Is anything of this dialog in flight? Only when nothing is may the run continue as new (DESIGN §3). */
export function isQuiet({ outbox, turn }: Dialog): boolean {
  const flying = [...outbox.sends, ...outbox.writes, ...outbox.alerts, ...(outbox.authors ?? [])].some(({ inFlight }) => inFlight);
  return !flying && turn?.stage !== 'asked' && !(turn?.stage === 'card' && turn.cardAsked === true);
}
