import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, type Client, type ConnectionLike } from '@temporalio/client';
import type * as workflows from '../../workflows/index.ts';
import { usedTokenWorkflowId } from '../../workflows/used-token/messages.ts';
import { TemporalCalls } from '../temporal/calls.ts';
import { USED_TOKEN } from '../temporal/start-options.ts';

/** Which one-time tokens have been used, by any process of the API, now or before its restart. */
export interface UsedTokens {
  /** False: it was used before. Errors: TemporalAway; then nobody knows, and the token must not be let in. */
  use(tokenId: string): Promise<boolean>;
}

export interface UsedTokensDeps {
  client: Client;
  connection: ConnectionLike;
}

/**
 * Temporal remembers: a workflow is started under the token's id, and an id is never started twice while the namespace keeps what is over
 * (a day at the very least, where a token lives half an hour). No worker is needed for it.
 */
export function createUsedTokens({ client, connection }: UsedTokensDeps): UsedTokens & { drained(): Promise<void> } {
  const calls = new TemporalCalls(connection);
  return {
    async use(tokenId) {
      try {
        await calls.store(() =>
          client.workflow.start<typeof workflows.usedTokenWorkflow>('usedTokenWorkflow', {
            ...USED_TOKEN,
            workflowId: usedTokenWorkflowId(createHash('sha256').update(tokenId).digest('hex')),
            args: [],
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    },
    drained: () => calls.drained(),
  };
}
