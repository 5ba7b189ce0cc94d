import { Router } from 'express';
import { z } from 'zod';
import type { Hrefs } from '../http/hrefs.ts';
import { pathId, readBatch, readObject, requiredId, type Refuse } from '../http/input.ts';
import { countedPageOf, oneOrNothing, ordered, written } from '../http/list.ts';
import { applyFilters, oneOf } from '../http/query.ts';
import { queryRefusal } from '../http/errors.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { findField, nextId } from '../world/moment.ts';
import { ENTITY_KINDS, type EntityKind, type Field, type FieldEnum, type State } from '../world/state.ts';
import type { World } from '../world/world.ts';

const WITH_ENUMS = ['select', 'multiselect', 'radiobutton'];
const TYPES = [
  ...WITH_ENUMS,
  'text',
  'textarea',
  'streetaddress',
  'numeric',
  'monetary',
  'checkbox',
  'url',
  'date',
  'date_time',
  'birthday',
] as const;

const SentEnum = z.strictObject({ id: z.int().optional(), value: z.string().min(1), sort: z.int().optional(), code: z.string().nullish() });
const keys = {
  id: z.int().optional(),
  name: z.string().min(1),
  code: z.string().nullish(),
  sort: z.int().optional(),
  group_id: z.unknown().optional(),
  is_api_only: z.boolean().optional(),
  required_statuses: z.unknown().optional(),
  remind: z.unknown().optional(),
  settings: z.unknown().optional(),
  enums: z.array(SentEnum).nullish(),
  request_id: z.union([z.string(), z.number()]).optional(),
};
const NewField = z.strictObject({ ...keys, type: z.string().min(1) });
const FieldPatch = z.strictObject({ ...keys, name: keys.name.optional(), type: z.string().optional() });

/** Field definitions of leads, contacts and companies (facts/amocrm.md §9.1). */
export function customFieldRoutes(world: World): Router {
  const router = Router();
  for (const kind of ENTITY_KINDS) {
    const path = `/${kind}/custom_fields`;
    router
      .get(
        path,
        route(world, (call) => list(call, kind)),
      )
      .post(
        path,
        route(world, (call) => create(call, kind)),
      )
      .patch(
        path,
        route(world, (call) => changeMany(call, kind)),
      )
      .get(
        `${path}/:id`,
        route(world, (call) =>
          oneOrNothing(findField(call.state, kind, pathId(call.params)), (field) => view(call.state, call.hrefs, field)),
        ),
      )
      .patch(
        `${path}/:id`,
        route(world, (call) => changeOne(call, kind)),
      );
  }
  return router;
}

function list(call: Call, kind: EntityKind): Answer {
  const all = call.state.fields.filter(({ entity_type }) => entity_type === kind);
  const rows = ordered(applyFilters(all, call.query, { type: oneOf((field) => field.type) }), call.query, { sort: ({ sort }) => sort });
  return countedPageOf(call, { key: 'custom_fields', rows, view: (field) => view(call.state, call.hrefs, field), fallback: 50 });
}

function create(call: Call, kind: EntityKind): Answer {
  const { state, hrefs, body } = call;
  const elements = readBatch(body, NewField, ({ type, enums, code }, refuse) => {
    if (!TYPES.some((known) => known === type)) refuse('NotSupportedChoice', 'type', 'The simulator does not know fields of this type.');
    checkEnums(type, enums, refuse);
    if (typeof code === 'string' && state.fields.some((field) => field.entity_type === kind && field.code === code))
      refuse('NotSupportedChoice', 'code');
  });
  const made = elements.map(({ body: { name, type, code, sort, is_api_only, enums }, request_id }) => {
    const id = nextId(state, 'fields');
    const field: Field = {
      id,
      name,
      code: code ?? null,
      type,
      sort: sort ?? 500 + (id % 100),
      entity_type: kind,
      is_predefined: false,
      is_api_only: is_api_only ?? false,
      enums: WITH_ENUMS.includes(type) ? enumsOf(state, enums ?? []) : null,
    };
    state.fields.push(field);
    return { ...view(state, hrefs, field), request_id };
  });
  return written(call, 'custom_fields', made, 201);
}

function changeMany(call: Call, kind: EntityKind): Answer {
  const elements = readBatch(call.body, FieldPatch, (sent, refuse) => {
    const field = sent.id === undefined ? undefined : findField(call.state, kind, sent.id);
    if (field === undefined) refuse('NotSupportedChoice', 'id');
    else checkPatch(field, sent, refuse);
  });
  return written(
    call,
    'custom_fields',
    elements.map(({ body, request_id }) => ({ ...apply(call, kind, requiredId(body.id), body), request_id })),
  );
}

function changeOne(call: Call, kind: EntityKind): Answer {
  const field = findField(call.state, kind, pathId(call.params));
  if (field === undefined) throw queryRefusal('id');
  const { body } = readObject(call.body, FieldPatch, (sent, refuse) => checkPatch(field, sent, refuse));
  return { status: 200, body: apply(call, kind, field.id, body) };
}

/** The sent list of values replaces the whole one: a value keeps its id by being sent with it (assumed). */
function apply({ state, hrefs }: Call, kind: EntityKind, id: number, sent: z.infer<typeof FieldPatch>): Record<string, unknown> {
  const field = findField(state, kind, id);
  if (field === undefined) throw queryRefusal('id');
  field.name = sent.name ?? field.name;
  field.sort = sent.sort ?? field.sort;
  field.is_api_only = sent.is_api_only ?? field.is_api_only;
  if (sent.code !== undefined) field.code = sent.code;
  if (Array.isArray(sent.enums)) field.enums = enumsOf(state, sent.enums);
  return view(state, hrefs, field);
}

function checkPatch(field: Field, { type, enums }: z.infer<typeof FieldPatch>, refuse: Refuse): void {
  if (type !== undefined && type !== field.type) refuse('NotSupportedChoice', 'type');
  checkEnums(field.type, enums ?? undefined, refuse, true);
  for (const [place, { id }] of (enums ?? []).entries())
    if (id !== undefined && field.enums?.some((known) => known.id === id) !== true) refuse('NotSupportedChoice', `enums.${place}.id`);
}

function checkEnums(type: string, enums: z.infer<typeof keys.enums>, refuse: Refuse, optional = false): void {
  const listType = WITH_ENUMS.includes(type);
  if (listType && !optional && (enums ?? []).length === 0) refuse('FieldMissing', 'enums');
  if (!listType && (enums ?? []).length > 0) refuse('FieldNotExpected', 'enums');
}

function enumsOf(state: State, sent: readonly z.infer<typeof SentEnum>[]): FieldEnum[] {
  return sent.map(({ id, value, sort, code }, place) => ({
    id: id ?? nextId(state, 'enums'),
    value,
    sort: sort ?? place + 1,
    code: code ?? null,
  }));
}

function view(state: State, hrefs: Hrefs, field: Field): Record<string, unknown> {
  const { id, name, code, sort, type, entity_type, is_predefined, is_api_only, enums } = field;
  return {
    id,
    name,
    code,
    sort,
    type,
    entity_type,
    account_id: state.account.id,
    is_predefined,
    is_deletable: !is_predefined,
    is_computed: false,
    is_api_only,
    group_id: null,
    required_statuses: [],
    hidden_statuses: [],
    settings: null,
    remind: null,
    currency: null,
    nested: null,
    chained_lists: null,
    enums,
    _links: hrefs.self(`/${entity_type}/custom_fields/${id}`),
  };
}
