const FRESH_MS = 3_600_000;

/**
 * Is it time to see to the webhooks' subscriptions? Once an hour, and at the first run after a worker has started: its settings may name
 * another address now (DESIGN §7).
 * @param seenAtMs when they were last seen to be on.
 * @param workerStartedAtMs undefined in schedules of earlier versions.
 */
export const subscriptionsAreDue = (nowMs: number, seenAtMs: number | undefined, workerStartedAtMs: number | undefined): boolean =>
  seenAtMs === undefined || nowMs - seenAtMs >= FRESH_MS || (workerStartedAtMs !== undefined && seenAtMs < workerStartedAtMs);
