import { Router } from 'express';
import { z } from 'zod';
import { ApiRefusal } from '../http/errors.ts';
import type { Hrefs } from '../http/hrefs.ts';
import { pathId, readBatch, readObject, type Refuse } from '../http/input.ts';
import { oneOrNothing } from '../http/list.ts';
import { route, type Answer, type Call } from '../http/route.ts';
import { findPipeline, findStatus, LOST, nextId, WON } from '../world/moment.ts';
import type { Pipeline, State, Status } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** The only colours a status may be given (facts/amocrm.md §5). */
const COLORS = new Set(
  '#fffeb2 #fffd7f #fff000 #ffeab2 #ffdc7f #ffce5a #ffdbdb #ffc8c8 #ff8f92 #d6eaff #c1e0ff #98cbff #ebffb1 #deff81 #87f2c0 #f9deff #f3beff #ccc8f9 #eb93ff #f2f3f4 #e6e8ea'.split(
    ' ',
  ),
);
const requestId = z.union([z.string(), z.number()]).optional();
const NewStatus = z.strictObject({
  name: z.string().min(1),
  sort: z.int(),
  color: z.string().optional(),
  descriptions: z.unknown().optional(),
  request_id: requestId,
});
const StatusPatch = NewStatus.partial();
const EmbeddedStatus = z.strictObject({
  id: z.int().optional(),
  name: z.string().min(1),
  sort: z.int().optional(),
  color: z.string().optional(),
});
const NewPipeline = z.strictObject({
  name: z.string().min(1),
  sort: z.int(),
  is_main: z.boolean(),
  is_unsorted_on: z.boolean(),
  request_id: requestId,
  _embedded: z.strictObject({ statuses: z.array(EmbeddedStatus) }).optional(),
});

/** `/leads/pipelines` and their statuses (facts/amocrm.md §5). */
export function pipelineRoutes(world: World): Router {
  return Router()
    .get('/leads/pipelines', route(world, listPipelines))
    .post('/leads/pipelines', route(world, createPipelines))
    .get(
      '/leads/pipelines/:id',
      route(world, (call) => oneOrNothing(pipelineIn(call), (pipeline) => pipelineView(call.state, call.hrefs, pipeline))),
    )
    .get('/leads/pipelines/:id/statuses', route(world, listStatuses))
    .post('/leads/pipelines/:id/statuses', route(world, createStatuses))
    .get(
      '/leads/pipelines/:id/statuses/:statusId',
      route(world, (call) => ({ status: 200, body: statusView(call.state, call.hrefs, pipelineOr404(call), statusOr404(call)) })),
    )
    .patch('/leads/pipelines/:id/statuses/:statusId', route(world, changeStatus));
}

function listPipelines({ state, hrefs }: Call): Answer {
  const pipelines = state.pipelines.map((pipeline) => pipelineView(state, hrefs, pipeline));
  return { status: 200, body: { _total_items: pipelines.length, _links: hrefs.plain('/leads/pipelines'), _embedded: { pipelines } } };
}

/** Only a total and the statuses, no links (§15.7). */
function listStatuses(call: Call): Answer {
  const pipeline = pipelineOr404(call);
  const statuses = pipeline.statuses.map((status) => statusView(call.state, call.hrefs, pipeline, status));
  return { status: 200, body: { _total_items: statuses.length, _embedded: { statuses } } };
}

function createPipelines({ state, hrefs, body }: Call): Answer {
  const elements = readBatch(body, NewPipeline, ({ _embedded }, refuse) => {
    for (const [place, { color }] of (_embedded?.statuses ?? []).entries()) checkColor(color, refuse, `_embedded.statuses.${place}.color`);
  });
  const pipelines = elements.map(({ body: sent, request_id }) => {
    const asked = sent._embedded?.statuses ?? [];
    const named = (id: number, fallback: string): string => asked.find((status) => status.id === id)?.name ?? fallback;
    const own = asked.filter(({ id }) => id !== WON && id !== LOST);
    const pipeline: Pipeline = {
      id: nextId(state, 'pipelines'),
      name: sent.name,
      sort: sent.sort,
      is_main: sent.is_main,
      statuses: [
        { id: nextId(state, 'statuses'), name: 'Неразобранное', sort: 10, color: '#c1c1c1', type: 1, is_editable: false },
        ...own.map(({ name, color }, place) => newStatus(state, name, (place + 2) * 10, color)),
        { id: WON, name: named(WON, 'Успешно реализовано'), sort: 10000, color: '#CCFF66', type: 0, is_editable: false },
        { id: LOST, name: named(LOST, 'Закрыто и не реализовано'), sort: 11000, color: '#D5D8DB', type: 0, is_editable: false },
      ],
    };
    if (pipeline.is_main) for (const other of state.pipelines) other.is_main = false;
    state.pipelines.push(pipeline);
    return { ...pipelineView(state, hrefs, pipeline), request_id };
  });
  return { status: 200, body: { _total_items: pipelines.length, _links: hrefs.plain('/leads/pipelines'), _embedded: { pipelines } } };
}

