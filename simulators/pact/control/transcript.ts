import type { Conversation, Message, Surface } from '../world/state.ts';
import { attachmentsOf, conversationView, isIncome, type ViewContext } from '../world/views.ts';

/** A message as chat clients and tests read it: short, and with what Pact never tells, its author. */
export interface TranscriptLine {
  id: number;
  income: boolean;
  text: string | null;
  created_at: string;
  status: string;
  author: Surface;
  bulk: boolean;
  send_to_crm: boolean;
  replied_to_id: string | null;
  details: Record<string, unknown> | null;
  attachments: Record<string, unknown>[];
}

export function lineOf(message: Message, context: ViewContext): TranscriptLine {
  return {
    id: message.id,
    income: isIncome(message),
    text: message.text,
    created_at: new Date(message.createdAtMs).toISOString(),
    status: message.status,
    author: message.surface,
    bulk: message.bulk,
    send_to_crm: message.sendToCrm,
    replied_to_id: message.repliedToId,
    details: message.details,
    attachments: attachmentsOf(message, context),
  };
}

export function transcriptOf(conversation: Conversation | undefined, context: ViewContext): Record<string, unknown> {
  if (conversation === undefined) return { conversation: null, messages: [] };
  const messages = context.state.messages.rows.filter(({ conversationId }) => conversationId === conversation.id);
  return { conversation: conversationView(conversation, context), messages: messages.map((message) => lineOf(message, context)) };
}

/** What the API accepted, in order, with the sender's own words: each once, however often the receiver was told. */
export function sendsOf({ state }: ViewContext): Record<string, unknown>[] {
  return state.messages.rows
    .filter(({ surface }) => surface === 'api')
    .map(({ id, conversationId, createdAtMs, text, attachmentIds, sendToCrm, status, answered }) => ({
      message_id: id,
      conversation_id: conversationId,
      phone: state.conversations.get(conversationId)?.personPhone ?? null,
      at_ms: createdAtMs,
      text,
      attachment_ids: attachmentIds,
      send_to_crm: sendToCrm,
      status,
      answered,
    }));
}

/** What guests and managers wrote, in order; the surface says where. */
export function writtenByPeople({ state }: ViewContext): Record<string, unknown>[] {
  return state.messages.rows
    .filter(({ surface }) => surface !== 'api')
    .map(({ id, conversationId, createdAtMs, surface, bulk, text, attachmentIds }) => {
      const conversation = state.conversations.get(conversationId);
      return {
        message_id: id,
        conversation_id: conversationId,
        phone: conversation?.personPhone ?? null,
        provider: conversation?.provider ?? null,
        at_ms: createdAtMs,
        by: surface === 'client' ? 'guest' : 'manager',
        surface,
        bulk,
        text,
        attachment_ids: attachmentIds,
      };
    });
}
