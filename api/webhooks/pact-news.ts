import { normalizePhone } from '../../contact/phone.ts';
import type { AttachmentKind } from '../../domain/dialog/bot.ts';
import type { Attachment, Contact } from '../../domain/dialog/dialog.ts';
import type { ClientMessage, MessageFailure, OutgoingMessage } from '../../domain/dialog/events.ts';
import { channel, envelope, failedMessage, message, messageTraits, testPing, type PactMessage } from './pact.schema.ts';

export type DropReason = 'otherCompany' | 'group' | 'bulk' | 'deletion' | 'unknownEvent';

/** A Pact event in our words. */
export type PactNews =
  | { what: 'clientWrote'; message: ClientMessage; /** The channel's id of the message it answers (D-03). */ quotedId?: string }
  /** `failure`: it had come back already when we first heard of it (D-25). */
  | { what: 'managerWrote'; message: OutgoingMessage; failure?: MessageFailure }
  | { what: 'messageFailed'; contact: Contact; failure: MessageFailure }
  /** The channel lost its connection: nothing comes and nothing leaves until people connect it again. */
  | { what: 'channelLost'; channelId: string; provider: string; sinceText: string }
  /** Known and of no interest: the test ping, delivered, read, news of a conversation. */
  | { what: 'acknowledged' }
  | { what: 'dropped'; why: DropReason }
  /** It says that somebody wrote, and we cannot tell who or what. */
  | { what: 'unreadable'; messageId?: string; places: readonly string[] };

/** Pact's words to ours, or the reason why not (DESIGN §7). What is not whole is never taken in half. */
export function readPactEvent(body: unknown, companyId: number, nowMs: number): PactNews {
  if (testPing.safeParse(body).success) return { what: 'acknowledged' };
  const event = envelope.safeParse(body);
  if (!event.success) return { what: 'dropped', why: 'unknownEvent' };
  const { type, event: what, object } = event.data;
  if (type === 'conversation') return { what: 'acknowledged' };
  if (type === 'auth') return channelChanged(what, object, companyId);
  if (type !== 'message') return { what: 'dropped', why: 'unknownEvent' };
  const { income, company_id: company, deleted, conversation } = messageTraits.parse(object);
  if (company !== undefined && company !== String(companyId)) return { what: 'dropped', why: 'otherCompany' };
  if (conversation?.group === true) return { what: 'dropped', why: 'group' };
  if (deleted === true || what === 'delete') return { what: 'dropped', why: 'deletion' };
  if (what === 'create') return created(object, nowMs);
  if (what !== 'update') return { what: 'dropped', why: 'unknownEvent' };
  return income === true ? changedByClient(object, nowMs) : changedStatus(object);
}

/** Only `disabled` is news; codes and pictures to scan come as updates too (facts/pact.md §3.4). */
function channelChanged(what: string, object: Record<string, unknown>, companyId: number): PactNews {
  const read = channel.safeParse(object);
  if (what !== 'update' || !read.success || read.data.state !== 'disabled') return { what: 'acknowledged' };
  const { id, provider, company_id: company, updated_at: sinceText } = read.data;
  if (company !== undefined && company !== String(companyId)) return { what: 'dropped', why: 'otherCompany' };
  return { what: 'channelLost', channelId: id, provider: provider ?? 'whatsapp', sinceText: sinceText ?? '' };
}

/** Far over what WhatsApp lets through; the dialog takes in nothing larger and keeps 8 KB (DESIGN §3, Sizes). */
const TEXT_MAX_CHARS = 20_000;
const ATTACHMENTS_MAX = 100;

function created(object: Record<string, unknown>, nowMs: number): PactNews {
  const read = message.safeParse(object);
  if (!read.success) return unreadable(object, read.error.issues);
  const contact = contactOf(read.data);
  if (contact === undefined) return unreadable(object, [{ path: ['conversation'] }]);
  const { id, income, message: text, delivery, status, details } = read.data;
  const common = { messageId: id, text: (text ?? '').slice(0, TEXT_MAX_CHARS), sentAtMs: sentAtMs(read.data, nowMs), contact };
  if (income) return clientWrote(read.data, common);
  const bulk = delivery === true;
  const failure = status === 'error' && !bulk ? { failure: { messageId: id, why: reasonIn(details) } } : {};
  return { what: 'managerWrote', message: { ...common, bulk }, ...failure };
}

function clientWrote({ attachments, replied_to_id: quotedId }: PactMessage, common: Omit<ClientMessage, 'attachments'>): PactNews {
  return {
    what: 'clientWrote',
    message: { ...common, attachments: (attachments ?? []).slice(0, ATTACHMENTS_MAX).map(toAttachment) },
    ...(quotedId == null || quotedId === '' ? {} : { quotedId }),
  };
}

/** An edit (D-03). An update without a text, a reaction say, changes nothing for us. */
function changedByClient(object: Record<string, unknown>, nowMs: number): PactNews {
  const news = created(object, nowMs);
  if (news.what !== 'clientWrote') return news;
  return news.message.text === '' ? { what: 'acknowledged' } : { what: 'clientWrote', message: { ...news.message, edited: true } };
}

