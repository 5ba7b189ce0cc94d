import { setTimeout as wait } from 'node:timers/promises';

export interface WatchOptions<T> {
  /** The present answer; `previous` is the one before it, for a cheap look whether anything is new. */
  read: (previous: T | undefined) => Promise<T>;
  everyMs: number;
}

export interface Listener<T> {
  /** The first answer at once, then each one that differs from the one before. */
  told: (answer: T) => void;
  /** A look failed; the next one follows all the same. */
  failed: (error: unknown) => void;
}

interface Watch<T> {
  listeners: Set<Listener<T>>;
  answer: T | undefined;
  told: string | undefined;
  ending: AbortController;
}

/** Looks at something as long as anybody listens, once for all who listen to the same. */
export class Watches<T> {
  readonly #watches = new Map<string, Watch<T>>();

  /** Returns how to stop listening. */
  listen(key: string, options: WatchOptions<T>, listener: Listener<T>): () => void {
    const known = this.#watches.get(key);
    const watch = known ?? { listeners: new Set(), answer: undefined, told: undefined, ending: new AbortController() };
    watch.listeners.add(listener);
    if (known === undefined) {
      this.#watches.set(key, watch);
      void this.#look(watch, options);
    } else if (watch.answer !== undefined) listener.told(watch.answer);
    return () => {
      watch.listeners.delete(listener);
      if (watch.listeners.size > 0) return;
      watch.ending.abort();
      if (this.#watches.get(key) === watch) this.#watches.delete(key);
    };
  }

  async #look(watch: Watch<T>, { read, everyMs }: WatchOptions<T>): Promise<void> {
    const { signal } = watch.ending;
    while (!signal.aborted) {
      try {
        const answer = await read(watch.answer);
        const text = JSON.stringify(answer);
        watch.answer = answer;
        if (text !== watch.told) for (const { told } of watch.listeners) told(answer);
        watch.told = text;
      } catch (error) {
        for (const { failed } of watch.listeners) failed(error);
      }
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
