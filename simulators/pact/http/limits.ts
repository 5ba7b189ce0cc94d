import type { RequestHandler } from 'express';
import type { LimitedCall } from '../world/limiter.ts';
import type { World } from '../world/world.ts';
import { pathOf } from './input.ts';
import { tooManyRequests } from './errors.ts';

/** 429 with the seconds to wait, when this call is one too many. */
export function limited({ store, clock, limiter, journal }: World, call: LimitedCall): RequestHandler {
  return async (request, _response, next) => {
    const { settings } = store.state;
    if (settings.limits === 'off') return next();
    const nowMs = await clock.nowMs();
    const waitSeconds = limiter.take(call, nowMs, settings);
    if (waitSeconds === undefined) return next();
    journal.limited({ at_ms: nowMs, method: request.method, path: pathOf(request), wait_seconds: waitSeconds });
    next(tooManyRequests(waitSeconds));
  };
}
