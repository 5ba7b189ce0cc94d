/** One attempt to hand an event to a webhook; a second and later `attempt` is a repeat. */
export interface DeliveryAttempt {
  seq: number;
  at_ms: number;
  /** 0 is the company's own `webhook_url` of API v1. */
  webhook_id: number;
  event: unknown;
  type: unknown;
  object_id: unknown;
  /** 0 when a fault dropped the event before any. */
  attempt: number;
  /** Which of the copies that a fault makes of one event. */
  copy: number;
  /** The receiver's HTTP status, null if it did not answer. */
  status: number | null;
  outcome: 'delivered' | 'will_retry' | 'lost' | 'dropped';
}

/** A request that the limits refused. */
export interface LimitedRequest {
  at_ms: number;
  method: string;
  path: string;
  wait_seconds: number;
}

/** A request that met a scripted fault. */
export interface FaultFired {
  at_ms: number;
  method: string;
  path: string;
  kind: string;
}

/** A request that no real Pact would answer, so probably a mistake of the caller. */
export interface UnknownRequest {
  at_ms: number;
  method: string;
  path: string;
}

const KEPT = 20_000;

/** What happened, for tests and people; in memory only. Messages are not here: the conversations themselves tell them. */
export class Journal {
  deliveries: DeliveryAttempt[] = [];
  unknownRequests: UnknownRequest[] = [];
  limitedRequests: LimitedRequest[] = [];
  faultsFired: FaultFired[] = [];

  delivery(attempt: DeliveryAttempt): void {
    keep(this.deliveries, attempt);
  }

  unknownRequest(request: UnknownRequest): void {
    keep(this.unknownRequests, request);
  }

  limited(request: LimitedRequest): void {
    keep(this.limitedRequests, request);
  }

  faultFired(request: FaultFired): void {
    keep(this.faultsFired, request);
  }

  clear(): void {
    for (const list of [this.deliveries, this.unknownRequests, this.limitedRequests, this.faultsFired]) list.length = 0;
  }
}

function keep<T>(list: T[], entry: T): void {
  list.push(entry);
  if (list.length > KEPT) list.splice(0, KEPT / 2);
}

/** What the journal says of an event, in either format. */
export function namesOf(body: string): { event: unknown; type: unknown; object_id: unknown } {
  const { event, type, object, data } = JSON.parse(body) as Record<string, unknown> & {
    object?: Record<string, unknown>;
    data?: Record<string, unknown>;
  };
  return { event: event ?? null, type, object_id: object?.['id'] ?? data?.['external_id'] ?? data?.['id'] ?? null };
}
