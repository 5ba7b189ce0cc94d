import { at, type Shape, type Types } from './shape.ts';

/** Bodies of amoCRM's webhooks after the brackets are read (facts/amocrm.md §8.4): words of the old v2, and everything a string. */
type Keys = Record<string, Types>;

const strings = (...keys: string[]): Keys => Object.fromEntries(keys.map((key) => [key, 'string']));
const ACCOUNT: Keys = at('account', { ...strings('subdomain', 'id'), '_links.self': 'string' });
const hook = (place: string, keys: Keys): Keys => ({ ...ACCOUNT, ...at(place, keys) });

/** Absent when empty; a date is a plain scalar, a coded field has `code` after its values. */
const FIELDS: Keys = {
  'custom_fields?': 'array',
  'custom_fields[].id': 'string',
  'custom_fields[].name': 'string',
  'custom_fields[].values[]': 'string|object',
  'custom_fields[].values[].value': 'string',
  'custom_fields[].values[].enum?': 'string',
};
const CODE: Keys = { 'custom_fields[].code?': 'string' };
const LEAD: Keys = {
  ...strings('id', 'name', 'status_id', 'price', 'responsible_user_id', 'last_modified', 'modified_user_id', 'created_user_id'),
  ...strings('date_create', 'pipeline_id', 'account_id', 'created_at', 'updated_at'),
  'tags?': 'array',
  'tags[].id': 'string',
  'tags[].name': 'string',
  ...FIELDS,
};
const CONTACT: Keys = {
  ...strings('id', 'name', 'responsible_user_id', 'date_create', 'last_modified', 'created_user_id', 'modified_user_id', 'account_id'),
  ...strings('old_responsible_user_id', 'created_at', 'updated_at', 'type'),
  ...FIELDS,
  ...CODE,
};
const TASK: Keys = {
  ...strings('id', 'element_id', 'element_type', 'task_type', 'date_create', 'text', 'status', 'account_id', 'created_user_id'),
  ...strings('last_modified', 'responsible_user_id', 'complete_till', 'complete_before', 'created_at', 'updated_at'),
};
const NOTE: Keys = {
  ...strings('note_type', 'element_type', 'element_id', 'text', 'attachement', 'metadata', 'account_id', 'id', 'created_at', 'updated_at'),
  ...strings('date_create', 'timestamp_x', 'created_by', 'modified_by', 'main_user_id', 'group_id'), // §15.2
};

const UNSORTED: Keys = {
  ...strings('uid', 'category', 'account_id', 'user_id', 'source', 'created_at', 'pipeline_id', 'lead_id'),
  'source_data.*': 'string',
  'data.contacts[].id': 'string',
  'data.leads[].id': 'string',
  'data.leads[].name': 'string',
};

export const AMOCRM_WEBHOOKS = {
  'leads.add': { sheet: '§8.4', keys: hook('leads.add[]', LEAD) },
  'leads.update': { sheet: '§8.4', keys: hook('leads.update[]', LEAD) },
  'leads.status': { sheet: '§8.4', keys: hook('leads.status[]', { ...LEAD, old_status_id: 'string' }) },
  'leads.responsible': { sheet: '§8.4', keys: hook('leads.responsible[]', { ...LEAD, old_responsible_user_id: 'string' }) },
  'leads.delete': { sheet: '§8.4', keys: hook('leads.delete[]', strings('id', 'status_id', 'pipeline_id')) },
  'leads.note': { sheet: '§8.4, §15.2', keys: hook('leads.note[].note', NOTE) },
  'contacts.update': {
    sheet: '§8.4',
    keys: hook('contacts.update[]', {
      ...CONTACT,
      company_name: 'string',
      linked_company_id: 'string',
      'linked_leads_id.*.ID': 'string',
    }),
  },
  'task.add': { sheet: '§8.4', keys: hook('task.add[]', TASK) },
  'task.update': {
    sheet: '§8.4',
    keys: hook('task.update[]', { ...TASK, action_close: 'string', 'result.id': 'string', 'result.text': 'string', 'old_text?': 'string' }),
  },
  'unsorted.add': { sheet: '§8.4, §15.5', keys: hook('unsorted.add[]', UNSORTED) },
  'unsorted.delete': {
    sheet: '§8.4 names the action and its result; that the rest is as in add is assumed',
    keys: hook('unsorted.delete[]', {
      ...UNSORTED,
      ...strings('action', 'modified_user_id'),
      'accept_result.leads[]': 'string',
      'accept_result.contacts[]': 'string',
    }),
  },
} satisfies Record<string, Shape>;
