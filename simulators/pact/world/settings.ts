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
  /** Between the six attempts of one webhook delivery; the real Pact waits 60 s. */
  retry_seconds: z.number().min(0).max(3600),
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
  retry_seconds: 1,
  webhook_timeout_ms: 5000,
};
