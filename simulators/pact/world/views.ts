import { COMPANY_ID, MANAGER, TOKEN_OWNER, type Attachment, type Auth, type Conversation, type Message, type PactState } from './state.ts';

/** Our records → Pact's JSON (facts/pact.md §2). Nothing else in the simulator knows Pact's field names. */
export interface ViewContext {
  state: PactState;
  /** Where this server's own files are reached, without a slash at the end. */
  filesUrl: string;
}

export const isIncome = (message: Message): boolean => message.surface === 'client';
const iso = (ms: number): string => new Date(ms).toISOString();
/** The provider's time has whole seconds. */
const providerIso = (ms: number): string => iso(Math.floor(ms / 1000) * 1000);

export function senderExternalId({ id, personPhone, phoneShown }: Conversation): string {
  return phoneShown ? personPhone : `${900_000_000_000 + id}`; // a hidden number has an id of the provider's own
}

export function conversationView(conversation: Conversation, { filesUrl }: ViewContext): Record<string, unknown> {
  const phone = conversation.phoneShown ? conversation.personPhone : null;
  return {
    id: conversation.id,
    company_id: COMPANY_ID,
    sender_name: conversation.name,
    sender_phone: phone,
    sender_external_id: senderExternalId(conversation),
    sender_external_public_id: phone,
    provider: conversation.provider,
    avatar_url: `${filesUrl}/avatar.png`,
    created_at: iso(conversation.createdAtMs),
    last_updated_at: conversation.lastMessageAtMs === null ? null : providerIso(conversation.lastMessageAtMs),
    last_message_id: conversation.lastMessageId,
    operational_state: conversation.operationalState,
    replied_state: conversation.repliedState,
    group: false,
  };
}

export function attachmentView(attachment: Attachment, { filesUrl }: ViewContext): Record<string, unknown> {
  const url = `${filesUrl}/${attachment.id}/${encodeURIComponent(attachment.fileName)}`;
  const { widthPx, heightPx } = attachment;
  const image = attachment.mimeType.startsWith('image/');
  const size = widthPx === null || heightPx === null ? {} : { width: widthPx, height: heightPx };
  return {
    id: attachment.id,
    message_id: attachment.messageId,
    file_name: attachment.fileName,
    mime_type: attachment.mimeType,
    size: Buffer.byteLength(attachment.contentBase64, 'base64'),
    attachment_url: url,
    ...(image ? { preview_url: url, aspect_ratio: widthPx && heightPx ? widthPx / heightPx : null, data: size } : {}),
    ...(attachment.mimeType.startsWith('audio/') ? { push_to_talk: attachment.pushToTalk } : {}),
  };
}

export function messageView(message: Message, context: ViewContext): Record<string, unknown> {
  return {
    id: message.id,
    external_id: message.externalId,
    company_id: COMPANY_ID,
    conversation_id: message.conversationId,
    contact_id: contactIdOf(message, context.state),
    replied_to_id: message.repliedToId,
    created_at: iso(message.createdAtMs),
    external_created_at: providerIso(message.createdAtMs),
    income: isIncome(message),
    status: message.status,
    message: message.text,
    reactions: [],
    details: message.details,
    delivery: message.bulk,
    deleted: false,
    attachments: attachmentsOf(message, context),
  };
}

export function attachmentsOf(message: Message, context: ViewContext): Record<string, unknown>[] {
  return message.attachmentIds.flatMap((id) => {
    const attachment = context.state.attachments.get(id);
    return attachment === undefined ? [] : [attachmentView(attachment, context)];
  });
}

/** A message as webhooks carry it: with its contact and conversation (§3.3). */
export function messageEventView(message: Message, conversation: Conversation, context: ViewContext): Record<string, unknown> {
  return {
    ...messageView(message, context),
    contact: isIncome(message) ? clientContact(conversation) : companyContact(message, context.state),
    conversation: conversationView(conversation, context),
  };
}

function clientContact(conversation: Conversation): Record<string, unknown> {
  const phone = conversation.phoneShown ? conversation.personPhone : null;
  const externalId = senderExternalId(conversation);
  return {
    id: conversation.contactId,
    external_id: externalId,
    external_public_id: phone ?? externalId,
    name: conversation.name,
    avatar_url: null,
    phone,
  };
}

const authorOf = (message: Message, state: PactState): typeof TOKEN_OWNER | typeof MANAGER =>
  message.surface === 'api' && state.settings.internal_id !== 'same' ? TOKEN_OWNER : MANAGER;

function contactIdOf(message: Message, state: PactState): number | null {
  if (isIncome(message)) return state.conversations.get(message.conversationId)?.contactId ?? null;
  return authorOf(message, state).contactId;
}

function companyContact(message: Message, state: PactState): Record<string, unknown> {
  const author = authorOf(message, state);
  const internalId = message.surface === 'api' && state.settings.internal_id === 'absent' ? {} : { internal_id: author.internalId };
  return { id: author.contactId, ...internalId, name: author.name, avatar_url: null, phone: null };
}

/** In events an auth has no `username` and no `pages` (facts/pact.md, «Later findings» 2). */
export function authEventView(auth: Auth): Record<string, unknown> {
  const { username: _username, pages: _pages, ...rest } = authView(auth);
  return rest;
}

export function authView(auth: Auth): Record<string, unknown> {
  return {
    id: auth.id,
    company_id: COMPANY_ID,
    provider: auth.provider,
    state: auth.state,
    phone_number: auth.provider.startsWith('whatsapp') ? '79000000000' : null,
    username: null,
    created_at: iso(auth.createdAtMs),
    updated_at: iso(auth.updatedAtMs),
    sync_messages_at: null,
    pages: null,
  };
}
