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
  /** The HTTP answer got through: false when a fault lost it, or the asker hung up first. */
  answered: boolean;
}

/** A request that met a scripted fault; a turn that was lost or slow has its line among the turns besides. */
export interface FaultEntry {
  atMs: number;
  turnId: string;
  method: string;
  path: string;
  kind: string;
}

/** Enough for any demo or bench we know; without a bound a long load test would fill the memory. */
const MOST_ENTRIES = 10_000;

export class Journal {
  private entries: JournalEntry[] = [];
  private faults: FaultEntry[] = [];

  add(entry: JournalEntry): JournalEntry {
    this.entries.push(entry);
    if (this.entries.length > MOST_ENTRIES) this.entries.shift();
    return entry;
  }

  addFault(entry: FaultEntry): void {
    this.faults.push(entry);
    if (this.faults.length > MOST_ENTRIES) this.faults.shift();
  }

  all(): readonly JournalEntry[] {
    return this.entries;
  }

  allFaults(): readonly FaultEntry[] {
    return this.faults;
  }

  reset(): void {
    this.entries = [];
    this.faults = [];
  }
}
