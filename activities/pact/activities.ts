import { currentAttempt, scheduledAtMs, whileHeartbeating } from '../running.ts';
import type { PactClient } from './client.ts';
import type { PactActivities } from './contract.ts';
import { findConversation } from './first.ts';
import { findLost } from './look.ts';

export interface PactActivityDeps {
  pact: PactClient;
}

export function createPactActivities({ pact }: PactActivityDeps): PactActivities {
  return {
    async sendMessage({ text, look, ...to }) {
      const intoConversation = async (conversationId: number): Promise<{ messageId: string }> => {
        const mayBeSent = look !== undefined || currentAttempt() > 1;
        const found = mayBeSent ? await findLost(pact, conversationId, { text, look, notBeforeMs: scheduledAtMs() }) : undefined;
        return { messageId: found ?? (await pact.send(conversationId, text)) };
      };
      return whileHeartbeating(async () => {
        if (!('first' in to)) return intoConversation(to.conversationId);
        // An earlier try that got through has made the conversation, so that it is found here and looked through.
        const conversationId = await findConversation(pact, to.first);
        return conversationId === undefined
          ? pact.writeFirst(to.first, text)
          : { ...(await intoConversation(conversationId)), conversationId };
      });
    },
  };
}
