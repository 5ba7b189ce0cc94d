import type { Lead } from '../card.ts';
import type { Dialog } from '../dialog.ts';
import type { CrmResult, DialogEvent } from '../events.ts';
import { writeWords } from '../effect-words.ts';
import type { OwedWrite } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { fieldInDoubt, fieldsRead } from './crm-acts.ts';
import { behind } from './behind.ts';
import { handoffFor, handoffOn } from './handoff.ts';
import { leadMoved } from './lead-stage.ts';
import { alerted, noted } from './notes.ts';
import { dueMarkedOn, marked, withLead, withOwnContact } from './the-lead.ts';
import { LEADERS, showsLeader } from './writes.ts';

const WRITE_RETRY_FIRST_MS = 10_000;
const WRITE_RETRY_LAST_MS = 600_000;
const LEAD_LOOK_MS = 10_000;

/** A CRM write is done; what it brought back is known from now on. */
export function crmWritten(dialog: Dialog, writeId: string, result: CrmResult, at: Moment): Dialog {
  const owed = dialog.outbox.writes.find(({ id }) => id === writeId);
  if (owed === undefined) return dialog;
  if (result.type === 'ensureLead' && result.lead === null) return lookedForLead(dialog, owed, at);
  const done = withoutWrite(dialog, writeId);
  switch (result.type) {
    case 'ensureLead':
      return result.lead === null ? done : shownOn(leadFound(done, { lead: result.lead, contactId: result.contactId }, at.nowMs), at.nowMs);
    case 'createTask':
    case 'addNote': {
      const given = result.responsibleId === undefined ? done : handoffFor(done, writeId, result.responsibleId);
      return result.contactId === undefined ? given : withOwnContact(given, result.contactId, at.nowMs);
    }
    case 'setLeader':
      return result.written && owed.write.type === 'setLeader'
        ? marked(done, String(result.leadId), { leader: result.shows ?? owed.write.leader, ownLeader: result.shows ?? owed.write.leader })
        : done;
    case 'moveLead':
      return leadMoved(done, result, at);
    case 'writeBooking': {
      const key = String(result.leadId);
      return marked(done, key, { written: { ...done.marks[key]?.written, ...result.written } });
    }
  }
}

/** Not there yet: looked for again, and made by us when its 60 s are over (SPEC D-15). */
function lookedForLead(dialog: Dialog, owed: OwedWrite, { nowMs, policy }: Moment): Dialog {
  const createAtMs = owed.decidedAtMs + policy.durations.leadWaitMs;
  const nextTryAtMs = nowMs >= createAtMs ? nowMs + LEAD_LOOK_MS : Math.min(createAtMs, nowMs + 2 * LEAD_LOOK_MS);
  return withWrite(dialog, { ...owed, inFlight: false, nextTryAtMs });
}

function leadFound(dialog: Dialog, { lead, contactId }: { lead: Lead; contactId: number | undefined }, nowMs: number): Dialog {
  const { leadDue: _, ...crm } = dialog.crm;
  const known = dueMarkedOn({ ...dialog, crm: { ...crm, newLeadId: lead.id } }, lead.id);
  const found = dialog.crm.leadDue === 'owed' ? handoffOn(known, lead.id) : known;
  const shown = fieldsRead(found, [lead], false);
  return withLead(contactId === undefined ? shown : withOwnContact(shown, contactId, nowMs), lead);
}

/** The lead came after the first message: who leads is shown on it too, unless that is owed already (SPEC D-53). */
function shownOn(dialog: Dialog, nowMs: number): Dialog {
  const { episode, outbox } = dialog;
  const state = behind(dialog.state);
  if (!episode.introduced || state.name === 'closed' || outbox.writes.some(({ write }) => write.type === 'setLeader')) return dialog;
  return showsLeader(dialog, nowMs, LEADERS[state.name]);
}

/** The CRM is away: the write stays first in line. It refuses for good: recorded, shown, and the next one's turn (SPEC D-16, D-95). */
export function crmFailed(dialog: Dialog, { writeId, fate, why }: Extract<DialogEvent, { type: 'crmFailed' }>, { nowMs }: Moment): Dialog {
  const owed = dialog.outbox.writes.find(({ id }) => id === writeId);
  if (owed === undefined) return dialog;
  if (fate === 'retry') {
    const backoffMs = Math.min(WRITE_RETRY_LAST_MS, WRITE_RETRY_FIRST_MS * 2 ** Math.max(0, owed.tries - 1));
    return withWrite(fieldInDoubt(dialog, owed), { ...owed, inFlight: false, nextTryAtMs: nowMs + backoffMs });
  }
  const { write } = owed;
  if (write.type === 'createTask' && write.target !== 'theLead') {
    const elsewhere: OwedWrite = { ...owed, inFlight: false, nextTryAtMs: nowMs, write: { ...write, target: 'theLead' } };
    const moved = handoffIdOf(dialog) === writeId ? handoffOn(dialog, undefined) : dialog;
    return { ...withWrite(moved, elsewhere), crm: { ...moved.crm, stale: true } };
  }
  const refused = noted(withoutWrite(dialog, writeId), nowMs, 'D-95', `CRM отказала ${writeWords(write)}: ${why.slice(0, 200)}`);
  const told = alerted(refused, nowMs, 'crmRefused', `CRM отказала ${writeWords(write)}: ${why.slice(0, 200)}`);
  return write.type === 'ensureLead' ? { ...told, crm: { ...told.crm, leadDue: 'refused' } } : told;
}

function handoffIdOf({ state }: Dialog): string | undefined {
  const now = behind(state);
  return now.name === 'awaitingManager' ? now.handoff.id : undefined;
}

export function withoutWrite(dialog: Dialog, writeId: string): Dialog {
  return { ...dialog, outbox: { ...dialog.outbox, writes: dialog.outbox.writes.filter(({ id }) => id !== writeId) } };
}

export function withWrite(dialog: Dialog, owed: OwedWrite): Dialog {
  return { ...dialog, outbox: { ...dialog.outbox, writes: dialog.outbox.writes.map((one) => (one.id === owed.id ? owed : one)) } };
}
