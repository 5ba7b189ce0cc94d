import type { Clock } from './clock.ts';
import { leadOfFirstMessage } from './robots.ts';
import type { Store } from './store.ts';

/** The clock may be moved or followed, so what is due is looked for this often while somebody waits. */
const LOOK_AGAIN_MS = 50;

/** Makes leads of first messages when their seconds are over (facts/simulators.md, `auto-lead`). Who waits survives a restart. */
export class FirstMessages {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #changed: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(store: Store, clock: Clock, changed: () => Promise<void>) {
    this.#store = store;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Does what is due now and comes back for the rest. */
  async look(): Promise<void> {
    const nowMs = await this.#clock.nowMs().catch(() => undefined); // the clock we follow may be away for a moment
    const { state } = this.#store;
    if (nowMs !== undefined && !state.outage) {
      const due = state.firstMessages.filter(({ dueAtMs }) => dueAtMs <= nowMs);
      state.firstMessages = state.firstMessages.filter(({ dueAtMs }) => dueAtMs > nowMs);
      for (const message of due) leadOfFirstMessage(state, nowMs, message);
      if (due.length > 0) await this.#changed();
    }
    this.#comeBack();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #comeBack(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#store.state.firstMessages.length === 0) return;
    this.#timer = setTimeout(() => void this.look(), LOOK_AGAIN_MS);
  }
}