/** New statuses stand before 142 and 143; sorts are numbered again (§5). */
function createStatuses(call: Call): Answer {
  const { state, hrefs, body } = call;
  const pipeline = pipelineOr404(call);
  const elements = readBatch(body, NewStatus, ({ color }, refuse) => checkColor(color, refuse, 'color'));
  const made = elements.map(({ body: { name, sort, color }, request_id }) => ({ status: newStatus(state, name, sort, color), request_id }));
  pipeline.statuses = renumbered([...pipeline.statuses, ...made.map(({ status }) => status)]);
  const statuses = made.map(({ status, request_id }) => ({ ...statusView(state, hrefs, pipeline, status), request_id }));
  return { status: 200, body: { _total_items: statuses.length, _embedded: { statuses } } };
}

function changeStatus(call: Call): Answer {
  const status = statusOr404(call);
  const pipeline = pipelineOr404(call);
  const { body } = readObject(call.body, StatusPatch, ({ color }, refuse) => checkColor(color, refuse, 'color'));
  if (status.type === 1) throw new ApiRefusal(400, '«Неразобранное» cannot be edited');
  if (body.name !== undefined) status.name = body.name;
  if (body.color !== undefined) status.color = body.color;
  if (body.sort !== undefined && status.is_editable) status.sort = body.sort;
  pipeline.statuses = renumbered(pipeline.statuses);
  return { status: 200, body: statusView(call.state, call.hrefs, pipeline, status) };
}

function renumbered(statuses: readonly Status[]): Status[] {
  const editable = statuses.filter(({ is_editable }) => is_editable).toSorted((a, b) => a.sort - b.sort || a.id - b.id);
  for (const [place, status] of editable.entries()) status.sort = (place + 2) * 10;
  return [...statuses].toSorted((a, b) => a.sort - b.sort || a.id - b.id);
}

function checkColor(color: string | undefined, refuse: Refuse, path: string): void {
  if (color !== undefined && !COLORS.has(color)) refuse('NotSupportedChoice', path);
}

const newStatus = (state: State, name: string, sort: number, color = '#fffeb2'): Status => ({
  id: nextId(state, 'statuses'),
  name,
  sort,
  color,
  type: 0,
  is_editable: true,
});
const pipelineIn = ({ state, params }: Call): Pipeline | undefined => findPipeline(state, pathId(params));

function pipelineOr404(call: Call): Pipeline {
  const pipeline = pipelineIn(call);
  if (pipeline === undefined) throw new ApiRefusal(404, 'There is no such pipeline');
  return pipeline;
}
function statusOr404(call: Call): Status {
  const status = findStatus(pipelineOr404(call), pathId(call.params, 'statusId'));
  if (status === undefined) throw new ApiRefusal(404, 'There is no such status');
  return status;
}

function pipelineView(state: State, hrefs: Hrefs, pipeline: Pipeline): Record<string, unknown> {
  const { id, name, sort, is_main } = pipeline;
  return {
    id,
    name,
    sort,
    is_main,
    is_unsorted_on: true,
    is_archive: false,
    account_id: state.account.id,
    _links: hrefs.plain(`/leads/pipelines/${id}`),
    _embedded: { statuses: pipeline.statuses.map((status) => statusView(state, hrefs, pipeline, status)) },
  };
}

function statusView(
  state: State,
  hrefs: Hrefs,
  pipeline: Pipeline,
  { id, name, sort, is_editable, color, type }: Status,
): Record<string, unknown> {
  const _links = hrefs.plain(`/leads/pipelines/${pipeline.id}/statuses/${id}`);
  return { id, name, sort, is_editable, pipeline_id: pipeline.id, color, type, account_id: state.account.id, _links };
}
