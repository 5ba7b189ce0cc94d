import { WEBHOOK_EVENTS } from '../../activities/amocrm/subscription.ts';
import type { Account } from './account.ts';
import type { Finding } from './finding.ts';
import type { Wanted } from './wanted.ts';

const group = 'Webhook';

/** Our subscription; the worker looks after it each hour too (activities/amocrm/subscription.ts). */
export function compareSubscription({ webhooks }: Pick<Account, 'webhooks'>, { destination }: Pick<Wanted, 'destination'>): Finding[] {
  if (destination === undefined)
    return [{ group, what: 'адрес не проверен: задайте PUBLIC_URL и WEBHOOK_SECRET', state: 'present', note: 'worker подпишется сам' }];
  const what = `подписка на изменения, ${withoutSecret(destination)}`;
  const mine = webhooks.find((webhook) => webhook.destination === destination);
  const change = { do: 'subscribe', destination } as const;
  if (mine === undefined) return [{ group, what, state: 'missing', curesItself: true, note: 'worker подпишется сам', change }];
  const lacking = WEBHOOK_EVENTS.filter((event) => mine.settings?.includes(event) !== true);
  const events: Finding =
    lacking.length === 0
      ? { group, what, state: 'present', note: `событий: ${WEBHOOK_EVENTS.length}` }
      : { group, what, state: 'different', curesItself: true, note: `нет событий: ${lacking.join(', ')}; worker добавит их сам`, change };
  if (mine.disabled !== true) return [events];
  const byHand = 'включите её в amoCRM: amoМаркет, WebHooks; через API она не включается';
  return [...(lacking.length === 0 ? [] : [events]), { group, what, state: 'different', note: 'отключена amoCRM после ошибок', byHand }];
}

/** Who knows the whole address can write to us. */
const withoutSecret = (address: string): string => address.replace(/[^/]+\/$/u, '…/');
