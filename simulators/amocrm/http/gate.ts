import { setTimeout as wait } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import { nextFault, type Fault } from '../world/fault-script.ts';
import { OAuthRefusal } from '../world/oauth-refusal.ts';
import type { World } from '../world/world.ts';
import { ApiRefusal, unauthorized } from './errors.ts';
import { noteRequest } from './journal-entry.ts';
import { keepBack, send, sendJson, sendPage } from './send.ts';

const GATEWAY_DOWN = 502;
const BANNED = 403;
const TOO_MANY = 429;
/** What amoCRM answers itself; everything else comes from the web server in front of it, as a page (§1.7). */
const PROBLEMS: Record<number, string> = {
  400: 'Request validation failed',
  402: 'The account’s subscription has ended',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  422: 'Unprocessable entity',
};

/** What stands between a request and amoCRM: an outage, the ban, the limit, and then whatever was scripted. */
export function gate(world: World): RequestHandler {
  return async (req, res, next) => {
    const { state } = world;
    const nowMs = await world.clock.nowMs();
    const closed = state.outage ? GATEWAY_DOWN : state.limits.banned ? BANNED : overLimit(world, req, nowMs);
    if (closed !== undefined) {
      noteRequest(state, nowMs, req, res, { status: closed, executed: false });
      await world.store.save();
      return sendPage(res, closed);
    }
    const fault = nextFault(state.script, req.method, req.path);
    if (fault === undefined) return next();
    if (fault.kind === 'lost' || fault.kind === 'slow') {
      keepBack(res, fault);
      return next();
    }
    noteRequest(state, nowMs, req, res, { status: statusOf(fault), executed: false, fault: fault.kind });
    await world.store.save();
    await wait(fault.delay_ms ?? 0, undefined, { ref: false });
    turnAway(req, res, fault);
  };
}

/** 429, if this is one too many. Only the API is limited, not the token endpoint (assumed). */
function overLimit({ state: { limits }, limiter }: World, req: Request, nowMs: number): number | undefined {
  if (!limits.on || !req.path.startsWith('/api/')) return undefined;
  if (limiter.takes(req.get('authorization') ?? '', nowMs)) return undefined;
  limits.violations += 1;
  limits.banned = limits.ban_after !== null && limits.violations >= limits.ban_after;
  return TOO_MANY;
}

const statusOf = ({ kind, status }: Fault): number | null => (kind === 'reset' ? null : (status ?? GATEWAY_DOWN));

function turnAway(req: Request, res: Response, fault: Fault): void {
  const status = statusOf(fault);
  if (status === null) {
    req.socket.resetAndDestroy();
    return;
  }
  if (fault.retry_after_seconds !== undefined) res.setHeader('retry-after', String(fault.retry_after_seconds));
  const detail = PROBLEMS[status];
  if (fault.kind === 'html') sendPage(res, status);
  else if (req.path.startsWith('/oauth2/') && (status === 400 || status === 401))
    sendJson(res, { status, body: OAuthRefusal.request('Token has been revoked', status).body });
  else if (status === 401) send(res, { status, body: unauthorized().body });
  else if (detail !== undefined) send(res, { status, body: new ApiRefusal(status, detail).body });
  else sendPage(res, status);
}
