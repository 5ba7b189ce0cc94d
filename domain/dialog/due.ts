import { assertNever } from '../assert-never.ts';
import type { Dialog } from './dialog.ts';
import type { CrmWriteNow, Effect, Subject } from './effects.ts';
import type { OwedWrite, Send, WriteTarget } from './outbox.ts';
import type { Moment, Policy } from './policy.ts';
import { asked, botRequest } from './rules/bot-request.ts';
import { isPending } from './rules/client-side.ts';
import { ofUnknownFate, withoutSend, withoutWrite, withWrite } from './rules/failed-effects.ts';
import { mayTouch } from './rules/final-touch.ts';
import { noted } from './rules/notes.ts';
import { linkTooLate } from './rules/sends.ts';
import { isBotsStage, marksOf, stageNow, theLead } from './rules/the-lead.ts';

export interface Started {
  dialog: Dialog;
  effects: readonly Effect[];
}

/**
 * What starts now: at most one bot turn, one send and one CRM write are in flight, and everything is looked at once more
 * against the state of this moment (SPEC D-21, D-50). The workflow calls it only while it may start something new.
 */
export function startDue(dialog: Dialog, nowMs: number, policy: Policy): Started {
  const at: Moment = { nowMs, policy };
  return [startTurnEffect, startSend, startWrite, startAlerts].reduce<Started>(
    (started, start) => {
      const next = start(started.dialog, at);
      return { dialog: next.dialog, effects: [...started.effects, ...next.effects] };
    },
    { dialog, effects: [] },
  );
}

const nothing = (dialog: Dialog): Started => ({ dialog, effects: [] });

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

function startSend(dialog: Dialog, at: Moment): Started {
  const [send] = dialog.outbox.sends;
  if (send === undefined || send.inFlight) return nothing(dialog);
  if (!isWanted(dialog, send, at)) return startSend(dropped(dialog, send, at.nowMs), at);
  if (isStaleDraft(dialog, send, at.policy)) return startSend(draftDropped(dialog, at.nowMs), at);
  if (sendStartAtMs(dialog, send) > at.nowMs) return nothing(dialog);
  const before = send.tries === 0 ? dialog.lastMessageId : send.afterMessageId;
  const after = before === undefined ? {} : { afterMessageId: before };
  const started: Send = { ...send, ...after, inFlight: true, tries: send.tries + 1, firstTriedAtMs: send.firstTriedAtMs ?? at.nowMs };
  const look = { knownIds: dialog.ownMessageIds, ...after };
  const effect: Effect = {
    type: 'sendMessage',
    sendId: send.id,
    conversationId: dialog.contact.conversationId,
    text: send.text,
    ...(send.mayBeSent ? { look } : {}),
  };
  return { dialog: withSend(dialog, started), effects: [effect] };
}

function withSend(dialog: Dialog, send: Send): Dialog {
  return { ...dialog, outbox: { ...dialog.outbox, sends: dialog.outbox.sends.map((one) => (one.id === send.id ? send : one)) } };
}

/** It is not said any more; where it may have reached the client already, a person says whether it did (SPEC D-50, D-91). */
function dropped(dialog: Dialog, send: Send, nowMs: number): Dialog {
  const why = dialog.state.name === 'withBot' ? 'оно уже не к месту' : 'диалог уже не у бота';
  const rest = send.mayBeSent ? ofUnknownFate(dialog, send, nowMs) : withoutSend(dialog, send.id);
  return noted(rest, nowMs, 'D-50', `сообщение бота не отправлено: ${why}`);
}

/** A draft that a soft hold keeps back gets stale as one that is still being thought of (SPEC D-06, D-55). */
function isStaleDraft({ client, outbox, episode, softHoldUntilMs }: Dialog, send: Send, { settings }: Policy): boolean {
  if (softHoldUntilMs === undefined || send.purpose !== 'answer' || send.tries > 0 || !send.whenSent.opens) return false;
  const { settlesSeq } = outbox.sends.find(({ whenSent }) => whenSent.settlesSeq !== undefined)?.whenSent ?? {};
  return settlesSeq !== undefined && client.seq > settlesSeq && episode.draftsDropped < settings.staleDraftsMax;
}

function draftDropped(dialog: Dialog, nowMs: number): Dialog {
  const sends = dialog.outbox.sends.filter(({ purpose }) => purpose !== 'answer');
  const episode = { ...dialog.episode, draftsDropped: dialog.episode.draftsDropped + 1 };
  return noted({ ...dialog, episode, outbox: { ...dialog.outbox, sends } }, nowMs, 'D-06', 'ответ бота устарел: клиент написал ещё');
}

