import { Router, type Request } from 'express';
import { z } from 'zod';
import type { Message, PactState, Provider } from '../world/state.ts';
import { messageView } from '../world/views.ts';
import type { World } from '../world/world.ts';
import { requireCompany } from '../http/access.ts';
import { findConversation } from './conversations.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { flag, idFrom, intList, pageOf, read } from '../http/input.ts';

const PER_PAGE = 150;
/** WhatsApp's own limit; Pact documents none (facts/pact.md §2.6, §8.3). */
const TEXT_LIMIT = 4096;

const content = z.object({
  text: z.string().nullish(),
  attachment_ids: intList.nullish(),
  replied_to_id: z.union([z.string(), z.int().transform(String)]).nullish(),
  send_to_crm: flag.default(true),
});

const WRITE_FIRST_PROVIDERS = [
  'max',
  'whatsapp',
  'telegram_personal',
  'whatsapp_business',
  'vkontakte_direct',
] as const satisfies Provider[];
const firstWords = z.object({
  provider: z.enum(WRITE_FIRST_PROVIDERS),
  phone: z.union([z.string(), z.int().transform(String)]).pipe(z.string().regex(/^\d{10,15}$/, 'must be digits with the country code')),
  waba_id: z.union([z.string(), z.int().transform(String)]).nullish(),
  substitutions: z.array(z.string()).nullish(),
});

export function messageRoutes({ store, sender, context }: World): { ofConversation: Router; first: Router } {
  const ofConversation = Router({ mergeParams: true });
  ofConversation.use(requireCompany);

  ofConversation.get('/', (request, response) => {
    const { id } = findConversation(store.state, idFrom(request, 'conversationId'));
    const mine = store.state.messages.rows.filter(({ conversationId }) => conversationId === id);
    const { rows, meta } = pageOf(request, ordered(mine, store.state), PER_PAGE);
    response.json({ messages: rows.map((row) => messageView(row, context())), meta });
  });

  ofConversation.get('/:messageId', (request, response) => {
    const { id } = findConversation(store.state, idFrom(request, 'conversationId'));
    const message = store.state.messages.get(idFrom(request, 'messageId'));
    if (message?.conversationId !== id) throw notFound('Message not found');
    response.json({ message: messageView(message, context()) });
  });

  ofConversation.post('/', async (request, response) => {
    const conversation = findConversation(store.state, idFrom(request, 'conversationId'));
    const accepted = await sender.accept(conversation, draftFrom(request, store.state));
    await sender.answer(response, accepted, answerTo(accepted.message));
  });

  const first = Router();
  first.use(requireCompany);

  first.post('/', async (request, response) => {
    const { provider, phone, waba_id: templateId, substitutions } = read(request, firstWords);
    if (!store.state.auths.rows.some((auth) => auth.provider === provider && auth.state === 'enabled')) {
      throw badRequest(`provider: the company has no connected ${provider} channel`);
    }
    const isTemplate = provider === 'whatsapp_business' && templateId != null;
    const draft = isTemplate
      ? { text: [`[${templateId}]`, ...(substitutions ?? [])].join(' '), template: true }
      : draftFrom(request, store.state);
    const accepted = await sender.accept({ phone, provider, name: undefined, phoneShown: true }, draft);
    await sender.answer(response, accepted, answerTo(accepted.message));
  });

  /** What the sender hears at once: accepted, not delivered. */
  function answerTo(message: Message): { message: Record<string, unknown> } {
    return { message: { ...messageView(message, context()), status: store.state.settings.send_status } };
  }

  return { ofConversation, first };
}

function draftFrom(request: Request, state: PactState): Pick<Message, 'text' | 'attachmentIds' | 'repliedToId' | 'sendToCrm'> {
  const { text, attachment_ids: ids, replied_to_id: repliedToId, send_to_crm: sendToCrm } = read(request, content);
  const attachmentIds = ids ?? [];
  const words = text?.trim() === '' ? null : (text ?? null);
  if (words === null && attachmentIds.length === 0) throw badRequest('text: a message needs a text or an attachment');
  if (words !== null && Array.from(words).length > TEXT_LIMIT) throw badRequest(`text: is longer than ${TEXT_LIMIT} characters`);
  if (attachmentIds.length > 1) throw badRequest('attachment_ids: only one attachment per message');
  for (const id of attachmentIds) {
    const attachment = state.attachments.get(id);
    if (attachment === undefined) throw badRequest(`attachment_ids: attachment ${id} not found`);
    if (attachment.messageId !== null) throw badRequest(`attachment_ids: attachment ${id} belongs to another message`);
  }
  return { text: words, attachmentIds, repliedToId: repliedToId ?? null, sendToCrm };
}

function ordered(messages: Message[], { settings }: PactState): Message[] {
  const second = ({ createdAtMs }: Message): number => Math.floor(createdAtMs / 1000); // the order is by the provider's time
  const oldestFirst = messages.toSorted((a, b) => second(a) - second(b) || a.id - b.id);
  return settings.list_order === 'newest_first' ? oldestFirst.toReversed() : oldestFirst;
}
