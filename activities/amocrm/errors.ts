/**
 * How amoCRM says no. Only `AMOCRM_REJECTED` is final (SPEC D-95): a deleted lead, an unknown value, a request it will never take.
 * All others are cured by time or by people, so the write stays owed.
 */
export type AmocrmErrorCode =
  | 'AMOCRM_UNAUTHORIZED'
  | 'AMOCRM_UNPAID'
  | 'AMOCRM_BLOCKED'
  | 'AMOCRM_RATE_LIMITED'
  | 'AMOCRM_UNAVAILABLE'
  | 'AMOCRM_MALFORMED'
  | 'AMOCRM_UNCONFIGURED'
  | 'AMOCRM_REJECTED';

/** What concerns the whole account and only people can cure. */
export type AccountTrouble = Extract<AmocrmErrorCode, 'AMOCRM_UNAUTHORIZED' | 'AMOCRM_UNPAID' | 'AMOCRM_BLOCKED'>;

export const isAccountTrouble = (code: AmocrmErrorCode): code is AccountTrouble =>
  code === 'AMOCRM_UNAUTHORIZED' || code === 'AMOCRM_UNPAID' || code === 'AMOCRM_BLOCKED';

export interface AmocrmErrorFacts {
  code: AmocrmErrorCode;
  /** Do not come back earlier. */
  retryAfterMs?: number;
  /** What HTTP said. */
  status?: number;
  cause?: unknown;
}

/** What amoCRM said no with. The message has no personal data in it: it is stored and shown. */
export class AmocrmError extends Error {
  override readonly name = 'AmocrmError';
  readonly code: AmocrmErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(message: string, { code, retryAfterMs, status, cause }: AmocrmErrorFacts) {
    super(message, { cause });
    this.code = code;
    this.retryable = code !== 'AMOCRM_REJECTED';
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}

/** The lead, contact or task is not there any more: no repeat brings it back. */
export const gone = (what: 'lead' | 'contact', id: number): AmocrmError =>
  new AmocrmError(`amoCRM has no ${what} ${id} any more`, { code: 'AMOCRM_REJECTED' });
