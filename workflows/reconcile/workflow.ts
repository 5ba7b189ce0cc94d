import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AmocrmPolling } from '../../activities/amocrm/contract.ts';
import type { PactPolling } from '../../activities/pact/contract.ts';
import { AMOCRM_TASK_QUEUE, PACT_TASK_QUEUE } from '../dialog/messages.ts';
import type { ReconcileMarks } from './messages.ts';

// One try: the next run comes soon and begins where the last good one ended.
const ONCE = { startToCloseTimeout: '50 seconds', scheduleToCloseTimeout: '2 minutes', retry: { maximumAttempts: 1 } } as const;
const { pollPact } = proxyActivities<PactPolling>({ ...ONCE, taskQueue: PACT_TASK_QUEUE });
const { pollAmocrm } = proxyActivities<AmocrmPolling>({ ...ONCE, taskQueue: AMOCRM_TASK_QUEUE });

/** Finds what the webhooks have missed and feeds it to the dialogs (SPEC D-93). The very first run only remembers where things stand. */
export async function reconcileWorkflow(): Promise<ReconcileMarks> {
  const { pact: pactMark, amocrm: amocrmMark } = (workflowInfo().lastResult ?? {}) as ReconcileMarks;
  const [pact, amocrm] = await Promise.all([
    orAsBefore(
      pactMark,
      pollPact.executeWithOptions({ summary: 'Найти в Pact то, о чём не было сообщено' }, [
        pactMark === undefined ? {} : { mark: pactMark },
      ]),
    ),
    orAsBefore(
      amocrmMark,
      pollAmocrm.executeWithOptions({ summary: 'Найти в amoCRM то, о чём не было сообщено' }, [
        { nowMs: Date.now(), ...(amocrmMark === undefined ? {} : { mark: amocrmMark }) },
      ]),
    ),
  ]);
  return { ...(pact === undefined ? {} : { pact }), ...(amocrm === undefined ? {} : { amocrm }) };
}

/** One system's outage costs the other nothing. */
async function orAsBefore<Mark>(mark: Mark | undefined, poll: Promise<Mark>): Promise<Mark | undefined> {
  try {
    return await poll;
  } catch (error) {
    log.warn('A system could not be looked through; the next run begins at the same place', { error });
    return mark;
  }
}
