import type { Contact } from '../../domain/dialog/dialog.ts';
import type { ChatSpan } from '../../domain/dialog/effects.ts';
import type { Author } from '../../domain/dialog/events.ts';
import type { Catalogue } from './catalogue.ts';
import { contactsOf } from './contacts.ts';
import type { Crm } from './crm.ts';
import { momentOf } from './event-moment.ts';
import { isPerson } from './lead-mapping.ts';
import type { AmoEvent } from './schema.ts';
import { orNone } from './unreadable.ts';

const CONTACTS_MAX = 10;
const NOBODY = 0;

/** Who wrote to the client within that span, as amoCRM's events show it (SPEC D-56, facts/amocrm.md §7.3, §15.1). Throws AmocrmError. */
export async function whoWrote(crm: Crm, { contact, ...span }: { contact: Contact } & ChatSpan): Promise<Author> {
  const contactIds = (await contactsOf(crm, contact)).map(({ id }) => id);
  if (contactIds.length === 0 || contactIds.length > CONTACTS_MAX) return 'unknown';
  const seconds = { fromSeconds: Math.floor(span.fromMs / 1_000), toSeconds: Math.ceil(span.toMs / 1_000) };
  const rows = await orNone('events', crm.amocrm.messagesTo(contactIds, seconds));
  const sent = rows.filter((row) => row.type === 'outgoing_chat_message' && contactIds.includes(contactIn(row) ?? 0));
  const within = sent.filter((row) => momentOf(row) >= span.fromMs && momentOf(row) <= span.toMs);
  return authorAmong(crm.catalogue, [...new Map(within.map((row) => [row.id, row.created_by])).values()], span);
}

/** With a talk the event stands on the lead and names the contact inside; without one, on the contact. */
const contactIn = ({ entity_type: on, entity_id: id, _embedded: embedded }: AmoEvent): number | undefined =>
  on === 'contact' ? id : (embedded?.entity?.linked_talk_contact_id ?? undefined);

/**
 * As many events as messages, or nothing is certain: the missing one may be the one that is asked about. A person who wrote more of them
 * than came past us is the user in whose name the channel's link works, and tells nothing.
 */
export function authorAmong(
  catalogue: Pick<Catalogue, 'users' | 'ourUserId'>,
  authors: readonly number[],
  { words, machines }: ChatSpan,
): Author {
  if (authors.length !== words + machines) return 'unknown';
  if (authors.every((id) => id === NOBODY)) return 'nobody';
  const people = authors.filter((id) => isPerson(id, catalogue));
  const [id] = people;
  if (id === undefined || people.length !== words || people.some((other) => other !== id)) return 'unknown';
  const name = catalogue.users.get(id)?.name;
  return { id, ...(name === undefined ? {} : { name }) };
}
