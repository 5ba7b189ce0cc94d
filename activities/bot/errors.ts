/**
 * How a turn ends without an answer (SPEC D-22). Only `BOT_UNAVAILABLE` is worth another try: a malformed answer is not asked
 * again, a stale turn is over, and a bot that refuses the request refuses it again.
 */
export type BotErrorCode = 'BOT_UNAVAILABLE' | 'BOT_MALFORMED' | 'BOT_STALE' | 'BOT_REJECTED';

export interface BotErrorFacts {
  code: BotErrorCode;
  /** Do not come back earlier. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** Why the bot gave no answer. The message has none of its words in it: it is stored and shown. */
export class BotError extends Error {
  override readonly name = 'BotError';
  readonly code: BotErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { code, retryAfterMs, cause }: BotErrorFacts) {
    super(message, { cause });
    this.code = code;
    this.retryable = code === 'BOT_UNAVAILABLE';
    this.retryAfterMs = retryAfterMs;
  }
}
