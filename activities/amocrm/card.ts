import { calendarIntervals, everyDayHours, isZone } from '../../calendar/calendar.ts';
import type { DayHours } from '../../calendar/calendar.ts';
import type { Card, ContactCard, Interval, Lead } from '../../domain/dialog/card.ts';
import type { Contact } from '../../domain/dialog/dialog.ts';
import { contactsWithPhone, lastChanged } from './contacts.ts';
import type { Crm } from './crm.ts';
import { textIn } from './field-values.ts';
import { stageOf, toLead } from './lead-mapping.ts';
import { isActive, leadsOf } from './leads.ts';
import { isOurs } from './marker.ts';
import { personChanges } from './person-changes.ts';
import { personName } from './person-name.ts';
import type { AmoContact, AmoLead } from './schema.ts';
import { orNone } from './unreadable.ts';

// The card travels with the dialog, which stays under 64 KB in all (DESIGN §3, Sizes).
const NOTES_MAX = 10;
const NOTE_MAX_CHARS = 500;
const NOTES_MAX_CHARS = 2_500;
const LEADS_MAX = 15;
const HOURS_DAYS = 60;

const NOBODY: Card = { contact: null, leads: [] };

/** Who this is and what it is about (SPEC D-10, D-13): the contact by phone, the leads of all contacts with that phone. */
export async function readCard(
  crm: Crm,
  { phone }: Contact,
  { nowMs, finalTouch }: { nowMs: number; finalTouch: DayHours },
): Promise<Card> {
  if (phone === undefined) return NOBODY;
  const contacts = await contactsWithPhone(crm.amocrm, phone);
  const leads = await leadsOf(crm, contacts);
  const contact = theContact(crm, contacts, leads);
  if (contact === undefined) return NOBODY;
  const [notes, changes] = await Promise.all([guestNotes(crm, contact.id), changesByPeople(crm, leads)]);
  const mapped = leads.map((lead) => toLead(lead, crm.catalogue, changes.get(lead.id)));
  return { contact: toContactCard(crm, contact, { notes, nowMs, finalTouch }), leads: mostTelling(mapped) };
}

/** Of several with the phone the one with an active lead, else the one changed last (SPEC D-10). */
function theContact({ catalogue }: Crm, contacts: readonly AmoContact[], leads: readonly AmoLead[]): AmoContact | undefined {
  const active = leads.filter((lead) => isActive({ stage: stageOf(lead, catalogue) })).map(({ id }) => id);
  const busy = contacts.filter(({ _embedded: embedded }) => embedded?.leads?.some(({ id }) => active.includes(id)));
  return lastChanged(busy) ?? lastChanged(contacts);
}

/** Asked only where it decides something: which of several leads is *the lead* (SPEC D-19). */
async function changesByPeople({ amocrm, catalogue }: Crm, leads: readonly AmoLead[]): Promise<ReadonlyMap<number, number>> {
  const active = leads.filter((lead) => isActive({ stage: stageOf(lead, catalogue) }));
  const rivals = active.length > 0 ? active : leads.filter((lead) => stageOf(lead, catalogue) === 'left');
  return rivals.length > 1 ? personChanges(amocrm, rivals, catalogue) : new Map<number, number>();
}

/** What people noted about the guest, oldest first; our own notes are about our work. */
async function guestNotes({ amocrm }: Crm, contactId: number): Promise<readonly string[]> {
  const notes = (await orNone('notes', amocrm.notesOf('contacts', contactId))).filter(
    ({ note_type: type, entity_id: id }) => type === 'common' && id === contactId,
  );
  const texts = notes
    .toSorted((a, b) => b.created_at - a.created_at || b.id - a.id)
    .map(({ params }) => params?.text?.trim() ?? '')
    .filter((text) => text !== '' && !isOurs(text));
  return newestThatFit(texts.slice(0, NOTES_MAX).map((text) => text.slice(0, NOTE_MAX_CHARS))).toReversed();
}

function newestThatFit(texts: readonly string[]): readonly string[] {
  let chars = 0;
  return texts.filter(({ length }) => (chars += length) <= NOTES_MAX_CHARS);
}

function toContactCard(
  { catalogue }: Crm,
  contact: AmoContact,
  { notes, nowMs, finalTouch }: { notes: readonly string[]; nowMs: number; finalTouch: DayHours },
): ContactCard {
  const values = contact.custom_fields_values;
  const hours = hoursIn(textIn(values, catalogue.contactFields.timeZone), { nowMs, finalTouch });
  return {
    id: contact.id,
    ...personName(contact, textIn(values, catalogue.contactFields.patronymic)),
    notes,
    ...(hours === undefined ? {} : { finalTouchHours: hours }),
  };
}

/** The final touch's hours where the guest lives; a zone nobody knows counts as none (SPEC D-71). */
function hoursIn(
  zone: string | undefined,
  { nowMs, finalTouch }: { nowMs: number; finalTouch: DayHours },
): readonly Interval[] | undefined {
  if (zone === undefined || !isZone(zone)) return undefined;
  return calendarIntervals({ zone, week: everyDayHours(finalTouch), exceptions: {} }, nowMs, HOURS_DAYS);
}

/** All that are active, then the youngest of the others. */
function mostTelling(leads: readonly Lead[]): readonly Lead[] {
  return leads.toSorted((a, b) => Number(isActive(b)) - Number(isActive(a)) || b.createdAtMs - a.createdAtMs).slice(0, LEADS_MAX);
}
