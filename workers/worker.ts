import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { AlertActivities } from '../activities/alerts/contract.ts';
import type { AmocrmActivities, AmocrmAuthorization, AmocrmLease, AmocrmPolling, AmocrmSearch } from '../activities/amocrm/contract.ts';
import type { BotActivities } from '../activities/bot/contract.ts';
import { KnownErrorsInterceptor } from '../activities/known-errors.ts';
import type { PactActivities, PactPolling } from '../activities/pact/contract.ts';
import type { PolicyActivities } from '../activities/policy/contract.ts';
import { journalSinks, type RecordRows } from './journal.ts';
import { AMOCRM_ACCOUNT_TASK_QUEUE } from '../workflows/amocrm-account/messages.ts';
import { AMOCRM_TASK_QUEUE, DIALOG_TASK_QUEUE, PACT_TASK_QUEUE } from '../workflows/dialog/messages.ts';

interface Server {
  connection: NativeConnection;
  namespace: string;
}

export interface WorkerDeps extends Server {
  bundle: { codePath: string };
  bot: BotActivities;
  policy: PolicyActivities;
  /** Takes what the dialogs tell of their decisions; absent where there is no journal. */
  journal?: RecordRows;
  alerts: AlertActivities;
  pact: PactActivities & Partial<PactPolling>;
  /** Sends a second over all workers: the server holds them (facts/pact.md §1.5). 0 = no limit. */
  pactPerSecond: number;
  /** Absent where amoCRM's work is always done here. */
  amocrmLease?: AmocrmLease;
}

export interface AmocrmWorkerDeps extends Server {
  amocrm: AmocrmActivities & Partial<AmocrmSearch & AmocrmPolling & AmocrmAuthorization>;
  /** Requests a second; 0 = no limit. */
  amocrmPerSecond: number;
}

/** What is in flight at a stop gets this long to end; an orchestrator must wait longer (docs/runbook.md, docker-compose.temporal.yml). */
export const SHUTDOWN_GRACE = '30 seconds';

/**
 * A workflow task that computes longer counts as stuck. With the SDK's 5 s a machine short of breath takes one that catches up
 * on a thousand signals for stuck, and on Node 20 the interruption ends the whole process (“async hook stack has become
 * corrupted”). The SDK reads it but leaves it out of its types.
 */
const STUCK_AFTER: object = { isolateExecutionTimeout: '30 seconds' };

const baseOf = ({ connection, namespace }: Server) =>
  ({
    connection,
    namespace,
    shutdownGraceTime: SHUTDOWN_GRACE,
    maxHeartbeatThrottleInterval: '1 second', // else a heartbeat goes out only every 2.4 s of the 3 s allowed
    interceptors: { activity: [() => ({ inbound: new KnownErrorsInterceptor() })] },
  }) satisfies Partial<WorkerOptions>;

/** What every process does; each queue could be a process of its own. */
export async function createWorkers(deps: WorkerDeps): Promise<Worker[]> {
  const { bundle, pactPerSecond, amocrmLease } = deps;
  const base = baseOf(deps);
  return Promise.all([
    Worker.create({
      ...base,
      ...STUCK_AFTER,
      taskQueue: DIALOG_TASK_QUEUE,
      workflowBundle: bundle,
      sinks: journalSinks(deps.journal),
      activities: { ...deps.bot, ...deps.policy, ...deps.alerts },
      stickyQueueScheduleToStartTimeout: '3 seconds', // a dead worker's dialogs move on after that
    }),
    Worker.create({
      ...base,
      taskQueue: PACT_TASK_QUEUE,
      activities: { ...deps.pact },
      ...(pactPerSecond > 0 ? { maxTaskQueueActivitiesPerSecond: pactPerSecond } : {}),
    }),
    ...(amocrmLease === undefined
      ? []
      : [
          Worker.create({
            ...base,
            taskQueue: AMOCRM_ACCOUNT_TASK_QUEUE,
            activities: { ...amocrmLease },
            maxConcurrentActivityTaskExecutions: 1,
          }),
        ]),
  ]);
}

/** What the one process does that holds amoCRM's lease (amocrm-lease.ts). */
export async function createAmocrmWorker({ amocrm, amocrmPerSecond, ...server }: AmocrmWorkerDeps): Promise<Worker> {
  return Worker.create({
    ...baseOf(server),
    taskQueue: AMOCRM_TASK_QUEUE,
    activities: { ...amocrm },
    // Whoever is in shares the pace; the others wait on the server, where waiting costs nobody a request made in vain.
    ...(amocrmPerSecond > 0 ? { maxConcurrentActivityTaskExecutions: amocrmPerSecond } : {}),
  });
}
