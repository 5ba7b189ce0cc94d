import type { Lead, Stage } from '../card.ts';
import type { Crm, Dialog, LeadMarks } from '../dialog.ts';

/** SPEC D-11; a stage the policy does not name is worked on by people, so it counts too (D-17, docs/decisions/003). */
const ACTIVE: readonly Stage[] = ['new', 'consulted', 'preBooked', 'prepaid', 'arriving', 'staying', 'unknown'];
/** SPEC D-60: where the bot works the lead. */
const BOTS_STAGES: readonly Stage[] = ['new', 'consulted', 'preBooked'];

export const isActive = ({ stage }: Lead): boolean => ACTIVE.includes(stage);
export const isBotsStage = (stage: Stage): boolean => BOTS_STAGES.includes(stage);

/** The leads that count: without the one this episode's first message made beside an older matter (SPEC D-17). */
export function countedLeads(crm: Crm): readonly Lead[] {
  const leads = crm.card?.leads ?? [];
  return isOwnLeadBeside(crm) ? leads.filter(({ id }) => id !== crm.ownLeadId) : leads;
}

/** Does the lead of this episode's first message lie beside an older matter, and nobody asked for a new one? (SPEC D-17) */
export function isOwnLeadBeside({ card, ownLeadId, newLeadId, leadDue }: Crm): boolean {
  if (ownLeadId === undefined || newLeadId === ownLeadId || leadDue === 'owed') return false;
  return (card?.leads ?? []).some((lead) => lead.id !== ownLeadId && (isActive(lead) || lead.stage === 'left'));
}

/**
 * *The lead* for tasks, notes and the field (SPEC D-19): the only active one; of several the one a person changed last;
 * none active: the last at «Выезд»; else the one D-15 makes, which has no id before it is there: undefined.
 */
export function theLead({ crm }: Dialog): Lead | undefined {
  if (crm.leadDue === 'owed') return undefined;
  const leads = countedLeads(crm);
  const active = leads.filter(isActive);
  if (active.length > 0) return latest(active, ({ personChangedAtMs }) => personChangedAtMs);
  return latest(
    leads.filter(({ stage }) => stage === 'left'),
    leftAtMs,
  );
}

/** A robot moves leads to «Выезд», so that the day of departure tells more than the last change by a person (SPEC D-12, D-19). */
function leftAtMs({ departure, personChangedAtMs }: Lead): number {
  const dayMs = departure === undefined ? Number.NaN : Date.parse(departure);
  return Number.isNaN(dayMs) ? personChangedAtMs : dayMs;
}

function latest(leads: readonly Lead[], whenMs: (lead: Lead) => number): Lead | undefined {
  return leads.reduce<Lead | undefined>((last, lead) => (last === undefined || whenMs(lead) > whenMs(last) ? lead : last), undefined);
}

/** Where the lead we speak of stands; one that D-15 still owes counts as «Новая заявка» (SPEC D-26). */
export function stageNow(dialog: Dialog): Stage | undefined {
  return dialog.crm.leadDue === 'owed' ? 'new' : theLead(dialog)?.stage;
}

/** Has this lead, or *the lead*, left the first three stages or the funnel? One still owed has not (SPEC D-21, D-26). */
export function hasLeftBot(dialog: Dialog, leadId?: number): boolean {
  if (leadId !== undefined) {
    const lead = dialog.crm.card?.leads.find(({ id }) => id === leadId);
    return lead === undefined || !isBotsStage(lead.stage);
  }
  const stage = stageNow(dialog);
  return stage !== undefined && !isBotsStage(stage);
}

/** Marks are kept per lead; those of a lead still owed or not known wait under `due`, for as long as the episode lasts. */
export const DUE = 'due';
export function leadKey(dialog: Dialog): string {
  const lead = theLead(dialog);
  return lead === undefined ? DUE : String(lead.id);
}

export function marksOf(dialog: Dialog, key: string = leadKey(dialog)): LeadMarks {
  return dialog.marks[key] ?? {};
}

export function marked(dialog: Dialog, key: string, marks: LeadMarks): Dialog {
  return { ...dialog, marks: { ...dialog.marks, [key]: { ...dialog.marks[key], ...marks } } };
}

/** What was marked while no lead was known belongs to this one; what is marked of it already stays beside (SPEC D-31). */
export function dueMarkedOn(dialog: Dialog, leadId: number): Dialog {
  const { [DUE]: due, ...marks } = dialog.marks;
  if (due === undefined) return dialog;
  const known = marks[String(leadId)];
  const facts = due.facts === undefined ? {} : { facts: { ...known?.facts, ...due.facts } };
  return { ...dialog, marks: { ...marks, [String(leadId)]: { ...known, ...due, ...facts } } };
}

/** The CRM shows *the lead*, and none is owed: it is what was spoken of all along. */
export function dueMarkedOnTheLead(dialog: Dialog): Dialog {
  const lead = theLead(dialog);
  return lead === undefined ? dialog : dueMarkedOn(dialog, lead.id);
}

/** Puts what is now known of a lead into the card. */
export function withLead(dialog: Dialog, lead: Lead): Dialog {
  const { card } = dialog.crm;
  if (card === undefined) return dialog;
  const now = afterPeople(dialog, lead);
  const isKnown = card.leads.some(({ id }) => id === lead.id);
  const leads = isKnown ? card.leads.map((known) => (known.id === lead.id ? now : known)) : [...card.leads, now];
  return { ...dialog, crm: { ...dialog.crm, card: { ...card, leads } } };
}

/** A machine's later change does not hide that a person changed it, nor when (SPEC D-17, D-19). */
export function afterPeople({ crm }: Dialog, lead: Lead): Lead {
  const before = crm.card?.leads.find(({ id }) => id === lead.id);
  if (before === undefined) return lead;
  const personChangedAtMs = Math.max(lead.personChangedAtMs, before.personChangedAtMs);
  return { ...lead, personChangedAtMs, untouched: lead.untouched && before.untouched };
}

/** A person without a phone has no card to read: it begins with the contact that we made for them (SPEC D-01). */
export function withOwnContact(dialog: Dialog, contactId: number, nowMs: number): Dialog {
  const { card } = dialog.crm;
  if (card?.contact || (card === undefined && dialog.contact.phone !== undefined)) return dialog;
  const contact = { id: contactId, notes: [] };
  return { ...dialog, crm: { ...dialog.crm, card: { leads: [], readAtMs: nowMs, ...card, contact } } };
}

/** The CRM says that this lead is gone: not only too new to be listed, so that nothing is worked on in its name (SPEC D-14, D-63). */
export function withoutLead(dialog: Dialog, leadId: number): Dialog {
  const { newLeadId, ...rest } = dialog.crm;
  const crm = newLeadId === undefined || newLeadId === leadId ? rest : dialog.crm;
  const { card } = crm;
  if (card === undefined) return dialog;
  return { ...dialog, crm: { ...crm, card: { ...card, leads: card.leads.filter(({ id }) => id !== leadId) } } };
}
