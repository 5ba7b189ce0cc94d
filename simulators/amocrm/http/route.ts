import type { Request, RequestHandler } from 'express';
import { parse, type ParsedQs } from 'qs';
import type { Moment } from '../world/moment.ts';
import { callerOf } from '../world/oauth.ts';
import type { State } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { ApiRefusal, unauthorized } from './errors.ts';
import { Hrefs } from './hrefs.ts';
import { noteRequest } from './journal-entry.ts';
import { send, type Answer } from './send.ts';

export type { Answer } from './send.ts';

export interface Call {
  state: State;
  moment: Moment;
  hrefs: Hrefs;
  query: ParsedQs;
  params: Record<string, string>;
  body: unknown;
}
/** Handlers are synchronous: nothing happens between the look at the world and the change of it. */
export type Handler = (call: Call) => Answer;

/** Makes a handler into a route: token, clock, journal, disk, headers. A refused write changes nothing. */
export function route(world: World, handler: Handler): RequestHandler {
  return async (req, res) => {
    const nowMs = await world.clock.nowMs();
    const { state } = world;
    const isWrite = req.method !== 'GET';
    const answer = answerOf(() => {
      const caller = callerOf(state, req.get('authorization'), nowMs);
      if (caller === undefined) throw unauthorized();
      return handler({
        state,
        moment: { state, nowMs, by: caller.userId, viaApi: true },
        hrefs: new Hrefs(originOf(req), req.originalUrl, !isWrite),
        query: queryOf(req),
        params: req.params as Record<string, string>,
        body: req.body as unknown,
      });
    });
    if (isWrite) {
      noteRequest(state, nowMs, req, res, { ...answer, executed: answer.status < 400 });
      await world.changed();
    }
    send(res, answer);
  };
}

function answerOf(handle: () => Answer): Answer {
  try {
    return handle();
  } catch (error) {
    if (error instanceof ApiRefusal) return { status: error.status, body: error.body };
    throw error;
  }
}

/** Links are built from what the client called (facts/simulators.md, «Start and stop»). */
function originOf(req: Request): string {
  return `${req.get('x-forwarded-proto') ?? req.protocol}://${req.get('host') ?? 'localhost'}`;
}

function queryOf(req: Request): ParsedQs {
  const [, query = ''] = req.originalUrl.split('?', 2);
  return parse(query, { depth: 10, arrayLimit: 1000, parameterLimit: 10_000 });
}
