import { stringify } from 'qs';
import type { Moment } from './moment.ts';
import { enqueue } from './outbox.ts';
import type { State } from './state.ts';

/** Names a subscription may hold (§8.2). */
export const HOOK_NAMES = [
  'add_lead',
  'add_contact',
  'add_company',
  'add_customer',
  'add_task',
  'add_talk',
  'update_lead',
  'update_contact',
  'update_company',
  'update_customer',
  'update_task',
  'update_talk',
  'delete_lead',
  'delete_contact',
  'delete_company',
  'delete_customer',
  'delete_task',
  'restore_lead',
  'restore_contact',
  'restore_company',
  'status_lead',
  'responsible_lead',
  'responsible_contact',
  'responsible_company',
  'responsible_customer',
  'responsible_task',
  'note_lead',
  'note_contact',
  'note_company',
  'note_customer',
  'add_unsorted',
  'update_unsorted',
  'delete_unsorted',
  'add_message',
  'add_outgoing_message',
  'add_chat_template_review',
] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** Queues one webhook for everybody who subscribed to it. What goes out is the world of this moment, whatever happens until it is delivered. */
export function announce({ state, nowMs }: Moment, hook: HookName, body: Record<string, unknown>): void {
  const text = encode({ account: accountBlock(state), ...body });
  for (const { destination, settings, disabled } of state.webhooks)
    if (!disabled && settings.includes(hook)) enqueue(state, nowMs, { destination, hook, body: text });
}

function accountBlock({ account }: State): Record<string, unknown> {
  return { subdomain: account.subdomain, id: account.id, _links: { self: `https://${account.subdomain}.amocrm.ru` } };
}

/** PHP-style nested keys, brackets percent-encoded, spaces as `+`, everything a string (§8.3, §8.4). */
function encode(body: Record<string, unknown>): string {
  return stringify(body, { arrayFormat: 'indices', format: 'RFC1738' });
}
