import type { Cards, Counter, EntityKind, Field, Pipeline, State, Status, User } from './state.ts';

/** In whose name and when something is changed. Every change of the world takes one. */
export interface Moment {
  state: State;
  nowMs: number;
  /** A user's id; 0 = a robot (§0). */
  by: number;
  viaApi: boolean;
}

export const ROBOT = 0;
export const WON = 142;
export const LOST = 143;

export const secondsOf = ({ nowMs }: Moment): number => Math.floor(nowMs / 1000);

/** Ids ascend and are never used twice, so that the same requests always make the same ids. */
export function nextId(state: State, counter: Counter): number {
  return state.nextIds[counter]++;
}

export function cardsOf<K extends EntityKind>(state: State, kind: K): Cards[K][] {
  const tables: { [P in EntityKind]: Cards[P][] } = state;
  return tables[kind];
}

/** The card, unless it is unknown or in the trash: both read as nothing over the API (§2.3, §12). */
export function findCard<K extends EntityKind>(state: State, kind: K, id: number): Cards[K] | undefined {
  return cardsOf(state, kind).find((card) => card.id === id && !card.is_deleted);
}

export const findUser = (state: State, id: number): User | undefined => state.users.find((user) => user.id === id);
export const findField = (state: State, kind: EntityKind, id: number): Field | undefined =>
  state.fields.find((field) => field.entity_type === kind && field.id === id);
export const findFieldByCode = (state: State, kind: EntityKind, code: string): Field | undefined =>
  state.fields.find((field) => field.entity_type === kind && field.code === code);

export function mainPipeline(state: State): Pipeline {
  const main = state.pipelines.find(({ is_main }) => is_main);
  if (main === undefined) throw new Error('The account has no main pipeline.');
  return main;
}
export const findPipeline = (state: State, id: number): Pipeline | undefined => state.pipelines.find((pipeline) => pipeline.id === id);
export const findStatus = (pipeline: Pipeline, id: number): Status | undefined => pipeline.statuses.find((status) => status.id === id);

/** Where a lead lands that names no status: never in «Неразобранное» (§4.2). */
export function firstStatus(pipeline: Pipeline): Status {
  const first = pipeline.statuses.find(({ type }) => type === 0);
  if (first === undefined) throw new Error(`Pipeline ${pipeline.id} has no status.`);
  return first;
}
export function unsortedStatus(pipeline: Pipeline): Status {
  const unsorted = pipeline.statuses.find(({ type }) => type === 1);
  if (unsorted === undefined) throw new Error(`Pipeline ${pipeline.id} has no «Неразобранное».`);
  return unsorted;
}
export const isClosed = (statusId: number): boolean => statusId === WON || statusId === LOST;

export function statusOf(state: State, lead: { pipeline_id: number; status_id: number }): Status {
  const pipeline = findPipeline(state, lead.pipeline_id);
  const status = pipeline && findStatus(pipeline, lead.status_id);
  if (status === undefined) throw new Error(`Status ${lead.status_id} of pipeline ${lead.pipeline_id} is unknown.`);
  return status;
}

export const digitsOf = (text: string): string => text.replace(/\D/g, '');
