import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { createAlertActivities } from '../activities/alerts/activities.ts';
import { createBotActivities } from '../activities/bot/activities.ts';
import { BotClient } from '../activities/bot/client.ts';
import { createPactActivities } from '../activities/pact/activities.ts';
import { PactClient } from '../activities/pact/client.ts';
import { createPactPolling } from '../activities/pact/missed.ts';
import { createPactSubscription } from '../activities/pact/subscription.ts';
import { createPolicyActivities } from '../activities/policy/activities.ts';
import { createCallbackUrl } from '../api/bot/callback-url.ts';
import { createDialogWorkflows } from '../api/dialog-workflows.ts';
import type { WorkerEnv } from '../config/env.ts';
import { loadPolicyFile, type LoadedPolicy } from '../config/policy.ts';
import { clientOptions, workerConnection } from '../config/temporal.ts';
import { createContactKey, identityOf } from '../contact/contact-key.ts';
import { createPersonSeal } from '../contact/person-seal.ts';
import type { RaisedAlert } from '../workflows/alerts/messages.ts';
import { startAmocrm } from './amocrm.ts';
import { workflowBundle } from './bundle.ts';
import { startJournal } from './journal.ts';
import { createTakeIn } from './missed-messages.ts';
import { createOwnWorkflows } from './own-workflows.ts';
import { keepReconciling } from './schedule.ts';
import { createWorkers } from './worker.ts';

export interface RunningWorker {
  /** Stops taking work; what is in flight may end. */
  stop(): void;
  /** Errors: AmocrmError, where the start finds that the account lacks what we need. */
  ended: Promise<void>;
}

/** Nobody waits for the answer here. */
const QUOTE_WITHIN_MS = 5_000;

const ROOT = new URL('..', import.meta.url);

/** Wires settings → clients → activities → workers, and runs them. Errors: PolicyError; the SDK's when Temporal is away. */
export async function startWorker(env: WorkerEnv, log: Logger): Promise<RunningWorker> {
  const [{ connection, namespace }, bundle, loaded] = await Promise.all([workerConnection(env), workflowBundle(), policyOf(env)]);
  const { connectionOptions } = clientOptions(env);
  const own = Connection.lazy(connectionOptions);
  const client = new Client({ connection: own, namespace });
  const ownWorkflows = createOwnWorkflows(own, namespace);
  const dialogWorkflows = createDialogWorkflows({
    client,
    connection: own,
    namespace,
    persons: createPersonSeal(env.CONTACT_KEY_SECRET),
    log,
    now: Date.now,
  });
  const contactKey = createContactKey(env.CONTACT_KEY_SECRET);
  const pact = new PactClient({ baseUrl: env.PACT_BASE_URL, token: env.PACT_TOKEN, companyId: env.PACT_COMPANY_ID });
  const alert = async (raised: RaisedAlert): Promise<void> => ownWorkflows.raiseAlert({ ...raised, contactKey: '' });
  const alertSoon = (raised: RaisedAlert): void =>
    void alert(raised).catch((error: unknown) => log.error({ error }, 'An alert could not be stored'));
  const webhooks = `${env.PUBLIC_URL.replace(/\/+$/u, '')}/webhooks`;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined); // whoever waits for the end is told
  const amocrm = startAmocrm({
    env,
    loaded,
    server: { connection, namespace },
    own,
    ownWorkflows,
    dialogWorkflows,
    contactKey,
    webhooks,
    alert,
    alertSoon,
    onUnconfigured: fail,
    log,
  });
  const journal = await startJournal({ url: env.DATABASE_URL, log, alertSoon });
  const workers = await createWorkers({
    connection,
    namespace,
    bundle,
    ...(journal.record ? { journal: journal.record } : {}),
    bot: createBotActivities({
      bot: new BotClient({ url: env.BOT_URL, secret: env.BOT_SECRET }),
      callbackUrl: createCallbackUrl({ publicUrl: env.PUBLIC_URL, secret: env.BOT_SECRET }),
    }),
    policy: createPolicyActivities(loaded),
    alerts: createAlertActivities({ raise: ownWorkflows.raiseAlert }),
    pact: {
      ...createPactActivities({ pact }),
      ...createPactPolling({
        pact,
        takeIn: createTakeIn({
          dialogWorkflows,
          knows: ownWorkflows.knows,
          companyId: env.PACT_COMPANY_ID,
          contactKeyOf: (contact) => contactKey(identityOf(contact)),
          quotedText: (conversationId, externalId) => pact.quotedText(conversationId, externalId, QUOTE_WITHIN_MS),
          log,
        }),
        warn: (message, facts) => log.warn(facts, message),
        ...(env.PACT_PER_SECOND === 0 ? { looksMax: Infinity } : {}), // no limits: a load test against the simulator
      }),
      ...createPactSubscription({ pact, url: `${webhooks}/pact/${env.WEBHOOK_SECRET}`, alert }),
    },
    pactPerSecond: env.PACT_PER_SECOND,
    amocrmLease: amocrm.lease,
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  // Not waited for: guests can be answered without it, and a schedule of an earlier start goes on.
  const keeping = keepReconciling(client.schedule, env.RECONCILE_SECONDS).catch((error: unknown) =>
    log.error(
      { error: error instanceof Error ? error.message : 'unknown' },
      'The schedule for missed webhooks could not be kept: start again',
    ),
  );
  const ended = Promise.race([running, failed]).then(async () => {
    await Promise.all([keeping, amocrm.drained(), journal.stop()]);
    await dialogWorkflows.drained();
    await Promise.all([connection.close(), ownWorkflows.close()]);
  });
  return {
    stop() {
      amocrm.stop();
      for (const worker of workers) worker.shutdown();
    },
    ended,
  };
}

/** Read while the connection is being made. */
async function policyOf({ POLICY_FILE: file }: WorkerEnv): Promise<LoadedPolicy> {
  await nextTurn();
  return loadPolicyFile(fileURLToPath(new URL(file, ROOT)));
}
