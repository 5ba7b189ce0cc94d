import { Router, type Request } from 'express';
import { z } from 'zod';
import { post } from '../world/post.ts';
import type { PactState, Webhook } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { requireCompanyInPath } from '../http/access.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { flag, idFrom, pageOf, read } from '../http/input.ts';

const PER_PAGE = 25;
const MAX_WEBHOOKS = 5;
const PING = JSON.stringify({ source: 'pact.im', operation: 'test' });

export const webhookAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

export function webhookRoutes({ store, delivery }: World): Router {
  const router = Router({ mergeParams: true });
  router.use((request, _response, next) => {
    requireCompanyInPath(request);
    next();
  });

  router.get('/', (request, response) => {
    const { rows, meta } = pageOf(request, store.state.webhooks, PER_PAGE);
    response.json({ webhooks: rows, meta });
  });

  router.post('/', async (request, response) => {
    const { url } = read(request, z.object({ url: webhookAddress }));
    if (store.state.webhooks.length >= MAX_WEBHOOKS) throw badRequest(`A company can have ${MAX_WEBHOOKS} webhooks at most`);
    const webhook: Webhook = { id: store.state.nextWebhookId++, url, active: false };
    store.state.webhooks.push(webhook);
    await store.save();
    response.json({ webhook });
  });

  router.put('/:webhookId', async (request, response) => {
    const webhook = findWebhook(store.state, request);
    const { url = webhook.url, active = webhook.active } = read(
      request,
      z.object({ url: webhookAddress.optional(), active: flag.optional() }),
    );
    const needsPing = url !== webhook.url || (active && !webhook.active);
    if (needsPing) await mustAnswerPing(url, store.state);
    Object.assign(webhook, { url, active });
    await store.save();
    delivery.lookAgain();
    response.json({ webhook });
  });

  router.delete('/:webhookId', async (request, response) => {
    const webhook = findWebhook(store.state, request);
    store.state.webhooks.splice(store.state.webhooks.indexOf(webhook), 1);
    await store.save();
    response.status(204).end();
  });

  return router;
}

/** In both versions of the API. */
export async function mustAnswerPing(url: string, { settings }: PactState): Promise<void> {
  const status = await post(url, PING, AbortSignal.timeout(settings.webhook_timeout_ms));
  if (status !== 200) throw badRequest('The url must answer the test request with status 200');
}

function findWebhook(state: PactState, request: Request): Webhook {
  const id = idFrom(request, 'webhookId');
  const webhook = state.webhooks.find((row) => row.id === id);
  if (webhook === undefined) throw notFound(`Webhook ${id} not found`);
  return webhook;
}
