import type { Table, Row } from './table.ts';
import type { Settings } from './settings.ts';
import type { FaultScript } from './faults.ts';

/** The only company this Pact knows (facts/simulators.md, «Credentials»). */
export const COMPANY_ID = 1;
export const TOKEN = 'local-pact-token';

/** The two people of the company whose names stand under outgoing messages. */
export const TOKEN_OWNER = { contactId: 301, internalId: 41, name: 'Estafeta' } as const;
export const MANAGER = { contactId: 302, internalId: 42, name: 'Менеджер' } as const;

/** Providers of facts/pact.md §2.3. */
export const PROVIDERS = [
  'whatsapp',
  'whatsapp_business',
  'telegram',
  'telegram_personal',
  'max',
  'max_bot',
  'viber',
  'vkontakte',
  'vkontakte_direct',
  'odnoklassniki',
  'facebook',
  'instagram_business',
  'avito',
  'custom',
] as const;
export type Provider = (typeof PROVIDERS)[number];
export type MessageStatus = 'created' | 'sent' | 'delivered' | 'read' | 'error';

/** Where a message was typed. Pact's own answers never tell; the simulator's controls do. */
export type Surface = 'client' | 'api' | 'pact' | 'amo' | 'phone';

export interface Auth extends Row {
  provider: Provider;
  state: 'enabled' | 'disabled';
  createdAtMs: number;
  updatedAtMs: number;
}

/** Only API v1 shows companies; the one the token works in has channels and conversations. */
export interface Company extends Row {
  name: string;
  phone: string | null;
  description: string | null;
  /** Hears events in the format of v1. */
  webhookUrl: string | null;
  hidden: boolean;
}

/** What API v1 answers to a send: the message's fate can be asked for later. */
export interface Job extends Row {
  messageId: number;
  authId: number;
  createdAtMs: number;
}

export interface Conversation extends Row {
  provider: Provider;
  contactId: number;
  /** Digits. The simulator always knows whose chat it is; Pact shows it only if `phoneShown`. */
  personPhone: string;
  phoneShown: boolean;
  name: string;
  createdAtMs: number;
  lastMessageAtMs: number | null;
  lastMessageId: number | null;
  lastClientMessageAtMs: number | null;
  operationalState: 'open' | 'archived' | 'blocked';
  repliedState: 'initialized' | 'replied' | 'unreplied';
  assigneeId: number | null;
  note: string | null;
}

export interface Message extends Row {
  externalId: string | null;
  conversationId: number;
  surface: Surface;
  bulk: boolean;
  /** Opened with an approved template, so WhatsApp's 24-hour window does not apply. */
  template: boolean;
  /** External id of the quoted message. */
  repliedToId: string | null;
  createdAtMs: number;
  status: MessageStatus;
  text: string | null;
  details: Record<string, unknown> | null;
  attachmentIds: number[];
  sendToCrm: boolean;
  /** Of a send through the API: its HTTP answer went out whole. */
  answered: boolean;
}

export interface Attachment extends Row {
  messageId: number | null;
  fileName: string;
  mimeType: string;
  contentBase64: string;
  pushToTalk: boolean | null;
  widthPx: number | null;
  heightPx: number | null;
}

export interface Webhook extends Row {
  url: string;
  active: boolean;
}

/** An event that a webhook has not answered with 200 yet. */
export interface PendingDelivery {
  seq: number;
  webhookId: number;
  /** The JSON text, as it was when the event happened. */
  body: string;
  attempts: number;
  dueAtMs: number;
  /** 1, or more when a fault repeats each event. */
  copy: number;
}

export interface PactState {
  companies: Table<Company>;
  auths: Table<Auth>;
  conversations: Table<Conversation>;
  messages: Table<Message>;
  attachments: Table<Attachment>;
  jobs: Table<Job>;
  webhooks: Webhook[];
  nextContactId: number;
  nextWebhookId: number;
  nextDeliverySeq: number;
  pending: PendingDelivery[];
  clock: { offsetMs: number; followUrl: string | null };
  settings: Settings;
  outage: boolean;
  faults: FaultScript;
}
