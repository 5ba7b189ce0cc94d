import type { Dialog } from './dialog.ts';
import { writeWords } from './effect-words.ts';
import type { CrmWriteNow, Subject } from './effects.ts';
import type { OwedWrite, WriteTarget } from './outbox.ts';
import type { Moment, Policy } from './policy.ts';
import { knowsManager } from './rules/crm-acts.ts';
import { withoutWrite, withWrite } from './rules/written.ts';
import { noted } from './rules/notes.ts';
import { theLead } from './rules/the-lead.ts';
import { nothing, type Started } from './started.ts';

/** The first owed write, if its time has come; what it needs to know of the CRM is read first (SPEC D-16, D-19). */
export function startWrite(dialog: Dialog, at: Moment): Started {
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
  if (target !== undefined && awaitsContact(dialog, owed, target, at)) return nothing(lookedForLater(dialog, owed, at));
  const now = writeNow(dialog, owed, target, at);
  if (now === undefined)
    return startWrite(
      noted(withoutWrite(dialog, owed.id), at.nowMs, 'D-19', `сделки нет, поэтому не удалось ${writeWords(owed.write)}`),
      at,
    );
  const started = withWrite(dialog, { ...owed, inFlight: true, tries: owed.tries + 1 });
  return { dialog: started, effects: [{ type: 'writeCrm', writeId: owed.id, ...now }] };
}

const CONTACT_LOOK_MS = 20_000;

const createContactAtMs = ({ decidedAtMs }: OwedWrite, { durations }: Policy): number => decidedAtMs + durations.leadWaitMs;

/** Nobody has this phone yet: the contact that Pact's link makes is waited for as a lead is, so that two never appear (SPEC D-10, D-15). */
function awaitsContact({ contact }: Dialog, owed: OwedWrite, target: Subject, { nowMs, policy }: Moment): boolean {
  const makesContact = owed.write.type === 'createTask' || owed.write.type === 'addNote';
  const isNobody = 'contactId' in target && target.contactId === null && contact.phone !== undefined;
  return makesContact && isNobody && nowMs < createContactAtMs(owed, policy);
}

/** The card is read again then. */
function lookedForLater(dialog: Dialog, owed: OwedWrite, { nowMs, policy }: Moment): Dialog {
  const nextTryAtMs = Math.min(createContactAtMs(owed, policy), nowMs + CONTACT_LOOK_MS);
  return withWrite({ ...dialog, crm: { ...dialog.crm, stale: true } }, { ...owed, nextTryAtMs });
}

/** «Отказ» for a client who was silent, while the CRM was away: not any more if they wrote, or a manager took it (SPEC D-72, D-73). */
function isMoot({ client, state }: Dialog, { write, decidedAtMs }: OwedWrite): boolean {
  if (write.type !== 'moveLead' || write.to !== 'lost') return false;
  return (client.lastAtMs ?? 0) > decidedAtMs || state.name === 'withManager' || state.name === 'awaitingManager';
}

/** For a turn: what comes serves the write as well. */
export const isCardBeingRead = ({ turn }: Dialog): boolean => turn?.stage === 'card';

/** Does this write have to know the card before it can start? */
export const needsCard = (dialog: Dialog, { write }: OwedWrite): boolean =>
  'target' in write && subjectOf(dialog, write.target) === 'needsCard';

/** Whom it is about, now that it starts (SPEC D-19). A client without a phone has no card and needs none (D-01). */
function subjectOf(dialog: Dialog, target: WriteTarget): Subject | 'needsCard' {
  if (target !== 'theLead') {
    const known = dialog.crm.card?.leads.find(({ id }) => id === target.leadId);
    return { leadId: target.leadId, ...(known?.unsorted ? { unsorted: true as const } : {}) };
  }
  const { card, stale, cardRefused } = dialog.crm;
  if ((card === undefined || stale) && !cardRefused && dialog.contact.phone !== undefined) return 'needsCard';
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
  if (write.type === 'createTask') {
    const { kind, text, dueAtMs, responsibleId } = write;
    const person = responsibleId === undefined ? {} : { responsibleId };
    return { write: 'createTask', subject, kind, text, dueAtMs, marker: id, repeat, contact, ...person };
  }
  if (write.type === 'addNote') return { write: 'addNote', subject, text: write.text, marker: id, repeat, contact };
  if (!('leadId' in subject)) return undefined;
  if (write.type === 'setLeader') {
    const isUnheard = write.leader !== 'manager' && !knowsManager(dialog, subject.leadId);
    return {
      write: 'setLeader',
      ...subject,
      leader: write.leader,
      ...(isUnheard ? { unlessTaken: true as const } : {}),
      ...(write.restores ? { unlessReleased: true as const } : {}),
    };
  }
  if (write.type === 'moveLead') return { write: 'moveLead', ...subject, from: write.from, to: write.to };
  const ours = dialog.marks[String(subject.leadId)]?.written ?? {};
  return { write: 'writeBooking', ...subject, fields: write.fields, ours, ...(repeat ? { repeat } : {}) };
}

/** The card could not be read for an owed write: it waits like any other failed try (SPEC D-16). */
export function writesWait(dialog: Dialog, nowMs: number): Dialog {
  const flying = dialog.outbox.writes.find(({ inFlight }) => inFlight);
  if (flying === undefined) return dialog;
  const tries = flying.tries + 1;
  return withWrite(dialog, { ...flying, inFlight: false, tries, nextTryAtMs: nowMs + Math.min(600_000, 10_000 * 2 ** (tries - 1)) });
}
