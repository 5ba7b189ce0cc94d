import { contactByPhone } from './contacts.ts';
import { addEvent } from './events.ts';
import { isClosed, nextId, ROBOT, type Moment } from './moment.ts';
import type { Contact, EventRow, Lead, State } from './state.ts';

/** One of the `origin` values met in recorded events (§15.6); what Pact's link writes there is unknown. */
const ORIGIN = 'whatsapp';

export interface ChatMessage {
  phone: string;
  /** Where it was typed; `client` is incoming, `api` a send through Pact's API. */
  surface: 'client' | 'amo' | 'api' | 'pact' | 'phone';
  /** Who typed it in amoCRM; 0 = Salesbot or another robot of the account. */
  as: number | undefined;
}

/**
 * A message of a guest's chat becomes an event without words (§7.3), listed some seconds later. Whoever has no contact yet has no chat here.
 * With a talk the event stands on the lead and names the contact beside it (§15.1).
 */
export function noteChatMessage(state: State, nowMs: number, { phone, surface, as }: ChatMessage): EventRow | undefined {
  const contact = contactByPhone(state, phone);
  if (contact === undefined) return undefined;
  const isIncoming = surface === 'client';
  const moment: Moment = { state, nowMs, by: isIncoming ? ROBOT : authorOf(state, contact, { surface, as }), viaApi: false };
  const lead = talkLead(state, contact);
  const entity = lead === undefined ? ({ type: 'contact', id: contact.id } as const) : ({ type: 'lead', id: lead.id } as const);
  const message = { id: messageUuid(state), origin: ORIGIN, talk_id: contact.id % 100_000 };
  addEvent(moment, isIncoming ? 'incoming_chat_message' : 'outgoing_chat_message', entity, [{ message }]);
  const event = state.events.at(-1);
  if (event === undefined) return undefined;
  if (lead !== undefined) event.talkContactId = contact.id;
  event.listedFromMs = nowMs + state.chatLagMs;
  return event;
}

/** The user who typed it in the card; 0 for a bot and an integration (§7.3); for Pact's own inbox and the phone as the setting says. */
function authorOf(state: State, contact: Contact, { surface, as }: Pick<ChatMessage, 'surface' | 'as'>): number {
  if (surface === 'amo') return as ?? contact.responsible_user_id;
  if (surface === 'api' || state.outsideAuthor === 'robot') return ROBOT;
  return contact.responsible_user_id;
}

/** The contact's newest lead that is not closed. */
const talkLead = ({ leads }: State, { id: contactId }: Contact): Lead | undefined =>
  leads.findLast((lead) => !lead.is_deleted && !isClosed(lead.status_id) && lead.contacts.some(({ id }) => id === contactId));

/** A UUID whose last part is a counter, so that equal runs make equal ids. */
const messageUuid = (state: State): string => `5e5ca7ed-0000-4000-8000-${String(nextId(state, 'sequence')).padStart(12, '0')}`;
