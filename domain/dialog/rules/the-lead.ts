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
  const others = leads.filter(({ id }) => id !== crm.ownLeadId);
  const beside =
    crm.ownLeadId !== undefined && crm.newLeadId !== crm.ownLeadId && others.some((lead) => isActive(lead) || lead.stage === 'left');
  return beside ? others : leads;
}

/**
 * *The lead* for tasks, notes and the field (SPEC D-19): the only active one; of several the one a person changed last;
 * none active: the last at «Выезд»; else the one D-15 makes, which has no id before it is there: undefined.
 */
export function theLead({ crm }: Dialog): Lead | undefined {
  const leads = countedLeads(crm);
  if (crm.newLeadId !== undefined) {
    const fresh = leads.find(({ id }) => id === crm.newLeadId);
    if (fresh && isActive(fresh)) return fresh;
  }
  if (crm.leadDue === 'owed') return undefined;
  const active = leads.filter(isActive);
  if (active.length > 0) return lastChanged(active);
  return lastChanged(leads.filter(({ stage }) => stage === 'left'));
}

function lastChanged(leads: readonly Lead[]): Lead | undefined {
  return leads.reduce<Lead | undefined>(
    (last, lead) => (last === undefined || lead.personChangedAtMs > last.personChangedAtMs ? lead : last),
    undefined,
  );
}

/** Where the lead we speak of stands; one that D-15 still owes counts as «Новая заявка» (SPEC D-26). */
export function stageNow(dialog: Dialog): Stage | undefined {
  return dialog.crm.leadDue === 'owed' ? 'new' : theLead(dialog)?.stage;
}

/** Marks are kept per lead; those of a lead still owed wait under `due`. */
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

/** Puts what is now known of a lead into the card. */
export function withLead(dialog: Dialog, lead: Lead): Dialog {
  const { card } = dialog.crm;
  if (card === undefined) return dialog;
  const leads = card.leads.some(({ id }) => id === lead.id)
    ? card.leads.map((known) => (known.id === lead.id ? lead : known))
    : [...card.leads, lead];
  return { ...dialog, crm: { ...dialog.crm, card: { ...card, leads } } };
}

export function withoutLead(dialog: Dialog, leadId: number): Dialog {
  const { card } = dialog.crm;
  if (card === undefined) return dialog;
  return { ...dialog, crm: { ...dialog.crm, card: { ...card, leads: card.leads.filter(({ id }) => id !== leadId) } } };
}
