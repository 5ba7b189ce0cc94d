import { Clock } from './clock.ts';
import { Delivery } from './delivery.ts';
import { FirstMessages } from './first-messages.ts';
import type { State } from './state.ts';
import { Store } from './store.ts';

export interface WorldOptions {
  dataDir: string | undefined;
  now: () => number | Promise<number>;
}

/** Everything one simulator is made of. */
export class World {
  readonly store: Store;
  readonly clock: Clock;
  readonly firstMessages: FirstMessages;
  readonly #delivery: Delivery;

  private constructor(store: Store, now: WorldOptions['now']) {
    this.store = store;
    this.clock = new Clock(store, now);
    this.#delivery = new Delivery(store, this.clock);
    this.firstMessages = new FirstMessages(store, this.clock, () => this.changed());
  }

  static async open({ dataDir, now }: WorldOptions): Promise<World> {
    const world = new World(await Store.open(dataDir, await now()), now);
    await world.firstMessages.look();
    world.#delivery.wake();
    return world;
  }

  get state(): State {
    return this.store.state;
  }

  /** Call after each change, before answering: what was said to have happened is on disk before anybody hears of it. */
  async changed(): Promise<void> {
    await this.store.save();
    this.#delivery.wake();
  }

  async stop(): Promise<void> {
    this.firstMessages.stop();
    await this.#delivery.stop();
    await this.store.save();
  }
}
