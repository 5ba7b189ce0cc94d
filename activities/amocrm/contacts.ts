import { identityOf } from '../../contact/contact-key.ts';
import { normalizePhone } from '../../contact/phone.ts';
import type { Contact } from '../../domain/dialog/dialog.ts';
import { currentAttempt } from '../running.ts';
import type { AmocrmClient } from './client.ts';
import type { Crm } from './crm.ts';
import { bears, contactKeyIn, contactTagOf, marked, tagOf } from './marker.ts';
import { usable } from './responsible.ts';
import type { AmoContact } from './schema.ts';

const LAST_DIGITS = 10;

/** The contacts with exactly this phone: the search is by a part of anything, and knows no `8…` for `+7…` (facts/amocrm.md §3.2). */
export async function contactsWithPhone(amocrm: AmocrmClient, phone: string): Promise<readonly AmoContact[]> {
  return (await amocrm.searchContacts(phone.slice(-LAST_DIGITS))).filter((contact) => hasPhone(contact, phone));
}

const hasPhone = (contact: AmoContact, phone: string): boolean => contact.is_deleted !== true && phonesOf(contact).includes(phone);

/** In every reading that people mean. */
export function phonesOf({ custom_fields_values: fields }: AmoContact): string[] {
  const values = fields.filter(({ field_code: code }) => code === 'PHONE').flatMap(({ values: phones }) => phones);
  return [...new Set(values.flatMap(({ value }) => (typeof value === 'string' ? readingsOf(value) : [])))];
}

/** As people here write it down, and as a foreign one without its plus: 84912345678 is Ryazan or Vietnam (SPEC D-01). */
const readingsOf = (given: string): string[] => [given, `+${given}`].flatMap((reading) => normalizePhone(reading) ?? []);

/** Of a client without a phone: our tag has it (SPEC D-01). */
export const dialogKeyIn = (contact: AmoContact): string | undefined => contactKeyIn(contact._embedded?.tags ?? []);

/** The dialogs of these contacts: each phone is one; a client without a phone is known by our tag (SPEC D-01). */
export async function dialogKeysOf({ amocrm, contactKeyOf }: Crm, contactIds: readonly number[]): Promise<readonly string[]> {
  const contacts = await Promise.all(contactIds.map((id) => amocrm.contact(id)));
  const keys = contacts.flatMap((contact) => {
    if (contact === undefined) return [];
    const ours = dialogKeyIn(contact);
    return [...phonesOf(contact).map((phone) => contactKeyOf({ phone })), ...(ours === undefined ? [] : [ours])];
  });
  return [...new Set(keys)];
}

/** The person's contacts in the CRM. Without a phone only one that we made lately can be known again, by its tag (SPEC D-01). */
export async function contactsOf({ amocrm, contactKeyOf }: Crm, contact: Contact): Promise<readonly AmoContact[]> {
  if (contact.phone !== undefined) return contactsWithPhone(amocrm, contact.phone);
  const tag = contactTagOf(contactKeyOf(identityOf(contact)));
  return (await amocrm.recentContacts()).filter((one) => hasTag(one, tag));
}

export const lastChanged = <Row extends { updated_at: number }>(rows: readonly Row[]): Row | undefined =>
  rows.toSorted((a, b) => b.updated_at - a.updated_at)[0];

/** The person's contact, made by us if nobody has them yet (SPEC D-01, D-10). */
export async function findOrMakeContact(crm: Crm, contact: Contact, marker: string): Promise<AmoContact | { id: number }> {
  const known = lastChanged(await contactsOf(crm, contact)) ?? (await justMade(crm, contact, marker));
  const id = known?.id ?? (await makeContact(crm, contact, marker));
  if (contact.phone === undefined) await noteChannelId(crm.amocrm, id, { contact, isNew: known === undefined });
  return known ?? { id };
}

/** The search index lags by seconds: what we or the channel's link made a moment ago is seen in the table only. */
async function justMade({ amocrm }: Crm, { phone }: Contact, marker: string): Promise<AmoContact | undefined> {
  const recent = await amocrm.recentContacts();
  return recent.find((one) => (phone !== undefined && hasPhone(one, phone)) || hasTag(one, tagOf(marker)));
}

function makeContact({ amocrm, catalogue, contactKeyOf }: Crm, contact: Contact, marker: string): Promise<number> {
  const responsible = usable(catalogue.defaultManagerId, catalogue);
  return amocrm.createContact({
    name: contact.name ?? (contact.phone === undefined ? `Гость (${contact.channel})` : `+${contact.phone}`),
    ...(responsible === undefined ? {} : { responsible_user_id: responsible }),
    tags_to_add: [
      { name: tagOf(marker) },
      ...(contact.phone === undefined ? [{ name: contactTagOf(contactKeyOf(identityOf(contact))) }] : []),
    ],
    ...(contact.phone === undefined
      ? {}
      : { custom_fields_values: [{ field_code: 'PHONE', values: [{ value: `+${contact.phone}`, enum_code: 'MOB' }] }] }),
  });
}

/**
 * A person without a phone is known by the channel's own id, which managers find in a note (SPEC D-01). The try that made the contact may
 * have come no further, and that was perhaps another write's.
 */
async function noteChannelId(
  amocrm: AmocrmClient,
  contactId: number,
  { contact: { channel, externalId }, isNew }: { contact: Contact; isNew: boolean },
): Promise<void> {
  const marker = 'contact';
  const mayBeThere = !isNew || currentAttempt() > 1;
  if (mayBeThere && (await amocrm.notesOf('contacts', contactId)).some(({ params }) => bears(params?.text, marker))) return;
  await amocrm.createNote(
    'contacts',
    contactId,
    marked(`Клиент без номера телефона. Канал: ${channel}, id в канале: ${externalId}`, marker),
  );
}

const hasTag = ({ _embedded: embedded }: AmoContact, tag: string): boolean => (embedded?.tags ?? []).some(({ name }) => name === tag);
