import { authOf, connect } from './channels.ts';
import type { Conversation, Message, PactState, Provider } from './state.ts';

/** Digits with the country code, the form WhatsApp and Pact use: «8 (900) …» and «+7 900 …» are 7900…. */
export function phoneDigits(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '');
  return digits.length === 11 && digits.startsWith('8') ? `7${digits.slice(1)}` : digits;
}

/** The chat of a person: on that channel, or the one that moved last. */
export function conversationOf(state: PactState, phone: string, provider?: Provider): Conversation | undefined {
  return state.conversations.rows
    .filter(({ personPhone, provider: has }) => personPhone === phone && (provider === undefined || has === provider))
    .toSorted((a, b) => (b.lastMessageId ?? 0) - (a.lastMessageId ?? 0))[0];
}

export interface NewConversation {
  phone: string;
  provider: Provider;
  name: string | undefined;
  phoneShown: boolean;
}

export function openConversation(state: PactState, { phone, provider, name, phoneShown }: NewConversation, nowMs: number): Conversation {
  if (authOf(state, provider) === undefined) connect(state, provider, nowMs); // a chat needs its channel: the first one connects it
  return state.conversations.add({
    provider,
    contactId: state.nextContactId++,
    personPhone: phone,
    phoneShown,
    name: name ?? (phoneShown ? phone : 'Гость'),
    createdAtMs: nowMs,
    lastMessageAtMs: null,
    lastMessageId: null,
    lastClientMessageAtMs: null,
    operationalState: 'open',
    repliedState: 'initialized',
    assigneeId: null,
    note: null,
  });
}

export type NewMessage = Pick<Message, 'surface' | 'text'> & Partial<Omit<Message, 'id' | 'conversationId' | 'surface' | 'text'>>;

/** Puts a message into its conversation and takes its attachments. */
export function addMessage(state: PactState, conversation: Conversation, message: NewMessage, nowMs: number): Message {
  const added = state.messages.add({
    externalId: null,
    conversationId: conversation.id,
    bulk: false,
    template: false,
    repliedToId: null,
    createdAtMs: nowMs,
    status: 'sent',
    details: null,
    attachmentIds: [],
    sendToCrm: true,
    answered: false,
    ...message,
  });
  for (const id of added.attachmentIds) {
    const attachment = state.attachments.get(id);
    if (attachment !== undefined) attachment.messageId = added.id;
  }
  const byClient = added.surface === 'client';
  conversation.lastMessageId = added.id;
  conversation.lastMessageAtMs = nowMs;
  conversation.operationalState = 'open';
  conversation.repliedState = byClient ? 'unreplied' : 'replied';
  if (byClient) conversation.lastClientMessageAtMs = nowMs;
  return added;
}

/** The id the messenger itself gives, in the form of each provider (facts/pact.md §2.1); made from ours, so that runs repeat. */
export function externalIdFor(messageId: number, provider: Provider): string {
  if (provider === 'whatsapp') return `3EB0${messageId.toString(16).toUpperCase().padStart(18, '0')}`;
  if (provider === 'whatsapp_business') return `wamid.${Buffer.from(`estafeta-${messageId}`).toString('base64')}`;
  return `${messageId % 1_000_000}`;
}
