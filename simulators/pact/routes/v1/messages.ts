import { Router } from 'express';
import { z } from 'zod';
import { messageV1 } from '../../world/v1-views.ts';
import type { World } from '../../world/world.ts';
import { refuseDisconnected, wordsToSend } from '../../http/draft.ts';
import { flag, intList, read } from '../../http/input.ts';
import { pageOfV1 } from '../../http/paging-v1.ts';
import { takeAttachment } from '../attachments.ts';
import { findConversationV1 } from './conversations.ts';
import { answerWithJob } from './jobs.ts';

const content = z.object({
  message: z.string().nullish(),
  attachments_ids: intList.nullish(), // v2 spells it attachment_ids
  send_to_crm: flag.default(true),
});

export function messageRoutesV1(world: World): Router {
  const { store, context } = world;
  const router = Router({ mergeParams: true });

  router.get('/', (request, response) => {
    const conversation = findConversationV1(store.state, request);
    const mine = store.state.messages.rows.filter(({ conversationId }) => conversationId === conversation.id);
    const { rows, next } = pageOfV1(request, mine);
    response.json({ status: 'ok', data: { messages: rows.map((row) => messageV1(row, conversation, context())), ...next } });
  });

  router.post('/', async (request, response) => {
    const conversation = findConversationV1(store.state, request);
    const { message, attachments_ids: ids, send_to_crm: sendToCrm } = read(request, content);
    const names = { text: 'message', attachments: 'attachments_ids' };
    const words = wordsToSend(store.state, { text: message ?? null, attachmentIds: ids ?? [] }, names);
    refuseDisconnected(store.state, conversation.provider);
    await answerWithJob(world, response, conversation, { ...words, sendToCrm });
  });

  router.post('/attachments', async (request, response) => {
    findConversationV1(store.state, request);
    const { id } = await takeAttachment(request, store);
    response.json({ status: 'ok', data: { external_id: id } });
  });

  return router;
}
