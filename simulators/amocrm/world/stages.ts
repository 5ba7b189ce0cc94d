import { mainPipeline } from './moment.ts';
import type { State } from './state.ts';

export interface Stage {
  pipeline_id: number;
  status_id: number;
  /** 1 = «Неразобранное». */
  type: 0 | 1;
}

/** A stage of the main funnel by its name or by the id of its status. */
export function stageNamed(state: State, nameOrId: string | number): Stage | undefined {
  const pipeline = mainPipeline(state);
  const status = pipeline.statuses.find(({ id, name }) => name === nameOrId || id === Number(nameOrId));
  return status && { pipeline_id: pipeline.id, status_id: status.id, type: status.type };
}

export const stageNames = (state: State): string[] => mainPipeline(state).statuses.map(({ name }) => name);