/** Is it still right to say this? (SPEC D-21, D-50, D-72) */
function isWanted(dialog: Dialog, send: Send, at: Moment): boolean {
  const { state } = dialog;
  if (send.withdrawn) return false;
  switch (send.purpose) {
    case 'say':
      return true;
    case 'handoff':
      if (dialog.cancelled) return true;
      if (state.name === 'withManager' && state.opening?.before.name === 'awaitingManager')
        return state.opening.before.handoff.id === send.handoffId;
      return state.name === 'awaitingManager' && state.handoff.id === send.handoffId;
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

/** A soft hold and an opened card make the bot's words wait (SPEC D-55). */
function sendStartAtMs({ state, softHoldUntilMs }: Dialog, send: Send): number {
  if (send.purpose === 'say') return send.nextTryAtMs;
  const openedUntilMs = state.name === 'withManager' ? state.opening?.untilMs : undefined;
  return Math.max(send.nextTryAtMs, openedUntilMs ?? 0, softHoldUntilMs ?? 0);
}

function startWrite(dialog: Dialog, at: Moment): Started {
  const [owed] = dialog.outbox.writes;
  if (owed === undefined || owed.inFlight || owed.nextTryAtMs > at.nowMs) return nothing(dialog);
  if (isMoot(dialog, owed))
    return startWrite(noted(withoutWrite(dialog, owed.id), at.nowMs, 'D-73', 'клиент ответил: сделка остаётся на этапе'), at);
  const target = 'target' in owed.write ? subjectOf(dialog, owed.write.target) : undefined;
  if (target === 'needsCard') {
    if (isCardBeingRead(dialog)) return nothing(dialog); // for the turn already
    const started = withWrite(dialog, { ...owed, inFlight: true });
    return { dialog: started, effects: [{ type: 'readCard', contact: dialog.contact, leftMs: 30_000, nowMs: at.nowMs }] };
  }
  const now = writeNow(dialog, owed, target, at);
  if (now === undefined)
    return startWrite(noted(withoutWrite(dialog, owed.id), at.nowMs, 'D-19', `записать некуда: ${owed.write.type}`), at);
  const started = withWrite(dialog, { ...owed, inFlight: true, tries: owed.tries + 1 });
  return { dialog: started, effects: [{ type: 'writeCrm', writeId: owed.id, ...now }] };
}

/** «Отказ» for a client who was silent, while the CRM was away: not any more if they wrote, or a manager took it (SPEC D-72, D-73). */
function isMoot({ client, state }: Dialog, { write, decidedAtMs }: OwedWrite): boolean {
  if (write.type !== 'moveLead' || write.to !== 'lost') return false;
  return (client.lastAtMs ?? 0) > decidedAtMs || state.name === 'withManager' || state.name === 'awaitingManager';
}

const isCardBeingRead = ({ turn }: Dialog): boolean => turn?.stage === 'card';

const needsCard = (dialog: Dialog, { write }: OwedWrite): boolean => 'target' in write && subjectOf(dialog, write.target) === 'needsCard';

/** Whom it is about, now that it starts (SPEC D-19). A client without a phone has no card and needs none (D-01). */
function subjectOf(dialog: Dialog, target: WriteTarget): Subject | 'needsCard' {
  if (target !== 'theLead') {
    const known = dialog.crm.card?.leads.find(({ id }) => id === target.leadId);
    return { leadId: target.leadId, ...(known?.unsorted ? { unsorted: true as const } : {}) };
  }
  const { card, stale } = dialog.crm;
  if ((card === undefined || stale) && dialog.contact.phone !== undefined) return 'needsCard';
  const lead = theLead(dialog);
  return lead === undefined
    ? { contactId: card?.contact?.id ?? null }
    : { leadId: lead.id, ...(lead.unsorted ? { unsorted: true as const } : {}) };
}

/** The write with everything it needs; undefined where it needs a lead and there is none. */
function writeNow(
  dialog: Dialog,
  { id, write, tries, decidedAtMs }: OwedWrite,
  subject: Subject | undefined,
  { nowMs, policy }: Moment,
): CrmWriteNow | undefined {
  const { contact } = dialog;
  const leads = dialog.crm.card?.leads ?? [];
  if (write.type === 'ensureLead') {
    const create = nowMs >= decidedAtMs + policy.durations.leadWaitMs;
    const notLeadIds = leads
      .filter(({ stage }) => stage === 'left' || stage === 'lost' || stage === 'closed')
      .map(({ id: leadId }) => leadId);
    return { write: 'ensureLead', contact, create, marker: id, notLeadIds };
  }
  if (subject === undefined) return undefined;
  const repeat = tries > 0;
  if (write.type === 'createTask')
    return { write: 'createTask', subject, kind: write.kind, text: write.text, dueAtMs: write.dueAtMs, marker: id, repeat, contact };
  if (write.type === 'addNote') return { write: 'addNote', subject, text: write.text, marker: id, repeat, contact };
  if (!('leadId' in subject)) return undefined;
  if (write.type === 'setLeader') return { write: 'setLeader', ...subject, leader: write.leader };
  if (write.type === 'moveLead') return { write: 'moveLead', ...subject, from: write.from, to: write.to };
  return { write: 'writeBooking', ...subject, fields: write.fields, ours: dialog.marks[String(subject.leadId)]?.written ?? {} };
}

/** The card could not be read for an owed write: it waits like any other failed try (SPEC D-16). */
export function writesWait(dialog: Dialog, nowMs: number): Dialog {
  const flying = dialog.outbox.writes.find(({ inFlight }) => inFlight);
  if (flying === undefined) return dialog;
  const tries = flying.tries + 1;
  return withWrite(dialog, { ...flying, inFlight: false, tries, nextTryAtMs: nowMs + Math.min(600_000, 10_000 * 2 ** (tries - 1)) });
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
    ...(send === undefined || send.inFlight ? [] : [sendStartAtMs(dialog, send)]),
    ...(write === undefined || write.inFlight || waitsForCard ? [] : [write.nextTryAtMs]),
    ...dialog.outbox.alerts.filter(({ inFlight }) => !inFlight).map(({ nextTryAtMs }) => nextTryAtMs),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Is anything of this dialog in flight? Only when nothing is may the run continue as new (DESIGN §3). */
export function isQuiet({ outbox, turn }: Dialog): boolean {
  const flying = [...outbox.sends, ...outbox.writes, ...outbox.alerts].some(({ inFlight }) => inFlight);
  return !flying && turn?.stage !== 'asked' && !(turn?.stage === 'card' && turn.cardAsked === true);
}
