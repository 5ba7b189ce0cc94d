import { CUTS, type Cut } from './link.ts';
import { LINKS, type LinkName } from './stage.ts';
import type { SimFault, Trouble, WebhookTrouble } from './troubles.ts';

/** What can go wrong; when and for how long, the plan says. */
export type Fault = { name: string } & (
  | { kind: 'down'; part: 'worker' | 'api' | 'temporal'; gently: boolean }
  | { kind: 'cut'; link: LinkName; how: Cut }
  | { kind: 'trouble'; trouble: Trouble }
);

/** A process ends and another takes its place; gently: as by a deploy. */
export const DOWNS: readonly Fault[] = [
  { kind: 'down', name: 'worker killed', part: 'worker', gently: false },
  { kind: 'down', name: 'worker replaced', part: 'worker', gently: true },
  { kind: 'down', name: 'API killed', part: 'api', gently: false },
  { kind: 'down', name: 'Temporal killed', part: 'temporal', gently: false },
];

/** Partitions: each link in each way. */
export const PARTITIONS: readonly Fault[] = LINKS.flatMap((link) =>
  CUTS.map((how): Fault => ({ kind: 'cut', name: `${link} ${how}`, link, how })),
);

/** A system that refuses for a while. */
export const STORMS: readonly Fault[] = [
  requests('Pact 429', 'pact', { path: '/api/p2/*', kind: 'status', status: 429, every: 2 }),
  requests('Pact 503', 'pact', { path: '/api/p2/*', kind: 'status', status: 503, every: 2 }),
  requests('Pact 502 page', 'pact', { path: '/api/p2/*', kind: 'html' }),
  requests('amoCRM 429', 'amocrm', { path: '/api/v4/*', kind: 'status', status: 429, every: 2 }),
  requests('amoCRM 504', 'amocrm', { path: '/api/v4/*', kind: 'status', status: 504, every: 2 }),
  requests('amoCRM 502 page', 'amocrm', { path: '/api/v4/*', kind: 'html' }),
  requests('bot 503', 'bot', { path: '/turn', kind: 'status', status: 503, every: 2 }),
  requests('bot resets', 'bot', { path: '/turn', kind: 'reset', every: 2 }),
];

/** Longer than the caller waits, and carried out all the same (facts/pact.md §4). */
export const SILENCES: readonly Fault[] = [
  requests('Pact times out', 'pact', { method: 'POST', path: '/api/p2/conversations/*', kind: 'lost', delay_ms: 16_000, times: 1 }),
  requests('amoCRM times out', 'amocrm', { method: 'PATCH', path: '/api/v4/leads*', kind: 'lost', delay_ms: 12_000, times: 1 }),
  requests('amoCRM slow', 'amocrm', { path: '/api/v4/*', kind: 'slow', delay_ms: 2_000, every: 2 }),
];

const WEBHOOKS: readonly WebhookTrouble[] = [
  { drop: 3 },
  { drop: 2, repeat: 3 },
  { repeat: 3 },
  { reorder: true },
  { drop: 4, repeat: 3, reorder: true },
];
export const PACT_WEBHOOKS: readonly Fault[] = WEBHOOKS.map((webhooks) => webhooksOf('pact', webhooks));
export const AMOCRM_WEBHOOKS: readonly Fault[] = WEBHOOKS.map((webhooks) => webhooksOf('amocrm', webhooks));

/** Sends and CRM writes that are carried out and their answer lost, all the time: one in eight that meet nothing else, over one in ten of all. */
export const ALWAYS: readonly Trouble[] = [
  { simulator: 'pact', faults: [{ method: 'POST', path: '/api/p2/conversations/*', kind: 'lost', every: 8 }] },
  {
    simulator: 'amocrm',
    faults: (['POST', 'PATCH'] as const).map((method) => ({ method, path: '/api/v4/*', kind: 'lost', every: 8 })),
  },
];

function requests(name: string, simulator: Trouble['simulator'], fault: SimFault): Fault {
  return { kind: 'trouble', name, trouble: { simulator, faults: [fault] } };
}

function webhooksOf(simulator: 'pact' | 'amocrm', webhooks: WebhookTrouble): Fault {
  const { drop, repeat, reorder } = webhooks;
  const words = [drop && `1 in ${drop} dropped`, repeat && `told ${repeat} times`, reorder && 'reordered'].filter(Boolean);
  return { kind: 'trouble', name: `${simulator} webhooks ${words.join(' and ')}`, trouble: { simulator, webhooks } };
}
