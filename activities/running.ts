import { asyncLocalStorage } from '@temporalio/activity';

const HEARTBEAT_EVERY_MS = 1000;

/** Which try of the activity this is; 1 where none runs (a call from a script). After the first, an earlier try may have done it already. */
export const currentAttempt = (): number => asyncLocalStorage.getStore()?.info.attempt ?? 1;

/** Into the worker's log, with the activity's ids; nowhere in a call from a script. */
export const warn = (message: string, facts: Record<string, unknown>): void => asyncLocalStorage.getStore()?.log.warn(message, facts);

/** When the server scheduled the activity's first try, on the server's clock. */
export const scheduledAtMs = (): number | undefined => asyncLocalStorage.getStore()?.info.scheduledTimestampMs;

/**
 * Beats every second while `work` runs, where the activity has a heartbeat timeout: a dead worker is noticed in seconds (DESIGN §3).
 * The signal fires when Temporal says that nobody waits for the result any more.
 */
export async function whileHeartbeating<Result>(work: (nobodyWaits: AbortSignal) => Promise<Result>): Promise<Result> {
  const context = asyncLocalStorage.getStore();
  if (context === undefined) return work(new AbortController().signal);
  const beats = context.info.heartbeatTimeoutMs === undefined ? undefined : setInterval(() => context.heartbeat(), HEARTBEAT_EVERY_MS);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(beats);
  }
}

/**
 * What is left of the time from the first scheduling to the close. Only differences of one clock are used, so that a server whose
 * clock was moved forward does not matter. Undefined where no activity runs or it has no such limit.
 */
export function remainingMs(startedAtMs: number): number | undefined {
  const info = asyncLocalStorage.getStore()?.info;
  if (info === undefined || info.scheduleToCloseTimeoutMs <= 0) return undefined;
  const earlierTriesMs = info.currentAttemptScheduledTimestampMs - info.scheduledTimestampMs;
  return info.scheduleToCloseTimeoutMs - earlierTriesMs - (Date.now() - startedAtMs);
}

/** Rejects when Temporal cancels the activity; never resolves. */
export const cancelled = (): Promise<never> => asyncLocalStorage.getStore()?.cancelled ?? new Promise<never>(() => undefined);
