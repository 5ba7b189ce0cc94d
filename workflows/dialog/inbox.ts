import type { DialogEvent } from '../../domain/dialog/events.ts';

const SEEN_KEPT = 500;

/** What arrived, once and in order. The ids of what was taken in travel through continue-as-new (SPEC D-02). */
export class Inbox {
  private readonly seen: Set<string>;
  private readonly events: DialogEvent[] = [];

  constructor(seen: readonly string[] = []) {
    this.seen = new Set(seen);
  }

  /** Takes in what has an id of the provider's; false for a repeat. */
  acceptOnce(id: string, event: DialogEvent): boolean {
    if (!this.isNew(id)) return false;
    this.events.push(event);
    return true;
  }

  /** Takes in what comes only once by its nature: the answer to something we started. */
  accept(event: DialogEvent): void {
    this.events.push(event);
  }

  /** Remembers an id; false if it was known. */
  isNew(id: string): boolean {
    if (this.seen.has(id)) return false;
    this.seen.add(id);
    if (this.seen.size > SEEN_KEPT)
      for (const oldest of this.seen) {
        this.seen.delete(oldest);
        break;
      }
    return true;
  }

  isEmpty(): boolean {
    return this.events.length === 0;
  }

  take(): DialogEvent | undefined {
    return this.events.shift();
  }

  snapshot(): string[] {
    return [...this.seen];
  }
}
