import type { Contact } from '../../domain/dialog/dialog.ts';
import type { Subject } from '../../domain/dialog/effects.ts';
import { findOrMakeContact } from './contacts.ts';
import type { Crm } from './crm.ts';
import { acceptIfUnsorted, requireLead } from './leads.ts';
import type { AmoLead } from './schema.ts';

/** Where a task or a note goes: the lead, or the contact where there is none (SPEC D-41). */
export type Place = { entity: 'leads'; id: number; lead: AmoLead } | { entity: 'contacts'; id: number };

export async function placeOf(crm: Crm, subject: Subject, by: { contact: Contact; marker: string }): Promise<Place> {
  if ('leadId' in subject) {
    const lead = await acceptIfUnsorted(crm, await requireLead(crm, subject.leadId));
    return { entity: 'leads', id: lead.id, lead };
  }
  const known = subject.contactId === null ? undefined : await crm.amocrm.contact(subject.contactId);
  // Contacts get merged, and then the id we know is gone while the person is still there.
  const { id } = known && known.is_deleted !== true ? known : await findOrMakeContact(crm, by.contact, by.marker);
  return { entity: 'contacts', id };
}
