import type { MessageEvent } from '../activities/pact/missed.ts';
import { passOn, type PassOnDeps } from '../api/webhooks/pact-dialogs.ts';
import { readPactEvent } from '../api/webhooks/pact-news.ts';

/** Has that dialog taken in the message with this id of Pact's? No dialog, no message. */
export type Knows = (contactKey: string, message: { messageId: string; income: boolean }) => Promise<boolean>;

export interface MissedMessagesDeps extends PassOnDeps {
  knows: Knows;
  companyId: number;
}

/**
 * Takes a message that the polling found the way a webhook's is taken (SPEC D-93), unless its dialog has it already: asking costs no
 * history, telling again would cost four events. Errors: as of the calls to Temporal.
 */
export function createTakeIn({ companyId, knows, ...deps }: MissedMessagesDeps): (event: MessageEvent) => Promise<void> {
  const { contactKeyOf, log } = deps;
  return async (event) => {
    const news = readPactEvent(event, companyId, Date.now());
    if (news.what === 'clientWrote' || news.what === 'managerWrote') {
      const { messageId, contact } = news.message;
      if (await knows(contactKeyOf(contact), { messageId, income: news.what === 'clientWrote' })) return;
      log.warn({ messageId, what: news.what }, 'Restored a message that no webhook told of');
    }
    await passOn(news, event, deps);
  };
}
