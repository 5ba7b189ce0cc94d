/** A webhook on its way. It stays here until it was taken or given up. */
export interface PendingDelivery {
  seq: number;
  destination: string;
  hook: string;
  body: string;
  /** Which of its tries comes next, from 1. */
  attempt: number;
  /** 0 = at once. */
  dueAtMs: number;
  /** Waits for a younger one to overtake it (`reorder`). */
  held: boolean;
}

/** One try of one webhook, or why there was none. */
export interface DeliveryRecord {
  seq: number;
  hook: string;
  destination: string;
  attempt: number;
  atMs: number;
  outcome: 'delivered' | 'failed' | 'dropped' | 'discarded';
  /** What the receiver answered; null = nothing. */
  status: number | null;
  why: string | null;
  nextAttemptAtMs: number | null;
}

/** A request that changes something, or would have. */
export interface JournalEntry {
  seq: number;
  atMs: number;
  method: string;
  path: string;
  body: unknown;
  /** Null where no answer was ever made. */
  status: number | null;
  /** The user in whose name it came; null = nobody we know. */
  by: number | null;
  /** `long-lived`, `oauth-1`, `oauth-2` …; null = none that is valid. */
  token: string | null;
  /** What it was about and what it made: `leads/42000002`. */
  entities: string[];
  executed: boolean;
  answered: boolean;
  /** The scripted fault it met. */
  fault: string | null;
}

/** What people and robots did, as `/_sim` was told. */
export interface Act {
  atMs: number;
  as: string;
  do: string;
  lead: number | null;
  detail: string | null;
}
