import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { Journal } from './journal.ts';
import { post } from './post.ts';
import type { PendingDelivery, Webhook } from './state.ts';
import type { Store } from './store.ts';

/** The first attempt and five repeats (facts/pact.md §3.5); then the event is lost for good. */
const ATTEMPTS = 6;
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
  readonly #underWay = new Set<AbortController>();
  readonly #wake = new Set<() => void>();
  readonly #firstAttempt = new Map<PendingDelivery, () => void>();
  #stopped = false;

  constructor(store: Store, clock: Clock, journal: Journal) {
    this.#store = store;
    this.#clock = clock;
    this.#journal = journal;
  }

  /** Takes the event in for every active webhook. The promise resolves when each has been tried once; nobody needs to await it. */
  enqueue(event: PactEvent): Promise<unknown> {
    const { state } = this.#store;
    const body = JSON.stringify(event);
    const tried = state.webhooks
      .filter(({ active }) => active)
      .map(({ id }) => {
        const delivery: PendingDelivery = { seq: state.nextDeliverySeq++, webhookId: id, body, attempts: 0, dueAtMs: 0 };
        state.pending.push(delivery);
        return new Promise<void>((resolve) => this.#firstAttempt.set(delivery, resolve));
      });
    this.lookAgain();
    return Promise.all(tried);
  }

  /** Something changed that may make deliveries due: the clock, a webhook, a restart. */
  lookAgain(): void {
    for (const wake of this.#wake) wake();
    for (const { id } of this.#store.state.webhooks) {
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
    for (const attempt of this.#underWay) attempt.abort();
    await ended;
  }

  async #work(webhookId: number): Promise<void> {
    this.#busy.add(webhookId);
    try {
      while (!this.#stopped) {
        const webhook = this.#store.state.webhooks.find(({ id, active }) => id === webhookId && active);
        if (webhook === undefined) this.#drop(webhookId);
        const waiting = this.#store.state.pending.filter((delivery) => delivery.webhookId === webhookId);
        if (webhook === undefined || waiting.length === 0) return;
        const due = waiting[0]?.dueAtMs === 0 ? waiting[0] : await this.#firstDue(waiting);
        if (due === undefined) await this.#sleep();
        else await this.#attempt(due, webhook);
      }
    } finally {
      this.#busy.delete(webhookId); // in the same breath as the last look at what waits, so that nothing slips between
    }
  }

  async #firstDue(waiting: PendingDelivery[]): Promise<PendingDelivery | undefined> {
    const nowMs = await this.#clock.nowMs().catch(() => 0); // a followed clock may be gone for a moment: then only new events go
    return waiting.find(({ dueAtMs }) => dueAtMs <= nowMs);
  }

  async #attempt(delivery: PendingDelivery, webhook: Webhook): Promise<void> {
    const { generation } = this.#store;
    const { settings } = this.#store.state;
    const underWay = new AbortController();
    this.#underWay.add(underWay);
    const timer = setTimeout(() => underWay.abort(), settings.webhook_timeout_ms);
    const status = await post(webhook.url, delivery.body, underWay.signal);
    clearTimeout(timer);
    this.#underWay.delete(underWay);
    if (this.#stopped && status === null) return; // not a failure of the receiver; the next process repeats it
    const nowMs = await this.#clock.nowMs().catch(() => Date.now());
    this.#firstAttempt.get(delivery)?.();
    this.#firstAttempt.delete(delivery);
    if (generation !== this.#store.generation) return;
    delivery.attempts += 1;
    const outcome = status === 200 ? 'delivered' : delivery.attempts < ATTEMPTS ? 'will_retry' : 'lost';
    const { event, type, object } = JSON.parse(delivery.body) as PactEvent;
    this.#journal.delivery({
      seq: delivery.seq,
      at_ms: nowMs,
      webhook_id: webhook.id,
      event,
      type,
      object_id: object['id'],
      attempt: delivery.attempts,
      status,
      outcome,
    });
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
  #drop(webhookId: number): void {
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
