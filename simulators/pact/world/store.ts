import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seed } from './seed.ts';
import type { PactState } from './state.ts';
import type { Settings } from './settings.ts';
import { Table, type Row } from './table.ts';

/** Counts up when the shape of the file changes; an older file is refused with a sentence, never half read. */
const FILE_VERSION = 2;

/** The simulator's whole memory, in one object and, with a data directory, in one file. */
export class Store {
  state: PactState;
  /** Grows with each reset: whoever waited across one must not touch the new world. */
  generation = 0;
  readonly #settings: Partial<Settings>;
  readonly #file: string | undefined;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #closed = false;

  private constructor(settings: Partial<Settings>, file: string | undefined, state: PactState) {
    this.#settings = settings;
    this.#file = file;
    this.state = state;
  }

  static async open(settings: Partial<Settings>, dataDir: string | undefined): Promise<Store> {
    if (dataDir === undefined) return new Store(settings, undefined, seed(settings));
    await mkdir(dataDir, { recursive: true });
    const file = join(dataDir, 'pact.json');
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    return new Store(settings, file, text === undefined ? seed(settings) : parse(text, file, settings));
  }

  async reset(): Promise<void> {
    this.state = seed(this.#settings);
    this.generation += 1;
    await this.save();
  }

  /** Resolves when everything changed before this call is on disk. Calls that wait together share one write. */
  save(): Promise<void> {
    if (this.#file === undefined || this.#closed) return Promise.resolve();
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

  /** The last write; what still runs afterwards changes memory only, never a file that may be another process's by then. */
  async close(): Promise<void> {
    const last = this.save();
    this.#closed = true;
    await last;
  }

  async #write(): Promise<void> {
    if (this.#file === undefined) return;
    const temporary = `${this.#file}.${process.pid}.tmp`;
    await writeFile(temporary, JSON.stringify({ version: FILE_VERSION, state: this.state }));
    await rename(temporary, this.#file); // a kill in the middle leaves the old file whole
  }
}

function parse(text: string, file: string, settings: Partial<Settings>): PactState {
  const { version, state } = JSON.parse(text) as { version: number; state: PactState };
  if (version !== FILE_VERSION)
    throw new Error(`${file} was written by another version of the Pact simulator: delete it to start from the seed.`);
  const table = <T extends Row>({ firstId, rows }: Table<T>): Table<T> => new Table(firstId, rows);
  return {
    ...state,
    companies: table(state.companies),
    auths: table(state.auths),
    conversations: table(state.conversations),
    messages: table(state.messages),
    attachments: table(state.attachments),
    jobs: table(state.jobs),
    settings: { ...state.settings, ...settings },
  };
}
