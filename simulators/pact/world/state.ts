import { Table, type Row } from './table.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** The only company this Pact knows (facts/simulators.md, «Credentials»). */
export const COMPANY_ID = 1;
export const TOKEN = 'local-pact-token';

/** Fixed starts of the ascending ids. Messages start beyond 2^32, as the real ones do, so that a client with 32-bit ids fails here. */
const FIRST_ID = { auth: 11, contact: 401, conversation: 7001, message: 5_000_000_001, attachment: 8001 } as const;

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
}

export interface PactState {
  auths: Table<Auth>;
  conversations: Table<Conversation>;
  messages: Table<Message>;
  attachments: Table<Attachment>;
  webhooks: Webhook[];
  nextContactId: number;
  nextWebhookId: number;
  nextDeliverySeq: number;
  pending: PendingDelivery[];
  clock: { offsetMs: number; followUrl: string | null };
  settings: Settings;
  outage: boolean;
}

/** The world on its first day: one company, one connected WhatsApp number, nobody has written yet. */
export function seed(settings: Partial<Settings>): PactState {
  const auths = new Table<Auth>(FIRST_ID.auth);
  auths.add({ provider: 'whatsapp', state: 'enabled', createdAtMs: Date.UTC(2026, 0, 1) });
  return {
    auths,
    conversations: new Table(FIRST_ID.conversation),
    messages: new Table(FIRST_ID.message),
    attachments: new Table(FIRST_ID.attachment),
    webhooks: [],
    nextContactId: FIRST_ID.contact,
    nextWebhookId: 1,
    nextDeliverySeq: 1,
    pending: [],
    clock: { offsetMs: 0, followUrl: null },
    settings: { ...defaultSettings, ...settings },
    outage: false,
  };
}
