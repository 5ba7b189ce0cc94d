import type { SeedOptions } from '../seed/seed.ts';
import { Clock } from './clock.ts';
import { Delivery } from './delivery.ts';
import { FirstMessages } from './first-messages.ts';
import { Limiter } from './limiter.ts';
import type { State } from './state.ts';
import { Store } from './store.ts';

export interface WorldOptions {
  dataDir: string | undefined;
  now: () => number | Promise<number>;
  /** Whether requests are limited, from the start and after each reset. */
  limits: boolean;
}

/** Everything one simulator is made of. */
export class World {
  readonly store: Store;
  readonly clock: Clock;
  readonly firstMessages: FirstMessages;
  readonly delivery: Delivery;
  readonly limiter = new Limiter();
  readonly #limits: boolean;

  private constructor(store: Store, { now, limits }: WorldOptions) {
    this.store = store;
    this.#limits = limits;
    this.clock = new Clock(store, now);
    this.delivery = new Delivery(store, this.clock);
    this.firstMessages = new FirstMessages(store, this.clock, () => this.changed());
  }

  static async open(options: WorldOptions): Promise<World> {
    const world = new World(await Store.open(options.dataDir, await options.now()), options);
    world.state.limits.on = options.limits;
    await world.firstMessages.look();
    await world.delivery.look();
    return world;
  }

  get state(): State {
    return this.store.state;
  }

  /** Call after each change, before answering: what was said to have happened is on disk before anybody hears of it. */
  async changed(): Promise<void> {
    await this.store.save();
    void this.delivery.look();
  }

  /** Back to the first day. */
  reset(nowMs: number, options: SeedOptions): void {
    this.store.reset(nowMs, options);
    this.state.limits.on = this.#limits;
    this.limiter.forget();
  }

  async stop(): Promise<void> {
    this.firstMessages.stop();
    await this.delivery.stop();
    await this.store.save();
  }
}
