import { Router, type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import { noteRequest } from '../http/journal-entry.ts';
import { sendJson, type Answer } from '../http/send.ts';
import { OAuthRefusal } from '../world/oauth-refusal.ts';
import { grantTokens, liveRefreshToken } from '../world/oauth.ts';
import type { State } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** `/oauth2`: tokens for a code or a refresh token, and where an account lives (facts/amocrm.md §1.3, §1.5). */
export function oauthRoutes(world: World): Router {
  return Router().post('/access_token', answer(world, tokens)).get('/account/current/subdomain', answer(world, account));
}

type Handler = (state: State, nowMs: number, req: Request) => Answer;

function answer(world: World, handler: Handler): RequestHandler {
  return async (req, res) => {
    const nowMs = await world.clock.nowMs();
    const { state } = world;
    const { status, body } = answerOf(() => handler(state, nowMs, req));
    noteRequest(state, nowMs, req, res, { status, executed: status < 400 });
    await world.changed();
    sendJson(res, { status, body });
  };
}

function answerOf(handle: () => Answer): Answer {
  try {
    return handle();
  } catch (error) {
    if (error instanceof OAuthRefusal) return { status: error.status, body: error.body };
    throw error;
  }
}

function tokens(state: State, nowMs: number, req: Request): Answer {
  const { pair, expiresInSeconds } = grantTokens(state, nowMs, req.body);
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      server_time: Math.floor(nowMs / 1000),
      access_token: pair.access,
      refresh_token: pair.refresh,
    },
  };
}

/** Reading it does not use the refresh token up. */
function account(state: State, nowMs: number, req: Request): Answer {
  liveRefreshToken(state, nowMs, req.get('x-refresh-token') ?? '');
  const { id, subdomain } = state.account;
  return { status: 200, body: { id, subdomain, domain: `${subdomain}.amocrm.ru`, top_level_domain: 'ru' } };
}

/** A body that is not JSON is a bad request here too. */
export const oauthErrors: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent || !(error instanceof Error && 'status' in error && error.status === 400)) return next(error);
  const { status, body } = OAuthRefusal.request('Cannot decode the request');
  sendJson(res, { status, body });
};
