import { setTimeout as sleep } from 'node:timers/promises';
import { AmocrmError } from './errors.ts';

/** Half an activity's time: whoever would wait longer had better come again. */
const WAIT_MAX_MS = 5_000;

/**
 * Keeps this process under the account's limit: amoCRM bans who overruns it repeatedly (facts/amocrm.md §2.1). One request after the
 * other at even distances: a handful at once, held up on its way, would meet the next handful in one second of amoCRM's.
 * Also keeps quiet while amoCRM has asked for it.
 */
export class Pace {
  readonly #distanceMs: number;
  readonly #now: () => number;
  #nextMs = 0;
  #quietUntilMs = 0;

  /** @param perSecond 0 = as fast as asked, for load tests against simulators. */
  constructor(perSecond: number, now: () => number) {
    this.#distanceMs = perSecond === 0 ? 0 : 1_000 / perSecond;
    this.#now = now;
  }

  /** Resolves when the request may start. Throws AMOCRM_RATE_LIMITED when that is too far away. */
  async turn(): Promise<void> {
    const nowMs = this.#now();
    const startMs = Math.max(nowMs, this.#nextMs, this.#quietUntilMs);
    const waitMs = startMs - nowMs;
    if (waitMs > WAIT_MAX_MS) {
      throw new AmocrmError('amoCRM asked us to wait', { code: 'AMOCRM_RATE_LIMITED', retryAfterMs: waitMs });
    }
    this.#nextMs = startMs + this.#distanceMs;
    if (waitMs > 0) await sleep(waitMs);
    if (this.#now() < this.#quietUntilMs) await this.turn(); // asked for while this one waited
  }

  /** Nothing of this process goes to amoCRM before that. */
  keepQuiet(forMs: number): void {
    this.#quietUntilMs = Math.max(this.#quietUntilMs, this.#now() + forMs);
  }
}
