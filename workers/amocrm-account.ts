import { ActivityCancelledError, ActivityNotFoundError, Client, WorkflowNotFoundError, type Connection } from '@temporalio/client';
import type { KeptTokens } from '../activities/amocrm/authorization.ts';
import { GRPC, grpcCodeOf, TemporalCalls } from '../api/temporal/calls.ts';
import { AMOCRM_ACCOUNT } from '../api/temporal/start-options.ts';
import { accountQuery, AMOCRM_ACCOUNT_WORKFLOW_ID, tokenRefusedSignal, type AmocrmAccount } from '../workflows/amocrm-account/messages.ts';
import type { AmocrmLeaseDeps } from './amocrm-lease.ts';

/** The keeper of the account (workflows/amocrm-account), as the workers call it. Errors: TemporalAway. */
export interface AmocrmAccountKeeper extends KeptTokens, Pick<AmocrmLeaseDeps, 'beat'> {
  /** Sees to it that the keeper runs, with what the last one knew; may be called by every worker at any time. */
  ensure(): Promise<void>;
  drained(): Promise<void>;
}

export function createAmocrmAccountKeeper(connection: Connection, namespace: string): AmocrmAccountKeeper {
  const client = new Client({ connection, namespace });
  const calls = new TemporalCalls(connection);
  const keeper = client.workflow.getHandle(AMOCRM_ACCOUNT_WORKFLOW_ID);

  /** Of a keeper that somebody has ended, too. */
  const account = async (): Promise<AmocrmAccount | undefined> => {
    try {
      return await calls.ask(() => keeper.query(accountQuery));
    } catch (error) {
      // Ended before any worker had begun it: it cannot say anything, and knew nothing.
      if (error instanceof WorkflowNotFoundError || grpcCodeOf(error) === GRPC.failedPrecondition) return undefined;
      throw error;
    }
  };
  const isRunning = async (): Promise<boolean> => {
    try {
      return (await calls.look(() => keeper.describe())).status.name === 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };

  return {
    async ensure() {
      if (await isRunning()) return;
      const kept = (await account()) ?? {};
      await calls.store(() => client.workflow.start('amocrmAccountWorkflow', { ...AMOCRM_ACCOUNT, args: [kept] }));
    },
    async read() {
      const { tokens, refused = false } = (await account()) ?? {};
      return tokens && { ...tokens, refused };
    },
    async renew(sealed) {
      await calls.store(() => keeper.signal(tokenRefusedSignal, sealed));
    },
    async beat(taskToken) {
      try {
        await calls.beat(() => client.activity.heartbeat(taskToken));
        return 'heard';
      } catch (error) {
        if (error instanceof ActivityNotFoundError || error instanceof ActivityCancelledError) return 'taken away';
        throw error;
      }
    },
    drained: () => calls.drained(),
  };
}
