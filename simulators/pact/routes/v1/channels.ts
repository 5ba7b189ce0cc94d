import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { authOf, connect } from '../../world/channels.ts';
import { phoneOnTheWire } from '../messages.ts';
import { PROVIDERS, type Auth, type PactState } from '../../world/state.ts';
import { channelV1, jobV1 } from '../../world/v1-views.ts';
import type { World } from '../../world/world.ts';
import { refuseDisconnected, wordsToSend } from '../../http/draft.ts';
import { badRequest, notFound } from '../../http/errors.ts';
import { flag, idFrom, read } from '../../http/input.ts';
import { pageOfV1 } from '../../http/paging-v1.ts';
import { findCompany, rowsOf } from './companies.ts';
import { answerWithJob } from './jobs.ts';

const firstWords = z.object({
  phone: phoneOnTheWire,
  message: z.string().optional(),
  text: z.string().optional(), // what the documents' own example calls it
  template: z
    .object({
      id: z.string().min(1),
      language_code: z.string().min(1),
      parameters: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional(),
    })
    .optional(),
  send_to_crm: flag.default(true),
});

export function channelRoutes(world: World): Router {
  const { store, clock, acts } = world;
  const router = Router({ mergeParams: true });

  router.get('/', (request, response) => {
    const { rows, next } = pageOfV1(request, rowsOf(findCompany(store.state, request), store.state.auths.rows));
    response.json({ status: 'ok', data: { channels: rows.map(channelV1), ...next } });
  });

  router.post('/', async (request, response) => {
    const { provider } = read(request, z.object({ provider: z.enum(PROVIDERS) }));
    if (rowsOf(findCompany(store.state, request), [1]).length === 0) throw badRequest('Channels of this company cannot be connected');
    if (authOf(store.state, provider) !== undefined) throw badRequest(`provider: the company has a ${provider} channel already`);
    const auth = connect(store.state, provider, await clock.nowMs());
    await acts.announceChannel(auth, 'create');
    response.json({ status: 'created', data: { external_id: auth.id } });
  });

  /** New credentials: nothing that can be seen changes. */
  router.put('/:channelId', (request, response) => {
    response.json({ status: 'updated', data: { external_id: findChannel(store.state, request).id } });
  });

  router.delete('/:channelId', async (request, response) => {
    await acts.setChannelState(findChannel(store.state, request), 'disabled');
    response.json({ status: 'deleted' });
  });

  router.get('/:channelId/user_exists', (request, response) => {
    findChannel(store.state, request);
    read(request, z.object({ phone: phoneOnTheWire }));
    response.json({ status: 'ok', exists: true });
  });

  router.get('/:channelId/jobs/:jobId', (request, response) => {
    const channel = findChannel(store.state, request);
    const job = store.state.jobs.get(idFrom(request, 'jobId'));
    const message = job && store.state.messages.get(job.messageId);
    const conversation = message && store.state.conversations.get(message.conversationId);
    if (job?.authId !== channel.id || message === undefined || conversation === undefined) throw notFound('Job not found');
    response.json({ status: 'ok', data: jobV1(job, message, conversation, store.state) });
  });

  router.post('/:channelId/conversations', writeFirst);
  // The vendor's Python SDK posts a first WhatsApp message here
  router.post('/:channelId', writeFirst);

  async function writeFirst(request: Request, response: Response): Promise<void> {
    const channel = findChannel(store.state, request);
    const { phone, message, text, template, send_to_crm: sendToCrm } = read(request, firstWords);
    const draft = template
      ? { text: [`[${template.id}]`, ...Object.values(template.parameters ?? [])].join(' '), template: true }
      : wordsToSend(store.state, { text: message ?? text ?? null, attachmentIds: [] }, { text: 'message', attachments: 'attachments_ids' });
    refuseDisconnected(store.state, channel.provider);
    const to = { phone, provider: channel.provider, name: undefined, phoneShown: true };
    await answerWithJob(world, response, to, { ...draft, sendToCrm });
  }

  return router;
}

function findChannel(state: PactState, request: Request): Auth {
  const id = idFrom(request, 'channelId');
  const channel = rowsOf(findCompany(state, request), state.auths.rows).find((auth) => auth.id === id);
  if (channel === undefined) throw notFound(`Channel ${id} not found`);
  return channel;
}
