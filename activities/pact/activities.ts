import { currentAttempt, scheduledAtMs, whileHeartbeating } from '../running.ts';
import type { PactClient } from './client.ts';
import type { PactActivities } from './contract.ts';
import { findLost } from './look.ts';

export interface PactActivityDeps {
  pact: PactClient;
}

export function createPactActivities({ pact }: PactActivityDeps): PactActivities {
  return {
    async sendMessage({ conversationId, text, look }) {
      return whileHeartbeating(async () => {
        const mayBeSent = look !== undefined || currentAttempt() > 1;
        const found = mayBeSent ? await findLost(pact, conversationId, { text, look, notBeforeMs: scheduledAtMs() }) : undefined;
        return { messageId: found ?? (await pact.send(conversationId, text)) };
      });
    },
  };
}
