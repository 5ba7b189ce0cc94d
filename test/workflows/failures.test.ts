import assert from 'node:assert/strict';
import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure } from '@temporalio/common';
import type { Effect } from '../../domain/dialog/effects.ts';
import { failureOf } from '../../workflows/dialog/failures.ts';

const SEND: Effect = { type: 'sendMessage', sendId: 's1', purpose: 'answer', text: 'Да', conversationId: 7 };
const failed = (cause: Error): ActivityFailure =>
  new ActivityFailure('failed', 'sendMessage', '1', RetryState.MAXIMUM_ATTEMPTS_REACHED, 'w', cause);

describe('what a failed send says of the message', () => {
  const CASES: readonly [what: string, cause: Error, fate: string][] = [
    ['D-91: nobody began it: it has not left', new TimeoutFailure('t', undefined, 'SCHEDULE_TO_START'), 'notSent'],
    ['D-91: its worker fell silent: nobody knows', new TimeoutFailure('t', undefined, 'HEARTBEAT'), 'unknown'],
    ['D-91: it took too long: nobody knows', new TimeoutFailure('t', undefined, 'START_TO_CLOSE'), 'unknown'],
    ['D-91: its time was over, begun or not: nobody knows', new TimeoutFailure('t', undefined, 'SCHEDULE_TO_CLOSE'), 'unknown'],
    ['D-91: Pact gave no answer: nobody knows', ApplicationFailure.retryable('m', 'PACT_UNKNOWN'), 'unknown'],
    ['D-25: Pact’s limit: it has not left', ApplicationFailure.retryable('m', 'PACT_RATE_LIMITED'), 'notSent'],
    ['D-25: Pact is away: it has not left', ApplicationFailure.retryable('m', 'PACT_UNREACHABLE'), 'notSent'],
    ['D-25: Pact refused it: it never will', ApplicationFailure.nonRetryable('m', 'PACT_REJECTED'), 'refused'],
    ['D-91: an error that nobody foresaw: nobody knows', ApplicationFailure.nonRetryable('m', 'TypeError'), 'unknown'],
  ];
  for (const [what, cause, fate] of CASES)
    it(what, () => {
      const event = failureOf(SEND, failed(cause));
      assert.equal(event.type === 'sendFailed' && event.fate, fate);
    });
});
