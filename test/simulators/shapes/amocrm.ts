import { at, type Shape, type Types } from './shape.ts';

/** Answers of amoCRM's API v4 as facts/amocrm.md has them: its samples, its lists of keys and its rules about null, absent and empty. */
type Keys = Record<string, Types>;

const LINKS: Keys = { '_links.self.href': 'string' };
/** A list of leads, contacts, tasks, notes or events: no total (§2.5). */
const page = (key: string, model: Keys): Keys => ({ _page: 'integer', ...LINKS, ...at(`_embedded.${key}[]`, model) });
/** Users and custom fields count (§2.5). */
const counted = (key: string, model: Keys): Keys => ({
  ...page(key, model),
  _total_items: 'integer',
  _page_count: 'integer',
  '_links.next?': 'object',
  '_links.next.href': 'string',
  '_links.first?': 'object',
  '_links.first.href': 'string',
  '_links.prev?': 'object',
  '_links.prev.href': 'string',
  '_links.last.href': 'string',
});
const written = (key: string, item: Keys): Keys => ({ ...LINKS, ...at(`_embedded.${key}[]`, item) });

const FIELDS: Keys = {
  custom_fields_values: 'null|array',
  'custom_fields_values[].field_id': 'integer',
  'custom_fields_values[].field_name': 'string',
  'custom_fields_values[].field_code': 'string|null',
  'custom_fields_values[].field_type': 'string',
  'custom_fields_values[].values[].value': 'string|integer|boolean',
  'custom_fields_values[].values[].enum_id?': 'integer',
  'custom_fields_values[].values[].enum_code?': 'string|null',
};
const TAGS: Keys = { '_embedded.tags[].id': 'integer', '_embedded.tags[].name': 'string', '_embedded.tags[].color': 'string|null' };
const ref = (place: string): Keys => at(place, { id: 'integer', ...LINKS });
const CARD: Keys = {
  id: 'integer',
  name: 'string',
  responsible_user_id: 'integer',
  group_id: 'integer',
  created_by: 'integer',
  updated_by: 'integer',
  created_at: 'integer',
  updated_at: 'integer',
  closest_task_at: 'integer|null',
  is_deleted: 'boolean',
  account_id: 'integer',
  ...FIELDS,
  ...LINKS,
  ...TAGS,
};
const CONTACT: Keys = { ...CARD, first_name: 'string', last_name: 'string', is_unsorted: 'boolean', ...ref('_embedded.companies[]') };
const LEAD: Keys = {
  ...CARD,
  price: 'integer',
  status_id: 'integer',
  pipeline_id: 'integer',
  loss_reason_id: 'integer|null',
  closed_at: 'integer|null',
  score: 'integer|null',
  labor_cost: 'integer|null',
  ...ref('_embedded.companies[]'),
};
const LOSS_REASON: Keys = { id: 'integer', name: 'string', sort: 'integer', created_at: 'integer', updated_at: 'integer', ...LINKS };
const TASK: Keys = {
  id: 'integer',
  created_by: 'integer',
  updated_by: 'integer',
  created_at: 'integer',
  updated_at: 'integer',
  responsible_user_id: 'integer',
  group_id: 'integer',
  entity_id: 'integer|null',
  entity_type: 'string|null',
  duration: 'integer',
  is_completed: 'boolean',
  task_type_id: 'integer',
  text: 'string',
  result: 'array|object',
  'result.text': 'string',
  complete_till: 'integer',
  account_id: 'integer',
  ...LINKS,
};
const NOTE: Keys = {
  id: 'integer',
  entity_id: 'integer',
  created_by: 'integer',
  updated_by: 'integer',
  created_at: 'integer',
  updated_at: 'integer',
  responsible_user_id: 'integer',
  group_id: 'integer',
  note_type: 'string',
  'params.text': 'string',
  account_id: 'integer',
  ...LINKS,
};
const EVENT: Keys = {
  id: 'string',
  type: 'string',
  entity_id: 'integer',
  entity_type: 'string',
  created_by: 'integer',
  created_at: 'integer',
  account_id: 'integer',
  ...LINKS,
  ...ref('_embedded.entity'),
};
const STATUS: Keys = {
  id: 'integer',
  name: 'string',
  sort: 'integer',
  is_editable: 'boolean',
  pipeline_id: 'integer',
  color: 'string',
  type: 'integer',
  account_id: 'integer',
  ...LINKS,
};
const PIPELINE: Keys = {
  id: 'integer',
  name: 'string',
  sort: 'integer',
  is_main: 'boolean',
  is_unsorted_on: 'boolean',
  is_archive: 'boolean',
  account_id: 'integer',
  ...LINKS,
  ...at('_embedded.statuses[]', STATUS),
};
const FIELD: Keys = {
  id: 'integer',
  name: 'string',
  code: 'string|null',
  sort: 'integer',
  type: 'string',
  entity_type: 'string',
  account_id: 'integer',
  is_predefined: 'boolean',
  is_deletable: 'boolean',
  is_computed: 'boolean',
  is_api_only: 'boolean',
  group_id: 'string|null',
  required_statuses: 'array',
  hidden_statuses: 'array',
  settings: 'array|null',
  remind: 'string|null',
  currency: 'string|null',
  nested: 'array|null',
  chained_lists: 'array|null',
  enums: 'array|null',
  'enums[].id': 'integer',
  'enums[].value': 'string',
  'enums[].sort': 'integer',
  'enums[].code': 'string|null',
  ...LINKS,
};
const FIVE_RIGHTS: Keys = { view: 'string', edit: 'string', add: 'string', delete: 'string', export: 'string' };
const USER: Keys = {
  id: 'integer',
  name: 'string',
  email: 'string',
  lang: 'string',
  ...at('rights.leads', FIVE_RIGHTS),
  ...at('rights.contacts', FIVE_RIGHTS),
  ...at('rights.companies', FIVE_RIGHTS),
  'rights.tasks.edit': 'string',
  'rights.tasks.delete': 'string',
  'rights.mail_access': 'boolean',
  'rights.catalog_access': 'boolean',
  'rights.files_access': 'boolean',
  'rights.status_rights': 'null|array',
  'rights.catalog_rights': 'null|array',
  'rights.custom_fields_rights': 'null|array',
  'rights.oper_day_reports_view_access': 'boolean',
  'rights.oper_day_user_tracking': 'boolean',
  'rights.is_admin': 'boolean',
  'rights.is_free': 'boolean',
  'rights.is_active': 'boolean',
  'rights.group_id': 'integer|null',
  'rights.role_id': 'integer|null',
  ...LINKS,
};
const ACCOUNT: Keys = {
  id: 'integer',
  name: 'string',
  subdomain: 'string',
  current_user_id: 'integer',
  country: 'string',
  customers_mode: 'string',
  is_unsorted_on: 'boolean',
  is_loss_reason_enabled: 'boolean',
  is_helpbot_enabled: 'boolean',
  is_technical_account: 'boolean',
  contact_name_display_order: 'integer',
  ...LINKS,
};
const DATETIMES = [
  'date_pattern',
  'short_date_pattern',
  'short_time_pattern',
  'date_formant',
  'time_format',
  'timezone',
  'timezone_offset',
];
const TASK_TYPE: Keys = { id: 'integer', name: 'string', color: 'string|null', icon_id: 'integer|null', code: 'string|null' };
const WEBHOOK: Keys = {
  id: 'integer',
  destination: 'string',
  created_at: 'integer',
  updated_at: 'integer',
  account_id: 'integer',
  created_by: 'integer',
  sort: 'integer',
  disabled: 'boolean',
  'settings[]': 'string',
};
const STUB: Keys = { id: 'integer', request_id: 'string', ...LINKS };
const LINK: Keys = {
  entity_id: 'integer',
  entity_type: 'string',
  to_entity_id: 'integer',
  to_entity_type: 'string',
  metadata: 'null|object',
};
const UNSORTED: Keys = {
  uid: 'string',
  source_uid: 'string|null',
  source_name: 'string|null',
  category: 'string',
  pipeline_id: 'integer',
  created_at: 'integer',
  account_id: 'integer',
  'metadata.*': 'string|integer|boolean|null',
  ...LINKS,
  ...ref('_embedded.contacts[]'),
  ...ref('_embedded.leads[]'),
  '_embedded.companies': 'array',
};
const PROBLEM: Keys = { title: 'string', type: 'string', status: 'integer', detail: 'string' };

