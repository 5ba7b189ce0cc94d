import type { Webhook } from './state.ts';

/** No connection at all, in the vendor's table. */
export const NO_ANSWER = 0;
/** An answer that took too long. */
export const TOO_SLOW = 499;

/** The second to fifth try: how long after the one before, and whether only trouble of the receiver's server earns it (facts/amocrm.md §8.3). */
const RETRIES = [
  { afterSeconds: 5 * 60, onlyAfterServerTrouble: false },
  { afterSeconds: 15 * 60, onlyAfterServerTrouble: false },
  { afterSeconds: 15 * 60, onlyAfterServerTrouble: true },
  { afterSeconds: 60 * 60, onlyAfterServerTrouble: true },
] as const;

const FAILURES_WITHIN_MS = 2 * 3600 * 1000;
const FAILURES_FORGIVEN = 100;

export const isTaken = (code: number): boolean => code >= 100 && code < 300;

/** When the next try is due; undefined = that was the last. */
export function nextAttemptAtMs(attempt: number, code: number, nowMs: number): number | undefined {
  const retry = RETRIES[attempt - 1];
  if (retry === undefined || (retry.onlyAfterServerTrouble && !(code === TOO_SLOW || (code >= 500 && code < 600)))) return undefined;
  return nowMs + retry.afterSeconds * 1000;
}

/** More than a hundred failures within two hours, this one included, switch a subscription off (§8.3). */
export function countFailure(webhook: Webhook, nowMs: number): void {
  webhook.failuresAtMs = [...webhook.failuresAtMs.filter((atMs) => atMs > nowMs - FAILURES_WITHIN_MS), nowMs];
  if (webhook.failuresAtMs.length > FAILURES_FORGIVEN) webhook.disabled = true;
}
