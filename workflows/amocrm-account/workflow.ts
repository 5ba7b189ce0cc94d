import {
  ApplicationFailure,
  ActivityFailure,
  CancellationScope,
  condition,
  continueAsNew,
  log,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { AmocrmAuthorization, AmocrmLease } from '../../activities/amocrm/contract.ts';
import { AMOCRM_TASK_QUEUE } from '../dialog/messages.ts';
import { accountQuery, AMOCRM_ACCOUNT_TASK_QUEUE, authorizedSignal, tokenRefusedSignal, type AmocrmAccount } from './messages.ts';

// A try that ends, ends with its worker: the next one is somebody else's. Only heartbeats tell the living from the dead.
const { holdAmocrm } = proxyActivities<AmocrmLease>({
  taskQueue: AMOCRM_ACCOUNT_TASK_QUEUE,
  startToCloseTimeout: '365 days',
  heartbeatTimeout: '3 seconds',
  retry: { initialInterval: '100 ms', backoffCoefficient: 1 },
});
// One try: what an exchange has used up is gone, and only its answer says what it gave (facts/amocrm.md §1.3).
const { exchangeForTokens } = proxyActivities<AmocrmAuthorization>({
  taskQueue: AMOCRM_TASK_QUEUE,
  startToCloseTimeout: '20 seconds',
  retry: { maximumAttempts: 1 },
});

const AGAIN_AFTER_MS = 30_000;
const EVENTS_MAX = 1_000;

/**
 * Keeps what there is only one of: who speaks with amoCRM now (its limit counts requests, whoever makes them) and the account's tokens,
 * whose refresh works once (facts/amocrm.md §1.3, §2.1; docs/decisions/019). It never ends.
 */
export async function amocrmAccountWorkflow(kept: AmocrmAccount = {}): Promise<void> {
  let account = kept;
  let code: string | undefined;
  let renewalIsDue = false;

  setHandler(
    authorizedSignal,
    (given: unknown) => {
      if (typeof given === 'string' && given.length <= 4_000) code = given;
    },
    { description: 'Администратор amoCRM дал доступ' },
  );
  setHandler(
    tokenRefusedSignal,
    (sealed: unknown) => {
      if (sealed === account.tokens?.sealed && !account.refused) renewalIsDue = true;
    },
    { description: 'amoCRM не приняла токен' },
  );
  setHandler(accountQuery, () => account, { description: 'Чем живёт доступ к amoCRM' });

  const renewLater = (waitMs: number): void => {
    const { tokens } = account;
    void sleep(Math.max(waitMs, 1), { summary: 'До обновления токена' }).then(() => {
      if (account.tokens === tokens) renewalIsDue = true;
    });
  };

  /** Rejects when it has to be tried again. */
  const exchange = async (grant: Parameters<AmocrmAuthorization['exchangeForTokens']>[0]): Promise<void> => {
    try {
      const tokens = await exchangeForTokens.executeWithOptions({ summary: 'Получить токены amoCRM' }, [grant]);
      account = { tokens };
      renewLater(tokens.renewAtMs - Date.now());
    } catch (error) {
      if (!isFinal(error)) throw error;
      log.warn('amoCRM gave no tokens', { by: 'code' in grant ? 'code' : 'refresh' });
      if ('sealed' in grant) account = { ...account, refused: true };
    }
  };

  if (account.tokens && !account.refused) renewLater(account.tokens.renewAtMs - Date.now());
  const holding = new CancellationScope();
  void holding
    .run(async () => {
      const isFirstRun = workflowInfo().continuedFromExecutionRunId === undefined;
      for (;;) await holdAmocrm.executeWithOptions({ summary: 'Говорить с amoCRM за всех' }, [{ maybeStillHeld: !isFirstRun }]);
    })
    .catch(() => undefined);

  const isFull = (): boolean => workflowInfo().historyLength >= EVENTS_MAX || workflowInfo().continueAsNewSuggested;
  while (!isFull()) {
    await condition(() => code !== undefined || renewalIsDue || isFull());
    const given = code;
    code = undefined; // another one may come while this one is on its way
    try {
      if (given !== undefined) await exchange({ code: given });
      else if (renewalIsDue && account.tokens && !account.refused) await exchange({ sealed: account.tokens.sealed });
      renewalIsDue = false;
    } catch {
      code ??= given;
      await sleep(AGAIN_AFTER_MS, { summary: 'До новой попытки' });
    }
  }
  holding.cancel();
  await continueAsNew<typeof amocrmAccountWorkflow>(account);
}

const isFinal = (error: unknown): boolean =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.nonRetryable === true;
