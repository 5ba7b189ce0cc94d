import type { Dialog, Handoff, HandoffReason, State } from '../dialog.ts';
import type { WriteTarget } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { turnAbandoned } from './abandoned-turn.ts';
import { behind } from './behind.ts';
import { factsHandedOver } from './booking-facts.ts';
import { isPending } from './client-side.ts';
import { alerted, leads, noted } from './notes.ts';
import { requestKind } from './request-kind.ts';
import { botFallsSilent, botSays } from './sends.ts';
import { leadKey, marked, theLead } from './the-lead.ts';
import { ended, lastClientWords } from './transcript.ts';
import { addWorking, isWithin, nextDayOpening } from './working-hours.ts';
import { aboutTheLead, owes, owesLead, showsLeader } from './writes.ts';

export interface Why {
  reason: HandoffReason;
  /** What the manager should know, in the bot's words or ours. */
  summary: string;
  /** It hands over the facts of the booking: one of them is the reason, or the bot that steps back knew them (D-31). */
  withFacts?: true;
}

/** Scenario 2. The bot steps back: one text, one task, and silence until a person acts (SPEC section 5). */
export function handOff(dialog: Dialog, { reason, summary, withFacts }: Why, at: Moment): Dialog {
  const { nowMs, policy } = at;
  const quiet = turnAbandoned(botFallsSilent(dialog));
  const episode = { ...dialog.episode, returnWordsDue: false, answeredOnce: true };
  const factsKnown = withFacts ? marked(quiet, leadKey(dialog), { facts: factsHandedOver(dialog, nowMs) }) : quiet;
  let next: Dialog = { ...factsKnown, episode, nextId: dialog.nextId + 1 };
  if (needsNewLead(next)) next = owesLead(next, nowMs);
  const leadId = theLead(next)?.id;
  const handoff: Handoff = {
    id: `${dialog.id}-h${dialog.nextId}`,
    reason,
    atMs: nowMs,
    step: 'waiting',
    ...(leadId === undefined ? {} : { leadId }),
  };
  next = { ...next, state: { name: 'awaitingManager', handoff } };
  if (reason !== 'channelDown') {
    const text = isWithin(nowMs, policy.hours.working) ? policy.texts.handoffInHours : policy.texts.handoffAfterHours;
    next = botSays(next, { purpose: 'handoff', texts: [text], whenSent: {}, handoffId: handoff.id }, at);
  }
  const task = {
    text: taskText(dialog, { reason, summary }, at),
    dueAtMs: addWorking(nowMs, policy.durations.taskDueWorkingMs, policy.hours.working),
  };
  next = owes(next, nowMs, { type: 'createTask', kind: 'whatsapp', ...task, target: aboutTheLead(next) }, handoff.id);
  next = showsLeader(next, nowMs, 'awaiting');
  next = knownToPeople(ended(next, next.client.seq, 'handedOver'));
  const because = policy.reasonWords[reason];
  return leads(next, nowMs, { spec: 'D-40', because, text: `передано менеджеру: ${because}` });
}

/** A request that no lead stands for gets one (SPEC D-15, D-19); not while nobody knows what it is about. */
export function needsNewLead(dialog: Dialog): boolean {
  return dialog.crm.leadDue === undefined && requestKind(dialog) === 'newRequest' && theLead(dialog) === undefined;
}

/** Reason, summary, the client's last words (SPEC D-41); the marker line is added where the task is written. */
function taskText(dialog: Dialog, { reason, summary }: Why, { policy }: Moment): string {
  const words = lastClientWords(dialog);
  return [policy.reasonWords[reason], summary.slice(0, 1000), words === '' ? '' : `Клиент: «${words}»`]
    .filter((line) => line !== '')
    .join('\n');
}

/** «Связаться» for the responsible, due in 15 working minutes (SPEC D-25, D-73, D-75). */
export function owesCall(dialog: Dialog, text: string, { nowMs, policy }: Moment): Dialog {
  const dueAtMs = addWorking(nowMs, policy.durations.taskDueWorkingMs, policy.hours.working);
  return owes(dialog, nowMs, { type: 'createTask', kind: 'call', text, dueAtMs, target: aboutTheLead(dialog) });
}

/** When a handoff nobody has taken asks for more (SPEC D-43). */
export function handoffDueAtMs(dialog: Dialog, { hours, durations }: Moment['policy']): number | undefined {
  const handoff = untaken(dialog);
  if (handoff === undefined) return undefined;
  if (handoff.step === 'waiting') return addWorking(handoff.atMs, durations.remindWorkingMs, hours.working);
  if (handoff.step === 'reminded') return addWorking(handoff.atMs, durations.escalateWorkingMs, hours.working);
  return nextDayOpening(handoff.alertedAtMs ?? handoff.atMs, hours.working, hours.dayMs);
}

/** An opening of the card stops no clock (SPEC D-55): the handoff behind it still counts, but nothing is done for it meanwhile. */
function untaken({ state }: Dialog): Handoff | undefined {
  return state.name === 'awaitingManager' ? state.handoff : undefined;
}

