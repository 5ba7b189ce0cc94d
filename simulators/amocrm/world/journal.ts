import { nextId } from './moment.ts';
import type { JournalEntry, State } from './state.ts';

/** Enough for any check; a long load test must not grow the file without end. */
const ENTRIES_KEPT = 20_000;

/** Remembers a write over the API, refused ones included: who asks «once?» must see every try. */
export function recordWrite(state: State, entry: Omit<JournalEntry, 'seq'>): void {
  state.journal.push({ seq: nextId(state, 'sequence'), ...entry });
  if (state.journal.length > ENTRIES_KEPT) state.journal.splice(0, state.journal.length - ENTRIES_KEPT);
}
