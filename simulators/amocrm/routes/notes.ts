import { Router } from 'express';
import { z } from 'zod';
import { checkAuthors, checkResponsible } from '../http/card-body.ts';
import { pathId, readBatch, readObject, requiredId, type Element, type Refuse } from '../http/input.ts';
import { oneOrNothing, ordered, pageOf, written } from '../http/list.ts';
import { NOTE_PARAMS } from '../http/note-params.ts';
import { applyFilters, oneOf, span } from '../http/query.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { noteView } from '../http/views.ts';
import { findCard, secondsOf } from '../world/moment.ts';
import { createNote } from '../world/notes.ts';
import { ENTITY_KINDS, type EntityKind, type Note, type State } from '../world/state.ts';
import type { World } from '../world/world.ts';

const keys = {
  entity_id: z.int().optional(),
  params: z.record(z.string(), z.unknown()),
  created_by: z.int().optional(),
  responsible_user_id: z.int().optional(),
  is_need_to_trigger_digital_pipeline: z.boolean().optional(),
  request_id: z.union([z.string(), z.number()]).optional(),
};
const NewNote = z.strictObject({ ...keys, note_type: z.string() });
const NotePatch = z.strictObject({ ...keys, id: z.int().optional(), note_type: z.string().optional() });
type Patch = z.infer<typeof NotePatch>;

/** Notes of leads, contacts and companies, of all of them or of one (facts/amocrm.md §7.1). */
export function noteRoutes(world: World): Router {
  const router = Router();
  for (const kind of ENTITY_KINDS) {
    const one = (call: Call): Answer => oneOrNothing(noteIn(call, kind), (note) => noteView(call.state, call.hrefs, note));
    router
      .get(
        `/${kind}/notes`,
        route(world, (call) => list(call, kind)),
      )
      .post(
        `/${kind}/notes`,
        route(world, (call) => create(call, kind)),
      )
      .patch(
        `/${kind}/notes`,
        route(world, (call) => changeMany(call, kind)),
      )
      .get(`/${kind}/notes/:noteId`, route(world, one))
      .patch(
        `/${kind}/notes/:noteId`,
        route(world, (call) => changeOne(call, kind)),
      )
      .get(
        `/${kind}/:id/notes`,
        route(world, (call) => list(call, kind, pathId(call.params))),
      )
      .post(
        `/${kind}/:id/notes`,
        route(world, (call) => create(call, kind, pathId(call.params))),
      )
      .patch(
        `/${kind}/:id/notes`,
        route(world, (call) => changeMany(call, kind)),
      )
      .get(`/${kind}/:id/notes/:noteId`, route(world, one))
      .patch(
        `/${kind}/:id/notes/:noteId`,
        route(world, (call) => changeOne(call, kind)),
      );
  }
  return router;
}

function list(call: Call, kind: EntityKind, entityId?: number): Answer {
  const { state, query, hrefs } = call;
  const all = state.notes.filter((note) => note.entity_type === kind && (entityId === undefined || note.entity_id === entityId));
  const kept = applyFilters(all, query, {
    id: oneOf((note) => note.id),
    entity_id: oneOf((note) => note.entity_id),
    note_type: oneOf((note) => note.note_type),
    updated_at: span((note) => note.updated_at, 'after'),
  });
  const rows = ordered(kept, query, { updated_at: (note) => note.updated_at });
  return pageOf(call, { key: 'notes', rows, view: (note) => noteView(state, hrefs, note) });
}

function create(call: Call, kind: EntityKind, entityId?: number): Answer {
  const { state, moment, hrefs } = call;
  const elements = readBatch(call.body, NewNote, (sent, refuse) => {
    const id = entityId ?? sent.entity_id;
    if (id === undefined) refuse('FieldMissing', 'entity_id');
    else if (findCard(state, kind, id) === undefined) refuse('NotSupportedChoice', 'entity_id');
    check(state, sent, sent.note_type, refuse);
  });
  const made = elements.map(({ body, request_id }) => {
    const { note_type, params, created_by, responsible_user_id } = body;
    const note = createNote(moment, {
      entity_type: kind,
      entity_id: requiredId(entityId ?? body.entity_id),
      note_type,
      params,
      created_by,
      responsible_user_id,
    });
    return { id: note.id, entity_id: note.entity_id, request_id, _links: hrefs.self(`/${kind}/${note.entity_id}/notes/${note.id}`) };
  });
  return written(call, 'notes', made);
}

function changeMany(call: Call, kind: EntityKind): Answer {
  const elements = readBatch(call.body, NotePatch, (sent, refuse) => checkPatch(call.state, kind, sent, sent.id, refuse));
  return written(
    call,
    'notes',
    elements.map((element) => change(call, requiredId(element.body.id), element)),
  );
}

function changeOne(call: Call, kind: EntityKind): Answer {
  const id = pathId(call.params, 'noteId');
  const element = readObject(call.body, NotePatch, (sent, refuse) => checkPatch(call.state, kind, sent, id, refuse));
  return { status: 200, body: change(call, id, element) };
}

function change({ state, moment, hrefs }: Call, id: number, { body, request_id }: Element<Patch>): Record<string, unknown> {
  const note = state.notes.find((one) => one.id === id);
  if (note !== undefined) {
    note.params = { ...note.params, ...body.params };
    note.updated_at = secondsOf(moment);
    note.updated_by = moment.by;
  }
  return {
    id,
    entity_id: note?.entity_id,
    updated_at: note?.updated_at,
    request_id,
    _links: hrefs.self(`/${note?.entity_type ?? ''}/${note?.entity_id ?? 0}/notes/${id}`),
  };
}

function checkPatch(state: State, kind: EntityKind, sent: Patch, id: number | undefined, refuse: Refuse): void {
  const note = state.notes.find((one) => one.id === id && one.entity_type === kind);
  if (note === undefined) refuse(id === undefined ? 'FieldMissing' : 'NotSupportedChoice', 'id');
  else if (sent.note_type !== undefined && sent.note_type !== note.note_type) refuse('NotSupportedChoice', 'note_type');
  else check(state, { ...sent, params: { ...note.params, ...sent.params } }, note.note_type, refuse);
}

function check(state: State, sent: Patch, type: string, refuse: Refuse): void {
  checkAuthors(state, sent, refuse);
  checkResponsible(state, sent.responsible_user_id, refuse);
  const schema = NOTE_PARAMS[type];
  if (schema === undefined) return refuse('NotSupportedChoice', 'note_type');
  for (const { path } of schema.safeParse(sent.params).error?.issues ?? [])
    refuse(sent.params[String(path[0])] === undefined ? 'FieldMissing' : 'InvalidType', ['params', ...path].join('.'));
}

function noteIn({ state, params }: Call, kind: EntityKind): Note | undefined {
  const id = pathId(params, 'noteId');
  const entityId = params['id'] === undefined ? undefined : pathId(params);
  return state.notes.find((note) => note.id === id && note.entity_type === kind && (entityId === undefined || note.entity_id === entityId));
}
