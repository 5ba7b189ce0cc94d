import { COMPANY_ID, type Auth, type Company, type Conversation, type Job, type Message, type PactState, type Provider } from './state.ts';
import { authOf } from './channels.ts';
import { attachmentsOf, isIncome, senderExternalId, type ViewContext } from './views.ts';

/** Our records → the JSON of API v1 (facts/pact.md §2.7): `external_id` where v2 says `id`. */
const iso = (ms: number): string => new Date(ms).toISOString();
const seconds = (ms: number): number => Math.floor(ms / 1000);
const secondsOrNull = (ms: number | null): number | null => (ms === null ? null : seconds(ms));

export function companyV1({ id, name, phone, description, webhookUrl }: Company): Record<string, unknown> {
  const uuid = `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
  return { external_id: id, external_uuid: uuid, name, phone, description, webhook_url: webhookUrl };
}

export const channelV1 = ({ id, provider }: Auth): Record<string, unknown> => ({ external_id: id, provider });

export function channelOfV1({ provider }: Conversation, state: PactState): { channel_id: number | null; channel_type: Provider } {
  return { channel_id: authOf(state, provider)?.id ?? null, channel_type: provider };
}

export function channelRefOfV1({ provider }: Conversation, state: PactState): { id: number | null; type: Provider } {
  return { id: authOf(state, provider)?.id ?? null, type: provider };
}

export function conversationV1(conversation: Conversation, { state, filesUrl }: ViewContext): Record<string, unknown> {
  const externalId = senderExternalId(conversation);
  return {
    external_id: conversation.id,
    name: conversation.name,
    ...channelOfV1(conversation, state),
    created_at: iso(conversation.createdAtMs),
    created_at_timestamp: seconds(conversation.createdAtMs),
    avatar: `${filesUrl}/avatar.png`,
    sender_external_id: externalId,
    contacts: [{ external_id: conversation.contactId, external_public_id: externalId, name: conversation.name }],
    last_message_at: secondsOrNull(conversation.lastMessageAtMs),
    last_income_message_at: secondsOrNull(conversation.lastClientMessageAtMs),
    meta: {},
  };
}

export function messageV1(message: Message, conversation: Conversation, context: ViewContext): Record<string, unknown> {
  return {
    external_id: message.id,
    ...channelOfV1(conversation, context.state),
    message: message.text,
    income: isIncome(message),
    created_at: iso(message.createdAtMs),
    created_at_timestamp: seconds(message.createdAtMs),
    attachments: attachmentsOfV1(message, context),
  };
}

export function attachmentsOfV1(message: Message, context: ViewContext): Record<string, unknown>[] {
  return attachmentsOf(message, context).map(({ id, message_id: _messageId, ...rest }) => ({ external_id: id, ...rest }));
}

/** The answer to a send: nothing is known yet. Of a first message even the conversation is not told. */
export function newJobV1(
  job: Job,
  conversation: Conversation,
  state: PactState,
  { isFirst }: { isFirst: boolean },
): Record<string, unknown> {
  return {
    id: job.id,
    company_id: COMPANY_ID,
    channel: channelRefOfV1(conversation, state),
    conversation_id: isFirst ? null : conversation.id,
    state: 'trying_deliver',
    message_id: null,
    details: null,
    created_at: seconds(job.createdAtMs),
  };
}

export function jobV1(job: Job, message: Message, conversation: Conversation, state: PactState): Record<string, unknown> {
  const known = newJobV1(job, conversation, state, { isFirst: false });
  if (message.status === 'sent') return known;
  const failed = message.status === 'error';
  const details = { result: failed ? 'NOT DELIVERED' : 'DELIVERED' };
  return { ...known, state: failed ? 'not_delivered' : 'delivered', message_id: message.id, details };
}
