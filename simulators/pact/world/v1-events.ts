import type { Auth, Conversation, Message } from './state.ts';
import { channelOfV1, channelRefOfV1, attachmentsOfV1 } from './v1-views.ts';
import { isIncome, senderExternalId, type ViewContext } from './views.ts';

/** The old format: `data` instead of `object`, other words for the same things (facts/pact.md §3.7). */
export type V1Event =
  | { type: 'message'; event: 'new' | 'ack'; data: Record<string, unknown> }
  | { type: 'conversation'; event: 'new'; data: Record<string, unknown> }
  | { type: 'job'; event: 'executed'; data: Record<string, unknown> }
  | { type: 'system'; severity: 'information' | 'critical'; data: Record<string, unknown> };

/** -1 preparing, 0 delivering, 1 sent, 2 delivered, 3 read. */
const ACKS: Record<Message['status'], number> = { created: 1, sent: 0, delivered: 2, read: 3, error: -1 };

const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const seconds = (ms: number): number => Math.floor(ms / 1000);

export function v1Message(message: Message, conversation: Conversation, context: ViewContext): V1Event {
  const job = jobOf(message, context);
  const data = {
    external_id: message.id,
    external_public_id: message.externalId,
    ...channelOfV1(conversation, context.state),
    channel: channelRefOfV1(conversation, context.state),
    conversation_id: conversation.id,
    message: message.text,
    location: {},
    income: isIncome(message),
    created_at: utc(message.createdAtMs),
    created_at_timestamp: seconds(message.createdAtMs),
    ack: ACKS[message.status],
    attachments: attachmentsOfV1(message, context),
    ...(job === undefined ? {} : { job_id: job.id }),
  };
  return { type: 'message', event: 'new', data };
}

export function v1Ack(message: Message, conversation: Conversation, { state }: ViewContext): V1Event {
  const channel = channelRefOfV1(conversation, state);
  return {
    type: 'message',
    event: 'ack',
    data: { external_id: message.id, channel, conversation_id: conversation.id, ack: ACKS[message.status] },
  };
}

export function v1Conversation(conversation: Conversation, { state, filesUrl }: ViewContext): V1Event {
  return {
    type: 'conversation',
    event: 'new',
    data: {
      external_id: conversation.id,
      name: conversation.name,
      avatar_url: `${filesUrl}/avatar.png`,
      ...channelOfV1(conversation, state),
      created_at: utc(conversation.createdAtMs),
      created_at_timestamp: seconds(conversation.createdAtMs),
      last_message_at: null,
      last_income_message_at: null,
      sender_external_id: senderExternalId(conversation),
    },
  };
}

/** Only what was sent through v1 has a job. */
export function v1Job(message: Message, context: ViewContext): V1Event | undefined {
  const job = jobOf(message, context);
  if (job === undefined) return undefined;
  const failed = message.status === 'error';
  const fate = failed ? { result: 'NOT DELIVERED', reason: reasonOf(message) } : { result: 'DELIVERED' };
  return { type: 'job', event: 'executed', data: { id: job.id, ...fate, message_id: message.id, date: seconds(message.createdAtMs) } };
}

export function v1Channel({ id, state, updatedAtMs }: Auth): V1Event {
  const message = state === 'enabled' ? 'authorized' : 'disabled';
  const data = {
    message,
    date: utc(updatedAtMs),
    date_timestamp: seconds(updatedAtMs),
    timestamp: seconds(updatedAtMs),
    details: { entity: 'channel', entity_id: id },
  };
  return { type: 'system', severity: state === 'enabled' ? 'information' : 'critical', data };
}

function jobOf({ id }: Message, { state }: ViewContext): { id: number } | undefined {
  return state.jobs.rows.find(({ messageId }) => messageId === id);
}

function reasonOf({ details }: Message): string {
  const reason = details?.['reason'];
  return typeof reason === 'string' ? reason : 'unknown';
}
