import { setTimeout as wait } from 'node:timers/promises';
import { Router, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import type { State } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { act, ActBody } from './acts.ts';
import { agree, AuthorizeBody, authToken, AuthTokenBody } from './auth.ts';
import { chatMessage, ChatMessageBody } from './chat-message.ts';
import { describeState } from './describe.ts';
import { FaultsBody, setFaults, showFaults } from './faults.ts';
import { firstMessage, FirstMessageBody, setAutoLead, AutoLeadBody } from './first-message.ts';
import { readJournal } from './journal.ts';
import { pay, PayBody } from './pay.ts';
import { LimitsBody, setLimits, setSettings, SettingsBody } from './settings.ts';
import { Sorry } from './sorry.ts';

/** How long a clock that is moved waits for webhooks. */
const DELIVERIES_WITHIN_MS = 5000;

/** What a control says when it is done. */
type Told = Record<string, unknown>;

const ResetBody = z.strictObject({
  without: z.array(z.enum(['leadField', 'apiFilter'])).optional(),
  without_enum: z.array(z.string()).optional(),
});
const ClockBody = z.strictObject({ advance_seconds: z.number().nonnegative().optional(), follow: z.url().nullable().optional() });
const OutageBody = z.strictObject({ on: z.boolean() });

/** Every control, for `GET /_sim/` and for who asks for one that is not there. */
const CONTROLS = [
  'POST /_sim/reset {"without":["leadField","apiFilter"],"without_enum":["Ждёт менеджера"]}',
  'POST /_sim/clock {"advance_seconds":N} | {"follow":"http://…"|null}',
  'POST /_sim/act {"as":"anna|boris|senior|estafeta|robot","do":"move|set-field|assign|note|open|accept|complete-task|create-lead|delete|restore|enable-webhook","lead","stage"|"field","value"|"to"|"text"|"task"|"phone","name","price"|"destination"}',
  'POST /_sim/auto-lead {"after_seconds":3,"stage":"Новая заявка","always":false} | {"on":false}',
  'POST /_sim/first-message {"phone","name"}',
  'POST /_sim/chat-message {"phone","surface":"client|amo|api|pact|phone","as":"anna|…|robot"}',
  'POST /_sim/pay {"lead"}',
  'POST /_sim/outage {"on":true}',
  'POST /_sim/settings {"api_author":"user|robot","outside_author":"robot|responsible","chat_lag_seconds":2,"search_lag_seconds":0}',
  'POST /_sim/limits {"on":true,"ban_after":N|null,"banned":false}',
  'POST /_sim/authorize {"state"}',
  'POST /_sim/auth-token {"as":"anna","lead"}',
  'POST /_sim/faults {"faults":[{"method","path":"/api/v4/leads*","kind":"status|html|lost|slow|reset","status","times","every","delay_ms","retry_after_seconds"}],"webhooks":{"drop":N,"repeat":N,"reorder":true}}',
  'GET /_sim/faults',
  'DELETE /_sim/faults',
  'GET /_sim/state',
  'GET /_sim/journal[?method=POST&path=/api/v4/tasks&since=SEQ]',
];

/** `/_sim`: what no API has — time, people, robots and trouble (facts/simulators.md, «Control»). */
export function controlRoutes(world: World): Router {
  const post = <T>(path: string, schema: z.ZodType<T>, carryOut: (body: T, state: State) => Told | Promise<Told>): void => {
    router.post(path, control(world, schema, carryOut));
  };
  const router = Router()
    .get('/', (_req, res) => void res.json({ controls: CONTROLS }))
    .get('/state', (_req, res) => void res.json(describeState(world.state)))
    .get(
      '/journal',
      asked(world, ({ query }, state) => readJournal(state, query)),
    )
    .get(
      '/faults',
      asked(world, (_req, state) => showFaults(state)),
    )
    .delete(
      '/faults',
      control(world, z.unknown(), (_body, state) => setFaults(state, {})),
    );

  // The first ones do without the time: they must work when a clock we follow is gone.
  post('/reset', ResetBody, async (body) => {
    world.reset(await world.clock.baseMs(), body);
    return { reset: true };
  });
  post('/clock', ClockBody, async ({ advance_seconds, follow }) => {
    await delivered(world); // what is under way is of the time before
    if (follow !== undefined) await world.clock.follow(follow).catch(sorry('The clock cannot be followed'));
    world.clock.advance(advance_seconds ?? 0);
    await world.firstMessages.look();
    await world.store.save();
    await delivered(world);
    return { nowMs: await world.clock.nowMs() };
  });
  post('/outage', OutageBody, ({ on }, state) => {
    state.outage = on;
    return { outage: on };
  });
  post('/settings', SettingsBody, (body, state) => setSettings(state, body));
  post('/limits', LimitsBody, (body, state) => setLimits(state, body));
  post('/faults', FaultsBody, (body, state) => setFaults(state, body));
  post('/authorize', AuthorizeBody, async (body) => {
    const nowMs = await world.clock.nowMs();
    return agree(world.state, nowMs, body);
  });
  post('/auth-token', AuthTokenBody, async (body) => {
    const nowMs = await world.clock.nowMs();
    return authToken(world.state, nowMs, body);
  });
  post('/act', ActBody, async (body) => {
    const nowMs = await world.clock.nowMs();
    return act(world.state, nowMs, body);
  });
  post('/pay', PayBody, async (body) => {
    const nowMs = await world.clock.nowMs();
    return pay(world.state, nowMs, body);
  });
  post('/auto-lead', AutoLeadBody, (body, state) => setAutoLead(state, body));
  post('/first-message', FirstMessageBody, async (body) => {
    const nowMs = await world.clock.nowMs();
    const told = firstMessage(world.state, nowMs, body);
    await world.firstMessages.look();
    return told;
  });
  post('/chat-message', ChatMessageBody, async (body) => {
    const nowMs = await world.clock.nowMs();
    return chatMessage(world.state, nowMs, body);
  });
  router.use((req, res) => void res.status(404).json({ error: `There is no control ${req.method} /_sim${req.path}`, controls: CONTROLS }));
  return router;
}

function control<T>(world: World, schema: z.ZodType<T>, carryOut: (body: T, state: State) => Told | Promise<Told>): RequestHandler {
  return async (req, res) => {
    try {
      const parsed = schema.safeParse(req.body ?? {});
      if (!parsed.success) throw new Sorry(z.prettifyError(parsed.error), 400);
      const told = await carryOut(parsed.data, world.state);
      await world.changed();
      res.json(told);
    } catch (error) {
      if (!(error instanceof Sorry)) throw error;
      res.status(error.status).json({ error: error.message });
    }
  };
}

/** Every webhook that is due has been tried, so that what follows happens in one order only. */
const delivered = (world: World): Promise<void> =>
  Promise.race([world.delivery.settled(), wait(DELIVERIES_WITHIN_MS, undefined, { ref: false })]);

/** A look without a body. */
function asked(world: World, tell: (req: Request, state: State) => Told): RequestHandler {
  return (req, res) => {
    try {
      res.json(tell(req, world.state));
    } catch (error) {
      if (!(error instanceof Sorry)) throw error;
      res.status(error.status).json({ error: error.message });
    }
  };
}

const sorry =
  (what: string) =>
  (error: unknown): never => {
    throw new Sorry(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  };
