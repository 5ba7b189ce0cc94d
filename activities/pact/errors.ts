/**
 * How a send ends that Pact did not accept (facts/pact.md §1.4, §4). `PACT_UNREACHABLE` and `PACT_RATE_LIMITED`: nothing was sent.
 * `PACT_UNKNOWN`: it may have been sent. `PACT_REJECTED` and `PACT_UNAUTHORIZED`: it was not and never will be.
 */
export type PactErrorCode = 'PACT_UNREACHABLE' | 'PACT_RATE_LIMITED' | 'PACT_UNKNOWN' | 'PACT_REJECTED' | 'PACT_UNAUTHORIZED';

export interface PactErrorFacts {
  code: PactErrorCode;
  /** Do not come back earlier. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** What Pact said no with. The message has no personal data in it: it is stored and shown. */
export class PactError extends Error {
  override readonly name = 'PactError';
  readonly code: PactErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { code, retryAfterMs, cause }: PactErrorFacts) {
    super(message, { cause });
    this.code = code;
    this.retryable = code !== 'PACT_REJECTED' && code !== 'PACT_UNAUTHORIZED';
    this.retryAfterMs = retryAfterMs;
  }
}
