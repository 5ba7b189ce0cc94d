import { isGrpcCancelledError, isGrpcDeadlineError, isGrpcServiceError, type ConnectionLike } from '@temporalio/client';

import { ASKED_TOO_EARLY } from '../../workflows/stale/messages.ts';

/** gRPC status codes we look at; the package that names them is not ours to import. */
export const GRPC = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** amoCRM counts an answer after 2 s as none (SPEC D-92), so storing has to be over well before. */
const STORE_WITHIN_MS = 1_500;
/** A person waits for this answer. */
const ASK_WITHIN_MS = 5_000;
const WAIT_WITHIN_MS = 12_000;
const LOOK_WITHIN_MS = 1_000;
const BEAT_WITHIN_MS = 1_000;
/** Lets gRPC's own, more telling answer win where it comes in time. */
const GRACE_MS = 100;
const REPEATS = 5;
const REPEAT_AFTER_MS = 60;

/** Temporal cannot be reached, or did not store what we gave it in time. */
export class TemporalAway extends Error {
  override readonly name = 'TemporalAway';
}

/** Temporal is there, but no worker answered in time: an update may still be applied (facts/temporal_proved.md §3). */
export class NoWorkerAnswered extends Error {
  override readonly name = 'NoWorkerAnswered';
}

/** How API and worker call Temporal: never without a deadline, which the SDK does not have by default. */
export class TemporalCalls {
  readonly #connection: ConnectionLike;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(connection: ConnectionLike) {
    this.#connection = connection;
  }

  /** Hands something over for keeping; needs no worker. Throws TemporalAway when it is not stored in time. */
  async store<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#within(STORE_WITHIN_MS, call);
    } catch (error) {
      if (isOutOfTime(error) || isAway(error)) throw new TemporalAway('Temporal did not store it in time', { cause: error });
      throw error;
    }
  }

  /** A sign of life: late is as good as never. Throws whatever the call throws, or that it was too late. */
  async beat<T>(call: () => Promise<T>): Promise<T> {
    return this.#within(BEAT_WITHIN_MS, call);
  }

  /** Reads what Temporal itself knows of a workflow; needs no worker. Throws TemporalAway when it does not come in time. */
  async look<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#within(ASK_WITHIN_MS, call);
    } catch (error) {
      if (isOutOfTime(error) || isAway(error)) throw new TemporalAway('Temporal cannot be reached', { cause: error });
      throw error;
    }
  }

  /** Asks something that a worker answers. Tells a missing worker from a missing Temporal, which gRPC reports alike. */
  async ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#within(ASK_WITHIN_MS, () => repeatedWhileRefused(call));
    } catch (error) {
      if (isAway(error)) throw new TemporalAway('Temporal cannot be reached', { cause: error });
      if (!isOutOfTime(error)) throw error;
      if (await this.reachable()) throw new NoWorkerAnswered('no worker answered in time', { cause: error });
      throw new TemporalAway('Temporal cannot be reached', { cause: error });
    }
  }

  /** The end of a workflow that somebody waits for. Throws whatever it failed with, or TemporalAway. */
  async wait<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#within(WAIT_WITHIN_MS, call);
    } catch (error) {
      if (isOutOfTime(error) || isAway(error)) throw new NoWorkerAnswered('no worker answered in time', { cause: error });
      throw error;
    }
  }

  async reachable(): Promise<boolean> {
    try {
      await this.#within(LOOK_WITHIN_MS, () => this.#connection.workflowService.getSystemInfo({}));
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when no call is under way any more, given up ones included: the client throws in a timer if its connection closes before that. */
  async drained(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  /** The client sleeps between its own repeats past the deadline it was given (seen: +0.4 s), so the wall clock has the last word. */
  async #within<T>(limitMs: number, call: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const outOfTime = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new OutOfTime('the deadline has passed')), limitMs + GRACE_MS);
    });
    // gRPC compares it with the machine's clock, so it is Date.now() whatever the business clock says.
    const answer = this.#connection.withDeadline(Date.now() + limitMs, call);
    this.#underWay.add(answer);
    void answer.finally(() => this.#underWay.delete(answer)).catch(() => undefined);
    try {
      return await Promise.race([answer, outOfTime]);
    } finally {
      clearTimeout(timer);
    }
  }
}

class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** An update that meets a continue-as-new is refused and not applied; the client does not repeat it, we do (facts/temporal_proved.md §3). */
async function repeatedWhileRefused<T>(call: () => Promise<T>): Promise<T> {
  for (let repeat = 1; ; repeat++) {
    try {
      return await call();
    } catch (error) {
      if (!(grpcCodeOf(error) === GRPC.failedPrecondition || wasTooEarly(error)) || repeat > REPEATS) throw error;
      await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS * repeat));
    }
  }
}

/** A query that reached a worker before the workflow's own task did (docs/decisions/022). */
const wasTooEarly = (error: unknown): boolean => error instanceof Error && error.message.includes(ASKED_TOO_EARLY);

/** The gRPC status code behind an error of the client, if that is what it is. */
export function grpcCodeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && isGrpcServiceError(error.cause) ? error.cause.code : undefined;
}

/** A query that no worker answers ends as cancelled by the server, a moment before our own deadline. */
const isOutOfTime = (error: unknown): boolean => error instanceof OutOfTime || isGrpcDeadlineError(error) || isGrpcCancelledError(error);
const isAway = (error: unknown): boolean => grpcCodeOf(error) === GRPC.unavailable;
