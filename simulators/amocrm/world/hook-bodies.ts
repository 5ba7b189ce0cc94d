import { DateTime } from 'luxon';
import { eventEntity } from './events.ts';
import type { Company, Contact, EntityKind, Lead, Note, State, StoredField, Task, UnsortedItem } from './state.ts';

/** Bodies of webhooks speak the old v2 API (§8.4): other names, and everything ends up a string. Absent keys are `undefined`. */
type Body = Record<string, unknown>;

const ELEMENT_TYPES: Record<EntityKind, number> = { contacts: 1, leads: 2, companies: 3 };
const NOTE_TYPES: Record<string, number> = {
  common: 4,
  attachment: 5,
  call_in: 10,
  call_out: 11,
  message_cashier: 17,
  service_message: 25,
  extended_service_message: 25,
  geolocation: 27,
  sms_in: 102,
  sms_out: 103,
};

export function leadBody(state: State, lead: Lead, modifiedBy: number, old: Body = {}): Body {
  return {
    id: lead.id,
    name: lead.name,
    status_id: lead.status_id,
    ...old,
    price: lead.price,
    responsible_user_id: lead.responsible_user_id,
    last_modified: lead.updated_at,
    modified_user_id: modifiedBy,
    created_user_id: lead.created_by,
    date_create: lead.created_at,
    pipeline_id: lead.pipeline_id,
    tags: tags(state, lead.tag_ids),
    account_id: state.account.id,
    custom_fields: customFields(state, lead.fields),
    created_at: lead.created_at,
    updated_at: lead.updated_at,
  };
}

/** Companies come under `contacts` too, told apart by `type` (§8.4). */
export function contactBody(
  state: State,
  kind: 'contacts' | 'companies',
  card: Contact | Company,
  modifiedBy: number,
  old: Body = {},
): Body {
  const leads = state.leads.filter((lead) =>
    kind === 'contacts' ? lead.contacts.some(({ id }) => id === card.id) : lead.company_id === card.id,
  );
  const company = 'company_id' in card ? state.companies.find(({ id }) => id === card.company_id) : undefined;
  return {
    id: card.id,
    name: card.name,
    responsible_user_id: card.responsible_user_id,
    date_create: card.created_at,
    last_modified: card.updated_at,
    created_user_id: card.created_by,
    modified_user_id: modifiedBy,
    company_name: company?.name,
    linked_company_id: company?.id,
    account_id: state.account.id,
    custom_fields: customFields(state, card.fields),
    tags: tags(state, card.tag_ids),
    linked_leads_id: leads.length === 0 ? undefined : Object.fromEntries(leads.map(({ id }) => [id, { ID: id }])),
    old_responsible_user_id: card.responsible_user_id,
    ...old,
    created_at: card.created_at,
    updated_at: card.updated_at,
    type: eventEntity(kind),
  };
}

export function taskBody(state: State, task: Task, more: Body = {}): Body {
  const localTime = (seconds: number): string => localText(state, seconds);
  return {
    id: task.id,
    element_id: task.entity_id ?? 0,
    element_type: task.entity_type === null ? 0 : ELEMENT_TYPES[task.entity_type],
    task_type: task.task_type_id,
    date_create: localTime(task.created_at),
    text: task.text,
    status: task.is_completed ? 1 : 0,
    account_id: state.account.id,
    created_user_id: task.created_by,
    last_modified: localTime(task.updated_at),
    responsible_user_id: task.responsible_user_id,
    complete_till: localTime(task.complete_till),
    complete_before: task.complete_till,
    created_at: task.created_at,
    updated_at: task.updated_at,
    ...more,
    result: task.result ?? undefined,
  };
}

export function noteBody(state: State, note: Note): Body {
  const author = state.users.find(({ id }) => id === note.created_by);
  return {
    note: {
      note_type: NOTE_TYPES[note.note_type] ?? 25,
      element_type: ELEMENT_TYPES[note.entity_type],
      element_id: note.entity_id,
      text: noteText(note),
      attachement: '',
      metadata: JSON.stringify({
        event_source: { id: note.created_by, author_name: author?.name ?? '', type: author === undefined ? 0 : 4 },
      }),
      account_id: state.account.id,
      id: note.id,
      date_create: localText(state, note.created_at),
      timestamp_x: localText(state, note.updated_at),
      created_by: note.created_by,
      modified_by: note.updated_by,
      main_user_id: note.responsible_user_id,
      group_id: 0,
      created_at: note.created_at,
      updated_at: note.updated_at,
    },
  };
}

export function unsortedBody(state: State, item: UnsortedItem): Body {
  const lead = state.leads.find(({ id }) => id === item.lead_id);
  return {
    uid: item.uid,
    category: item.category,
    account_id: state.account.id,
    user_id: lead?.responsible_user_id,
    source: item.source_name,
    created_at: item.created_at,
    pipeline_id: item.pipeline_id,
    lead_id: item.lead_id,
    source_data: item.metadata,
    data: { contacts: item.contact_ids.map((id) => ({ id })), leads: [{ id: item.lead_id, name: lead?.name }] },
  };
}

function noteText({ note_type, params }: Note): unknown {
  if (note_type !== 'call_in' && note_type !== 'call_out') return params['text'] ?? '';
  const { uniq, link, phone, duration, source } = params; // a JSON string in call notes (§15.2)
  return JSON.stringify({ UNIQ: uniq, LINK: link, PHONE: phone, DURATION: duration, SRC: source });
}

function customFields(state: State, fields: readonly StoredField[]): Body[] | undefined {
  if (fields.length === 0) return undefined;
  return fields.map(({ field_id, values }) => {
    const field = state.fields.find(({ id }) => id === field_id);
    const scalar = field !== undefined && ['date', 'date_time', 'birthday'].includes(field.type);
    return {
      id: field_id,
      name: field?.name,
      values: values.map(({ value, enum_id }) => {
        if (scalar) return value;
        return { value: typeof value === 'boolean' ? Number(value) : value, enum: enum_id };
      }),
      code: field?.code ?? undefined,
    };
  });
}

function tags(state: State, ids: readonly number[]): Body[] | undefined {
  if (ids.length === 0) return undefined;
  return state.tags.filter(({ id }) => ids.includes(id)).map(({ id, name }) => ({ id, name }));
}

function localText({ account }: State, seconds: number): string {
  return DateTime.fromSeconds(seconds, { zone: account.timezone }).toFormat('yyyy-MM-dd HH:mm:ss');
}
