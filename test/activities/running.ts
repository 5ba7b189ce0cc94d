import { MockActivityEnvironment } from '@temporalio/testing';
import type { Info } from '@temporalio/activity';

/** Runs it the way a worker does: as an activity, of which this is the n-th attempt. */
export function asActivity<Result>(info: Partial<Info>, work: () => Promise<Result>): Promise<Result> {
  return new MockActivityEnvironment(info).run<[], Result, () => Promise<Result>>(work);
}
