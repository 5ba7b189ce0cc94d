import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Worker } from '@temporalio/worker';
import type { AmocrmLease } from '../activities/amocrm/contract.ts';

export interface AmocrmLeaseDeps {
  /** Tells Temporal that the holder lives. Resolves when Temporal has heard it; `taken away` when the lease is nobody's or another's. */
  beat: (taskToken: Uint8Array) => Promise<'heard' | 'taken away'>;
  /** Does amoCRM's work while the lease is held. */
  createWorker: () => Promise<Worker>;
  /** No request leaves before that. */
  keepQuiet: (forMs: number) => void;
  onHeld: () => void;
  /** Somebody has to see to it that there is a lease to be had. */
  onTakenAway: () => void;
  /** Milliseconds of a clock that never jumps. */
  nowMs?: () => number;
}

const BEAT_EVERY_MS = 700;
/** Less than the 3 s after which Temporal gives the lease to another: counted from before the beat that was heard. */
const VALID_MS = 2_500;
/** What is in flight at a stop gets so long to ask amoCRM for more; then it fails, and is tried again by the next holder. */
const DRAIN_MS = 10_000;
/** amoCRM counts over one second, and the holder before us may have used it up (facts/amocrm.md §2.1). */
const QUIET_MS = 1_000;
const QUIET_IF_STILL_HELD_MS = 4_000;

/**
 * amoCRM's limit counts requests, and one activity makes several: no limit of a queue keeps it. So of all workers one at a time does
 * amoCRM's work and paces its own requests (docs/decisions/019). Which one, Temporal decides: it is whoever got the activity.
 */
export function createAmocrmLease(deps: AmocrmLeaseDeps): { activities: AmocrmLease; isHeld: () => boolean; stop: () => void } {
  const { beat, createWorker, keepQuiet, onHeld, onTakenAway, nowMs = () => performance.now() } = deps;
  let validUntilMs = Number.NEGATIVE_INFINITY;
  /** Nothing is asked of amoCRM any more, held or not. */
  let isOver = false;
  const stopping = new AbortController();

  /** Resolves when the lease is lost; not before the end while it is not. */
  async function keepAlive(taskToken: Uint8Array, end: AbortSignal): Promise<'lost' | 'taken away' | 'ended'> {
    while (!end.aborted) {
      const sentAtMs = nowMs();
      const heard = await beat(taskToken).catch(() => 'not heard' as const);
      if (heard === 'taken away') return heard;
      if (heard === 'heard') validUntilMs = sentAtMs + VALID_MS;
      if (nowMs() >= validUntilMs) return 'lost';
      await wait(BEAT_EVERY_MS, undefined, { signal: end }).catch(() => undefined);
    }
    return 'ended';
  }

  async function holdAmocrm({ maybeStillHeld }: { maybeStillHeld: boolean }): Promise<never> {
    const { taskToken, attempt } = activityInfo();
    if (stopping.signal.aborted) throw passedOn();
    if (maybeStillHeld) keepQuiet(QUIET_IF_STILL_HELD_MS);
    else if (attempt > 1) keepQuiet(QUIET_MS);
    validUntilMs = nowMs() + VALID_MS;
    const end = new AbortController();
    const alive = keepAlive(taskToken, end.signal);
    const worker = await createWorker();
    const running = worker.run();
    try {
      onHeld();
      const stopped = stopping.signal.aborted ? Promise.resolve() : once(stopping.signal, 'abort');
      const why = await Promise.race([alive, stopped, running]);
      if (why === 'lost' || why === 'taken away') isOver = true; // what is in flight must not ask for more
      if (why === 'taken away') onTakenAway();
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.race([running, wait(DRAIN_MS, undefined, { ref: false })]);
      isOver = true;
      await running;
    } finally {
      end.abort();
      await alive;
      validUntilMs = Number.NEGATIVE_INFINITY;
      isOver = false;
    }
    throw passedOn();
  }

  return { activities: { holdAmocrm }, isHeld: () => !isOver && nowMs() < validUntilMs, stop: () => stopping.abort() };
}

/** To be tried again, at once and by whoever waits for it: that is how the lease goes from hand to hand. */
const passedOn = (): ApplicationFailure => ApplicationFailure.retryable('Another worker may go on', 'PASSED_ON');
