import type { Policy } from '../../domain/dialog/policy.ts';

/** A local activity at the start of each run and episode (DESIGN §3, Policy and calendar). */
export interface PolicyActivities {
  /** The policy with the working intervals of the 60 days from `nowMs` (the workflow's clock) on, and of the last two weeks. */
  loadPolicy(request: { nowMs: number }): Promise<Policy>;
}