/** What D-43 adds goes where the handoff's task is. */
const sameLead = (dialog: Dialog, { leadId }: Handoff): WriteTarget => (leadId === undefined ? aboutTheLead(dialog) : { leadId });

/** Where the handoff's task went in the end: to the lead that D-15 brought, or away from one that is gone (SPEC D-43, D-95). */
export function handoffOn(dialog: Dialog, leadId: number | undefined): Dialog {
  return withHandoff(dialog, (handoff) => {
    const { leadId: _, ...nowhere } = handoff;
    return leadId === undefined ? nowhere : { ...nowhere, leadId };
  });
}

/** Who got the handoff's task: what D-43 adds, or has added already, is for the same person. */
export function handoffFor(dialog: Dialog, handoffId: string, responsibleId: number): Dialog {
  const known = withHandoff(dialog, (handoff) => (handoff.id === handoffId ? { ...handoff, responsibleId } : handoff));
  const writes = known.outbox.writes.map((owed) =>
    owed.write.type === 'createTask' && owed.write.handoffId === handoffId ? { ...owed, write: { ...owed.write, responsibleId } } : owed,
  );
  return { ...known, outbox: { ...known.outbox, writes } };
}

/** Also the one behind an opened card or a word in doubt (SPEC D-55, D-56). */
function withHandoff(dialog: Dialog, changed: (handoff: Handoff) => Handoff): Dialog {
  const { state } = dialog;
  return behind(state).name === 'awaitingManager' ? { ...dialog, state: handoffChanged(state, changed) } : dialog;
}

function handoffChanged<Now extends State>(state: Now, changed: (handoff: Handoff) => Handoff): Now {
  if (state.name === 'awaitingManager') return { ...state, handoff: changed(state.handoff) };
  if (state.name !== 'withManager') return state;
  const { doubt, opening } = state;
  if (doubt) return { ...state, doubt: { ...doubt, before: handoffChanged(doubt.before, changed) } };
  return opening ? { ...state, opening: { ...opening, before: handoffChanged(opening.before, changed) } } : state;
}

/** Nobody took it: a task, then a note and an alert, then an alert at each opening of a working day (SPEC D-43). */
export function remindOfHandoff(dialog: Dialog, at: Moment): Dialog {
  const { nowMs, policy } = at;
  const handoff = untaken(dialog);
  const dueAtMs = handoffDueAtMs(dialog, policy);
  if (handoff === undefined || dueAtMs === undefined || nowMs < dueAtMs) return dialog;
  const words = policy.reasonWords[handoff.reason];
  if (handoff.step === 'waiting') {
    const text = `Клиент ждёт ответа в WhatsApp: ${words}`;
    const { id: handoffId, responsibleId } = handoff;
    const person = { handoffId, ...(responsibleId === undefined ? {} : { responsibleId }) };
    const target = sameLead(dialog, handoff);
    const owed = owes(dialog, nowMs, { type: 'createTask', kind: 'call', text, dueAtMs: nowMs, target, ...person });
    const next = noted(owed, nowMs, 'D-43', 'никто не взял: поставлена задача «Связаться»');
    return remindOfHandoff({ ...next, state: { name: 'awaitingManager', handoff: { ...handoff, step: 'reminded' } } }, at);
  }
  const told = alerted(dialog, nowMs, 'handoffNotTaken', `Клиента никто не взял: ${words}`);
  const state = { name: 'awaitingManager', handoff: { ...handoff, step: 'escalated', alertedAtMs: nowMs } } as const;
  if (handoff.step === 'escalated') return { ...told, state };
  const text = `Диалог в WhatsApp всё ещё ждёт менеджера: ${words}`;
  const next = owes({ ...told, state }, nowMs, { type: 'addNote', text, target: sameLead(dialog, handoff) });
  return noted(next, nowMs, 'D-43', 'никто не взял за час: заметка и тревога');
}

/** The client wrote while a person is awaited: kept and shown, nothing is sent and no task made (SPEC D-42). */
export function waitsForManager(dialog: Dialog): Dialog {
  if (!isPending(dialog)) return dialog;
  const kept = ended(dialog, dialog.client.seq, 'handedOver');
  return kept.state.name === 'awaitingManager' && kept.state.handoff.reason === 'reportsPayment' ? knownToPeople(kept) : kept;
}

/** A photo up to here is handed over as a payment no more (SPEC D-32). */
const knownToPeople = (dialog: Dialog): Dialog => ({ ...dialog, client: { ...dialog.client, handedOverSeq: dialog.client.seq } });

/** A message that the provider could not deliver: one task, the state and the stage stay (SPEC D-25). */
export function messageCameBack(dialog: Dialog, why: string, at: Moment): Dialog {
  const reason = why.slice(0, 200);
  const task = owesCall(dialog, `Сообщение в WhatsApp не доставлено: ${reason}`, at);
  return noted(task, at.nowMs, 'D-25', `сообщение не доставлено: ${reason}`);
}
