import { Router } from 'express';
import { z } from 'zod';
import { queryRefusal } from '../http/errors.ts';
import { pathId, readBatch, type Refuse } from '../http/input.ts';
import { allOf, written } from '../http/list.ts';
import { applyFilters, listOf, oneOf } from '../http/query.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { link, linkable, linksOf, unlink, type End, type Link } from '../world/links.ts';
import { findCard } from '../world/moment.ts';
import { ENTITY_KINDS, type EntityKind, type State } from '../world/state.ts';
import type { World } from '../world/world.ts';

const SentLink = z.strictObject({
  entity_id: z.int().optional(),
  to_entity_id: z.int(),
  to_entity_type: z.enum(ENTITY_KINDS),
  metadata: z.looseObject({ is_main: z.boolean().optional() }).nullish(),
  request_id: z.union([z.string(), z.number()]).optional(),
});
type Sent = z.infer<typeof SentLink>;

/** `links`, `link`, `unlink` of one card or of many (facts/amocrm.md §4.5). */
export function linkRoutes(world: World): Router {
  const router = Router();
  for (const kind of ENTITY_KINDS) {
    router
      .get(
        `/${kind}/links`,
        route(world, (call) => list(call, kind, asked(call), view)),
      )
      .post(
        `/${kind}/link`,
        route(world, (call) => makeLinks(call, kind)),
      )
      .post(
        `/${kind}/unlink`,
        route(world, (call) => dropLinks(call, kind)),
      )
      .get(
        `/${kind}/:id/links`,
        route(world, (call) => list(call, kind, [pathId(call.params)], viewOfOne)),
      )
      .post(
        `/${kind}/:id/link`,
        route(world, (call) => makeLinks(call, kind, pathId(call.params))),
      )
      .post(
        `/${kind}/:id/unlink`,
        route(world, (call) => dropLinks(call, kind, pathId(call.params))),
      );
  }
  return router;
}

/** The mass form cannot do without its ids. */
function asked({ query }: Call): number[] {
  const { filter } = query;
  const ids = typeof filter === 'object' && !Array.isArray(filter) ? listOf(filter['entity_id']).map(Number) : [];
  if (ids.length === 0) throw queryRefusal('filter.entity_id', 'This field is missing.');
  return ids;
}

function list(call: Call, kind: EntityKind, ids: readonly number[], show: (link: Link) => Record<string, unknown>): Answer {
  const all = ids.flatMap((id) => linksOf(call.state, { kind, id }));
  const kept = applyFilters(all, call.query, {
    entity_id: oneOf(({ from }) => from.id),
    to_entity_id: oneOf(({ to }) => to.id),
    to_entity_type: oneOf(({ to }) => to.kind),
  });
  return allOf(call, 'links', kept.map(show));
}

function makeLinks(call: Call, kind: EntityKind, id?: number): Answer {
  const pairs = readPairs(call, kind, id);
  for (const { from, to, isMain } of pairs) link(call.moment, from, to, isMain);
  const made = pairs.map(({ from, to }) => linksOf(call.state, from).find((one) => one.to.kind === to.kind && one.to.id === to.id));
  return written(
    call,
    'links',
    made.flatMap((one) => (one === undefined ? [] : [view(one)])),
  );
}

function dropLinks(call: Call, kind: EntityKind, id?: number): Answer {
  for (const { from, to } of readPairs(call, kind, id)) unlink(call.moment, from, to);
  return { status: 204 };
}

function readPairs({ state, body }: Call, kind: EntityKind, id: number | undefined): { from: End; to: End; isMain: boolean | undefined }[] {
  const elements = readBatch(body, SentLink, (sent, refuse) => check(state, kind, id ?? sent.entity_id, sent, refuse));
  return elements.map(({ body: sent }) => ({
    from: { kind, id: id ?? sent.entity_id ?? 0 },
    to: { kind: sent.to_entity_type, id: sent.to_entity_id },
    isMain: sent.metadata?.is_main,
  }));
}

function check(state: State, kind: EntityKind, id: number | undefined, sent: Sent, refuse: Refuse): void {
  if (id === undefined) refuse('FieldMissing', 'entity_id');
  else if (findCard(state, kind, id) === undefined) refuse('NotSupportedChoice', 'entity_id');
  if (!linkable(kind, sent.to_entity_type)) refuse('NotSupportedChoice', 'to_entity_type');
  else if (findCard(state, sent.to_entity_type, sent.to_entity_id) === undefined) refuse('NotSupportedChoice', 'to_entity_id');
}

/** Whose link it is, is said where it is not plain from the path: in the mass form and when it was written. */
function view(link: Link): Record<string, unknown> {
  return { entity_id: link.from.id, entity_type: link.from.kind, ...viewOfOne(link) };
}

/** Written as `is_main`, read as `main_contact`. */
function viewOfOne({ to, isMain }: Link): Record<string, unknown> {
  return { to_entity_id: to.id, to_entity_type: to.kind, metadata: isMain === null ? null : { main_contact: isMain } };
}
