/** One attempt to hand an event to a webhook. */
export interface DeliveryAttempt {
  seq: number;
  at_ms: number;
  webhook_id: number;
  event: unknown;
  type: unknown;
  object_id: unknown;
  attempt: number;
  /** The receiver's HTTP status, null if it did not answer. */
  status: number | null;
  outcome: 'delivered' | 'will_retry' | 'lost';
}

/** A request that no real Pact would answer, so probably a mistake of the caller. */
export interface UnknownRequest {
  at_ms: number;
  method: string;
  path: string;
}

const KEPT = 20_000;

/** What happened, for tests and people; in memory only. Accepted sends are not here: the messages themselves tell them. */
export class Journal {
  deliveries: DeliveryAttempt[] = [];
  unknownRequests: UnknownRequest[] = [];

  delivery(attempt: DeliveryAttempt): void {
    this.deliveries.push(attempt);
    if (this.deliveries.length > KEPT) this.deliveries.splice(0, KEPT / 2);
  }

  unknownRequest(request: UnknownRequest): void {
    this.unknownRequests.push(request);
    if (this.unknownRequests.length > KEPT) this.unknownRequests.splice(0, KEPT / 2);
  }

  clear(): void {
    this.deliveries = [];
    this.unknownRequests = [];
  }
}
