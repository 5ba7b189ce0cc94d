import { Router, type Request } from 'express';
import { z } from 'zod';
import { authOf } from '../../world/channels.ts';
import { conversationOf, openConversation } from '../../world/conversations.ts';
import type { Conversation, PactState } from '../../world/state.ts';
import { conversationV1 } from '../../world/v1-views.ts';
import type { World } from '../../world/world.ts';
import { badRequest, notFound } from '../../http/errors.ts';
import { idFrom, int, read } from '../../http/input.ts';
import { pageOfV1 } from '../../http/paging-v1.ts';
import { phoneOnTheWire } from '../messages.ts';
import { findCompany, rowsOf } from './companies.ts';

/** Others need a text or a template, so they go through channels/{id}/conversations. */
const newcomer = z.object({ provider: z.literal('whatsapp', { error: 'must be whatsapp' }), phone: phoneOnTheWire });

export function findConversationV1(state: PactState, request: Request): Conversation {
  const id = idFrom(request, 'conversationId');
  const conversation = rowsOf(findCompany(state, request), state.conversations.rows).find((row) => row.id === id);
  if (conversation === undefined) throw notFound(`Conversation ${id} not found`);
  return conversation;
}

export function conversationRoutesV1({ store, clock, announcer, context }: World): Router {
  const router = Router({ mergeParams: true });

  router.get('/', (request, response) => {
    const { rows, next } = pageOfV1(request, rowsOf(findCompany(store.state, request), store.state.conversations.rows));
    response.json({ status: 'ok', data: { conversations: rows.map((row) => conversationV1(row, context())), ...next } });
  });

  /** Opens a chat in which nobody has written yet; a known one is kept. */
  router.post('/', async (request, response) => {
    const { phone, provider } = read(request, newcomer);
    if (rowsOf(findCompany(store.state, request), [1]).length === 0 || authOf(store.state, provider)?.state !== 'enabled')
      throw badRequest(`provider: the company has no connected ${provider} channel`);
    const nowMs = await clock.nowMs();
    const known = conversationOf(store.state, phone, provider);
    const conversation = known ?? openConversation(store.state, { phone, provider, name: undefined, phoneShown: true }, nowMs);
    if (known === undefined) announcer.conversationCreated(conversation);
    await store.save();
    response.json({ status: 'ok', data: { conversation: conversationV1(conversation, context()) } });
  });

  router.get('/:conversationId', (request, response) => {
    const conversation = findConversationV1(store.state, request);
    response.json({ status: 'ok', data: { conversation: conversationV1(conversation, context()) } });
  });

  router.put('/:conversationId/assign', async (request, response) => {
    const conversation = findConversationV1(store.state, request);
    conversation.assigneeId = read(request, z.object({ assignee_id: int.nullish() })).assignee_id ?? null;
    announcer.conversationChanged(conversation);
    await store.save();
    response.json({ status: 'ok', data: { conversation: { external_id: conversation.id } } });
  });

  router.put('/:conversationId/note', async (request, response) => {
    const conversation = findConversationV1(store.state, request);
    conversation.note = read(request, z.object({ note: z.string() })).note;
    await store.save();
    response.json({ status: 'updated' });
  });

  return router;
}
