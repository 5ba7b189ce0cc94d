import { randomUUID } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import Long from 'long';

const WITHIN_MS = 60_000;

/**
 * Moves one dialog's clock forward on a real server that was started with `timeSkipping` (facts/temporal_time.md): every timer on
 * the way fires, every activity really runs. Other dialogs, the API and the simulators stay where they are.
 * Errors: the server's; a deadline when the dialog does not get there.
 */
export async function fastForward(connection: Connection, namespace: string, workflowId: string, seconds: number): Promise<void> {
  const fastForwardId = randomUUID();
  const workflowExecution = { workflowId };
  const fastForwardConfig = { id: fastForwardId, duration: { seconds: Long.fromNumber(Math.round(seconds)) } };
  await connection.withDeadline(Date.now() + WITHIN_MS, async () => {
    await connection.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution,
      workflowExecutionOptions: { timeSkippingConfig: { enabled: true, maxSessionSkipCount: 100_000, fastForwardConfig } },
      updateMask: { paths: ['time_skipping_config'] },
    });
    await connection.workflowService.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution, fastForwardId });
  });
}
