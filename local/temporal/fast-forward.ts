import { randomUUID } from 'node:crypto';
import { isGrpcDeadlineError, isGrpcServiceError, type Connection } from '@temporalio/client';
import Long from 'long';

const WITHIN_MS = 60_000;
const LEAPT_MS = 90_000;
const UNIMPLEMENTED = 12;
/** temporal.api.enums.v1.FastForwardPollingResult */
const RESULT = { pollTimeout: 1, completed: 2 } as const;

/**
 * Moves one dialog's clock forward on a real server that was started with `timeSkipping` (facts/temporal_time.md): every timer on
 * the way fires, every activity really runs. Other dialogs, the API and the simulators stay where they are. Resolves when it is there.
 *
 * Do not aim within a few seconds after one of the dialog's timers: a timer fires up to a second late, and a dialog that falls idle just
 * after its clock has passed the aim is taken to its next timer by the server (1.32.0), maybe a day further. That is an error here.
 * Errors: one sentence when the server cannot do it, the dialog does not get there in time or went past it; else the server's own.
 */
export async function fastForward(connection: Connection, namespace: string, workflowId: string, seconds: number): Promise<void> {
  const fastForwardId = randomUUID();
  const target = { namespace, workflowExecution: { workflowId } };
  const aimMs = (await dialogClock(connection, namespace, workflowId)).nowMs + seconds * 1_000;
  const fastForwardConfig = { id: fastForwardId, duration: { seconds: Long.fromNumber(Math.round(seconds)) } };
  try {
    await connection.withDeadline(Date.now() + WITHIN_MS, async () => {
      await connection.workflowService.updateWorkflowExecutionOptions({
        ...target,
        workflowExecutionOptions: { timeSkippingConfig: { enabled: true, maxSessionSkipCount: 100_000, fastForwardConfig } },
        updateMask: { paths: ['time_skipping_config'] },
      });
      let result: number = RESULT.pollTimeout; // the server ends a poll after a while although the dialog is still on its way
      while (result === RESULT.pollTimeout) {
        const answer = await connection.workflowService.pollWorkflowExecutionTimeSkipping({ ...target, fastForwardId });
        result = answer.fastForwardPollingResult;
        if (result > RESULT.completed) throw new Error(`${workflowId} cannot be moved ${seconds} s forward: ${answer.failedReason}`);
      }
    });
  } catch (error) {
    throw explained(error, workflowId, seconds);
  }
  const overMs = (await dialogClock(connection, namespace, workflowId)).nowMs - aimMs;
  if (overMs > LEAPT_MS) throw new Error(`${workflowId} was taken ${Math.round(overMs / 60_000)} min past its aim, to its next timer.`);
}

/** What time it is in one dialog, and whether nothing of it is being carried out. Errors: the server's own. */
export async function dialogClock(
  connection: Connection,
  namespace: string,
  workflowId: string,
): Promise<{ nowMs: number; idle: boolean }> {
  const { pendingActivities, pendingWorkflowTask, workflowExtendedInfo } = await connection.workflowService.describeWorkflowExecution({
    namespace,
    execution: { workflowId },
  });
  const moved = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  const nowMs = moved ? Number(moved.seconds ?? 0) * 1_000 + Math.floor((moved.nanos ?? 0) / 1_000_000) : Date.now();
  return { nowMs, idle: (pendingActivities ?? []).length === 0 && !pendingWorkflowTask };
}

function explained(error: unknown, workflowId: string, seconds: number): unknown {
  if (isGrpcDeadlineError(error)) {
    return new Error(
      `${workflowId} did not get ${seconds} s forward within ${WITHIN_MS / 1000} s: an activity of its is probably still running, or no worker is.`,
      { cause: error },
    );
  }
  if (isGrpcServiceError(error) && Number(error.code) === UNIMPLEMENTED) {
    return new Error(
      'This Temporal server cannot move time: it must be 1.32.0 and started with frontend.WorkflowTimeSkippingEnabled=true.',
      { cause: error },
    );
  }
  return error;
}
