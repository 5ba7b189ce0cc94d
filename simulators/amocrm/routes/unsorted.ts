import { Router } from 'express';
import { z } from 'zod';
import { ApiRefusal } from '../http/errors.ts';
import { readObject } from '../http/input.ts';
import { ordered, oneOrNothing, pageOf } from '../http/list.ts';
import { applyFilters, oneOf } from '../http/query.ts';
import { checkResponsible } from '../http/card-body.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { link } from '../world/links.ts';
import { findCard, findPipeline, findStatus, firstStatus } from '../world/moment.ts';
import type { UnsortedItem } from '../world/state.ts';
import { accept, decline } from '../world/unsorted.ts';
import type { World } from '../world/world.ts';

const Acceptance = z.strictObject({ user_id: z.int().optional(), status_id: z.int().optional() });
const Refusal = z.strictObject({ user_id: z.int().optional() });
const LinkBody = z.strictObject({
  user_id: z.int().optional(),
  link: z.strictObject({
    entity_id: z.int(),
    entity_type: z.enum(['leads', 'contacts']),
    metadata: z.looseObject({ contact_id: z.int().optional() }).optional(),
  }),
});

/** `/leads/unsorted`: applications that nobody accepted yet; each owns a real lead already (facts/amocrm.md §10.6). */
export function unsortedRoutes(world: World): Router {
  return Router()
    .get('/leads/unsorted', route(world, list))
    .get(
      '/leads/unsorted/summary',
      route(world, ({ state }) => ({ status: 200, body: { total: state.unsorted.length, accepted: 0, declined: 0 } })),
    )
    .get(
      '/leads/unsorted/:uid',
      route(world, (call) => oneOrNothing(find(call), (item) => view(call, item))),
    )
    .post('/leads/unsorted/:uid/accept', route(world, acceptItem))
    .delete('/leads/unsorted/:uid/decline', route(world, declineItem))
    .post('/leads/unsorted/:uid/link', route(world, linkItem));
}

function list(call: Call): Answer {
  const kept = applyFilters(call.state.unsorted, call.query, {
    uid: oneOf((item) => item.uid),
    category: oneOf((item) => item.category),
    pipeline_id: oneOf((item) => item.pipeline_id),
  });
  const withIds = kept.map((item) => ({ ...item, id: item.lead_id }));
  const rows = ordered(withIds, call.query, { created_at: (item) => item.created_at, updated_at: (item) => item.created_at });
  return pageOf(call, { key: 'unsorted', rows, view: (item) => view(call, item) });
}

function acceptItem(call: Call): Answer {
  const item = findOr404(call);
  const pipeline = findPipeline(call.state, item.pipeline_id);
  const { body } = readObject(call.body ?? {}, Acceptance, ({ user_id, status_id }, refuse) => {
    checkResponsible(call.state, user_id, (code) => refuse(code, 'user_id'));
    if (status_id !== undefined && (pipeline === undefined || findStatus(pipeline, status_id)?.type !== 0))
      refuse('NotSupportedChoice', 'status_id');
  });
  const statusId = body.status_id ?? (pipeline && firstStatus(pipeline).id);
  accept(call.moment, item, { statusId, responsibleId: body.user_id });
  return { status: 200, body: taken(call, item) };
}

function declineItem(call: Call): Answer {
  const item = findOr404(call);
  readObject(call.body ?? {}, Refusal, ({ user_id }, refuse) => checkResponsible(call.state, user_id, (code) => refuse(code, 'user_id')));
  decline(call.moment, item);
  return { status: 200, body: taken(call, item) };
}

/** The application belongs to a lead that is there already: its contact goes over, the application is done with (assumed). */
function linkItem(call: Call): Answer {
  const item = findOr404(call);
  const { body } = readObject(call.body, LinkBody, ({ link: target }, refuse) => {
    if (findCard(call.state, target.entity_type, target.entity_id) === undefined) refuse('NotSupportedChoice', 'link.entity_id');
  });
  if (body.link.entity_type === 'leads') {
    for (const id of item.contact_ids) link(call.moment, { kind: 'leads', id: body.link.entity_id }, { kind: 'contacts', id }, undefined);
    decline(call.moment, item);
  } else link(call.moment, { kind: 'leads', id: item.lead_id }, { kind: 'contacts', id: body.link.entity_id }, undefined);
  return { status: 200, body: taken(call, item) };
}

const find = ({ state, params }: Call): UnsortedItem | undefined => state.unsorted.find(({ uid }) => uid === params['uid']);

function findOr404(call: Call): UnsortedItem {
  const item = find(call);
  if (item === undefined) throw new ApiRefusal(404, 'There is no such application in «Неразобранное»');
  return item;
}

function taken({ hrefs }: Call, { uid, pipeline_id, category, lead_id, contact_ids }: UnsortedItem): Record<string, unknown> {
  return {
    uid,
    pipeline_id,
    category,
    _embedded: {
      leads: [{ id: lead_id, _links: hrefs.self(`/leads/${lead_id}`) }],
      contacts: contact_ids.map((id) => ({ id, _links: hrefs.self(`/contacts/${id}`) })),
      companies: [],
    },
    _links: hrefs.self(`/leads/unsorted/${uid}`),
  };
}

function view(call: Call, item: UnsortedItem): Record<string, unknown> {
  const { uid, source_uid, source_name, category, pipeline_id, created_at, metadata } = item;
  const { _embedded, _links } = taken(call, item);
  return {
    uid,
    source_uid,
    source_name,
    category,
    pipeline_id,
    created_at,
    metadata,
    account_id: call.state.account.id,
    _links,
    _embedded,
  };
}
