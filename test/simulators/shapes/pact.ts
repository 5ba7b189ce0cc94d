import { at, type Shape, type Types } from './shape.ts';

/** Bodies of Pact as facts/pact.md has them. `time` in v2 is ISO 8601 in UTC, which the table has as a string. */
type Keys = Record<string, Types>;

const ATTACHMENT: Keys = {
  id: 'integer',
  message_id: 'integer|null',
  file_name: 'string',
  mime_type: 'string',
  size: 'integer',
  attachment_url: 'string',
};
const IMAGE: Keys = {
  'preview_url?': 'string|null',
  'aspect_ratio?': 'number|null',
  'data?': 'object',
  'data.width?': 'integer',
  'data.height?': 'integer',
};
const AUDIO: Keys = { 'push_to_talk?': 'boolean|null' };
const MESSAGE: Keys = {
  id: 'integer',
  external_id: 'string|null',
  company_id: 'integer',
  conversation_id: 'integer',
  contact_id: 'integer',
  replied_to_id: 'string|null',
  created_at: 'string',
  external_created_at: 'string',
  income: 'boolean',
  status: 'string',
  message: 'string|null',
  reactions: 'array|null',
  details: 'null',
  delivery: 'boolean|null',
  deleted: 'boolean',
  attachments: 'array',
};
/** What is in `details` is nowhere documented; a `reason` is the simulator's choice (§8.3). */
const FAILURE: Keys = { details: 'object|null', 'details.reason': 'string' };
const MESSAGE_WITH_FILES: Keys = { ...MESSAGE, ...at('attachments[]', { ...ATTACHMENT, ...IMAGE, ...AUDIO }) };
const CONVERSATION: Keys = {
  id: 'integer',
  company_id: 'integer',
  sender_name: 'string',
  sender_phone: 'string|null',
  sender_external_id: 'string',
  sender_external_public_id: 'string|null',
  provider: 'string',
  avatar_url: 'string',
  created_at: 'string',
  last_updated_at: 'string|null',
  last_message_id: 'integer|null',
  operational_state: 'string',
  replied_state: 'string',
  group: 'boolean',
};
const AUTH_EVENT: Keys = {
  id: 'integer',
  company_id: 'integer',
  provider: 'string',
  state: 'string',
  phone_number: 'string|null',
  created_at: 'string',
  updated_at: 'string',
  sync_messages_at: 'string|null',
};
const AUTH: Keys = { ...AUTH_EVENT, username: 'string|null', pages: 'array|null' };
const META: Keys = at('meta', { page: 'integer', entries_count: 'integer', per_page: 'integer' });
const WEBHOOK: Keys = { id: 'integer', url: 'string', active: 'boolean' };
const ERROR: Keys = at('errors[]', { status: 'integer', code: 'string', title: 'string', detail: 'string' });
const EVENT: Keys = { event: 'string', type: 'string' };
/** Incoming: the external ids and never the internal one; outgoing the other way round (§3.3). */
const CLIENT: Keys = {
  id: 'integer',
  name: 'string',
  avatar_url: 'string|null',
  phone: 'string|null',
  external_id: 'string',
  external_public_id: 'string',
};
const COLLEAGUE: Keys = { id: 'integer', name: 'string', avatar_url: 'string|null', phone: 'string|null', internal_id: 'integer|string' };

export const PACT = {
  sent: { sheet: '§2.4 send to an existing conversation', keys: at('message', MESSAGE) },
  writtenFirst: { sheet: '§2.4 write first', keys: at('message', MESSAGE) },
  message: { sheet: '§2.1, §2.4 get message', keys: at('message', { ...MESSAGE_WITH_FILES, ...FAILURE }) },
  messages: { sheet: '§2.4 list messages, §1.6', keys: { ...at('messages[]', { ...MESSAGE_WITH_FILES, ...FAILURE }), ...META } },
  conversation: { sheet: '§2.3', keys: at('conversation', CONVERSATION) },
  conversations: { sheet: '§2.3, §1.6', keys: { ...at('conversations[]', CONVERSATION), ...META } },
  file: { sheet: '§2.2', keys: at('attachment', ATTACHMENT) },
  image: {
    sheet: '§2.2',
    keys: at('attachment', { ...ATTACHMENT, preview_url: 'string|null', aspect_ratio: 'number|null', data: 'object' }),
  },
  voice: { sheet: '§2.2', keys: at('attachment', { ...ATTACHMENT, push_to_talk: 'boolean|null' }) },
  auths: { sheet: '§2.4 auths, §1.6', keys: { ...at('auths[]', AUTH), ...META } },
  webhook: { sheet: '§3.1', keys: at('webhook', WEBHOOK) },
  webhooks: { sheet: '§3.1, §1.6', keys: { ...at('webhooks[]', WEBHOOK), ...META } },
  error: { sheet: '§1.4', keys: ERROR },
  ping: { sheet: '§3.1', keys: { source: 'string', operation: 'string' } },
  messageIn: {
    sheet: '§3.3',
    keys: { ...EVENT, ...at('object', { ...MESSAGE_WITH_FILES, ...at('contact', CLIENT), ...at('conversation', CONVERSATION) }) },
  },
  messageOut: {
    sheet: '§3.3',
    keys: { ...EVENT, ...at('object', { ...MESSAGE, ...FAILURE, ...at('contact', COLLEAGUE), ...at('conversation', CONVERSATION) }) },
  },
  conversationEvent: { sheet: '§3.4', keys: { ...EVENT, ...at('object', CONVERSATION) } },
  authEvent: { sheet: '§3.4, later findings 2', keys: { ...EVENT, ...at('object', AUTH_EVENT) } },
} satisfies Record<string, Shape>;

