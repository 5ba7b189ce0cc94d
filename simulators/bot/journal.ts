/** One line per request to /turn, in the order they came; a repeat of a turn is a line of its own. */
export interface JournalEntry {
  atMs: number;
  turnId: string;
  trigger: string | null;
  newMessageIds: readonly string[];
  requestKind: string | null;
  /** The same webhook-id was answered before. */
  repeated: boolean;
  status: number;
  answer: unknown;
  /** HTTP status of the callback, `failed` when nobody answered; null while it is on its way or none was needed. */
  callback: number | 'failed' | null;
}

/** Enough for any demo or bench we know; without a bound a long load test would fill the memory. */
const MOST_ENTRIES = 10_000;

export class Journal {
  private entries: JournalEntry[] = [];

  add(entry: JournalEntry): JournalEntry {
    this.entries.push(entry);
    if (this.entries.length > MOST_ENTRIES) this.entries.shift();
    return entry;
  }

  all(): readonly JournalEntry[] {
    return this.entries;
  }

  reset(): void {
    this.entries = [];
  }
}
