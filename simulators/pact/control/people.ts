import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { findConversation } from '../routes/conversations.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { flag, int, read } from '../http/input.ts';
import { authOf } from '../world/channels.ts';
import { conversationOf, phoneDigits } from '../world/conversations.ts';
import { PROVIDERS, type Conversation, type Message, type PactState, type Provider } from '../world/state.ts';
import { messageView } from '../world/views.ts';
import type { World } from '../world/world.ts';
import { addGuestMedia, guestMedia } from './guest-media.ts';

export const personPhone = z
  .union([z.string(), z.int().transform(String)])
  .transform(phoneDigits)
  .pipe(z.string().regex(/^\d{10,15}$/, 'must be a phone number'));

const guestWords = z.object({
  phone: personPhone,
  name: z.string().min(1).optional(),
  text: z.string().nullable(),
  attachments: z.array(guestMedia).default([]),
  replied_to_id: z.union([int, z.string()]).nullish(),
  provider: z.enum(PROVIDERS).default('whatsapp'),
  hidden_phone: flag.optional(),
});

const managerWords = z.object({
  phone: personPhone,
  name: z.string().min(1).optional(),
  text: z.string().min(1),
  surface: z.enum(['pact', 'amo', 'phone']).default('pact'),
  bulk: flag.default(false),
  as: z.string().min(1).optional(),
});

const newStatus = z.object({ id: int, status: z.enum(['sent', 'delivered', 'read', 'error']), reason: z.string().optional() });

/** What guests and managers do, and what the messenger reports. Each answers `{ message }` as the API shows it. */
export function peopleRoutes({ store, acts, context }: World): Router {
  const router = Router();
  const answer = (response: Response, message: Message): void => {
    response.json({ message: messageView(message, context()) });
  };

  router.post('/guest-message', async (request, response) => {
    const { phone, name, text, attachments, replied_to_id: quoted, provider, hidden_phone: hidden } = read(request, guestWords);
    mustBeConnected(store.state, provider);
    const repliedToId = quoted == null ? null : externalIdOf(quoted, store.state);
    const attachmentIds = attachments.map((media) => addGuestMedia(store.state, media).id);
    const phoneShown = hidden === undefined ? !provider.startsWith('telegram') : !hidden; // Telegram tells no numbers
    answer(response, await acts.guestWrites({ phone, name, text, provider, phoneShown, repliedToId, attachmentIds }));
  });

  router.post('/manager-message', async (request, response) => {
    const words = read(request, managerWords);
    if (words.as !== undefined && words.surface !== 'amo') throw badRequest('as: says who wrote in amoCRM, only with the surface amo');
    if (words.surface === 'phone') mustBeConnected(store.state, conversationOf(store.state, words.phone)?.provider ?? 'whatsapp');
    answer(response, await acts.managerWrites(words));
  });

  router.post('/edit-message', async (request, response) => {
    const { text } = read(request, z.object({ text: z.string() }));
    const { message, conversation } = messageIn(request, store.state);
    await acts.editMessage(message, conversation, text);
    answer(response, message);
  });

  router.post('/message-status', async (request, response) => {
    const { status, reason } = read(request, newStatus);
    const { message, conversation } = messageIn(request, store.state);
    if (message.surface === 'client') throw badRequest("id: a client's message has no further status");
    await acts.setStatus(message, conversation, status, reason);
    answer(response, message);
  });

  return router;
}

/** What is typed on a phone does not reach a Pact that lost its session with it. */
function mustBeConnected(state: PactState, provider: Provider): void {
  if (authOf(state, provider)?.state === 'disabled')
    throw badRequest(`provider: the ${provider} channel is disconnected; POST /_sim/channel connects it`);
}

function messageIn(request: Request, state: PactState): { message: Message; conversation: Conversation } {
  const { id } = read(request, z.object({ id: int }));
  const message = state.messages.get(id);
  if (message === undefined) throw notFound(`Message ${id} not found`);
  return { message, conversation: findConversation(state, message.conversationId) };
}

/** A quote names the provider's id; ours is taken too and translated. */
function externalIdOf(quoted: number | string, state: PactState): string {
  if (typeof quoted === 'string' && !/^\d{10}$/.test(quoted)) return quoted;
  const externalId = state.messages.get(Number(quoted))?.externalId;
  if (externalId == null) throw badRequest(`replied_to_id: message ${quoted} has no external id`);
  return externalId;
}
