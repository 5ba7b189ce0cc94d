import type { FaultScript } from './faults.ts';
import type { PactState, PendingDelivery } from './state.ts';

/** With the fault `reorder` events are collected for so long, and then go out the newest first. */
export const REORDER_WINDOW_MS = 250;

/** Which copies of its next event a webhook is sent: [1] as it should be, [1, 2, 3] repeated, [0] dropped. */
export function copiesOf(script: FaultScript, webhookId: number): number[] {
  const { drop, repeat = 1 } = script.webhooks;
  const nth = (script.webhookEvents[webhookId] ?? 0) + 1;
  script.webhookEvents[webhookId] = nth;
  if (drop !== undefined && nth % drop === 0) {
    script.webhooksFired.dropped += 1;
    return [0];
  }
  if (repeat > 1) script.webhooksFired.repeated += 1;
  return Array.from({ length: repeat }, (_, at) => at + 1);
}

/** Turns round those of the waiting events that were never tried; they keep the places they have among the others. */
export function turnRound({ pending, faults }: PactState, fresh: readonly PendingDelivery[]): void {
  const places = fresh.map((delivery) => pending.indexOf(delivery));
  fresh.toReversed().forEach((delivery, at) => {
    pending[places[at] ?? 0] = delivery;
  });
  if (fresh.length > 1) faults.webhooksFired.reordered += fresh.length;
}
