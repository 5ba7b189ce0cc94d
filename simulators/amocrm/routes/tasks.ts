import { Router } from 'express';
import { z } from 'zod';
import { checkAuthors, checkResponsible, Seconds } from '../http/card-body.ts';
import { pathId, readBatch, readObject, requiredId, type Element, type Refuse } from '../http/input.ts';
import { oneOrNothing, ordered, pageOf, written } from '../http/list.ts';
import { applyFilters, listOf, oneOf, span, type FilterRule } from '../http/query.ts';
import { queryRefusal } from '../http/errors.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { taskView } from '../http/views.ts';
import { findCard } from '../world/moment.ts';
import { ENTITY_KINDS, type State, type Task } from '../world/state.ts';
import { changeTask, createTask, type TaskChange } from '../world/tasks.ts';
import type { World } from '../world/world.ts';

const keys = {
  id: z.int().optional(),
  responsible_user_id: z.int().optional(),
  entity_id: z.int().nullish(),
  entity_type: z.enum(ENTITY_KINDS).nullish(),
  task_type_id: z.int().optional(),
  duration: z.int().nonnegative().optional(),
  is_completed: z.boolean().optional(),
  result: z.union([z.strictObject({ text: z.string() }), z.array(z.unknown()).length(0)]).optional(),
  created_by: z.int().optional(),
  updated_by: z.int().optional(),
  created_at: Seconds.optional(),
  updated_at: Seconds.optional(),
  request_id: z.union([z.string(), z.number()]).optional(),
  account_id: z.unknown().optional(),
  group_id: z.unknown().optional(),
  _links: z.unknown().optional(),
};
const NewTask = z.strictObject({ ...keys, text: z.string().min(1), complete_till: z.int().positive() });
const TaskPatch = z.strictObject({ ...keys, text: z.string().min(1).optional(), complete_till: z.int().positive().optional() });
type Patch = z.infer<typeof TaskPatch>;

/** `/tasks` (facts/amocrm.md §6). There is no DELETE: people complete tasks. */
export function taskRoutes(world: World): Router {
  return Router()
    .get('/tasks', route(world, list))
    .post('/tasks', route(world, create))
    .patch('/tasks', route(world, changeMany))
    .get(
      '/tasks/:id',
      route(world, (call) => oneOrNothing(findTask(call.state, pathId(call.params)), (task) => taskView(call.state, call.hrefs, task))),
    )
    .patch('/tasks/:id', route(world, changeOne));
}

function list(call: Call): Answer {
  const { state, query, hrefs } = call;
  const { filter } = query;
  if (typeof filter === 'object' && 'entity_id' in filter && !('entity_type' in filter))
    throw queryRefusal('filter.entity_type', 'This field is missing.');
  const rows = ordered(applyFilters(state.tasks, query, rules(state)), query, {
    created_at: (task) => task.created_at,
    complete_till: (task) => task.complete_till,
  });
  return pageOf(call, { key: 'tasks', rows, view: (task) => taskView(state, hrefs, task) });
}

function rules(state: State): Record<string, FilterRule<Task>> {
  const byType = oneOf<Task>((task) => task.task_type_id);
  return {
    id: oneOf((task) => task.id),
    responsible_user_id: oneOf((task) => task.responsible_user_id),
    created_by: oneOf((task) => task.created_by),
    is_completed: (value) => {
      const wanted = listOf(value).some((one) => one === '1' || one === 'true');
      return (task) => task.is_completed === wanted;
    },
    task_type: byType,
    task_type_id: byType,
    entity_type: oneOf((task) => task.entity_type),
    entity_id: oneOf((task) => task.entity_id),
    updated_at: span((task) => task.updated_at, 'after'),
    lead_statuses: (value) => {
      const wanted = listOf(value).map(Number);
      return (task) => task.entity_type === 'leads' && wanted.includes(findCard(state, 'leads', task.entity_id ?? 0)?.status_id ?? 0);
    },
  };
}

function create(call: Call): Answer {
  const { state, moment, hrefs } = call;
  const elements = readBatch(call.body, NewTask, (sent, refuse) => check(state, sent, refuse));
  const made = elements.map(({ body, request_id }) => {
    const task = createTask(
      { ...moment, by: body.created_by ?? moment.by },
      { ...changeOf(body), text: body.text, complete_till: body.complete_till },
    );
    return { id: task.id, request_id, _links: hrefs.self(`/tasks/${task.id}`) };
  });
  return written(call, 'tasks', made);
}

function changeMany(call: Call): Answer {
  const elements = readBatch(call.body, TaskPatch, (sent, refuse) => checkPatch(call.state, sent, sent.id, refuse));
  return written(
    call,
    'tasks',
    elements.map((element) => change(call, requiredId(element.body.id), element)),
  );
}

function changeOne(call: Call): Answer {
  const id = pathId(call.params);
  const element = readObject(call.body, TaskPatch, (sent, refuse) => checkPatch(call.state, sent, id, refuse));
  return { status: 200, body: change(call, id, element) };
}

function change({ state, moment, hrefs }: Call, id: number, { body, request_id }: Element<Patch>): Record<string, unknown> {
  const task = findTask(state, id);
  if (task !== undefined) changeTask({ ...moment, by: body.updated_by ?? moment.by }, task, changeOf(body));
  return { id, updated_at: task?.updated_at, request_id, _links: hrefs.self(`/tasks/${id}`) };
}

function checkPatch(state: State, sent: Patch, id: number | undefined, refuse: Refuse): void {
  if (id === undefined) refuse('FieldMissing', 'id');
  else if (findTask(state, id) === undefined) refuse('NotSupportedChoice', 'id');
  else check(state, sent, refuse);
}

function check(state: State, sent: Patch, refuse: Refuse): void {
  checkResponsible(state, sent.responsible_user_id, refuse);
  checkAuthors(state, sent, refuse);
  if (sent.task_type_id !== undefined && !state.task_types.some(({ id }) => id === sent.task_type_id))
    refuse('NotSupportedChoice', 'task_type_id');
  const { entity_id: id, entity_type: kind } = sent;
  if (typeof id === 'number' && id !== 0 && !kind) refuse('FieldMissing', 'entity_type');
  if (kind && (typeof id !== 'number' || findCard(state, kind, id) === undefined)) refuse('NotSupportedChoice', 'entity_id');
}

function changeOf(sent: Patch): TaskChange {
  const { id: _, request_id: _request, account_id: _account, group_id: _group, _links, result, ...facts } = sent;
  return { ...facts, result: result === undefined || Array.isArray(result) ? undefined : result };
}

const findTask = (state: State, id: number): Task | undefined => state.tasks.find((task) => task.id === id);
