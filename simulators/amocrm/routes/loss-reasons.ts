import { Router } from 'express';
import { z } from 'zod';
import { pathId, readBatch } from '../http/input.ts';
import { oneOrNothing, pageOf, written } from '../http/list.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { nextId, secondsOf } from '../world/moment.ts';
import type { LossReason } from '../world/state.ts';
import type { World } from '../world/world.ts';

const NewReason = z.strictObject({
  name: z.string().min(1),
  sort: z.int().optional(),
  request_id: z.union([z.string(), z.number()]).optional(),
});

/** `/leads/loss_reasons` (facts/amocrm.md §4.6). */
export function lossReasonRoutes(world: World): Router {
  return Router()
    .get(
      '/leads/loss_reasons',
      route(world, (call) => pageOf(call, { key: 'loss_reasons', rows: call.state.loss_reasons, view: (reason) => view(call, reason) })),
    )
    .post('/leads/loss_reasons', route(world, create))
    .get(
      '/leads/loss_reasons/:id',
      route(world, (call) =>
        oneOrNothing(
          call.state.loss_reasons.find(({ id }) => id === pathId(call.params)),
          (reason) => view(call, reason),
        ),
      ),
    );
}

function create(call: Call): Answer {
  const { state, moment } = call;
  const now = secondsOf(moment);
  const made = readBatch(call.body, NewReason, () => undefined).map(({ body: { name, sort }, request_id }) => {
    const reason = {
      id: nextId(state, 'lossReasons'),
      name,
      sort: sort ?? (state.loss_reasons.length + 1) * 100,
      created_at: now,
      updated_at: now,
    };
    state.loss_reasons.push(reason);
    return { ...view(call, reason), request_id };
  });
  return written(call, 'loss_reasons', made);
}

const view = ({ hrefs }: Call, reason: LossReason): Record<string, unknown> => ({
  ...reason,
  _links: hrefs.self(`/leads/loss_reasons/${reason.id}`),
});