export const AMOCRM = {
  account: { sheet: '§10.1', keys: ACCOUNT },
  accountWithAll: {
    sheet: '§10.1',
    keys: {
      ...ACCOUNT,
      amojo_id: 'string',
      uuid: 'string',
      version: 'integer',
      drive_url: 'string',
      is_api_filter_enabled: 'boolean',
      '_embedded.amojo_rights.can_direct': 'boolean',
      '_embedded.amojo_rights.can_create_groups': 'boolean',
      ...at('_embedded.users_groups[]', { id: 'integer', name: 'string', uuid: 'string|null' }),
      ...at('_embedded.task_types[]', TASK_TYPE),
      ...at('_embedded.datetime_settings', Object.fromEntries(DATETIMES.map((key) => [key, 'string']))),
    },
  },
  users: { sheet: '§10.2, §2.5', keys: counted('users', USER) },
  user: { sheet: '§10.2', keys: USER },
  pipelines: { sheet: '§5', keys: { _total_items: 'integer', ...LINKS, ...at('_embedded.pipelines[]', PIPELINE) } },
  pipeline: { sheet: '§5', keys: PIPELINE },
  statuses: { sheet: '§5, §15.7', keys: { _total_items: 'integer', ...at('_embedded.statuses[]', STATUS) } },
  customFields: { sheet: '§9.1, §2.5', keys: counted('custom_fields', FIELD) },
  customField: { sheet: '§9.1', keys: FIELD },
  leads: { sheet: '§4.1, §2.5', keys: page('leads', LEAD) },
  firstPage: { sheet: '§2.5', keys: { ...page('loss_reasons', LOSS_REASON), '_links.next.href': 'string' } },
  middlePage: {
    sheet: '§2.5',
    keys: {
      ...page('loss_reasons', LOSS_REASON),
      ...at('_links', { 'next.href': 'string', 'first.href': 'string', 'prev.href': 'string' }),
    },
  },
  lastPage: {
    sheet: '§2.5',
    keys: { ...page('loss_reasons', LOSS_REASON), ...at('_links', { 'first.href': 'string', 'prev.href': 'string' }) },
  },
  lead: { sheet: '§4.1', keys: LEAD },
  leadWithAll: {
    sheet: '§4.1',
    keys: {
      ...LEAD,
      is_price_modified_by_robot: 'boolean',
      ...at('_embedded.contacts[]', { id: 'integer', is_main: 'boolean', ...LINKS }),
      ...at('_embedded.loss_reason[]', LOSS_REASON),
      '_embedded.catalog_elements': 'array',
    },
  },
  contacts: { sheet: '§3.1, §2.5', keys: page('contacts', CONTACT) },
  contactWithAll: {
    sheet: '§3.1, §15.8',
    keys: { ...CONTACT, ...ref('_embedded.leads[]'), '_embedded.customers': 'array', '_embedded.catalog_elements': 'array' },
  },
  company: {
    sheet: '§3.1',
    keys: { ...CARD, 'is_unsorted?': 'boolean', ...ref('_embedded.contacts[]'), ...ref('_embedded.leads[]') },
  },
  tasks: { sheet: '§6, §2.5', keys: page('tasks', TASK) },
  notes: { sheet: '§7.1, §2.5', keys: page('notes', NOTE) },
  statusEvents: {
    sheet: '§7.2',
    keys: page('events', {
      ...EVENT,
      ...at('value_after[].lead_status', { id: 'integer', pipeline_id: 'integer' }),
      ...at('value_before[].lead_status', { id: 'integer', pipeline_id: 'integer' }),
    }),
  },
  responsibleEvents: {
    sheet: '§7.3',
    keys: page('events', { ...EVENT, 'value_after[].responsible_user.id': 'integer', 'value_before[].responsible_user.id': 'integer' }),
  },
  completedEvents: { sheet: '§7.3', keys: page('events', { ...EVENT, value_after: 'array', value_before: 'array' }) },
  noteEvents: { sheet: '§7.3', keys: page('events', { ...EVENT, 'value_after[].note.id': 'integer', value_before: 'array' }) },
  chatEvents: {
    sheet: '§7.3, §15.1',
    keys: page('events', {
      ...EVENT,
      '_embedded.entity.linked_talk_contact_id?': 'integer',
      ...at('value_after[].message', { id: 'string', origin: 'string', talk_id: 'integer' }),
      value_before: 'array',
    }),
  },
  eventTypes: {
    sheet: '§7.3, §2.5',
    keys: { _total_items: 'integer', ...LINKS, ...at('_embedded.events_types[]', { key: 'string', type: 'integer', lang: 'string' }) },
  },
  lossReasons: { sheet: '§4.6', keys: page('loss_reasons', LOSS_REASON) },
  links: {
    sheet: '§4.5',
    keys: {
      _total_items: 'integer',
      ...LINKS,
      ...at('_embedded.links[]', { to_entity_id: 'integer', to_entity_type: 'string', metadata: 'null|object' }),
      '_embedded.links[].metadata.main_contact': 'boolean',
    },
  },
  linksOfMany: {
    sheet: '§4.5; entity_id and entity_type as when they are written',
    keys: {
      _total_items: 'integer',
      ...LINKS,
      ...at('_embedded.links[]', LINK),
      '_embedded.links[].metadata.main_contact': 'boolean',
    },
  },
  createdLinks: { sheet: '§4.5', keys: written('links', { ...LINK, 'metadata.main_contact': 'boolean' }) },
  tags: { sheet: '§10.3', keys: page('tags', { id: 'integer', name: 'string', color: 'string|null' }) },
  unsorted: { sheet: '§10.6', keys: page('unsorted', UNSORTED) },
  webhooks: { sheet: '§8.1, §2.5', keys: { _total_items: 'integer', ...LINKS, ...at('_embedded.webhooks[]', WEBHOOK) } },
  webhook: { sheet: '§8.1', keys: WEBHOOK },
  createdLeads: { sheet: '§2.5', keys: written('leads', STUB) },
  createdContacts: { sheet: '§2.5', keys: written('contacts', { ...STUB, is_deleted: 'boolean', is_unsorted: 'boolean' }) },
  createdTasks: { sheet: '§6', keys: written('tasks', STUB) },
  createdNotes: { sheet: '§7.1', keys: written('notes', { ...STUB, entity_id: 'integer' }) },
  complex: {
    sheet: '§4.4',
    keys: at('[]', { id: 'integer', contact_id: 'integer', company_id: 'integer|null', 'request_id[]': 'string', merged: 'boolean' }),
  },
  changedLeads: { sheet: '§2.5', keys: written('leads', { id: 'integer', updated_at: 'integer', 'request_id?': 'string', ...LINKS }) },
  changedLead: { sheet: '§2.5', keys: { id: 'integer', updated_at: 'integer', 'request_id?': 'string', ...LINKS } },
  changedContact: { sheet: '§3.5', keys: { id: 'integer', name: 'string', updated_at: 'integer', 'request_id?': 'string', ...LINKS } },
  tokens: {
    sheet: '§1.3',
    keys: { token_type: 'string', expires_in: 'integer', server_time: 'integer', access_token: 'string', refresh_token: 'string' },
  },
  subdomain: { sheet: '§1.5', keys: { id: 'integer', subdomain: 'string', domain: 'string', top_level_domain: 'string' } },
  refusedToken: { sheet: '§1.3', keys: { hint: 'string', ...PROBLEM } },
  problem: { sheet: '§1.7', keys: PROBLEM },
  validationProblem: {
    sheet: '§1.7',
    keys: {
      ...PROBLEM,
      'validation-errors[].request_id': 'string',
      ...at('validation-errors[].errors[]', { code: 'string', path: 'string', detail: 'string' }),
    },
  },
  ruleProblem: { sheet: '§1.7', keys: { ...PROBLEM, 'errors.*': 'string' } },
} satisfies Record<string, Shape>;
