import type { AmocrmMark } from '../../activities/amocrm/contract.ts';
import type { PactMark } from '../../activities/pact/contract.ts';

/** One schedule for the whole product; each of its runs is a short workflow whose id begins so. */
export const RECONCILE_SCHEDULE_ID = 'reconcile';
export const RECONCILE_WORKFLOW_ID = 'reconcile';

/** What the schedule gives each of its runs. */
export interface ReconcileOrder {
  /** When a worker last started, by its own clock. */
  workerStartedAtMs?: number;
}

/** How far each system has been looked through. A run hands it to the next one as its result. */
export interface ReconcileMarks {
  pact?: PactMark;
  amocrm?: AmocrmMark;
  /** When their webhooks were last seen to be on. */
  subscriptionsAtMs?: number;
}
