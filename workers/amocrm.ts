import type { Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createAmocrmActivities } from '../activities/amocrm/activities.ts';
import { createAuthorization } from '../activities/amocrm/authorization.ts';
import { createCatalogueSource } from '../activities/amocrm/catalogue-source.ts';
import { AmocrmClient } from '../activities/amocrm/client.ts';
import type { AmocrmAuthorization, AmocrmLease } from '../activities/amocrm/contract.ts';
import { AmocrmError } from '../activities/amocrm/errors.ts';
import { createAmocrmPolling } from '../activities/amocrm/missed.ts';
import { AmocrmOAuth } from '../activities/amocrm/oauth.ts';
import { createSeal } from '../activities/amocrm/seal.ts';
import { createAmocrmSubscription } from '../activities/amocrm/subscription.ts';
import { longLived, type TokenSource } from '../activities/amocrm/token-source.ts';
import type { DialogWorkflows } from '../api/dialog-workflows.ts';
import type { WorkerEnv } from '../config/env.ts';
import type { LoadedPolicy } from '../config/policy.ts';
import type { createContactKey } from '../contact/contact-key.ts';
import type { RaisedAlert } from '../workflows/alerts/messages.ts';
import { accountAlerts } from './account-alerts.ts';
import { createAmocrmAccountKeeper, type AmocrmAccountKeeper } from './amocrm-account.ts';
import { createAmocrmLease } from './amocrm-lease.ts';
import type { OwnWorkflows } from './own-workflows.ts';
import { createAmocrmWorker } from './worker.ts';

export interface AmocrmDeps {
  env: WorkerEnv;
  loaded: LoadedPolicy;
  server: { connection: NativeConnection; namespace: string };
  /** For our own calls to Temporal. */
  own: Connection;
  ownWorkflows: OwnWorkflows;
  dialogWorkflows: DialogWorkflows;
  contactKey: ReturnType<typeof createContactKey>;
  /** Where webhooks come in, without the system's name. */
  webhooks: string;
  alert: (alert: RaisedAlert) => Promise<void>;
  alertSoon: (alert: RaisedAlert) => void;
  /** At the start the account lacks what we need, and only people can give it (DESIGN §7). */
  onUnconfigured: (error: AmocrmError) => void;
  log: Logger;
}

export interface Amocrm {
  lease: AmocrmLease;
  stop(): void;
  drained(): Promise<void>;
}

/** A keeper that somebody has ended is missed by nobody else. */
const ENSURE_EVERY_MS = 60_000;
const ENSURE_AGAIN_MS = 3_000;
/** Who finds the account wanting later than that goes on: each activity says so, and people mend it. */
const STARTING_MS = 20_000;

/** All that this worker has to do with amoCRM; it speaks with it only while it holds the lease. */
export function startAmocrm(deps: AmocrmDeps): Amocrm {
  const { env, loaded, server, own, ownWorkflows, alert, alertSoon, log } = deps;
  const startedAtMs = performance.now();
  const keeper = createAmocrmAccountKeeper(own, server.namespace);
  const onTrouble = accountAlerts({ withOAuth: env.AMOCRM_TOKEN === undefined, raise: alertSoon });
  const { tokens, authorization } = accessOf(env, keeper, () => onTrouble('AMOCRM_UNAUTHORIZED'));
  const amocrm = new AmocrmClient({
    baseUrl: env.AMOCRM_BASE_URL,
    token: tokens,
    requestsPerSecond: env.AMOCRM_PER_SECOND,
    onTrouble,
    mayCall: () => lease.isHeld(),
  });
  const catalogue = createCatalogueSource({ amocrm, names: loaded.crm, onMissing: (missing) => alertSoon(missingInCrm(missing)) });
  const activities = {
    ...createAmocrmActivities({
      amocrm,
      catalogue,
      contactKeyOf: deps.contactKey,
      dialogStateOf: ownWorkflows.dialogStateOf,
      finalTouch: loaded.finalTouch,
    }),
    ...createAmocrmPolling({
      amocrm,
      catalogue,
      tell: (change) => deps.dialogWorkflows.crmChanged(change),
      readSince: ownWorkflows.readSince,
    }),
    ...createAmocrmSubscription({ amocrm, destination: `${deps.webhooks}/amocrm/${env.WEBHOOK_SECRET}/`, alert }),
    ...authorization,
  };
  let ensuring: NodeJS.Timeout | undefined;
  let isStopped = false;
  const ensureIn = (ms: number): void => {
    clearTimeout(ensuring);
    if (!isStopped) ensuring = setTimeout(ensure, ms);
  };
  const ensure = (): void => {
    keeper.ensure().then(
      () => ensureIn(ENSURE_EVERY_MS),
      (error: unknown) => {
        log.error({ error: messageOf(error) }, 'The keeper of amoCRM’s account could not be started; tried again in a moment');
        ensureIn(ENSURE_AGAIN_MS);
      },
    );
  };
  const lease = createAmocrmLease({
    beat: (taskToken) => keeper.beat(taskToken),
    createWorker: () => createAmocrmWorker({ ...server, amocrm: activities, amocrmPerSecond: env.AMOCRM_PER_SECOND }),
    keepQuiet: (forMs) => amocrm.keepQuiet(forMs),
    onHeld() {
      log.info('This worker speaks with amoCRM now');
      catalogue.get().catch((error: unknown) => {
        const isStarting = performance.now() - startedAtMs < STARTING_MS;
        if (isStarting && error instanceof AmocrmError && error.code === 'AMOCRM_UNCONFIGURED') deps.onUnconfigured(error);
        else log.error({ error: messageOf(error) }, 'amoCRM could not be read; each activity tries again');
      });
    },
    onTakenAway: ensure,
  });
  ensure();
  return {
    lease: lease.activities,
    stop() {
      isStopped = true;
      clearTimeout(ensuring);
      lease.stop();
    },
    drained: () => keeper.drained(),
  };
}

/** A long-lived token, or tokens that the keeper has (facts/amocrm.md §1.3, §1.4). */
function accessOf(
  env: WorkerEnv,
  kept: AmocrmAccountKeeper,
  onNotConnected: () => void,
): { tokens: TokenSource; authorization: Partial<AmocrmAuthorization> } {
  const { AMOCRM_TOKEN: token, AMOCRM_BASE_URL: baseUrl, AMOCRM_CLIENT_ID: clientId = '', AMOCRM_CLIENT_SECRET: clientSecret = '' } = env;
  if (token !== undefined) return { tokens: longLived(token), authorization: {} };
  const redirectUri = env.AMOCRM_REDIRECT_URI ?? `${env.PUBLIC_URL.replace(/\/+$/u, '')}/oauth/amocrm`;
  const { activities, tokens } = createAuthorization({
    oauth: new AmocrmOAuth({ baseUrl, clientId, clientSecret, redirectUri }),
    seal: createSeal(clientSecret),
    kept,
    onNotConnected,
  });
  return { tokens, authorization: activities };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

function missingInCrm(missing: readonly string[]): RaisedAlert {
  return {
    id: `crm-missing:${missing.join(',')}`,
    atMs: Date.now(),
    about: 'crmSetup',
    text: `В amoCRM не хватает: ${missing.join(', ')}. Остальное работает.`,
  };
}
