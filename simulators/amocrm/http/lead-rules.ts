import { findCard, findPipeline, findStatus, LOST, mainPipeline } from '../world/moment.ts';
import type { Lead, State } from '../world/state.ts';
import type { Refuse } from './input.ts';
import { oneOf, span, textOf, type FilterRule, type QueryValue } from './query.ts';
import { queryRefusal } from './errors.ts';
import { cardRules } from './search.ts';

interface Place {
  pipeline_id?: number | undefined;
  status_id?: number | undefined;
  loss_reason_id?: number | null | undefined;
}

/** A status must belong to the pipeline the lead will be in, and nobody is put into «Неразобранное» this way (§4.3, §5). */
export function checkPlace(state: State, { pipeline_id, status_id, loss_reason_id }: Place, refuse: Refuse, current?: Lead): void {
  const pipeline = findPipeline(state, pipeline_id ?? current?.pipeline_id ?? mainPipeline(state).id);
  if (pipeline === undefined) refuse('NotSupportedChoice', 'pipeline_id');
  else if (status_id !== undefined && findStatus(pipeline, status_id)?.type !== 0) refuse('NotSupportedChoice', 'status_id');
  if (typeof loss_reason_id === 'number' && !state.loss_reasons.some(({ id }) => id === loss_reason_id))
    refuse('NotSupportedChoice', 'loss_reason_id');
}

/** A loss reason fits only a lead that is, or is now becoming, lost. */
export function losesWithoutBeingLost({ status_id, loss_reason_id }: Place, current: Lead | undefined): boolean {
  return typeof loss_reason_id === 'number' && (status_id ?? current?.status_id) !== LOST;
}

/** What a new lead may be linked with at birth. */
export function checkLinks(
  state: State,
  embedded: { contacts?: { id: number }[] | undefined; companies?: { id: number }[] | undefined } | undefined,
  refuse: Refuse,
): void {
  for (const [place, { id }] of (embedded?.contacts ?? []).entries())
    if (findCard(state, 'contacts', id) === undefined) refuse('NotSupportedChoice', `_embedded.contacts.${place}.id`);
  for (const [place, { id }] of (embedded?.companies ?? []).entries())
    if (findCard(state, 'companies', id) === undefined) refuse('NotSupportedChoice', `_embedded.companies.${place}.id`);
}

/** Filters of `/leads` (§4.1). */
export function leadRules(state: State): Record<string, FilterRule<Lead>> {
  return {
    ...cardRules(state, 'leads'),
    pipeline_id: oneOf((lead) => lead.pipeline_id),
    price: span((lead) => lead.price, 'nothing'),
    closed_at: span((lead) => lead.closed_at, 'nothing'),
    statuses: byStatuses,
  };
}

/** 142 and 143 exist in every pipeline, so a status without its pipeline says nothing (§4.1). */
function byStatuses(value: QueryValue, path: string): (lead: Lead) => boolean {
  if (typeof value !== 'object') throw queryRefusal(path);
  const wanted = Object.entries(value).map(([place, pair]) => {
    const pipelineId = typeof pair === 'object' && !Array.isArray(pair) ? textOf(pair['pipeline_id']) : undefined;
    const statusId = typeof pair === 'object' && !Array.isArray(pair) ? textOf(pair['status_id']) : undefined;
    if (pipelineId === undefined) throw queryRefusal(`${path}.${place}.pipeline_id`, 'This field is missing.');
    return { pipelineId: Number(pipelineId), statusId: statusId === undefined ? undefined : Number(statusId) };
  });
  return (lead) =>
    wanted.some(({ pipelineId, statusId }) => lead.pipeline_id === pipelineId && (statusId === undefined || lead.status_id === statusId));
}
