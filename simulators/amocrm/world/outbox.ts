import { recordDelivery } from './journal.ts';
import { nextId } from './moment.ts';
import type { State } from './state.ts';
import type { PendingDelivery } from './records.ts';

/** The first of a pair that is to change places goes out alone when the second does not come within this. */
const HELD_MS = 1000;

/** Puts a webhook on its way to one receiver, or loses, multiplies or holds it back as the script says (`/_sim/faults`). */
export function enqueue(
  state: State,
  nowMs: number,
  { destination, hook, body }: Pick<PendingDelivery, 'destination' | 'hook' | 'body'>,
): void {
  const seq = nextId(state, 'sequence');
  const faults = state.script.webhooks;
  if (faults !== null) faults.seen += 1;
  if (faults?.drop !== undefined && faults.seen % faults.drop === 0) {
    faults.dropped += 1;
    const why = `the script drops every delivery number ${faults.drop}`;
    recordDelivery(state, {
      seq,
      hook,
      destination,
      attempt: 1,
      atMs: nowMs,
      outcome: 'dropped',
      status: null,
      why,
      nextAttemptAtMs: null,
    });
    return;
  }
  const copies = faults?.repeat ?? 1;
  if (faults !== null) faults.repeated += copies - 1;
  const items = Array.from({ length: copies }, () => ({ seq, destination, hook, body, attempt: 1, dueAtMs: 0, held: false }));
  if (faults?.reorder !== true) {
    state.pending.push(...items);
    return;
  }
  const elders = state.pending.filter((delivery) => delivery.destination === destination && delivery.held);
  const [eldest] = elders;
  if (eldest === undefined) {
    state.pending.push(...items.map((item) => ({ ...item, held: true, dueAtMs: nowMs + HELD_MS })));
    return;
  }
  faults.reordered += 1;
  for (const elder of elders) Object.assign(elder, { held: false, dueAtMs: 0 });
  state.pending.splice(state.pending.indexOf(eldest), 0, ...items);
}

/** Nothing more goes to this receiver. */
export function discard(state: State, nowMs: number, destination: string, why: string): void {
  for (const { seq, hook, attempt } of state.pending.filter((delivery) => delivery.destination === destination))
    recordDelivery(state, { seq, hook, destination, attempt, atMs: nowMs, outcome: 'discarded', status: null, why, nextAttemptAtMs: null });
  state.pending = state.pending.filter((delivery) => delivery.destination !== destination);
}
