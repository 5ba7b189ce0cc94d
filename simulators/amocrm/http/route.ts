import type { Request, RequestHandler, Response } from 'express';
import { parse, type ParsedQs } from 'qs';
import { TOKEN, TOKEN_USER_ID } from '../seed/account.ts';
import { recordWrite } from '../world/journal.ts';
import type { Moment } from '../world/moment.ts';
import type { State } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { ApiRefusal, unauthorized } from './errors.ts';
import { Hrefs } from './hrefs.ts';

export interface Call {
  state: State;
  moment: Moment;
  hrefs: Hrefs;
  query: ParsedQs;
  params: Record<string, string>;
  body: unknown;
}
export interface Answer {
  status: number;
  body?: unknown;
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
      if (req.get('authorization') !== `Bearer ${TOKEN}`) throw unauthorized();
      return handler({
        state,
        moment: { state, nowMs, by: TOKEN_USER_ID, viaApi: true },
        hrefs: new Hrefs(originOf(req), req.originalUrl, !isWrite),
        query: queryOf(req),
        params: req.params as Record<string, string>,
        body: req.body as unknown,
      });
    });
    if (isWrite) {
      recordWrite(state, { atMs: nowMs, method: req.method, path: req.originalUrl, body: req.body as unknown, status: answer.status });
      await world.changed();
    }
    send(res, answer);
  };
}

/** JSON without a charset: some clients compare the type for equality (§0). */
export function send(res: Response, { status, body }: Answer): void {
  res.status(status);
  if (body === undefined) {
    res.end();
    return;
  }
  res.setHeader('content-type', status < 400 ? 'application/hal+json' : 'application/problem+json');
  res.end(JSON.stringify(body));
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