const OK: Keys = { status: 'string' };
const DATA_ID: Keys = { ...OK, 'data.external_id': 'integer' };
const PLACE: Keys = { channel_id: 'integer|null', channel_type: 'string' };
const TIMES: Keys = { created_at: 'string', created_at_timestamp: 'integer' };
const CONVERSATION_V1: Keys = {
  external_id: 'integer',
  name: 'string',
  ...PLACE,
  ...TIMES,
  avatar: 'string',
  sender_external_id: 'string',
  meta: 'object',
  'contacts[].external_id': 'integer',
  'contacts[].external_public_id': 'string',
  'contacts[].name': 'string',
  last_message_at: 'integer|string|null',
  last_income_message_at: 'integer|string|null',
};
const JOB: Keys = {
  id: 'integer',
  company_id: 'integer',
  'channel.id': 'integer',
  'channel.type': 'string',
  state: 'string',
  created_at: 'integer',
};
const CHANNEL: Keys = { 'channel.id': 'integer', 'channel.type': 'string' };
/** The sheet shows none in v1: as in v2, by the name that v1 has for ids (the simulator's choice). */
const { id: _id, message_id: _messageId, ...FILE } = ATTACHMENT;
const FILES_V1: Keys = { attachments: 'array', ...at('attachments[]', { external_id: 'integer', ...FILE, ...IMAGE, ...AUDIO }) };
const MESSAGE_EVENT_V1: Keys = {
  external_id: 'integer',
  external_public_id: 'integer|string|null',
  ...PLACE,
  ...CHANNEL,
  conversation_id: 'integer',
  message: 'string|null',
  location: 'object',
  income: 'boolean',
  ...TIMES,
  ack: 'integer',
  ...FILES_V1,
  'job_id?': 'integer',
};

export const PACT_V1 = {
  companies: {
    sheet: '§2.7',
    keys: {
      ...OK,
      ...at('data.companies[]', {
        external_id: 'integer',
        external_uuid: 'string',
        name: 'string',
        phone: 'string|null',
        description: 'string|null',
        webhook_url: 'string|null',
      }),
      'data.next_page?': 'string',
    },
  },
  createdCompany: { sheet: '§2.7', keys: DATA_ID },
  updatedCompany: { sheet: '§2.7', keys: DATA_ID },
  channels: { sheet: '§2.7', keys: { ...OK, ...at('data.channels[]', { external_id: 'integer', provider: 'string' }) } },
  conversations: { sheet: '§2.7', keys: { ...OK, ...at('data.conversations[]', CONVERSATION_V1) } },
  conversation: { sheet: '§2.7', keys: { ...OK, ...at('data.conversation', CONVERSATION_V1) } },
  assigned: { sheet: '§2.7', keys: { ...OK, 'data.conversation.external_id': 'integer' } },
  messages: {
    sheet: '§2.7',
    keys: {
      ...OK,
      ...at('data.messages[]', {
        external_id: 'integer',
        ...PLACE,
        message: 'string|null',
        income: 'boolean',
        ...TIMES,
        attachments: 'array',
      }),
    },
  },
  newJob: { sheet: '§2.7', keys: { ...OK, ...at('data', { ...JOB, conversation_id: 'integer', message_id: 'null', details: 'null' }) } },
  firstJob: { sheet: '§2.7', keys: { ...OK, ...at('data', { ...JOB, conversation_id: 'null', message_id: 'null', details: 'null' }) } },
  job: {
    sheet: '§2.7',
    keys: { ...OK, ...at('data', { ...JOB, conversation_id: 'integer', message_id: 'integer', 'details.result': 'string' }) },
  },
  attachment: { sheet: '§2.7', keys: DATA_ID },
  userExists: { sheet: '§2.7', keys: { ...OK, exists: 'boolean' } },
  error: { sheet: '§1.4', keys: { ...OK, 'errors[]': 'string' } },
  messageEvent: { sheet: '§3.7', keys: { ...EVENT, ...at('data', MESSAGE_EVENT_V1) } },
  ackEvent: {
    sheet: '§3.7',
    keys: { ...EVENT, ...at('data', { external_id: 'integer', ...CHANNEL, conversation_id: 'integer', ack: 'integer' }) },
  },
  conversationEvent: {
    sheet: '§3.7',
    keys: {
      ...EVENT,
      ...at('data', {
        external_id: 'integer',
        name: 'string',
        avatar_url: 'string',
        ...PLACE,
        ...TIMES,
        last_message_at: 'string|integer|null',
        last_income_message_at: 'string|integer|null',
        sender_external_id: 'string',
      }),
    },
  },
  jobEvent: {
    sheet: '§3.7',
    keys: { ...EVENT, ...at('data', { id: 'integer', result: 'string', message_id: 'integer', date: 'integer', 'reason?': 'string' }) },
  },
  systemEvent: {
    sheet: '§3.7',
    keys: {
      type: 'string',
      severity: 'string',
      ...at('data', {
        message: 'string',
        date: 'string',
        date_timestamp: 'integer',
        timestamp: 'integer',
        'details.entity': 'string',
        'details.entity_id': 'integer',
      }),
    },
  },
} satisfies Record<string, Shape>;
