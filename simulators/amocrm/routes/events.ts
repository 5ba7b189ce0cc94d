import { Router } from 'express';
import { queryRefusal } from '../http/errors.ts';
import { eventRules, EVENT_TYPES } from '../http/event-rules.ts';
import type { Hrefs } from '../http/hrefs.ts';
import { oneOrNothing, pageOf } from '../http/list.ts';
import { applyFilters, textOf, withOf } from '../http/query.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import type { EventEntity, EventRow, State } from '../world/state.ts';
import type { World } from '../world/world.ts';

const PLURAL: Record<EventEntity, string> = { lead: 'leads', contact: 'contacts', company: 'companies', task: 'tasks' };
const LANGUAGES = ['ru', 'en', 'es', 'pt'];

/** `/events` (facts/amocrm.md §7.2): newest first, 50 a page, 100 at the most. */
export function eventRoutes(world: World): Router {
  return Router()
    .get('/events', route(world, list))
    .get('/events/types', route(world, types))
    .get(
      '/events/:id',
      route(world, (call) =>
        oneOrNothing(
          listed(call).find(({ id }) => id === call.params['id']),
          (event) => view(call, event),
        ),
      ),
    );
}

function list(call: Call): Answer {
  const { filter } = call.query;
  if (typeof filter === 'object' && 'entity_id' in filter && !('entity' in filter))
    throw queryRefusal('filter.entity', 'This field is missing.');
  const rows = applyFilters(listed(call), call.query, eventRules).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return pageOf(call, { key: 'events', rows, view: (event) => view(call, event), max: 100, fallback: 50 });
}

/** A chat's event comes some seconds late (§7.4). */
const listed = ({ state, moment }: Call): EventRow[] => state.events.filter(({ listedFromMs = 0 }) => listedFromMs <= moment.nowMs);

function types({ query, hrefs }: Call): Answer {
  const language = textOf(query['language_code']) ?? 'ru';
  if (!LANGUAGES.includes(language)) throw queryRefusal('language_code');
  const all = EVENT_TYPES.map((key, place) => ({ key, type: place + 1, lang: key }));
  return { status: 200, body: { _total_items: all.length, _links: hrefs.plain('/events/types'), _embedded: { events_types: all } } };
}

function view({ state, hrefs, query }: Call, event: EventRow): Record<string, unknown> {
  const { talkContactId, listedFromMs: _, ...shown } = event;
  const { entity_id: id, entity_type: type } = event;
  const talk = talkContactId === undefined ? {} : { linked_talk_contact_id: talkContactId };
  return {
    ...shown,
    account_id: state.account.id,
    _links: hrefs.plain(`/events/${event.id}`),
    _embedded: { entity: { id, ...entityName(state, withOf(query), event), ...talk, _links: entityLinks(hrefs, type, id) } },
  };
}

const entityLinks = (hrefs: Hrefs, type: EventEntity, id: number): { self: { href: string } } => hrefs.plain(`/${PLURAL[type]}/${id}`);

/** `with=lead_name` and its like put the card's name into the embedded entity. */
function entityName(state: State, wanted: Set<string>, { entity_type: type, entity_id }: EventRow): { name?: string } {
  if (type === 'task' || !wanted.has(`${type}_name`)) return {};
  const cards = { lead: state.leads, contact: state.contacts, company: state.companies }[type];
  return { name: cards.find(({ id }) => id === entity_id)?.name ?? '' };
}
