import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { State } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { act, ActBody } from './acts.ts';
import { describeState } from './describe.ts';
import { firstMessage, FirstMessageBody, setAutoLead, AutoLeadBody } from './first-message.ts';
import { pay, PayBody } from './pay.ts';
import { Sorry } from './sorry.ts';

/** What a control says when it is done. */
type Told = Record<string, unknown>;

const ResetBody = z.strictObject({
  without: z.array(z.enum(['leadField', 'apiFilter'])).optional(),
  without_enum: z.array(z.string()).optional(),
});
const ClockBody = z.strictObject({ advance_seconds: z.number().nonnegative().optional(), follow: z.url().nullable().optional() });
const OutageBody = z.strictObject({ on: z.boolean() });
const SettingsBody = z.strictObject({ api_author: z.enum(['user', 'robot']) });

/** Every control, for `GET /_sim/` and for who asks for one that is not there. */
const CONTROLS = [
  'POST /_sim/reset {"without":["leadField","apiFilter"],"without_enum":["Ждёт менеджера"]}',
  'POST /_sim/clock {"advance_seconds":N} | {"follow":"http://…"|null}',
  'POST /_sim/act {"as":"anna|boris|senior|estafeta|robot","do":"move|set-field|assign|note|open|accept|complete-task|create-lead|delete|restore","lead","stage"|"field","value"|"to"|"text"|"task"|"phone","name","price"}',
  'POST /_sim/auto-lead {"after_seconds":3,"stage":"Новая заявка","always":false} | {"on":false}',
  'POST /_sim/first-message {"phone","name"}',
  'POST /_sim/pay {"lead"}',
  'POST /_sim/outage {"on":true}',
  'POST /_sim/settings {"api_author":"user|robot"}',
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
    .get('/journal', (req, res) => void res.json(journal(world.state, req.query)));

  // The first four do without the time: they must work when a clock we follow is gone.
  post('/reset', ResetBody, async (body) => {
    world.store.reset(await world.clock.baseMs(), body);
    return { reset: true };
  });
  post('/clock', ClockBody, async ({ advance_seconds, follow }) => {
    if (follow !== undefined) await world.clock.follow(follow).catch(sorry('The clock cannot be followed'));
    world.clock.advance(advance_seconds ?? 0);
    await world.firstMessages.look();
    return { nowMs: await world.clock.nowMs() };
  });
  post('/outage', OutageBody, ({ on }, state) => {
    state.outage = on;
    return { outage: on };
  });
  post('/settings', SettingsBody, ({ api_author }, state) => {
    state.apiAuthorInWebhooks = api_author;
    return { api_author };
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

const sorry =
  (what: string) =>
  (error: unknown): never => {
    throw new Sorry(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  };

function journal(state: State, query: Record<string, unknown>): Told {
  const { method, path, since } = query;
  const entries = state.journal.filter(
    (entry) =>
      (typeof method !== 'string' || entry.method === method.toUpperCase()) &&
      (typeof path !== 'string' || entry.path.startsWith(path)) &&
      (typeof since !== 'string' || entry.seq > Number(since)),
  );
  return { entries, acts: state.acts, failedDeliveries: state.failedDeliveries };
}
