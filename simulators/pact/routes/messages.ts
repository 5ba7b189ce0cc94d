import { Router, type Request } from 'express';
import { z } from 'zod';
import { authOf } from '../world/channels.ts';
import type { Message, PactState, Provider } from '../world/state.ts';
import { messageView } from '../world/views.ts';
import type { World } from '../world/world.ts';
import { requireCompany } from '../http/access.ts';
import { findConversation } from './conversations.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { flag, idFrom, intList, pageOf, read } from '../http/input.ts';
import { limited } from '../http/limits.ts';
import { refuseDisconnected, wordsToSend, type Draft } from '../http/draft.ts';

const PER_PAGE = 150;
const content = z.object({
  text: z.string().nullish(),
  attachment_ids: intList.nullish(),
  replied_to_id: z.union([z.string(), z.int().transform(String)]).nullish(),
  send_to_crm: flag.default(true),
});

/** Bare digits: unlike people, Pact wants them in one form only. */
export const phoneOnTheWire = z
  .union([z.string(), z.int().transform(String)])
  .pipe(z.string().regex(/^\d{10,15}$/, 'must be digits with the country code'));

const WRITE_FIRST_PROVIDERS = [
  'max',
  'whatsapp',
  'telegram_personal',
  'whatsapp_business',
  'vkontakte_direct',
] as const satisfies Provider[];
const firstWords = z.object({
  provider: z.enum(WRITE_FIRST_PROVIDERS),
  phone: phoneOnTheWire,
  waba_id: z.union([z.string(), z.int().transform(String)]).nullish(),
  substitutions: z.array(z.string()).nullish(),
});

export function messageRoutes(world: World): { ofConversation: Router; first: Router } {
  const { store, sender, context } = world;
  const ofConversation = Router({ mergeParams: true });
  ofConversation.use(requireCompany);

  ofConversation.get('/', limited(world, 'listMessages'), (request, response) => {
    const { id } = findConversation(store.state, idFrom(request, 'conversationId'));
    const mine = store.state.messages.rows.filter(({ conversationId }) => conversationId === id);
    const { rows, meta } = pageOf(request, ordered(mine, store.state), PER_PAGE);
    response.json({ messages: rows.map((row) => messageView(row, context())), meta });
  });

  ofConversation.get('/:messageId', limited(world, 'getMessage'), (request, response) => {
    const { id } = findConversation(store.state, idFrom(request, 'conversationId'));
    const message = store.state.messages.get(idFrom(request, 'messageId'));
    if (message?.conversationId !== id) throw notFound('Message not found');
    response.json({ message: messageView(message, context()) });
  });

  ofConversation.post('/', limited(world, 'send'), async (request, response) => {
    const conversation = findConversation(store.state, idFrom(request, 'conversationId'));
    const draft = draftFrom(request, store.state);
    refuseDisconnected(store.state, conversation.provider);
    const accepted = await sender.accept(conversation, draft);
    await sender.answer(response, accepted, answerTo(accepted.message), store.state.settings.send_status_code);
  });

  const first = Router();
  first.use(requireCompany);

  first.post('/', limited(world, 'writeFirst'), async (request, response) => {
    const { provider, phone, waba_id: templateId, substitutions } = read(request, firstWords);
    if (authOf(store.state, provider)?.state !== 'enabled') throw badRequest(`provider: the company has no connected ${provider} channel`);
    const isTemplate = provider === 'whatsapp_business' && templateId != null;
    const draft = isTemplate
      ? { text: [`[${templateId}]`, ...(substitutions ?? [])].join(' '), template: true }
      : draftFrom(request, store.state);
    const accepted = await sender.accept({ phone, provider, name: undefined, phoneShown: true }, draft);
    await sender.answer(response, accepted, answerTo(accepted.message), store.state.settings.send_status_code);
  });

  /** What the sender hears at once: accepted, not delivered. */
  function answerTo(message: Message): { message: Record<string, unknown> } {
    return { message: { ...messageView(message, context()), status: store.state.settings.send_status } };
  }

  return { ofConversation, first };
}

function draftFrom(request: Request, state: PactState): Draft {
  const { text, attachment_ids: attachmentIds, replied_to_id: repliedToId, send_to_crm: sendToCrm } = read(request, content);
  const words = wordsToSend(
    state,
    { text: text ?? null, attachmentIds: attachmentIds ?? [] },
    { text: 'text', attachments: 'attachment_ids' },
  );
  return { ...words, repliedToId: repliedToId ?? null, sendToCrm };
}

function ordered(messages: Message[], { settings }: PactState): Message[] {
  const second = ({ createdAtMs }: Message): number => Math.floor(createdAtMs / 1000); // the order is by the provider's time
  const oldestFirst = messages.toSorted((a, b) => second(a) - second(b) || a.id - b.id);
  return settings.list_order === 'newest_first' ? oldestFirst.toReversed() : oldestFirst;
}
