import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { AmocrmError } from './amocrm/errors.ts';
import { BotError } from './bot/errors.ts';
import { PactError } from './pact/errors.ts';

type KnownError = AmocrmError | BotError | PactError;

const isKnown = (error: unknown): error is KnownError =>
  error instanceof AmocrmError || error instanceof BotError || error instanceof PactError;

/** Turns the errors our clients throw into failures Temporal can act on. The only place that knows both worlds. */
export class KnownErrorsInterceptor implements ActivityInboundCallsInterceptor {
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      throw isKnown(error) ? failureOf(error) : error;
    }
  }
}

/** The cause stays out: an HTTP client's error carries the request, which is the guest's words; failures are stored in clear. */
function failureOf({ code, message, retryable, retryAfterMs }: KnownError): ApplicationFailure {
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: !retryable,
    // The delay drives the server's own retry; the details are what comes back to a workflow that decides itself.
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs, details: [{ retryAfterMs }] }),
  });
}
