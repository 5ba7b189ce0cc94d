import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AmocrmPolling } from '../../activities/amocrm/contract.ts';
import type { PactPolling } from '../../activities/pact/contract.ts';
import { AMOCRM_TASK_QUEUE, PACT_TASK_QUEUE } from '../dialog/messages.ts';
import type { ReconcileMarks, ReconcileOrder } from './messages.ts';
import { subscriptionsAreDue } from './subscriptions-due.ts';

// One try: the next run comes soon and begins where the last good one ended. The heartbeat tells a dead worker, for which that run would wait.
const ONCE = {
  startToCloseTimeout: '50 seconds',
  heartbeatTimeout: '5 seconds',
  scheduleToCloseTimeout: '2 minutes',
  retry: { maximumAttempts: 1 },
} as const;
const { pollPact, subscribePact } = proxyActivities<PactPolling>({ ...ONCE, taskQueue: PACT_TASK_QUEUE });
const { pollAmocrm, subscribeAmocrm } = proxyActivities<AmocrmPolling>({ ...ONCE, taskQueue: AMOCRM_TASK_QUEUE });

/** Finds what the webhooks have missed and feeds it to the dialogs (SPEC D-93). A run without a predecessor looks ten minutes back. */
export async function reconcileWorkflow({ workerStartedAtMs }: ReconcileOrder = {}): Promise<ReconcileMarks> {
  const last = (workflowInfo().lastResult ?? {}) as ReconcileMarks;
  const nowMs = Date.now();
  const subscriptionsAtMs = subscriptionsAreDue(nowMs, last.subscriptionsAtMs, workerStartedAtMs)
    ? await seenToSubscriptions(last.subscriptionsAtMs, nowMs)
    : last.subscriptionsAtMs;
  const [pact, amocrm] = await Promise.all([
    orAsBefore(
      last.pact,
      pollPact.executeWithOptions({ summary: 'Найти в Pact то, о чём не было сообщено' }, [{ nowMs, ...markOf(last.pact) }]),
    ),
    orAsBefore(
      last.amocrm,
      pollAmocrm.executeWithOptions({ summary: 'Найти в amoCRM то, о чём не было сообщено' }, [{ nowMs, ...markOf(last.amocrm) }]),
    ),
  ]);
  return {
    ...(subscriptionsAtMs === undefined ? {} : { subscriptionsAtMs }),
    ...(pact === undefined ? {} : { pact }),
    ...(amocrm === undefined ? {} : { amocrm }),
  };
}

const markOf = <Mark>(mark: Mark | undefined): { mark?: Mark } => (mark === undefined ? {} : { mark });

/** When it fails it is due again at the next run. */
async function seenToSubscriptions(lastAtMs: number | undefined, nowMs: number): Promise<number | undefined> {
  const both = Promise.all([
    subscribePact.executeWithOptions({ summary: 'Проверить подписку на Pact' }, [{ nowMs }]),
    subscribeAmocrm.executeWithOptions({ summary: 'Проверить подписку на amoCRM' }, [{ nowMs }]),
  ]);
  return orAsBefore(
    lastAtMs,
    both.then(() => nowMs),
  );
}

/** One system's outage costs the other nothing. */
async function orAsBefore<Mark>(mark: Mark | undefined, poll: Promise<Mark>): Promise<Mark | undefined> {
  try {
    return await poll;
  } catch (error) {
    log.warn('A system did not answer; the next run begins at the same place', { error });
    return mark;
  }
}
