import type { Response } from 'express';
import type { NewConversation, NewMessage } from '../../world/conversations.ts';
import { authOf } from '../../world/channels.ts';
import type { Conversation } from '../../world/state.ts';
import { newJobV1 } from '../../world/v1-views.ts';
import type { World } from '../../world/world.ts';

/** Sends, and answers as v1 does: a job that is under way, and no message yet. */
export async function answerWithJob(
  { store, sender }: World,
  response: Response,
  to: Conversation | NewConversation,
  draft: Omit<NewMessage, 'surface'>,
): Promise<void> {
  const accepted = await sender.accept(to, draft);
  const { message, conversation } = accepted;
  const authId = authOf(store.state, conversation.provider)?.id ?? 0;
  const job = store.state.jobs.add({ messageId: message.id, authId, createdAtMs: message.createdAtMs });
  await store.save();
  const isFirst = !('id' in to);
  await sender.answer(response, accepted, { status: 'ok', data: newJobV1(job, conversation, store.state, { isFirst }) }, 200);
}
