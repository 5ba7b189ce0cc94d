import type {
  ActivateInput,
  Next,
  TimerInput,
  WorkflowInterceptors,
  WorkflowInternalsInterceptor,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { ASKED_TOO_EARLY } from './messages.ts';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];

/**
 * Keeps SDK 1.24 from writing histories that no replay can follow (docs/decisions/022). A query that has waited for a worker reaches a cold
 * one together with what has happened since the last workflow task. The SDK then tells the workflow of it before its own task has begun, with
 * the clock of the task before, and what was decided by that clock becomes part of the next task: a timer instead of the question to the bot,
 * and the dialog stands still for ever at its next replay. News that comes while the clock stands, or the end of a timer before its time,
 * shows it. Refused, the worker forgets the workflow, the query fails, and the task replays it rightly.
 */
export const interceptors = (): WorkflowInterceptors => {
  let clockBefore: string | undefined;
  /** When each timer may end at the earliest, by its number. */
  const dueMs = new Map<number, number>();
  const internals: WorkflowInternalsInterceptor = {
    activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
      const { timestamp, jobs } = input.activation;
      const real = (jobs ?? []).filter((job) => job.queryWorkflow == null);
      if (input.batchIndex === 0 && real.length > 0) {
        const clock = `${String(timestamp?.seconds)}.${String(timestamp?.nanos)}`;
        const nowMs = Number(timestamp?.seconds ?? 0) * 1_000 + Number(timestamp?.nanos ?? 0) / 1e6;
        const isEarly = ({ fireTimer }: Job): boolean => fireTimer != null && nowMs + SLACK_MS < (dueMs.get(Number(fireTimer.seq)) ?? 0);
        if (real.some(isEarly) || (clock === clockBefore && real.some(isNews))) throw new Error(ASKED_TOO_EARLY);
        clockBefore = clock;
      }
      next(input);
    },
  };
  const outbound: WorkflowOutboundCallsInterceptor = {
    startTimer(input: TimerInput, next: Next<WorkflowOutboundCallsInterceptor, 'startTimer'>): Promise<void> {
      dueMs.set(input.seq, Date.now() + input.durationMs);
      return next(input).finally(() => dueMs.delete(input.seq));
    },
  };
  return { internals: [internals], outbound: [outbound] };
};

/** The server's clock is finer than ours. */
const SLACK_MS = 1;

/** What stands in the history as an event of its own between two tasks. Local activities and what is cancelled end within a task. */
const isNews = ({ signalWorkflow, fireTimer, resolveActivity }: Job): boolean =>
  signalWorkflow != null ||
  fireTimer != null ||
  (resolveActivity != null && resolveActivity.isLocal !== true && resolveActivity.result?.cancelled == null);
