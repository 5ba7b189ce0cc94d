import { whileHeartbeating } from '../running.ts';
import type { AmocrmClient } from './client.ts';
import type { AmocrmPolling } from './contract.ts';
import { AmocrmError } from './errors.ts';

export interface AmocrmSubscriptionDeps {
  amocrm: Pick<AmocrmClient, 'webhooks' | 'subscribe'>;
  /** Our address for its webhooks. */
  destination: string;
  /** The same id twice is one. */
  alert: (alert: { id: string; atMs: number; about: string; text: string }) => Promise<void>;
}

/** What amoCRM shall tell us of (facts/amocrm.md §8.2); the polling looks for the same (missed.ts). */
export const WEBHOOK_EVENTS = [
  'add_lead',
  'update_lead',
  'status_lead',
  'responsible_lead',
  'delete_lead',
  'restore_lead',
  'add_unsorted',
  'update_contact',
  'update_task',
] as const;

export function createAmocrmSubscription({ amocrm, destination, alert }: AmocrmSubscriptionDeps): Pick<AmocrmPolling, 'subscribeAmocrm'> {
  const tell = async (atMs: number, text: string): Promise<void> =>
    alert({ id: `amocrm-webhook-${dayOf(atMs)}`, atMs, about: 'amocrmWebhook', text });

  const subscribeAmocrm: AmocrmPolling['subscribeAmocrm'] = async ({ nowMs }) => {
    try {
      const mine = (await amocrm.webhooks()).find((webhook) => webhook.destination === destination);
      const lacks = WEBHOOK_EVENTS.some((event) => mine?.settings?.includes(event) !== true);
      if (lacks) await amocrm.subscribe(destination, WEBHOOK_EVENTS);
      // It gave up on us, and only a person can switch it on again (§8.3).
      if (mine?.disabled === true)
        await tell(
          nowMs,
          'amoCRM отключила webhook Estafeta после ошибок. Включите его в amoCRM: amoМаркет, WebHooks. До этого изменения видны с опозданием.',
        );
    } catch (error) {
      if (!(error instanceof AmocrmError) || (error.code !== 'AMOCRM_REJECTED' && error.code !== 'AMOCRM_UNAUTHORIZED')) throw error;
      await tell(
        nowMs,
        'amoCRM не даёт подписаться на изменения: нужны тариф «Расширенный» и токен администратора. До этого изменения видны с опозданием.',
      );
    }
  };
  return { subscribeAmocrm: async (request) => whileHeartbeating(async () => subscribeAmocrm(request)) };
}

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
