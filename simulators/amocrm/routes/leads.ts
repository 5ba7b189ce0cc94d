import { Router } from 'express';
import { z } from 'zod';
import { cardChange, cardKeys, checkCard, SentTags } from '../http/card-body.ts';
import { ruleRefusal } from '../http/errors.ts';
import { pathId, readBatch, readObject, requiredId, type Element, type Refuse } from '../http/input.ts';
import { oneOrNothing, ordered, pageOf, written } from '../http/list.ts';
import { withOf } from '../http/query.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { filterCards, matches } from '../http/search.ts';
import { checkLinks, checkPlace, leadRules, losesWithoutBeingLost } from '../http/lead-rules.ts';
import { readFields } from '../http/values.ts';
import { leadView } from '../http/views.ts';
import { changeLead, createLead, type LeadChange } from '../world/leads.ts';
import { findCard } from '../world/moment.ts';
import type { Lead, State } from '../world/state.ts';
import type { World } from '../world/world.ts';

const keys = {
  ...cardKeys,
  price: z.int().nonnegative().optional(),
  pipeline_id: z.int().optional(),
  status_id: z.int().optional(),
  loss_reason_id: z.int().nullish(),
  closed_at: z.int().nullish(),
  score: z.unknown().optional(),
  labor_cost: z.unknown().optional(),
};
const LinkedContact = z.strictObject({ id: z.int(), is_main: z.boolean().optional(), _links: z.unknown().optional() });
const LinkedCompany = z.strictObject({ id: z.int(), _links: z.unknown().optional() });
const NewLead = z.strictObject({
  ...keys,
  _embedded: z
    .strictObject({
      tags: SentTags.nullish(),
      contacts: z.array(LinkedContact).optional(),
      companies: z.array(LinkedCompany).max(1).optional(),
      source: z.unknown().optional(),
    })
    .optional(),
});
/** A PATCH carries only tags; contacts and companies go through the links API (facts/amocrm.md §4.3). */
const LeadPatch = z.strictObject({ ...keys, _embedded: z.strictObject({ tags: SentTags.nullish() }).optional() });

/** `/leads` (facts/amocrm.md §4). */
export function leadRoutes(world: World): Router {
  return Router()
    .get('/leads', route(world, list))
    .post('/leads', route(world, create))
    .patch('/leads', route(world, changeMany))
    .get(
      '/leads/:id',
      route(world, (call) =>
        oneOrNothing(findCard(call.state, 'leads', pathId(call.params)), (lead) =>
          leadView(call.state, call.hrefs, withOf(call.query), lead),
        ),
      ),
    )
    .patch('/leads/:id', route(world, changeOne));
}

function list(call: Call): Answer {
  const { state, query, hrefs } = call;
  const wanted = withOf(query);
  if (wanted.has('only_deleted')) {
    const trashed = state.leads.filter(({ is_deleted }) => is_deleted);
    return pageOf(call, {
      key: 'leads',
      rows: trashed,
      view: ({ id, updated_at, updated_by }) => ({ id, updated_at, updated_by, is_deleted: true, _links: hrefs.self(`/leads/${id}`) }),
    });
  }
  const found = state.leads.filter(({ is_deleted }) => !is_deleted).filter(matches(call.moment, 'leads', query));
  const rows = ordered(filterCards<'leads'>(state, found, query, leadRules(state)), query, {
    created_at: (lead) => lead.created_at,
    updated_at: (lead) => lead.updated_at,
  });
  return pageOf(call, { key: 'leads', rows, view: (lead) => leadView(state, hrefs, wanted, lead) });
}

function create(call: Call): Answer {
  const { state, moment } = call;
  const elements = readBatch(call.body, NewLead, (sent, refuse) => {
    check(state, sent, refuse);
    checkLinks(state, sent._embedded, refuse);
  });
  refuseLossReasons(elements.map(({ body, request_id }) => ({ body, key: request_id, lead: undefined })));
  const made = elements.map(({ body: sent, request_id }) => {
    const contacts = sent._embedded?.contacts ?? [];
    const main = contacts.find(({ is_main }) => is_main === true)?.id ?? contacts[0]?.id;
    const lead = createLead(
      { ...moment, by: sent.created_by ?? moment.by },
      {
        ...changeOf(state, sent, []),
        contacts: contacts.map(({ id }) => ({ id, is_main: id === main })),
        company_id: sent._embedded?.companies?.[0]?.id ?? null,
      },
    );
    return { id: lead.id, request_id, _links: call.hrefs.self(`/leads/${lead.id}`) };
  });
  return written(call, 'leads', made);
}

function changeMany(call: Call): Answer {
  const elements = readBatch(call.body, LeadPatch, (sent, refuse) => checkPatch(call.state, sent, sent.id, refuse));
  return written(call, 'leads', change(call, elements));
}

function changeOne(call: Call): Answer {
  const id = pathId(call.params);
  const element = readObject(call.body, LeadPatch, (sent, refuse) => checkPatch(call.state, sent, id, refuse));
  const [item] = change(call, [{ ...element, body: { ...element.body, id } }]);
  return { status: 200, body: item };
}

function change(call: Call, elements: readonly Element<z.infer<typeof LeadPatch>>[]): Record<string, unknown>[] {
  const { state, moment, hrefs } = call;
  const changes = elements.flatMap(({ body, request_id }) => {
    const lead = findCard(state, 'leads', requiredId(body.id));
    return lead === undefined ? [] : [{ lead, body, request_id, key: String(lead.id) }];
  });
  refuseLossReasons(changes);
  return changes.map(({ lead, body, request_id }) => {
    changeLead({ ...moment, by: body.updated_by ?? moment.by }, lead, changeOf(state, body, lead.tag_ids));
    return { id: lead.id, updated_at: lead.updated_at, request_id, _links: hrefs.self(`/leads/${lead.id}`) };
  });
}

function checkPatch(state: State, sent: z.infer<typeof LeadPatch>, id: number | undefined, refuse: Refuse): void {
  const lead = id === undefined ? undefined : findCard(state, 'leads', id);
  if (id === undefined) refuse('FieldMissing', 'id');
  else if (lead === undefined) refuse('NotSupportedChoice', 'id');
  else check(state, sent, refuse, lead);
}

function check(state: State, sent: z.infer<typeof NewLead> | z.infer<typeof LeadPatch>, refuse: Refuse, current?: Lead): void {
  checkCard(state, 'leads', sent, refuse);
  checkPlace(state, sent, refuse, current);
  readFields(state, 'leads', sent.custom_fields_values, refuse);
}

/** A business rule, answered in its own shape after everything else is in order (§1.7). */
function refuseLossReasons(items: readonly { body: z.infer<typeof LeadPatch>; key: string; lead: Lead | undefined }[]): void {
  const wrong = items
    .filter(({ body, lead }) => losesWithoutBeingLost(body, lead))
    .map(({ key }) => [key, 'Loss reason can be specified only for lost lead']);
  if (wrong.length > 0) throw ruleRefusal(Object.fromEntries(wrong) as Record<string, string>);
}

function changeOf(state: State, sent: z.infer<typeof NewLead> | z.infer<typeof LeadPatch>, tags: readonly number[]): LeadChange {
  const { price, pipeline_id, status_id, loss_reason_id, closed_at } = sent;
  const fields = readFields(state, 'leads', sent.custom_fields_values, () => undefined);
  return { ...cardChange(state, 'leads', sent, fields, tags), price, pipeline_id, status_id, loss_reason_id, closed_at };
}
