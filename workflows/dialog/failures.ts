import { ApplicationFailure, TimeoutFailure, type ActivityFailure } from '@temporalio/workflow';
import { assertNever } from '../../domain/assert-never.ts';
import type { Effect } from '../../domain/dialog/effects.ts';
import type { DialogEvent } from '../../domain/dialog/events.ts';

/** What is asked of the world, and has an answer. */
export type Asked = Exclude<Effect, { type: 'callBack' }>;

/** The world said no, or nothing at all. */
export function failureOf(effect: Asked, { cause }: ActivityFailure): DialogEvent {
  const failure = cause instanceof ApplicationFailure ? cause : undefined;
  const why = failure?.message ?? 'нет ответа';
  switch (effect.type) {
    case 'askBot':
      return { type: 'botFailed', turnId: effect.turnId, why: failure?.type === 'BOT_MALFORMED' ? 'malformed' : 'noAnswer' };
    case 'readCard':
      return {
        type: 'cardUnavailable',
        ...(effect.forTurn === undefined ? {} : { forTurn: effect.forTurn }),
        ...(isRefusal(failure) ? { refused: why } : {}),
      };
    case 'sendMessage':
      return { type: 'sendFailed', sendId: effect.sendId, fate: fateOf(cause), why, ...waitOf(failure) };
    case 'writeCrm':
      return {
        type: 'crmFailed',
        writeId: effect.writeId,
        fate: isRefusal(failure) ? 'refused' : 'retry',
        why,
      };
    case 'askAuthor':
      return { type: 'authorTold', messageId: effect.messageId, author: 'unknown' };
    case 'raiseAlert':
      return { type: 'alertFailed', alertId: effect.alert.id };
    default:
      return assertNever(effect);
  }
}

/** amoCRM will never do it, however often it is asked (SPEC D-95). */
const isRefusal = (failure: ApplicationFailure | undefined): boolean =>
  failure?.nonRetryable === true && failure.type === 'AMOCRM_REJECTED';

/** Whether a message may have reached the client although no good answer came (facts/pact.md §4). */
const SEND_FATES: Readonly<Record<string, 'notSent' | 'refused'>> = {
  PACT_UNREACHABLE: 'notSent',
  PACT_RATE_LIMITED: 'notSent',
  PACT_REJECTED: 'refused',
  PACT_UNAUTHORIZED: 'refused',
};

/** What no worker has begun has not left. */
function fateOf(cause: Error | undefined): 'notSent' | 'refused' | 'unknown' {
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START') return 'notSent';
  return (cause instanceof ApplicationFailure ? SEND_FATES[cause.type ?? ''] : undefined) ?? 'unknown';
}

/** The provider named a time to wait: known-errors.ts puts it into the failure's details, which alone come back to a workflow. */
function waitOf(failure: ApplicationFailure | undefined): { retryAfterMs?: number } {
  const [told] = failure?.details ?? [];
  const isWait = typeof told === 'object' && told !== null && 'retryAfterMs' in told && typeof told.retryAfterMs === 'number';
  return isWait ? { retryAfterMs: told.retryAfterMs as number } : {};
}
