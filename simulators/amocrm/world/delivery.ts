import type { Clock } from './clock.ts';
import type { PendingDelivery } from './state.ts';
import type { Store } from './store.ts';

/** amoCRM waits two seconds for an answer (§8.3). */
const ANSWER_TIMEOUT_MS = 2000;
/** Older failures are forgotten, so that a receiver that is away for long does not fill the file. */
const FAILURES_KEPT = 1000;

/** Sends webhooks: in order and one at a time per destination, each once. A failed one is recorded and gone. */
export class Delivery {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Something may be waiting to go out. */
  wake(): void {
    for (const { destination } of this.#store.state.pending) {
      if (this.#busy.has(destination) || this.#stop.signal.aborted) continue;
      const work = this.#work(destination).finally(() => this.#busy.delete(destination));
      this.#busy.set(destination, work);
    }
  }

  /** What was not answered yet stays in the state and goes out again after the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#busy.values());
  }

  async #work(destination: string): Promise<void> {
    for (let next = this.#first(destination); next !== undefined; next = this.#first(destination)) {
      const why = await this.#send(next);
      if (this.#stop.signal.aborted) return;
      await this.#settle(next, why);
    }
  }

  #first(destination: string): PendingDelivery | undefined {
    return this.#store.state.pending.find((delivery) => delivery.destination === destination);
  }

  async #settle(sent: PendingDelivery, why: string | undefined): Promise<void> {
    const { state } = this.#store; // asked again: a reset may have come while we waited
    state.pending = state.pending.filter((delivery) => delivery !== sent);
    if (why !== undefined) {
      const { seq, destination, hook } = sent;
      const atMs = await this.#clock.nowMs().catch(() => Date.now());
      state.failedDeliveries = [...state.failedDeliveries, { seq, destination, hook, atMs, why }].slice(-FAILURES_KEPT);
    }
    await this.#store.save();
  }

  async #send({ seq, destination, body }: PendingDelivery): Promise<string | undefined> {
    try {
      const answer = await fetch(destination, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'user-agent': 'amoCRM-Webhooks/3.0',
          'x-amocrm-requestid': `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
        },
        body,
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_TIMEOUT_MS), this.#stop.signal]),
      });
      await answer.body?.cancel();
      return answer.status < 300 ? undefined : `status ${answer.status}`;
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  }
}
