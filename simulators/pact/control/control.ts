import { Router } from 'express';
import { z } from 'zod';
import { flag, int, read, readStrictly } from '../http/input.ts';
import { badRequest } from '../http/errors.ts';
import { authOf } from '../world/channels.ts';
import { conversationOf } from '../world/conversations.ts';
import { settingsSchema } from '../world/settings.ts';
import { PROVIDERS } from '../world/state.ts';
import { authView } from '../world/views.ts';
import type { World } from '../world/world.ts';
import { streamEvents } from './events.ts';
import { faultRoutes } from './faults.ts';
import { peopleRoutes, personPhone } from './people.ts';
import { sendsOf, transcriptOf, writtenByPeople } from './transcript.ts';

/** What GET /_sim/ answers; a person without the README finds every control here. */
const CONTROLS = {
  'POST /_sim/reset': 'back to the seed',
  'POST /_sim/clock': '{"advance_seconds":60} or {"follow":"http://…"} (asked for { nowMs } each time; null = own clock again)',
  'GET|POST /_sim/settings': 'the unknowns of the real Pact, e.g. {"echo":"before","delay_ms":500}',
  'POST /_sim/guest-message':
    '{"phone","name","text"|null,"attachments":[{"kind":"photo|voice|video|document|sticker"}],"replied_to_id","provider","hidden_phone"}',
  'POST /_sim/edit-message': '{"id","text"}',
  'POST /_sim/manager-message': '{"phone","text","surface":"pact|amo|phone","bulk":false,"as":"anna|…|robot"}',
  'POST /_sim/message-status': '{"id","status":"sent|delivered|read|error","reason"}',
  'POST /_sim/outage': '{"on":true}: the API answers 502',
  'GET /_sim/conversation?phone=': 'the transcript, with who wrote what',
  'GET /_sim/events?phone=': 'Server-Sent Events: each new or changed message',
  'POST /_sim/channel': '{"provider":"whatsapp","state":"enabled|disabled"}',
  'GET|POST|DELETE /_sim/faults':
    '{"faults":[{"method","path":"/api/p2/messages*","kind":"status|html|lost|slow|reset","status","times","every","delay_ms","retry_after_seconds"}],"webhooks":{"drop","repeat","reorder"}}',
  'GET /_sim/journal': 'what people wrote, accepted sends, webhook deliveries, refused by the limits, faults, unknown requests',
};

export function controlRoutes(world: World): Router {
  const { store, clock, journal, delivery, acts, context } = world;
  const router = Router();

  router.get('/', (_request, response) => {
    response.json({ simulator: 'pact', controls: CONTROLS });
  });

  router.post('/reset', async (_request, response) => {
    await world.reset();
    response.json({ ok: true });
  });

  router.post('/clock', async (request, response) => {
    const { advance_seconds: seconds, follow } = read(
      request,
      z.object({ advance_seconds: int.pipe(z.int().min(0)).optional(), follow: z.url().nullish() }),
    );
    if (seconds === undefined && follow === undefined) throw badRequest('advance_seconds or follow is required');
    if (follow !== undefined) {
      await clock.follow(follow).catch((error: unknown) => {
        throw badRequest(`follow: ${error instanceof Error ? error.message : 'no answer'}`);
      });
    }
    if (seconds !== undefined) await clock.advance(seconds);
    delivery.lookAgain();
    response.json({ now_ms: await clock.nowMs() });
  });

  router.get('/settings', (_request, response) => {
    response.json(store.state.settings);
  });

  router.post('/settings', async (request, response) => {
    Object.assign(store.state.settings, readStrictly(request, settingsSchema.partial()));
    await store.save();
    response.json(store.state.settings);
  });

  router.post('/outage', async (request, response) => {
    store.state.outage = read(request, z.object({ on: flag })).on;
    await store.save();
    response.json({ on: store.state.outage });
  });

  router.get('/conversation', (request, response) => {
    const { phone, provider } = read(request, z.object({ phone: personPhone, provider: z.enum(PROVIDERS).optional() }));
    response.json(transcriptOf(conversationOf(store.state, phone, provider), context()));
  });

  router.get('/journal', (_request, response) => {
    response.json({
      written: writtenByPeople(context()),
      sends: sendsOf(context()),
      deliveries: journal.deliveries,
      limited_requests: journal.limitedRequests,
      faults_fired: journal.faultsFired,
      unknown_requests: journal.unknownRequests,
    });
  });

  router.get('/events', (request, response) => streamEvents(world, request, response));

  router.post('/channel', async (request, response) => {
    const { provider, state } = read(request, z.object({ provider: z.enum(PROVIDERS), state: z.enum(['enabled', 'disabled']) }));
    const auth = authOf(store.state, provider);
    if (auth === undefined) throw badRequest(`provider: the company has no ${provider} channel; a guest's first message there makes it`);
    await acts.setChannelState(auth, state);
    response.json({ auth: authView(auth) });
  });

  router.use('/faults', faultRoutes(world));
  router.use(peopleRoutes(world));
  return router;
}
