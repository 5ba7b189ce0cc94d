import { Router } from 'express';
import { z } from 'zod';
import { readBatch } from '../http/input.ts';
import { pageOf, written } from '../http/list.ts';
import { applyFilters, oneOf, oneText, textOf } from '../http/query.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { tagNamed } from '../world/cards.ts';
import { nextId } from '../world/moment.ts';
import { ENTITY_KINDS, type EntityKind } from '../world/state.ts';
import type { World } from '../world/world.ts';

const NewTag = z.strictObject({
  name: z.string().min(1),
  color: z.string().nullish(),
  request_id: z.union([z.string(), z.number()]).optional(),
});

/** The dictionaries of tags, one per kind of card (facts/amocrm.md §10.3). */
export function tagRoutes(world: World): Router {
  const router = Router();
  for (const kind of ENTITY_KINDS) {
    router
      .get(
        `/${kind}/tags`,
        route(world, (call) => list(call, kind)),
      )
      .post(
        `/${kind}/tags`,
        route(world, (call) => create(call, kind)),
      );
  }
  return router;
}

function list(call: Call, kind: EntityKind): Answer {
  const text = textOf(call.query['query'])?.toLowerCase() ?? '';
  const found = call.state.tags.filter((tag) => tag.entity_type === kind && tag.name.toLowerCase().includes(text));
  const rows = applyFilters(found, call.query, { id: oneOf((tag) => tag.id), name: oneText((tag) => tag.name) });
  return pageOf(call, { key: 'tags', rows, view: ({ id, name, color }) => ({ id, name, color }) });
}

/** An existing name answers with its id. */
function create(call: Call, kind: EntityKind): Answer {
  const { state } = call;
  const elements = readBatch(call.body, NewTag, ({ color }, refuse) => {
    if (typeof color === 'string' && kind !== 'leads') refuse('FieldNotExpected', 'color');
  });
  const made = elements.map(({ body, request_id }) => {
    const id = tagNamed(state, kind, body.name, () => nextId(state, 'tags'));
    const tag = state.tags.find((one) => one.id === id);
    if (tag !== undefined && typeof body.color === 'string') tag.color = body.color;
    return { id, name: body.name, color: tag?.color ?? null, request_id };
  });
  return written(call, 'tags', made);
}
