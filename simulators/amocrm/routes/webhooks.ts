import { Router } from 'express';
import { z } from 'zod';
import { ApiRefusal, queryRefusal } from '../http/errors.ts';
import { readObject, type Refuse } from '../http/input.ts';
import { allOf } from '../http/list.ts';
import { applyFilters, oneText } from '../http/query.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { HOOK_NAMES } from '../world/hooks.ts';
import { nextId, secondsOf } from '../world/moment.ts';
import type { Webhook } from '../world/state.ts';
import type { World } from '../world/world.ts';

const SUBSCRIPTIONS_MAX = 100;
const Subscription = z.strictObject({ destination: z.string().min(1), settings: z.array(z.string()), sort: z.int().optional() });
const Removal = z.strictObject({ destination: z.string().min(1) });

/** `/webhooks`: one object per subscription, told apart by its destination (facts/amocrm.md §8.1). */
export function webhookRoutes(world: World): Router {
  return Router().get('/webhooks', route(world, list)).post('/webhooks', route(world, subscribe)).delete('/webhooks', route(world, remove));
}

function list(call: Call): Answer {
  const rows = applyFilters(call.state.webhooks, call.query, { destination: oneText((webhook) => webhook.destination) });
  return allOf(
    call,
    'webhooks',
    rows.map((webhook) => view(call, webhook)),
  );
}

/** The same destination again has its settings replaced. */
function subscribe(call: Call): Answer {
  const { state, moment, body } = call;
  const { body: sent } = readObject(body, Subscription, check);
  const now = secondsOf(moment);
  let webhook = state.webhooks.find(({ destination }) => destination === sent.destination);
  if (webhook === undefined) {
    if (state.webhooks.length >= SUBSCRIPTIONS_MAX) throw queryRefusal('destination', `At most ${SUBSCRIPTIONS_MAX} webhooks.`);
    const place = state.webhooks.length + 1;
    webhook = {
      id: nextId(state, 'webhooks'),
      destination: sent.destination,
      settings: [],
      sort: place,
      disabled: false,
      created_at: now,
      updated_at: now,
      created_by: moment.by,
      failuresAtMs: [],
    };
    state.webhooks.push(webhook);
  }
  Object.assign(webhook, { settings: [...new Set(sent.settings)], sort: sent.sort ?? webhook.sort, updated_at: now });
  return { status: 201, body: view(call, webhook) };
}

function remove({ state, body }: Call): Answer {
  const { body: sent } = readObject(body, Removal, () => undefined);
  const rest = state.webhooks.filter(({ destination }) => destination !== sent.destination);
  if (rest.length === state.webhooks.length) throw new ApiRefusal(404, 'There is no webhook with this destination');
  state.webhooks = rest;
  state.pending = state.pending.filter(({ destination }) => destination !== sent.destination);
  return { status: 204 };
}

function check({ destination, settings }: z.infer<typeof Subscription>, refuse: Refuse): void {
  const url = URL.canParse(destination) ? new URL(destination) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) refuse('InvalidValue', 'destination', 'Invalid URL');
  if (settings.length === 0) refuse('NotBlank', 'settings');
  for (const [place, name] of settings.entries())
    if (!HOOK_NAMES.some((known) => known === name)) refuse('NotSupportedChoice', `settings.${place}`);
}

function view(
  { state }: Call,
  { id, destination, created_at, updated_at, created_by, sort, disabled, settings }: Webhook,
): Record<string, unknown> {
  return { id, destination, created_at, updated_at, account_id: state.account.id, created_by, sort, disabled, settings };
}
