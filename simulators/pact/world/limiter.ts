import type { Settings } from './settings.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

interface Limit {
  count: number;
  windowMs: number;
}

const perMinute = (count: number): Limit => ({ count, windowMs: MINUTE_MS });
const SENDING: readonly Limit[] = [{ count: 5, windowMs: SECOND_MS }, perMinute(30)];

/** Of API v2, for each user and so for each token (facts/pact.md §1.5). API v1 has no published limits. */
const LIMITS = {
  send: SENDING,
  writeFirst: SENDING,
  upload: SENDING,
  listMessages: [perMinute(20)],
  getMessage: [perMinute(20)],
  listConversations: [perMinute(10)],
  getConversation: [perMinute(10)],
} as const satisfies Record<string, readonly Limit[]>;

export type LimitedCall = keyof typeof LIMITS;

/** Counts calls by the simulator's clock; what is refused does not count. In memory: a restarted simulator has forgotten them. */
export class Limiter {
  readonly #calledAtMs = new Map<string, number[]>();

  /** Takes the call, or tells in how many whole seconds it would be taken. */
  take(call: LimitedCall, nowMs: number, { rate_window: window, send_limits: sends }: Settings): number | undefined {
    const name = call === 'writeFirst' && sends === 'shared' ? 'send' : call;
    // A clock that was moved or followed may have gone back: calls of its future are not held against anyone.
    const before = (this.#calledAtMs.get(name) ?? []).filter((atMs) => atMs <= nowMs && atMs > nowMs - MINUTE_MS);
    const waitMs = Math.max(...LIMITS[call].map((limit) => waitFor(limit, before, nowMs, window)));
    if (waitMs > 0) return Math.ceil(waitMs / SECOND_MS);
    this.#calledAtMs.set(name, [...before, nowMs]);
    return undefined;
  }

  clear(): void {
    this.#calledAtMs.clear();
  }
}

function waitFor({ count, windowMs }: Limit, calledAtMs: readonly number[], nowMs: number, window: Settings['rate_window']): number {
  if (window === 'fixed') {
    const startMs = Math.floor(nowMs / windowMs) * windowMs;
    return calledAtMs.filter((atMs) => atMs >= startMs).length < count ? 0 : startMs + windowMs - nowMs;
  }
  const oldestThatCounts = calledAtMs.filter((atMs) => atMs > nowMs - windowMs).at(-count);
  return oldestThatCounts === undefined ? 0 : oldestThatCounts + windowMs - nowMs;
}
