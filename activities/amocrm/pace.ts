import { setTimeout as sleep } from 'node:timers/promises';
import { AmocrmError } from './errors.ts';

const WINDOW_MS = 1_000;
/** Half an activity's time: whoever would wait longer had better come again. */
const WAIT_MAX_MS = 5_000;

/**
 * Keeps this process under the account's limit: amoCRM bans who overruns it repeatedly (facts/amocrm.md §2.1).
 * Also keeps quiet while amoCRM has asked for it.
 */
export class Pace {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** When the last requests started or will start, oldest first. */
  #starts: number[] = [];
  #quietUntilMs = 0;

  /** @param perSecond 0 = as fast as asked, for load tests against simulators. */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Resolves when the request may start. Throws AMOCRM_RATE_LIMITED when that is too far away. */
  async turn(): Promise<void> {
    const nowMs = this.#now();
    const oldest = this.#starts.length < this.#perSecond ? undefined : this.#starts[0]; // none either where there is no limit
    const startMs = Math.max(nowMs, oldest === undefined ? 0 : oldest + WINDOW_MS, this.#quietUntilMs);
    const waitMs = startMs - nowMs;
    if (waitMs > WAIT_MAX_MS) {
      throw new AmocrmError('amoCRM asked us to wait', { code: 'AMOCRM_RATE_LIMITED', retryAfterMs: waitMs });
    }
    this.#starts = this.#perSecond === 0 ? [] : [...this.#starts, startMs].slice(-this.#perSecond);
    if (waitMs > 0) await sleep(waitMs);
  }

  /** Nothing of this process goes to amoCRM before that. */
  keepQuiet(forMs: number): void {
    this.#quietUntilMs = Math.max(this.#quietUntilMs, this.#now() + forMs);
  }
}
