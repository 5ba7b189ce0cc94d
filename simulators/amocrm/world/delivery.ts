import type { Clock } from './clock.ts';
import { recordDelivery } from './journal.ts';
import { discard } from './outbox.ts';
import type { PendingDelivery } from './records.ts';
import { countFailure, isTaken, nextAttemptAtMs, NO_ANSWER, TOO_SLOW } from './retries.ts';
import type { Store } from './store.ts';

/** amoCRM waits two seconds for an answer (§8.3). */
const ANSWER_TIMEOUT_MS = 2000;
/** The clock may be moved or followed, so what is due later is looked for at least this often. */
const LOOK_AGAIN_MS = 1000;

/** Sends webhooks: in order and one at a time per destination; one that waits for its next try does not hold up the others. */
export class Delivery {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Sends what is due and comes back for the rest. */
  async look(): Promise<void> {
    if (this.#store.state.pending.length === 0) return;
    const nowMs = await this.#nowMs();
    if (this.#stop.signal.aborted) return;
    for (const { destination, dueAtMs } of this.#store.state.pending)
      if (dueAtMs <= nowMs && !this.#busy.has(destination)) this.#busy.set(destination, this.#work(destination));
    this.#comeBack(nowMs);
  }

  /** Everything that was due when asked has been tried. */
  async settled(): Promise<void> {
    await this.look();
    await Promise.all(this.#busy.values());
  }

  /** What was not answered yet stays in the state and goes out again after the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await Promise.all(this.#busy.values());
  }

  async #work(destination: string): Promise<void> {
    for (;;) {
      const nowMs = await this.#nowMs();
      // From here to the end nothing waits: what is put on its way later finds the place free.
      const next = this.#store.state.pending.find((one) => one.destination === destination && one.dueAtMs <= nowMs);
      if (next === undefined || this.#stop.signal.aborted) break;
      next.held = false;
      const { code, why } = await this.#send(next);
      if (this.#stop.signal.aborted) break;
      await this.#settle(next, code, why);
    }
    this.#busy.delete(destination);
  }

  async #settle(sent: PendingDelivery, code: number, why: string | null): Promise<void> {
    const atMs = await this.#nowMs();
    const { state } = this.#store; // asked again: a reset may have come while we waited
    if (!state.pending.includes(sent)) return;
    const { seq, destination, hook, attempt } = sent;
    const dueAtMs = isTaken(code) ? undefined : nextAttemptAtMs(attempt, code, atMs);
    const record = { seq, hook, destination, attempt, atMs, status: code < 100 || why === 'timeout' ? null : code };
    recordDelivery(state, { ...record, outcome: isTaken(code) ? 'delivered' : 'failed', why, nextAttemptAtMs: dueAtMs ?? null });
    if (dueAtMs === undefined) state.pending = state.pending.filter((delivery) => delivery !== sent);
    else Object.assign(sent, { attempt: attempt + 1, dueAtMs });
    const webhook = state.webhooks.find((one) => one.destination === destination);
    if (!isTaken(code) && webhook !== undefined) {
      countFailure(webhook, atMs);
      if (webhook.disabled) discard(state, atMs, destination, 'the subscription was switched off');
    }
    this.#comeBack(atMs);
    await this.#store.save();
  }

  async #send({ seq, destination, body }: PendingDelivery): Promise<{ code: number; why: string | null }> {
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
      return { code: answer.status, why: isTaken(answer.status) ? null : `status ${answer.status}` };
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') return { code: TOO_SLOW, why: 'timeout' };
      return { code: NO_ANSWER, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }

  #comeBack(nowMs: number): void {
    clearTimeout(this.#timer);
    const dueAtMs = Math.min(...this.#store.state.pending.map((delivery) => delivery.dueAtMs).filter((atMs) => atMs > nowMs));
    if (this.#stop.signal.aborted || dueAtMs === Infinity) return;
    this.#timer = setTimeout(() => void this.look(), Math.min(dueAtMs - nowMs, LOOK_AGAIN_MS));
  }

  /** The clock we follow may be away; webhooks go out all the same. */
  async #nowMs(): Promise<number> {
    return this.#clock.nowMs().catch(() => Date.now());
  }
}
