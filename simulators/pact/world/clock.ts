import type { Store } from './store.ts';

/** The simulator's time: real time, moved forward, or another process's clock (facts/simulators.md, «Control»). */
export class Clock {
  readonly #store: Store;
  readonly #base: () => number | Promise<number>;

  constructor(store: Store, base: () => number | Promise<number>) {
    this.#store = store;
    this.#base = base;
  }

  async nowMs(): Promise<number> {
    const { offsetMs, followUrl } = this.#store.state.clock;
    if (followUrl !== null) return ask(followUrl);
    return Math.floor((await this.#base()) + offsetMs);
  }

  async advance(seconds: number): Promise<void> {
    this.#store.state.clock.offsetMs += seconds * 1000;
    await this.#store.save();
  }

  /** From now on every request asks `url` for `{ nowMs }`; null = real time again. */
  async follow(url: string | null): Promise<void> {
    if (url !== null) await ask(url);
    this.#store.state.clock.followUrl = url;
    await this.#store.save();
  }
}

async function ask(url: string): Promise<number> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body !== null && 'nowMs' in body && typeof body.nowMs === 'number') return Math.floor(body.nowMs);
  throw new Error('The clock to follow does not answer with { nowMs }.');
}
