import { stamp } from './cards.ts';
import { addEvent, eventEntity } from './events.ts';
import { cardsOf, findCard, type Moment } from './moment.ts';
import { touchLead } from './leads.ts';
import type { EntityKind, State } from './state.ts';

/** One end of a link, as the links API names it. */
export interface End {
  kind: EntityKind;
  id: number;
}
export interface Link {
  from: End;
  to: End;
  isMain: boolean | null;
}

/** Links as seen from one card, whichever card keeps them. */
export function linksOf(state: State, from: End): Link[] {
  const link = (kind: EntityKind, id: number, isMain: boolean | null = null): Link => ({ from, to: { kind, id }, isMain });
  const alive = <T extends { is_deleted: boolean }>(cards: T[]): T[] => cards.filter(({ is_deleted }) => !is_deleted);
  if (from.kind === 'leads') {
    const lead = findCard(state, 'leads', from.id);
    const contacts = (lead?.contacts ?? []).map(({ id, is_main }) => link('contacts', id, is_main));
    return typeof lead?.company_id === 'number' ? [...contacts, link('companies', lead.company_id)] : contacts;
  }
  if (from.kind === 'contacts') {
    const leads = alive(state.leads).flatMap((lead) =>
      lead.contacts.filter(({ id }) => id === from.id).map(({ is_main }) => link('leads', lead.id, is_main)),
    );
    const company = findCard(state, 'contacts', from.id)?.company_id ?? null;
    return company === null ? leads : [...leads, link('companies', company)];
  }
  return [
    ...alive(state.leads)
      .filter(({ company_id }) => company_id === from.id)
      .map(({ id }) => link('leads', id)),
    ...alive(state.contacts)
      .filter(({ company_id }) => company_id === from.id)
      .map(({ id }) => link('contacts', id)),
  ];
}

/** Which kinds can be linked at all. */
export const linkable = (a: EntityKind, b: EntityKind): boolean => a !== b;

/** Links two cards; a second company replaces the first, a new main contact unseats the old one (§4.5). */
export function link(moment: Moment, a: End, b: End, isMain: boolean | undefined): void {
  const { lead, contact, company } = ends(a, b);
  if (lead !== undefined && contact !== undefined) {
    const card = cardsOf(moment.state, 'leads').find(({ id }) => id === lead);
    if (card === undefined) return;
    const main =
      isMain ?? (card.contacts.every(({ id }) => id === contact) || card.contacts.some(({ id, is_main }) => id === contact && is_main));
    const others = card.contacts.filter(({ id }) => id !== contact);
    card.contacts = [...(main ? others.map((other) => ({ ...other, is_main: false })) : others), { id: contact, is_main: main }];
  } else setCompany(moment.state, lead, contact, company ?? null);
  record(moment, 'entity_linked', a, b);
}

export function unlink(moment: Moment, a: End, b: End): void {
  const { lead, contact } = ends(a, b);
  if (lead !== undefined && contact !== undefined) {
    const card = cardsOf(moment.state, 'leads').find(({ id }) => id === lead);
    if (card === undefined) return;
    const rest = card.contacts.filter(({ id }) => id !== contact);
    const [first, ...others] = rest;
    card.contacts = first === undefined || rest.some(({ is_main }) => is_main) ? rest : [{ ...first, is_main: true }, ...others];
  } else setCompany(moment.state, lead, contact, null);
  record(moment, 'entity_unlinked', a, b);
}

function ends(a: End, b: End): { lead?: number; contact?: number; company?: number } {
  const idOf = (kind: EntityKind): number | undefined => [a, b].find((end) => end.kind === kind)?.id;
  const [lead, contact, company] = [idOf('leads'), idOf('contacts'), idOf('companies')];
  return {
    ...(lead === undefined ? {} : { lead }),
    ...(contact === undefined ? {} : { contact }),
    ...(company === undefined ? {} : { company }),
  };
}

function setCompany(state: State, leadId: number | undefined, contactId: number | undefined, companyId: number | null): void {
  const card = leadId === undefined ? state.contacts.find(({ id }) => id === contactId) : state.leads.find(({ id }) => id === leadId);
  if (card !== undefined) card.company_id = companyId;
}

function record(moment: Moment, type: 'entity_linked' | 'entity_unlinked', a: End, b: End): void {
  const value = [{ link: { entity: { type: eventEntity(b.kind), id: b.id } } }];
  const entity = { type: eventEntity(a.kind), id: a.id };
  if (type === 'entity_linked') addEvent(moment, type, entity, value);
  else addEvent(moment, type, entity, [], value);
  for (const end of [a, b]) {
    const card = findCard(moment.state, end.kind, end.id);
    const lead = end.kind === 'leads' ? findCard(moment.state, 'leads', end.id) : undefined;
    if (lead !== undefined) touchLead(moment, lead);
    else if (card !== undefined) stamp(moment, card, {});
  }
}
