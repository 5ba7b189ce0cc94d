import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { BotError } from '../../activities/bot/errors.ts';
import { KnownErrorsInterceptor } from '../../activities/known-errors.ts';
import { PactError } from '../../activities/pact/errors.ts';

async function failureOf(error: Error): Promise<unknown> {
  const interceptor = new KnownErrorsInterceptor();
  return interceptor
    .execute({ args: [], headers: {} }, () => Promise.reject(error))
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
}

describe('errors of the outside world on their way to Temporal', () => {
  const CASES: readonly [Error, type: string, nonRetryable: boolean][] = [
    [new AmocrmError('m', { code: 'AMOCRM_REJECTED' }), 'AMOCRM_REJECTED', true],
    [new AmocrmError('m', { code: 'AMOCRM_UNAVAILABLE' }), 'AMOCRM_UNAVAILABLE', false],
    [new PactError('m', { code: 'PACT_REJECTED' }), 'PACT_REJECTED', true],
    [new PactError('m', { code: 'PACT_UNKNOWN' }), 'PACT_UNKNOWN', false],
    [new BotError('m', { code: 'BOT_MALFORMED' }), 'BOT_MALFORMED', true],
    [new BotError('m', { code: 'BOT_UNAVAILABLE' }), 'BOT_UNAVAILABLE', false],
  ];
  for (const [error, type, nonRetryable] of CASES) {
    it(`${type} keeps its code and is ${nonRetryable ? 'not ' : ''}tried again`, async () => {
      const failure = await failureOf(error);
      assert.ok(failure instanceof ApplicationFailure);
      assert.deepEqual([failure.type, failure.nonRetryable, failure.message], [type, nonRetryable, 'm']);
    });
  }

  it('D-25: the time to wait drives the next try and is told to the workflow', async () => {
    const failure = await failureOf(new PactError('m', { code: 'PACT_RATE_LIMITED', retryAfterMs: 37_000 }));
    assert.ok(failure instanceof ApplicationFailure);
    assert.equal(failure.nextRetryDelay, 37_000);
    assert.deepEqual(failure.details, [{ retryAfterMs: 37_000 }]);
  });

  it('the HTTP request behind it, which holds the guest’s words, does not travel along', async () => {
    const failure = await failureOf(new PactError('m', { code: 'PACT_UNKNOWN', cause: new Error('Секрет гостя') }));
    assert.ok(failure instanceof ApplicationFailure);
    assert.equal(failure.cause, undefined);
  });

  it('an error nobody knows stays what it is', async () => {
    const bug = new TypeError('a bug of ours');
    assert.equal(await failureOf(bug), bug);
  });
});
