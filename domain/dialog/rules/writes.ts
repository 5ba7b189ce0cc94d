import type { Dialog, StateName } from '../dialog.ts';
import type { CrmWrite, OwedWrite, WriteTarget } from '../outbox.ts';
import type { Leader } from '../card.ts';
import { isActive, theLead } from './the-lead.ts';

/** Owes a CRM write: it happens once, in order, whenever the CRM can (SPEC D-16, D-91). Its id marks it in the CRM. */
export function owes(dialog: Dialog, nowMs: number, write: CrmWrite, id = `${dialog.id}-w${dialog.nextId}`): Dialog {
  const owed: OwedWrite = { id, write, decidedAtMs: nowMs, tries: 0, nextTryAtMs: nowMs, inFlight: false };
  return { ...dialog, nextId: dialog.nextId + 1, outbox: { ...dialog.outbox, writes: [...dialog.outbox.writes, owed] } };
}

/** About *the lead* of now: its id where it has one, so that a later lead does not get an earlier one's write. */
export function aboutTheLead(dialog: Dialog): WriteTarget {
  const lead = theLead(dialog);
  return lead === undefined ? 'theLead' : { leadId: lead.id };
}

/** What «Ведёт диалог» says of a state. */
export const LEADERS = { withBot: 'bot', awaitingManager: 'awaiting', withManager: 'manager' } as const satisfies Partial<
  Record<StateName, Leader>
>;

/** Who leads, into the lead's field (SPEC D-53). A value that has not left yet is replaced, not followed by another. */
export function showsLeader(dialog: Dialog, nowMs: number, leader: Leader): Dialog {
  const writes = dialog.outbox.writes.filter(({ write, inFlight }) => inFlight || write.type !== 'setLeader');
  return owes({ ...dialog, outbox: { ...dialog.outbox, writes } }, nowMs, { type: 'setLeader', leader, target: aboutTheLead(dialog) });
}

/** A new lead is owed (SPEC D-15); asked for once. */
export function owesLead(dialog: Dialog, nowMs: number): Dialog {
  if (dialog.crm.leadDue === 'owed') return dialog;
  const own = dialog.crm.card?.leads.find(({ id }) => id === dialog.crm.ownLeadId);
  if (own && isActive(own)) return { ...dialog, crm: { ...dialog.crm, newLeadId: own.id } };
  const { newLeadId: _, ...crm } = dialog.crm;
  const due: Dialog = { ...dialog, crm: { ...crm, leadDue: 'owed' } };
  const written = owes(due, nowMs, { type: 'ensureLead' });
  // It stands first: what waits for the lead must not wait behind itself.
  const last = written.outbox.writes.at(-1);
  const flying = written.outbox.writes.filter(({ inFlight }) => inFlight);
  const waiting = written.outbox.writes.filter(({ inFlight, id }) => !inFlight && id !== last?.id);
  return last === undefined ? written : { ...written, outbox: { ...written.outbox, writes: [...flying, last, ...waiting] } };
}
