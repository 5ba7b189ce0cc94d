import { z } from 'zod';
import type { State } from '../world/state.ts';

/** A search index that lags longer than this was never promised to a client (facts/simulators.md). */
const SEARCH_LAG_MAX_SECONDS = 4;

/** «A few seconds» (facts/amocrm.md §7.4). */
const CHAT_LAG_MAX_SECONDS = 10;

const notEmpty = (body: object): boolean => Object.keys(body).length > 0;

export const SettingsBody = z
  .strictObject({
    api_author: z.enum(['user', 'robot']).optional(),
    outside_author: z.enum(['robot', 'responsible']).optional(),
    chat_lag_seconds: z.number().min(0).max(CHAT_LAG_MAX_SECONDS).optional(),
    search_lag_seconds: z.number().min(0).max(SEARCH_LAG_MAX_SECONDS).optional(),
  })
  .refine(notEmpty, 'Say what to set.');
export const LimitsBody = z
  .strictObject({ on: z.boolean().optional(), ban_after: z.int().positive().nullable().optional(), banned: z.boolean().optional() })
  .refine(notEmpty, 'Say what to set.');

/** How the simulator answers questions that the facts leave open. */
export function setSettings(state: State, body: z.infer<typeof SettingsBody>): Record<string, unknown> {
  const { api_author, outside_author, chat_lag_seconds, search_lag_seconds } = body;
  state.apiAuthorInWebhooks = api_author ?? state.apiAuthorInWebhooks;
  state.outsideAuthor = outside_author ?? state.outsideAuthor;
  if (chat_lag_seconds !== undefined) state.chatLagMs = chat_lag_seconds * 1000;
  if (search_lag_seconds !== undefined) state.searchLagMs = search_lag_seconds * 1000;
  return {
    api_author: state.apiAuthorInWebhooks,
    outside_author: state.outsideAuthor,
    chat_lag_seconds: state.chatLagMs / 1000,
    search_lag_seconds: state.searchLagMs / 1000,
  };
}

/** Limits on or off; who lifts the ban starts counting anew, as support does. */
export function setLimits({ limits }: State, { on, ban_after, banned }: z.infer<typeof LimitsBody>): Record<string, unknown> {
  limits.on = on ?? limits.on;
  if (ban_after !== undefined) limits.ban_after = ban_after;
  if (banned !== undefined) limits.banned = banned;
  if (banned === false || ban_after !== undefined) limits.violations = 0;
  return { ...limits };
}
