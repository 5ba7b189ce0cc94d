import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleClient,
  type ScheduleOptions,
  type ScheduleOptionsAction,
} from '@temporalio/client';
import { DIALOG_TASK_QUEUE } from '../workflows/dialog/messages.ts';
import { RECONCILE_SCHEDULE_ID, RECONCILE_WORKFLOW_ID, type ReconcileOrder } from '../workflows/reconcile/messages.ts';

/** Has the webhooks' gaps looked for every so many seconds (SPEC D-93); 0 = never. May be called by every worker that starts. */
export async function keepReconciling(schedules: ScheduleClient, everySeconds: number, startedAtMs = Date.now()): Promise<void> {
  const order: ReconcileOrder = { workerStartedAtMs: startedAtMs };
  const handle = schedules.getHandle(RECONCILE_SCHEDULE_ID);
  if (everySeconds === 0) {
    await handle.delete().catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
    return;
  }
  const schedule: Omit<ScheduleOptions, 'scheduleId'> & { action: ScheduleOptionsAction } = {
    spec: { intervals: [{ every: everySeconds * 1_000 }] },
    // A run that was missed while Temporal was away is not made up for: the next one finds all.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 seconds' },
    action: {
      type: 'startWorkflow',
      workflowType: 'reconcileWorkflow',
      workflowId: RECONCILE_WORKFLOW_ID,
      taskQueue: DIALOG_TASK_QUEUE,
      args: [order],
      workflowExecutionTimeout: '5 minutes',
      staticSummary: 'Найти то, о чём не сообщили Pact и amoCRM',
    },
  };
  try {
    await schedules.create({ ...schedule, scheduleId: RECONCILE_SCHEDULE_ID, state: { triggerImmediately: true } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await handle.update(({ state }) => ({ ...schedule, state }));
  }
}
