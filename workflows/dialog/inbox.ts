import type { ClientMessage, DialogEvent } from '../../domain/dialog/events.ts';

const SEEN_KEPT = 500;

/** What arrived, once and in order. The ids of what was taken in travel through continue-as-new (SPEC D-02). */
export class Inbox {
  private readonly seen: Set<string>;
  private readonly events: DialogEvent[] = [];
  private readonly hasNews: () => void;

  constructor(seen: readonly string[] = [], hasNews: () => void = () => undefined) {
    this.seen = new Set(seen);
    this.hasNews = hasNews;
  }

  /** Takes in what has an id of the provider's; false for a repeat. */
  acceptOnce(id: string, event: DialogEvent): boolean {
    if (!this.isNew(id)) return false;
    this.accept(event);
    return true;
  }

  /** Takes in what comes only once by its nature: the answer to something we started. */
  accept(event: DialogEvent): void {
    this.events.push(event);
    this.hasNews();
  }

  /** Remembers an id; false if it was known. */
  isNew(id: string): boolean {
    const mark = markOf(id);
    if (this.seen.has(mark)) return false;
    this.seen.add(mark);
    if (this.seen.size > SEEN_KEPT)
      for (const oldest of this.seen) {
        this.seen.delete(oldest);
        break;
      }
    return true;
  }

  /** Was this id taken in before? Asking changes nothing. */
  knows(id: string): boolean {
    return this.seen.has(markOf(id));
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

/** An edit is news of its own (SPEC D-03); that its message was taken in before is known here longer than in the transcript (D-02). */
export function acceptClientMessage(inbox: Inbox, message: ClientMessage): void {
  const { messageId, edited, text } = message;
  const takenIn = `in:${messageId}`;
  const known = edited && inbox.knows(takenIn) ? { known: true as const } : {};
  inbox.acceptOnce(edited ? `edit:${messageId}:${text}` : takenIn, { ...message, type: 'clientWrote', ...known });
}

/** Was the message taken in, from whichever side it came? What is no question is no message either. */
export function knowsMessage(inbox: Inbox, message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('messageId' in message) || !('income' in message)) return false;
  return inbox.knows(`${message.income === true ? 'in' : 'out'}:${String(message.messageId)}`);
}

const MARK_MAX_CHARS = 20;

/** Ids may be long (an edit's holds its text), and all that are kept travel through every run: a long one is kept as its hash. */
function markOf(id: string): string {
  return id.length <= MARK_MAX_CHARS ? id : `#${hashed(id, 0x811c9dc5).toString(36)}${hashed(id, 0x01000193).toString(36)}`;
}

/** FNV-1a, 32 bits; two of them with different beginnings never meet by chance among some hundreds. */
function hashed(text: string, beginning: number): number {
  let hash = beginning;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
