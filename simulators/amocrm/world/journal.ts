import { nextId } from './moment.ts';
import type { DeliveryRecord, JournalEntry } from './records.ts';
import type { State } from './state.ts';

/** Enough for any check; a long load test must not grow the file without end. */
const ENTRIES_KEPT = 20_000;
const DELIVERIES_KEPT = 5000;

/** Remembers a write over the API, refused ones included: who asks «once?» must see every try. */
export function recordWrite(state: State, facts: Omit<JournalEntry, 'seq'>): JournalEntry {
  const entry = { seq: nextId(state, 'sequence'), ...facts };
  state.journal.push(entry);
  if (state.journal.length > ENTRIES_KEPT) state.journal.splice(0, state.journal.length - ENTRIES_KEPT);
  return entry;
}

/** Remembers one try of a webhook, or that there was none. */
export function recordDelivery(state: State, record: DeliveryRecord): void {
  state.deliveries.push(record);
  if (state.deliveries.length > DELIVERIES_KEPT) state.deliveries.splice(0, state.deliveries.length - DELIVERIES_KEPT);
}

/** The tries that were not taken. */
export function failedDeliveries(state: State): DeliveryRecord[] {
  return state.deliveries.filter(({ outcome }) => outcome === 'failed');
}
