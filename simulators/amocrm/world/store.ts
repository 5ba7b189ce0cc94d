import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seed, type SeedOptions } from '../seed/seed.ts';
import type { State } from './state.ts';

/** Counts up when the shape of the file changes; an older file is refused with a sentence, never half read. */
const FILE_VERSION = 3;
/** The file is written whole at each change; an endless journal would make every write slower. */
const JOURNAL_KEPT_ON_DISK = 2000;
const DELIVERIES_KEPT_ON_DISK = 500;

/** The simulator's whole memory, in one object and, with a data directory, in one file. */
export class Store {
  state: State;
  readonly #file: string | undefined;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  private constructor(file: string | undefined, state: State) {
    this.#file = file;
    this.state = state;
  }

  static async open(dataDir: string | undefined, nowMs: number): Promise<Store> {
    if (dataDir === undefined) return new Store(undefined, seed(nowMs));
    await mkdir(dataDir, { recursive: true });
    const file = join(dataDir, 'amocrm.json');
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    return new Store(file, text === undefined ? seed(nowMs) : parse(text, file));
  }

  /** Back to the seed; the answers to requests under way still go out, what they changed is gone. */
  reset(nowMs: number, options: SeedOptions): void {
    this.state = seed(nowMs, options);
  }

  /** Resolves when everything changed before this call is on disk. Calls that wait together share one write. */
  save(): Promise<void> {
    if (this.#file === undefined) return Promise.resolve();
    if (this.#next === undefined) {
      const next = this.#writing.then(() => {
        this.#next = undefined;
        return this.#write();
      });
      this.#next = next;
      this.#writing = next.catch(() => undefined); // the caller is told; the next write must still run
    }
    return this.#next;
  }

  async #write(): Promise<void> {
    if (this.#file === undefined) return;
    const temporary = `${this.#file}.${process.pid}.tmp`;
    const journal = this.state.journal.slice(-JOURNAL_KEPT_ON_DISK);
    const deliveries = this.state.deliveries.slice(-DELIVERIES_KEPT_ON_DISK);
    await writeFile(temporary, JSON.stringify({ version: FILE_VERSION, state: { ...this.state, journal, deliveries } }));
    await rename(temporary, this.#file);
  }
}

function parse(text: string, file: string): State {
  const saved = JSON.parse(text) as { version?: unknown; state?: State };
  if (saved.version !== FILE_VERSION || saved.state === undefined)
    throw new Error(`${file} was written by another version of the simulator; delete it to start from the seed.`);
  return saved.state;
}
