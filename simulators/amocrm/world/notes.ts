import { addEvent, eventEntity } from './events.ts';
import { noteBody } from './hook-bodies.ts';
import { announce, type HookName } from './hooks.ts';
import { findCard, nextId, secondsOf, type Moment } from './moment.ts';
import type { EntityKind, Note } from './state.ts';

const EVENT_TYPES: Record<string, string> = {
  common: 'common_note_added',
  attachment: 'attachment_note_added',
  geolocation: 'geo_note_added',
  service_message: 'service_note_added',
  extended_service_message: 'service_note_added',
  message_cashier: 'message_to_cashier_note_added',
  call_in: 'incoming_call',
  call_out: 'outgoing_call',
  sms_in: 'incoming_sms',
  sms_out: 'outgoing_sms',
};

const HOOKS: Record<EntityKind, HookName> = { leads: 'note_lead', contacts: 'note_contact', companies: 'note_company' };

export interface NewNote {
  entity_type: EntityKind;
  entity_id: number;
  note_type: string;
  params: Record<string, unknown>;
  created_by?: number | undefined;
  responsible_user_id?: number | undefined;
}

export function createNote(moment: Moment, facts: NewNote): Note {
  const { state } = moment;
  const createdBy = facts.created_by ?? moment.by;
  const card = findCard(state, facts.entity_type, facts.entity_id);
  const note: Note = {
    id: nextId(state, 'notes'),
    entity_type: facts.entity_type,
    entity_id: facts.entity_id,
    created_by: createdBy,
    updated_by: createdBy,
    created_at: secondsOf(moment),
    updated_at: secondsOf(moment),
    responsible_user_id: facts.responsible_user_id ?? card?.responsible_user_id ?? moment.by,
    note_type: facts.note_type,
    params: facts.params,
  };
  state.notes.push(note);
  const type = eventEntity(facts.entity_type);
  addEvent({ ...moment, by: createdBy }, EVENT_TYPES[facts.note_type] ?? 'service_note_added', { type, id: facts.entity_id }, [
    { note: { id: note.id } },
  ]);
  const key = facts.entity_type === 'leads' ? 'leads' : 'contacts';
  announce(moment, HOOKS[facts.entity_type], { [key]: { note: [noteBody(state, note)] } });
  return note;
}