/** Of our own messages' fates only `error` is news to a dialog (DESIGN §3, Echoes). */
function changedStatus(object: Record<string, unknown>): PactNews {
  if (object['status'] !== 'error') return { what: 'acknowledged' };
  if (object['delivery'] === true) return { what: 'dropped', why: 'bulk' }; // not a word of any dialog's (D-04)
  const read = failedMessage.safeParse(object);
  const contact = read.success ? contactOf(read.data) : undefined;
  if (!read.success || contact === undefined) return unreadable(object, read.error?.issues ?? [{ path: ['conversation'] }]);
  return { what: 'messageFailed', contact, failure: { messageId: read.data.id, why: reasonIn(read.data.details) } };
}

function unreadable(object: Record<string, unknown>, issues: readonly { path: readonly PropertyKey[] }[]): PactNews {
  const { id } = object;
  const messageId = typeof id === 'number' || (typeof id === 'string' && /^\d{1,19}$/.test(id)) ? { messageId: String(id) } : {};
  return { what: 'unreadable', ...messageId, places: issues.map(({ path }) => path.map(String).join('.')) };
}

/** It travels with the dialog, which stays small (DESIGN §3, Sizes). */
const NAME_MAX_CHARS = 200;
const WHATSAPP = new Set(['whatsapp', 'whatsapp_business']);

/** Who is meant. Only an incoming event's `contact` is the client; an outgoing one's is somebody of ours (facts/pact.md §3.3). */
function contactOf({
  conversation_id: conversationId,
  conversation,
  contact,
  income,
}: Pick<PactMessage, 'conversation_id' | 'conversation'> & Partial<PactMessage>): Contact | undefined {
  const client = income === true ? contact : undefined;
  if (!conversation && !client) return undefined;
  const channel = conversation?.provider ?? 'whatsapp';
  const shownPhone = WHATSAPP.has(channel) ? (conversation?.sender_phone ?? client?.phone) : undefined;
  const phone = shownPhone == null ? undefined : normalizePhone(withCountryCode(shownPhone));
  const externalId = conversation?.sender_external_id ?? client?.external_id ?? `conversation-${conversationId}`;
  const name = [client?.name, conversation?.sender_name].map((given) => given?.trim()).find(isName);
  return {
    ...(phone === undefined ? {} : { phone }),
    externalId,
    ...(name === undefined ? {} : { name: name.slice(0, NAME_MAX_CHARS) }),
    channel,
    conversationId,
  };
}

/** The channel's bare digits begin with the country's code: 84912345678 is Vietnam here, and Ryazan only where people write it down (D-01). */
const withCountryCode = (phone: string): string => (/^\d+$/.test(phone) ? `+${phone}` : phone);

/** Pact often puts the phone where a name should be (facts/pact.md §2.3). */
const isName = (given: string | undefined): given is string => given !== undefined && given !== '' && !/^[+\d\s()-]+$/.test(given);

/** The provider's time, else Pact's, else ours: a message is not lost over its date. */
function sentAtMs({ external_created_at: external, created_at: stored }: PactMessage, nowMs: number): number {
  return [external, stored].map(instantOf).find((atMs) => atMs !== undefined) ?? nowMs;
}

function instantOf(text: string | null | undefined): number | undefined {
  if (text == null) return undefined;
  const atMs = Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text); // without a zone it is UTC, not the zone of this machine
  return Number.isNaN(atMs) ? undefined : atMs;
}

function toAttachment({
  mime_type: mime,
  attachment_url: url,
  push_to_talk: voice,
  file_name: fileName,
  size: sizeBytes,
}: NonNullable<PactMessage['attachments']>[number]): Attachment {
  return {
    kind: voice === true ? 'voice' : kindOf(mime ?? ''),
    url: url ?? '',
    ...(fileName == null || fileName === '' ? {} : { fileName: fileName.slice(0, NAME_MAX_CHARS) }),
    ...(mime == null || mime === '' ? {} : { mimeType: mime.slice(0, NAME_MAX_CHARS) }),
    ...(sizeBytes == null ? {} : { sizeBytes }),
  };
}

function kindOf(mime: string): AttachmentKind {
  const [family = ''] = mime.toLowerCase().split('/');
  if (mime.toLowerCase() === 'image/webp') return 'other'; // a sticker, and no photo of a receipt (D-32)
  if (family === 'image') return 'photo';
  if (family === 'audio') return 'voice';
  if (family === 'video') return 'video';
  return family === 'application' || family === 'text' ? 'document' : 'other';
}

/** The shape of `details` is undocumented; whatever words it has help the manager who reads the task (D-25). */
function reasonIn(details: unknown): string {
  if (typeof details === 'string' && details !== '') return details.slice(0, 500);
  if (typeof details !== 'object' || details === null) return 'причина не указана';
  const words = Object.values(details).filter((value): value is string => typeof value === 'string' && value !== '');
  return words.length === 0 ? 'причина не указана' : words.join('; ').slice(0, 500);
}
