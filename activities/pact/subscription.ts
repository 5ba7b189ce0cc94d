import { whileHeartbeating } from '../running.ts';
import type { PactClient } from './client.ts';
import type { PactPolling } from './contract.ts';
import { PactError } from './errors.ts';

export interface PactSubscriptionDeps {
  pact: Pick<PactClient, 'webhooks' | 'createWebhook' | 'activateWebhook'>;
  /** Our address for its webhooks. */
  url: string;
  /** The same id twice is one. */
  alert: (alert: { id: string; atMs: number; about: string; text: string }) => Promise<void>;
}

export function createPactSubscription({ pact, url, alert }: PactSubscriptionDeps): Pick<PactPolling, 'subscribePact'> {
  const subscribePact: PactPolling['subscribePact'] = async ({ nowMs }) => {
    try {
      const mine = (await pact.webhooks()).find((webhook) => webhook.url === url);
      // Pact pings the address when it is made active (facts/pact.md §3.1).
      if (mine === undefined) await pact.createWebhook(url);
      else if (!mine.active) await pact.activateWebhook(mine.id);
    } catch (error) {
      if (!(error instanceof PactError) || error.retryable) throw error;
      await alert({
        id: `pact-webhook-${new Date(nowMs).toISOString().slice(0, 10)}`,
        atMs: nowMs,
        about: 'pactWebhook',
        text: 'Pact не принимает адрес Estafeta для webhook: проверьте, что адрес открыт из интернета, что в Pact заведено не больше пяти webhook и что токен верен. До этого сообщения приходят с опозданием.',
      });
      throw error; // perhaps the API is only just starting: the next run asks again
    }
  };
  return { subscribePact: async (request) => whileHeartbeating(async () => subscribePact(request)) };
}
