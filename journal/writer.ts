import { setTimeout as wait } from 'node:timers/promises';
import type { JournalDatabase } from './database.ts';
import type { JournalRow } from './rows.ts';
import { writeRows } from './write.ts';

export interface JournalWriterDeps {
  database: Pick<JournalDatabase, 'ready'>;
  /** Once when it goes away. */
  trouble: (sentence: string, error: unknown) => void;
  /** For people to see to, once: it stays away, or does not take what it is given. */
  alert: () => void;
  back: (sentence: string) => void;
  /** Rows that may wait in memory; what comes on top is dropped and counted. */
  waitingMax?: number;
  retryMs?: readonly number[];
  alertAfterMs?: number;
}

const WAITING_MAX = 50_000;
const AT_ONCE = 500;
const RETRY_MS = [500, 1_000, 2_000, 5_000, 15_000, 30_000];
/** A database that starts beside us, or starts anew, is nobody's trouble. */
const ALERT_AFTER_MS = 60_000;
/** PostgreSQL's classes of errors that come of the rows themselves: they would come again for ever. */
const NEVER_FITS = /^(22|23)/u;

/**
 * Takes rows without waiting for anybody and writes them behind, with retries. A database that is away, slow or broken costs the dialogs
 * nothing: what no longer fits is dropped, and `npm run journal:rebuild` tells it again from the histories.
 */
export class JournalWriter {
  dropped = 0;
  private readonly deps: JournalWriterDeps;
  private readonly queue: JournalRow[] = [];
  private writing: Promise<void> | undefined;
  private awaySinceMs: number | undefined;
  private isAlerted = false;
  private isStopping = false;
  private readonly stopping = new AbortController();

  constructor(deps: JournalWriterDeps) {
    this.deps = deps;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Never throws and never waits. */
  record(rows: readonly JournalRow[]): void {
    const room = (this.deps.waitingMax ?? WAITING_MAX) - this.queue.length;
    const fitting = rows.slice(0, Math.max(0, room));
    this.dropped += rows.length - fitting.length;
    this.queue.push(...fitting);
    this.writing ??= this.writeAll();
  }

  /** What waits is written, if it can be by then; nothing is retried any more. */
  async stop(withinMs: number): Promise<void> {
    this.isStopping = true;
    this.stopping.abort();
    await Promise.race([this.writing, wait(withinMs, undefined, { ref: false })]);
  }

  private async writeAll(): Promise<void> {
    let tries = 0;
    while (this.queue.length > 0) {
      const rows = this.queue.slice(0, AT_ONCE);
      try {
        await writeRows(await this.deps.database.ready(), rows);
        tries = 0;
        this.queue.splice(0, rows.length);
        this.cameBack();
      } catch (error) {
        const isForEver = neverFits(error);
        this.wentAway(error, isForEver);
        if (isForEver) this.dropped += this.queue.splice(0, rows.length).length;
        else if (this.isStopping) break;
        else await wait(this.retryMs(tries), undefined, { ref: false, signal: this.stopping.signal }).catch(() => undefined);
        tries += 1;
      }
    }
    this.writing = undefined;
  }

  private retryMs(tries: number): number {
    const steps = this.deps.retryMs ?? RETRY_MS;
    return steps[Math.min(tries, steps.length - 1)] ?? 0;
  }

  private wentAway(error: unknown, isForEver: boolean): void {
    const { alertAfterMs = ALERT_AFTER_MS, trouble, alert } = this.deps;
    const isNews = this.awaySinceMs === undefined;
    this.awaySinceMs ??= Date.now();
    if (!this.isAlerted && (isForEver || Date.now() - this.awaySinceMs >= alertAfterMs)) {
      this.isAlerted = true;
      alert();
    }
    if (!isNews) return;
    trouble('The journal cannot be written. Dialogs go on without it; what is missing comes with `npm run journal:rebuild`.', error);
  }

  private cameBack(): void {
    if (this.awaySinceMs === undefined) return;
    this.awaySinceMs = undefined;
    this.isAlerted = false;
    const lost = this.dropped === 0 ? 'Nothing is missing.' : `${this.dropped} rows are missing: \`npm run journal:rebuild\` brings them.`;
    this.deps.back(`The journal is written again. ${lost}`);
  }
}

const neverFits = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && NEVER_FITS.test(error.code);
