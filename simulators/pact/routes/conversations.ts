import { Router } from 'express';
import { z } from 'zod';
import type { Conversation, PactState } from '../world/state.ts';
import { conversationView } from '../world/views.ts';
import type { World } from '../world/world.ts';
import { requireCompany } from '../http/access.ts';
import { notFound } from '../http/errors.ts';
import { idFrom, input, int, pageOf, read } from '../http/input.ts';
import { limited } from '../http/limits.ts';

const PER_PAGE = 25;
const changes = z.object({
  operational_state: z.enum(['open', 'archived']).optional(),
  replied_state: z.enum(['replied', 'unreplied']).optional(),
  assignee_id: z.union([int, z.null(), z.literal('').transform(() => null)]).optional(),
});

export function findConversation(state: PactState, id: number): Conversation {
  const conversation = state.conversations.get(id);
  if (conversation === undefined) throw notFound(`Conversation ${id} not found`);
  return conversation;
}

export function conversationRoutes(world: World): Router {
  const { store, announcer, context } = world;
  const router = Router();
  router.use(requireCompany);

  router.get('/', limited(world, 'listConversations'), (request, response) => {
    const { search_string: search } = read(request, z.object({ search_string: z.string().optional() }));
    const { rows, meta } = pageOf(request, newestFirst(matching(store.state, search)), PER_PAGE);
    response.json({ conversations: rows.map((row) => conversationView(row, context())), meta });
  });

  router.get('/:conversationId', limited(world, 'getConversation'), (request, response) => {
    const conversation = findConversation(store.state, idFrom(request, 'conversationId'));
    response.json({ conversation: conversationView(conversation, context()) });
  });

  router.put('/:conversationId', async (request, response) => {
    const conversation = findConversation(store.state, idFrom(request, 'conversationId'));
    const { operational_state: operational, replied_state: replied, assignee_id: assignee } = read(request, changes);
    if (operational !== undefined) conversation.operationalState = operational;
    if (replied !== undefined) conversation.repliedState = replied;
    if ('assignee_id' in input(request)) conversation.assigneeId = assignee ?? null;
    announcer.conversationChanged(conversation);
    await store.save();
    response.json({ conversation: conversationView(conversation, context()) });
  });

  return router;
}

/** `search_string` looks at phone, name and public id; a leading + or @ does not count (facts/pact.md §2.4). */
function matching({ conversations, settings }: PactState, search: string | undefined): Conversation[] {
  const wanted = search?.replace(/^[+@]/, '').toLowerCase() ?? '';
  if (wanted === '') return conversations.rows;
  const hits = (text: string): boolean =>
    settings.search === 'exact' ? text.toLowerCase() === wanted : text.toLowerCase().includes(wanted);
  return conversations.rows.filter(({ personPhone, phoneShown, name }) => hits(name) || (phoneShown && hits(personPhone)));
}

const newestFirst = (conversations: Conversation[]): Conversation[] =>
  conversations.toSorted((a, b) => (b.lastMessageAtMs ?? 0) - (a.lastMessageAtMs ?? 0) || b.id - a.id);
