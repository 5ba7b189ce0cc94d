import { z } from 'zod';

/** Where Pact's real behaviour is unknown (facts/pact.md §8.3) or must vary in a test, there is a setting. Changed by POST /_sim/settings. */
export const settingsSchema = z.strictObject({
  /** When our own send comes back as a webhook `create`: before its HTTP answer, right after it, or never. */
  echo: z.enum(['before', 'after', 'off']),
  /** Between answer and `create` (echo `after`), or between `create` and answer (echo `before`). */
  delay_ms: z.int().min(0).max(600_000),
  send_status_code: z.union([z.literal(200), z.literal(201)]),
  /** The `status` in the answer to a send; documents of 2025 show `created`. */
  send_status: z.enum(['sent', 'created']),
  list_order: z.enum(['newest_first', 'oldest_first']),
  search: z.enum(['substring', 'exact']),
  /** `contact.internal_id` of API sends: the token owner's own, absent, or the same as the managers'. */
  internal_id: z.enum(['owner', 'absent', 'same']),
  /** Between the attempts of one webhook delivery, on the simulator's clock; the real Pact waits 60 s. */
  retry_seconds: z.number().min(0).max(3600),
  /** Pact's request limits (facts/pact.md §1.5). */
  limits: z.enum(['on', 'off']),
  /** How the limits' seconds and minutes are counted; undocumented. */
  rate_window: z.enum(['sliding', 'fixed']),
  /** Whether sending and writing first draw on one allowance; undocumented. */
  send_limits: z.enum(['separate', 'shared']),
  /** A send to a conversation whose channel is disconnected: accepted and then failed, or refused. */
  disconnected_send: z.enum(['error', 'refuse']),
  /** Whether webhooks hear events in the format of v1 (`data` instead of `object`) as well. */
  v1_events: z.enum(['off', 'also']),
  /** How long a receiver may take to answer; undocumented. */
  webhook_timeout_ms: z.int().min(1).max(60_000),
});

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  echo: 'after',
  delay_ms: 0,
  send_status_code: 200,
  send_status: 'sent',
  list_order: 'newest_first',
  search: 'substring',
  internal_id: 'owner',
  retry_seconds: 60,
  limits: 'on',
  rate_window: 'sliding',
  send_limits: 'separate',
  disconnected_send: 'error',
  v1_events: 'off',
  webhook_timeout_ms: 5000,
};
