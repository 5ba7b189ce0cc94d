import type { Lead } from '../../domain/dialog/card.ts';
import { contactsOf, findOrMakeContact, lastChanged } from './contacts.ts';
import type { AmocrmActivities } from './contract.ts';
import type { Crm } from './crm.ts';
import { AmocrmError, gone } from './errors.ts';
import { counts, isUnsorted, stageOf, toLead } from './lead-mapping.ts';
import { tagOf } from './marker.ts';
import { usable } from './responsible.ts';
import type { AmoContact, AmoLead } from './schema.ts';

/** Where nothing is left to do for the bot or for people: the request is over (SPEC D-11). */
const OVER = ['left', 'lost', 'closed'] as const;
export const isActive = ({ stage }: Pick<Lead, 'stage'>): boolean => !OVER.some((over) => over === stage);

/** The contacts' leads that count. Rows of an account that ignores filters are checked, what they lack is read one by one. */
export async function leadsOf({ amocrm, catalogue }: Crm, contacts: readonly AmoContact[]): Promise<readonly AmoLead[]> {
  const ids = [...new Set(contacts.flatMap(({ _embedded: embedded }) => (embedded?.leads ?? []).map(({ id }) => id)))];
  const [only] = ids;
  if (only === undefined) return [];
  const listed = catalogue.hasFilters && ids.length > 1 ? (await amocrm.leadsByFilter(ids)).filter(({ id }) => ids.includes(id)) : [];
  const rest = ids.filter((id) => !listed.some((lead) => lead.id === id));
  const read = await Promise.all(rest.map((id) => amocrm.lead(id)));
  return [...listed, ...read].filter((lead) => counts(lead, catalogue));
}

/** The lead of a write. Throws AMOCRM_REJECTED when it is gone (SPEC D-95). */
export async function requireLead({ amocrm }: Crm, leadId: number): Promise<AmoLead> {
  const lead = await amocrm.lead(leadId);
  if (lead === undefined || lead.is_deleted === true) throw gone('lead', leadId);
  return lead;
}

/** A lead in «Неразобранное» is accepted before our first write to it: any stage pulls it out (SPEC D-15, facts/amocrm.md §5). */
export async function acceptIfUnsorted({ amocrm, catalogue }: Crm, lead: AmoLead): Promise<AmoLead> {
  if (!isUnsorted(lead, catalogue)) return lead;
  const place = { pipeline_id: catalogue.pipelineId, status_id: catalogue.statusIds.new };
  await amocrm.changeLead(lead.id, place);
  return { ...lead, ...place, updated_by: catalogue.ourUserId };
}

/** SPEC D-15: amoCRM's own lead if it is there, else, where we may, one of ours, and never two. */
export async function ensureLead(
  crm: Crm,
  { contact, create, marker, notLeadIds }: Parameters<AmocrmActivities['ensureLead']>[0],
): ReturnType<AmocrmActivities['ensureLead']> {
  const { amocrm, catalogue } = crm;
  const contacts = await contactsOf(crm, contact);
  const leads = await leadsOf(crm, contacts);
  const contactId = lastChanged(contacts)?.id;
  const fittingOf = (some: readonly AmoLead[]): AmoLead | undefined =>
    some.find((lead) => hasTag(lead, marker)) ??
    newest(some.filter((lead) => isActive({ stage: stageOf(lead, catalogue) }) && !notLeadIds.includes(lead.id)));
  const found = fittingOf(leads);
  if (found || !create) return { lead: found ? toLead(found, catalogue) : null, ...(contactId === undefined ? {} : { contactId }) };

  // An earlier try may have made it a second ago, which the search for its contact does not show yet.
  const made = (await amocrm.recentLeads()).find((lead) => hasTag(lead, marker) && counts(lead, catalogue));
  const owner = await findOrMakeContact(crm, contact, marker);
  // Nor does it show a contact that amoCRM's link made just now, with its own lead.
  const isNews = isRead(owner) && !contacts.some(({ id }) => id === owner.id);
  const own = isNews && made === undefined ? fittingOf(await leadsOf(crm, [owner])) : made;
  const id = own?.id ?? (await makeLead(crm, { owner, marker, name: contact.name }));
  const lead = await amocrm.lead(id);
  if (lead === undefined) throw new AmocrmError(`amoCRM does not show lead ${id} yet`, { code: 'AMOCRM_UNAVAILABLE' });
  return { lead: toLead(lead, catalogue), contactId: owner.id };
}

interface NewLead {
  owner: AmoContact | { id: number };
  marker: string;
  name: string | undefined;
}

function makeLead({ amocrm, catalogue }: Crm, { owner, marker, name }: NewLead): Promise<number> {
  const ofContact = isRead(owner) ? usable(owner.responsible_user_id, catalogue) : undefined;
  const responsible = ofContact ?? usable(catalogue.defaultManagerId, catalogue);
  return amocrm.createLead({
    name: name === undefined ? 'Заявка из WhatsApp' : `WhatsApp: ${name}`,
    pipeline_id: catalogue.pipelineId,
    status_id: catalogue.statusIds.new,
    ...(responsible === undefined ? {} : { responsible_user_id: responsible }),
    tags_to_add: [{ name: tagOf(marker) }],
    _embedded: { contacts: [{ id: owner.id, is_main: true }] },
  });
}

/** It was there already: one that we made has no more than an id. */
const isRead = (owner: NewLead['owner']): owner is AmoContact => 'updated_at' in owner;

const hasTag = ({ _embedded: embedded }: AmoLead, marker: string): boolean =>
  (embedded?.tags ?? []).some(({ name }) => name === tagOf(marker));
const newest = (leads: readonly AmoLead[]): AmoLead | undefined => leads.toSorted((a, b) => b.created_at - a.created_at || b.id - a.id)[0];
