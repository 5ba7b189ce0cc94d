import { Router } from 'express';
import { z } from 'zod';
import { cardChange, cardKeys, checkCard, SentTags } from '../http/card-body.ts';
import { pathId, readBatch, readObject, requiredId, type Element, type Refuse } from '../http/input.ts';
import { oneOrNothing, ordered, pageOf, written } from '../http/list.ts';
import { withOf } from '../http/query.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { cardRules, filterCards, matches } from '../http/search.ts';
import { readFields } from '../http/values.ts';
import { companyView, contactView } from '../http/views.ts';
import { changeCompany, changeContact, createCompany, createContact, type ContactChange } from '../world/contacts.ts';
import { cardsOf, findCard } from '../world/moment.ts';
import type { Company, State } from '../world/state.ts';
import type { World } from '../world/world.ts';

type Kind = 'contacts' | 'companies';

const embedded = z.strictObject({ tags: SentTags.nullish() }).optional();
const ContactBody = z.strictObject({
  ...cardKeys,
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  is_unsorted: z.unknown().optional(),
  _embedded: embedded,
});
const CompanyBody = z.strictObject({ ...cardKeys, is_unsorted: z.unknown().optional(), _embedded: embedded });
type Sent = z.infer<typeof ContactBody>;
const SCHEMAS: Record<Kind, z.ZodType<Sent>> = { contacts: ContactBody, companies: CompanyBody };

/** `/contacts` and `/companies`: the same API, companies without first and last names (facts/amocrm.md §3). */
export function contactRoutes(world: World): Router {
  const router = Router();
  for (const kind of ['contacts', 'companies'] as const) {
    router
      .get(
        `/${kind}`,
        route(world, (call) => list(call, kind)),
      )
      .post(
        `/${kind}`,
        route(world, (call) => create(call, kind)),
      )
      .patch(
        `/${kind}`,
        route(world, (call) => changeMany(call, kind)),
      )
      .get(
        `/${kind}/:id`,
        route(world, (call) => oneOrNothing(findCard<Kind>(call.state, kind, pathId(call.params)), (card) => view(call, kind, card))),
      )
      .patch(
        `/${kind}/:id`,
        route(world, (call) => changeOne(call, kind)),
      );
  }
  return router;
}

function list(call: Call, kind: Kind): Answer {
  const { state, query } = call;
  const found = cardsOf<Kind>(state, kind)
    .filter(({ is_deleted }) => !is_deleted)
    .filter(matches(call.moment, kind, query));
  const rows = ordered(filterCards<Kind>(state, found, query, cardRules<Kind>(state, kind)), query, {
    updated_at: (card) => card.updated_at,
  });
  return pageOf(call, { key: kind, rows, view: (card) => view(call, kind, card) });
}

function create(call: Call, kind: Kind): Answer {
  const { state, moment, hrefs } = call;
  const elements = readBatch(call.body, SCHEMAS[kind], (sent, refuse) => check(state, kind, sent, refuse));
  const made = elements.map(({ body, request_id }) => {
    const facts = changeOf(state, kind, body, []);
    const by = { ...moment, by: body.created_by ?? moment.by };
    const { id } = kind === 'contacts' ? createContact(by, facts) : createCompany(by, facts);
    const flags = kind === 'contacts' ? { is_deleted: false, is_unsorted: false } : {};
    return { id, ...flags, request_id, _links: hrefs.self(`/${kind}/${id}`) };
  });
  return written(call, kind, made);
}

function changeMany(call: Call, kind: Kind): Answer {
  const elements = readBatch(call.body, SCHEMAS[kind], (sent, refuse) => checkPatch(call.state, kind, sent, sent.id, refuse));
  return written(
    call,
    kind,
    elements.map((element) => change(call, kind, requiredId(element.body.id), element)),
  );
}

function changeOne(call: Call, kind: Kind): Answer {
  const id = pathId(call.params);
  const element = readObject(call.body, SCHEMAS[kind], (sent, refuse) => checkPatch(call.state, kind, sent, id, refuse));
  return { status: 200, body: change(call, kind, id, element) };
}

function change({ state, moment, hrefs }: Call, kind: Kind, id: number, { body, request_id }: Element<Sent>): Record<string, unknown> {
  const by = { ...moment, by: body.updated_by ?? moment.by };
  const contact = kind === 'contacts' ? findCard(state, 'contacts', id) : undefined;
  const card: Company | undefined = contact ?? findCard(state, kind, id);
  if (contact !== undefined) changeContact(by, contact, changeOf(state, kind, body, contact.tag_ids));
  else if (card !== undefined) changeCompany(by, card, changeOf(state, kind, body, card.tag_ids));
  return { id, name: card?.name, updated_at: card?.updated_at, request_id, _links: hrefs.self(`/${kind}/${id}`) };
}

function checkPatch(state: State, kind: Kind, sent: Sent, id: number | undefined, refuse: Refuse): void {
  if (id === undefined) refuse('FieldMissing', 'id');
  else if (findCard(state, kind, id) === undefined) refuse('NotSupportedChoice', 'id');
  else check(state, kind, sent, refuse);
}

function check(state: State, kind: Kind, sent: Sent, refuse: Refuse): void {
  checkCard(state, kind, sent, refuse);
  readFields(state, kind, sent.custom_fields_values, refuse);
}

function changeOf(state: State, kind: Kind, sent: Sent, tags: readonly number[]): ContactChange {
  const fields = readFields(state, kind, sent.custom_fields_values, () => undefined);
  return { ...cardChange(state, kind, sent, fields, tags), first_name: sent.first_name, last_name: sent.last_name };
}

function view({ state, hrefs, query }: Call, kind: Kind, card: Company): Record<string, unknown> {
  const contact = kind === 'contacts' ? findCard(state, 'contacts', card.id) : undefined;
  return contact === undefined ? companyView(state, hrefs, withOf(query), card) : contactView(state, hrefs, withOf(query), contact);
}
