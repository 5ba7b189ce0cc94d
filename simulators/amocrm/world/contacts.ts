import { changeCommon, hookAuthor, stamp, type CardChange } from './cards.ts';
import { addEvent } from './events.ts';
import { contactBody } from './hook-bodies.ts';
import { announce } from './hooks.ts';
import { digitsOf, nextId, secondsOf, type Moment } from './moment.ts';
import type { Company, Contact, State, StoredField } from './state.ts';

export interface ContactChange extends CardChange {
  first_name?: string | undefined;
  last_name?: string | undefined;
}

export function createContact(moment: Moment, facts: ContactChange): Contact {
  const { state } = moment;
  const contact: Contact = {
    ...newCard(moment, facts),
    id: nextId(state, 'contacts'),
    name: facts.name ?? fullName(facts),
    first_name: facts.first_name ?? '',
    last_name: facts.last_name ?? '',
    company_id: null,
  };
  state.contacts.push(contact);
  addEvent(moment, 'contact_added', { type: 'contact', id: contact.id });
  announce(moment, 'add_contact', {
    contacts: { add: [contactBody(state, 'contacts', contact, hookAuthor(moment), { old_responsible_user_id: undefined })] },
  });
  return contact;
}

export function createCompany(moment: Moment, facts: CardChange): Company {
  const { state } = moment;
  const company: Company = { ...newCard(moment, facts), id: nextId(state, 'companies'), name: facts.name ?? '' };
  state.companies.push(company);
  addEvent(moment, 'company_added', { type: 'company', id: company.id });
  announce(moment, 'add_company', {
    contacts: { add: [contactBody(state, 'companies', company, hookAuthor(moment), { old_responsible_user_id: undefined })] },
  });
  return company;
}

/** A new first or last name without `name` builds `name` again (assumed, §15.10). */
export function changeContact(moment: Moment, contact: Contact, change: ContactChange): void {
  const parts = { first_name: change.first_name ?? contact.first_name, last_name: change.last_name ?? contact.last_name };
  const renamed = parts.first_name !== contact.first_name || parts.last_name !== contact.last_name;
  Object.assign(contact, parts);
  const name = change.name ?? (renamed ? fullName(parts) : undefined);
  const old = contact.responsible_user_id;
  if (!changeCommon(moment, 'contacts', contact, { ...change, name }) && !renamed) return;
  stamp(moment, contact, change);
  announceChange(moment, 'contacts', contact, old);
}

export function changeCompany(moment: Moment, company: Company, change: CardChange): void {
  const old = company.responsible_user_id;
  if (!changeCommon(moment, 'companies', company, change)) return;
  stamp(moment, company, change);
  announceChange(moment, 'companies', company, old);
}

/** The contact with one of its phones equal in digits; of several the one changed last. */
export function contactByPhone(state: State, phone: string): Contact | undefined {
  const field = state.fields.find(({ entity_type, code }) => entity_type === 'contacts' && code === 'PHONE');
  const has = ({ fields }: Contact): boolean =>
    fields.some(
      ({ field_id, values }) =>
        field_id === field?.id && values.some(({ value }) => nationalDigits(String(value)) === nationalDigits(phone)),
    );
  return state.contacts.filter((contact) => !contact.is_deleted && has(contact)).toSorted((a, b) => b.updated_at - a.updated_at)[0];
}

/** The PHONE field as Pact's link and the seed fill it. */
export function phoneField(state: State, phone: string): StoredField {
  const field = state.fields.find(({ entity_type, code }) => entity_type === 'contacts' && code === 'PHONE');
  const work = field?.enums?.find(({ code }) => code === 'WORK');
  if (field === undefined || work === undefined) throw new Error('The account has no PHONE field.');
  return { field_id: field.id, values: [{ value: phone, enum_id: work.id }] };
}

function announceChange(moment: Moment, kind: 'contacts' | 'companies', card: Contact | Company, oldResponsible: number): void {
  const entity = kind === 'contacts' ? 'contact' : 'company';
  const body = contactBody(moment.state, kind, card, hookAuthor(moment), { old_responsible_user_id: oldResponsible });
  if (oldResponsible !== card.responsible_user_id) announce(moment, `responsible_${entity}`, { contacts: { responsible: [body] } });
  announce(moment, `update_${entity}`, { contacts: { update: [body] } });
}

function newCard(moment: Moment, facts: CardChange): Omit<Company, 'id' | 'name'> {
  const createdBy = facts.created_by ?? moment.by;
  const manager = moment.state.users.find(({ is_active, is_admin }) => is_active && !is_admin);
  return {
    responsible_user_id: facts.responsible_user_id ?? (moment.by === 0 ? (manager?.id ?? 0) : moment.by),
    created_by: createdBy,
    updated_by: facts.updated_by ?? createdBy,
    created_at: facts.created_at ?? secondsOf(moment),
    updated_at: facts.updated_at ?? secondsOf(moment),
    is_deleted: false,
    fields: (facts.fields ?? []).filter(({ values }) => values.length > 0),
    tag_ids: [...new Set(facts.tag_ids)],
  };
}

const fullName = ({ first_name = '', last_name = '' }: ContactChange): string => `${first_name} ${last_name}`.trim();
/** 8… and +7… are one phone to Pact's link, though not to amoCRM's search (§3.2). */
const nationalDigits = (phone: string): string => digitsOf(phone).slice(-10);
