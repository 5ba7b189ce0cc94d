import { findField, isClosed } from '../world/moment.ts';
import type { Company, Contact, EntityKind, Lead, Note, State, StoredField, Task } from '../world/state.ts';
import type { Hrefs } from './hrefs.ts';

/** The world's things as API v4 shows them (facts/amocrm.md §3.1, §4.1, §6, §7.1). */
type View = Record<string, unknown>;

export function leadView(state: State, hrefs: Hrefs, wanted: Set<string>, lead: Lead): View {
  const reason = state.loss_reasons.find(({ id }) => id === lead.loss_reason_id);
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    responsible_user_id: lead.responsible_user_id,
    group_id: 0,
    status_id: lead.status_id,
    pipeline_id: lead.pipeline_id,
    loss_reason_id: lead.loss_reason_id,
    created_by: lead.created_by,
    updated_by: lead.updated_by,
    created_at: lead.created_at,
    updated_at: lead.updated_at,
    closed_at: isClosed(lead.status_id) ? lead.closed_at : null,
    closest_task_at: closestTaskAt(state, 'leads', lead.id),
    is_deleted: lead.is_deleted,
    custom_fields_values: fieldsView(state, 'leads', lead.fields),
    score: null,
    account_id: state.account.id,
    labor_cost: null,
    ...(wanted.has('is_price_modified_by_robot') ? { is_price_modified_by_robot: false } : {}),
    ...(wanted.has('source_id') ? { source_id: null } : {}),
    _links: hrefs.self(`/leads/${lead.id}`),
    _embedded: {
      tags: tagsView(state, lead.tag_ids),
      companies: lead.company_id === null ? [] : [{ id: lead.company_id, _links: hrefs.self(`/companies/${lead.company_id}`) }],
      ...(wanted.has('contacts')
        ? { contacts: lead.contacts.map(({ id, is_main }) => ({ id, is_main, _links: hrefs.self(`/contacts/${id}`) })) }
        : {}),
      ...(wanted.has('loss_reason')
        ? { loss_reason: reason === undefined ? [] : [{ ...reason, _links: hrefs.self(`/leads/loss_reasons/${reason.id}`) }] }
        : {}),
      ...(wanted.has('catalog_elements') ? { catalog_elements: [] } : {}),
      ...(wanted.has('source') ? { source: null } : {}),
    },
  };
}

export function contactView(state: State, hrefs: Hrefs, wanted: Set<string>, contact: Contact): View {
  const { company_id: companyId } = contact;
  return {
    id: contact.id,
    name: contact.name,
    first_name: contact.first_name,
    last_name: contact.last_name,
    ...commonView(state, 'contacts', contact),
    _links: hrefs.self(`/contacts/${contact.id}`),
    _embedded: {
      tags: tagsView(state, contact.tag_ids),
      companies: companyId === null ? [] : [{ id: companyId, _links: hrefs.self(`/companies/${companyId}`) }],
      ...linkedLeads(
        hrefs,
        wanted,
        state.leads.filter(({ contacts }) => contacts.some(({ id }) => id === contact.id)),
      ),
    },
  };
}

export function companyView(state: State, hrefs: Hrefs, wanted: Set<string>, company: Company): View {
  const contacts = state.contacts.filter(({ company_id, is_deleted }) => company_id === company.id && !is_deleted);
  return {
    id: company.id,
    name: company.name,
    ...commonView(state, 'companies', company),
    _links: hrefs.self(`/companies/${company.id}`),
    _embedded: {
      tags: tagsView(state, company.tag_ids),
      ...(wanted.has('contacts') ? { contacts: contacts.map(({ id }) => ({ id, _links: hrefs.self(`/contacts/${id}`) })) } : {}),
      ...linkedLeads(
        hrefs,
        wanted,
        state.leads.filter(({ company_id }) => company_id === company.id),
      ),
    },
  };
}

export function taskView(state: State, hrefs: Hrefs, task: Task): View {
  const { result } = task;
  return {
    id: task.id,
    created_by: task.created_by,
    updated_by: task.updated_by,
    created_at: task.created_at,
    updated_at: task.updated_at,
    responsible_user_id: task.responsible_user_id,
    group_id: 0,
    entity_id: task.entity_id,
    entity_type: task.entity_type,
    duration: task.duration,
    is_completed: task.is_completed,
    task_type_id: task.task_type_id,
    text: task.text,
    result: result === null ? [] : { text: result.text },
    complete_till: task.complete_till,
    account_id: state.account.id,
    _links: hrefs.self(`/tasks/${task.id}`),
  };
}

export function noteView(state: State, hrefs: Hrefs, note: Note): View {
  const { entity_type: kind, ...shown } = note;
  return { ...shown, group_id: 0, account_id: state.account.id, _links: hrefs.self(`/${kind}/${note.entity_id}/notes/${note.id}`) };
}

/** `null` when nothing is filled, never `[]` (§3.1). */
function fieldsView(state: State, kind: EntityKind, fields: readonly StoredField[]): View[] | null {
  if (fields.length === 0) return null;
  return fields.map(({ field_id, values }) => {
    const field = findField(state, kind, field_id);
    return {
      field_id,
      field_name: field?.name ?? '',
      field_code: field?.code ?? null,
      field_type: field?.type ?? 'text',
      values: values.map(({ value, enum_id }) => {
        if (enum_id === undefined) return { value };
        return { value, enum_id, enum_code: field?.enums?.find(({ id }) => id === enum_id)?.code ?? null };
      }),
    };
  });
}

/** When the earliest open task of a card is due. */
export function closestTaskAt(state: State, kind: EntityKind, id: number): number | null {
  const dues = state.tasks
    .filter((task) => task.entity_type === kind && task.entity_id === id && !task.is_completed)
    .map(({ complete_till }) => complete_till);
  return dues.length === 0 ? null : Math.min(...dues);
}

function commonView(state: State, kind: EntityKind, card: Contact | Company): View {
  return {
    responsible_user_id: card.responsible_user_id,
    group_id: 0,
    created_by: card.created_by,
    updated_by: card.updated_by,
    created_at: card.created_at,
    updated_at: card.updated_at,
    closest_task_at: closestTaskAt(state, kind, card.id),
    is_deleted: card.is_deleted,
    is_unsorted: false,
    custom_fields_values: fieldsView(state, kind, card.fields),
    account_id: state.account.id,
  };
}

/** Ids only: a contact's leads need a second call (§3.1). */
function linkedLeads(hrefs: Hrefs, wanted: Set<string>, leads: readonly Lead[]): View {
  const alive = leads.filter(({ is_deleted }) => !is_deleted);
  return {
    ...(wanted.has('leads') ? { leads: alive.map(({ id }) => ({ id, _links: hrefs.self(`/leads/${id}`) })) } : {}),
    ...(wanted.has('customers') ? { customers: [] } : {}),
    ...(wanted.has('catalog_elements') ? { catalog_elements: [] } : {}),
  };
}

function tagsView(state: State, ids: readonly number[]): View[] {
  return state.tags.filter(({ id }) => ids.includes(id)).map(({ id, name, color }) => ({ id, name, color }));
}
