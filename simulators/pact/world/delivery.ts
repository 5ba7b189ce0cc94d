import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { namesOf, type Journal } from './journal.ts';
import { Poster } from './post.ts';
import { allReceivers, receiversOfV1, receiversOfV2, type Receiver } from './receivers.ts';
import type { PendingDelivery } from './state.ts';
import type { Store } from './store.ts';
import type { V1Event } from './v1-events.ts';
import { copiesOf, REORDER_WINDOW_MS, turnRound } from './webhook-faults.ts';

/** A clock that is moved or followed is looked at this often while a repeat is due later. */
const LOOK_AGAIN_MS = 250;
/** At the end an attempt under way may finish, so that the next process does not repeat it; a receiver that hangs is not waited for. */
const LAST_ATTEMPT_MS = 300;

export interface PactEvent {
  event: 'create' | 'update' | 'delete';
  type: 'message' | 'conversation' | 'auth';
  object: Record<string, unknown>;
}

/**
 * Hands events to webhooks: in order, one at a time per webhook, exactly 200 counts.
 * An event that failed waits for its own repeat and does not hold up those behind it, so order is kept only as long as the receiver is up.
 */
export class Delivery {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #busy = new Set<number>();
  readonly #works = new Set<Promise<void>>();
  readonly #poster = new Poster();
  readonly #wake = new Set<() => void>();
  readonly #firstAttempt = new Map<PendingDelivery, () => void>();
  readonly #turnedRound = new WeakSet<PendingDelivery>();
  #stopped = false;

  constructor(store: Store, clock: Clock, journal: Journal) {
    this.#store = store;
    this.#clock = clock;
    this.#journal = journal;
  }

  /** Takes the event in for every active webhook. The promise resolves when each has been tried once; nobody needs to await it. */
  enqueue(event: PactEvent): Promise<unknown> {
    return this.#owe(receiversOfV2(this.#store.state), JSON.stringify(event));
  }

  /** The same in v1's format, for whoever hears that one. */
  enqueueV1(event: V1Event): void {
    void this.#owe(receiversOfV1(this.#store.state), JSON.stringify(event));
  }

  #owe(receivers: readonly Receiver[], body: string): Promise<unknown> {
    const { state } = this.#store;
    const tried = receivers.flatMap(({ id }) =>
      copiesOf(state.faults, id).map((copy) => {
        const delivery: PendingDelivery = { seq: state.nextDeliverySeq++, webhookId: id, body, attempts: 0, dueAtMs: 0, copy };
        state.pending.push(delivery);
        return new Promise<void>((resolve) => this.#firstAttempt.set(delivery, resolve));
      }),
    );
    this.lookAgain();
    return Promise.all(tried);
  }

  /** Something changed that may make deliveries due: the clock, a webhook, a restart. */
  lookAgain(): void {
    for (const wake of this.#wake) wake();
    for (const { id } of allReceivers(this.#store.state)) {
      if (this.#stopped || this.#busy.has(id)) continue;
      const work = this.#work(id);
      this.#works.add(work);
      void work.finally(() => this.#works.delete(work));
    }
  }

  /** After a reset: nobody may wait for an event of the world before it. */
  forget(): void {
    for (const resolve of this.#firstAttempt.values()) resolve();
    this.#firstAttempt.clear();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const wake of this.#wake) wake();
    this.forget();
    const ended = Promise.all(this.#works);
    await Promise.race([ended, delay(LAST_ATTEMPT_MS, undefined, { ref: false })]);
    this.#poster.breakOff();
    await ended;
  }

  async #work(webhookId: number): Promise<void> {
    this.#busy.add(webhookId);
    try {
      while (!this.#stopped) {
        const { state } = this.#store;
        const receiver = allReceivers(state).find(({ id }) => id === webhookId);
        if (receiver === undefined) this.#forgetAll(webhookId);
        const waiting = state.pending.filter((delivery) => delivery.webhookId === webhookId);
        if (receiver === undefined || waiting.length === 0) return;
        const due = waiting[0]?.dueAtMs === 0 ? waiting[0] : await this.#firstDue(waiting);
        if (due === undefined) await this.#sleep();
        else if (state.faults.webhooks.reorder === true && due.attempts === 0 && !this.#turnedRound.has(due))
          await this.#collect(webhookId);
        else await this.#attempt(due, receiver);
      }
    } finally {
      this.#busy.delete(webhookId); // in the same breath as the last look at what waits, so that nothing slips between
    }
  }

  async #firstDue(waiting: PendingDelivery[]): Promise<PendingDelivery | undefined> {
    const nowMs = await this.#clock.nowMs().catch(() => 0); // a followed clock may be gone for a moment: then only new events go
    return waiting.find(({ dueAtMs }) => dueAtMs <= nowMs);
  }

  /** Waits for company, then turns the newcomers round. */
  async #collect(webhookId: number): Promise<void> {
    await delay(REORDER_WINDOW_MS, undefined, { ref: false });
    const { state } = this.#store;
    const fresh = state.pending.filter((one) => one.webhookId === webhookId && one.attempts === 0 && !this.#turnedRound.has(one));
    for (const delivery of fresh) this.#turnedRound.add(delivery);
    turnRound(state, fresh);
  }

  async #attempt(delivery: PendingDelivery, receiver: Receiver): Promise<void> {
    const { generation } = this.#store;
    const { settings } = this.#store.state;
    const isDropped = delivery.copy === 0;
    const status = isDropped ? null : await this.#poster.post(receiver.url, delivery.body, settings.webhook_timeout_ms);
    if (this.#stopped && status === null) return; // not a failure of the receiver; the next process repeats it
    const nowMs = await this.#clock.nowMs().catch(() => Date.now());
    this.#firstAttempt.get(delivery)?.();
    this.#firstAttempt.delete(delivery);
    if (generation !== this.#store.generation) return;
    if (!isDropped) delivery.attempts += 1;
    const outcome = isDropped ? 'dropped' : status === 200 ? 'delivered' : delivery.attempts < receiver.attempts ? 'will_retry' : 'lost';
    const { seq, attempts: attempt, copy } = delivery;
    this.#journal.delivery({ seq, at_ms: nowMs, webhook_id: receiver.id, ...namesOf(delivery.body), attempt, copy, status, outcome });
    if (outcome === 'will_retry') delivery.dueAtMs = nowMs + settings.retry_seconds * 1000;
    else this.#remove(delivery);
    await this.#store.save();
  }

  #remove(delivery: PendingDelivery): void {
    const { pending } = this.#store.state;
    const place = pending.indexOf(delivery);
    if (place >= 0) pending.splice(place, 1);
    this.#firstAttempt.get(delivery)?.();
    this.#firstAttempt.delete(delivery);
  }

  /** What waited for a webhook that was deleted or switched off has nowhere to go. */
  #forgetAll(webhookId: number): void {
    for (const delivery of this.#store.state.pending.filter((waiting) => waiting.webhookId === webhookId)) this.#remove(delivery);
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wake.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, LOOK_AGAIN_MS);
      this.#wake.add(wake);
    });
  }
}
