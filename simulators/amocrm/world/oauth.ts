import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LONG_LIVED_TOKEN, OAUTH, TOKEN_USER_ID } from '../seed/account.ts';
import { signJwt } from './jwt.ts';
import { OAuthRefusal } from './oauth-refusal.ts';
import type { State } from './state.ts';
import type { AuthorizationCode, TokenPair } from './tokens.ts';

const CODE_SECONDS = 20 * 60;
const ACCESS_SECONDS = 24 * 3600;
/** «Three months» (facts/amocrm.md §1.3), at their shortest. */
const REFRESH_SECONDS = 90 * 24 * 3600;
/** amoCRM signs with a key of its own that clients do not have. */
const SIGNING_KEY = 'the simulated amoCRM signs with this';

const SentText = z.string().catch('');
const Sent = z.object({
  client_id: SentText,
  client_secret: SentText,
  grant_type: SentText,
  redirect_uri: SentText,
  code: SentText,
  refresh_token: SentText,
});

/** Who is behind a valid token. */
export interface ApiCaller {
  userId: number;
  /** How the journal names the token. */
  token: string;
}

/** Undefined for an unknown or expired token. A pair's access token lives to its own end, also after a refresh (assumed, §1.3). */
export function callerOf({ issued }: State, authorization: string | undefined, nowMs: number): ApiCaller | undefined {
  if (authorization === `Bearer ${LONG_LIVED_TOKEN}`) return { userId: TOKEN_USER_ID, token: 'long-lived' };
  const place = issued.pairs.findIndex(
    ({ access, accessExpiresAtMs }) => authorization === `Bearer ${access}` && nowMs < accessExpiresAtMs,
  );
  return place === -1 ? undefined : { userId: TOKEN_USER_ID, token: `oauth-${place + 1}` };
}

/** An admin agreed on the authorization page: a code that lives twenty minutes. */
export function authorize(state: State, nowMs: number): AuthorizationCode {
  const code = { code: opaque('code', state.issued.codes.length, nowMs), expiresAtMs: nowMs + CODE_SECONDS * 1000, used: false };
  state.issued.codes.push(code);
  return code;
}

/**
 * A pair of tokens for a code or for a refresh token, each of which works once.
 * @throws OAuthRefusal; then nothing has been used up.
 */
export function grantTokens(state: State, nowMs: number, body: unknown): { pair: TokenPair; expiresInSeconds: number } {
  const sent = Sent.parse(typeof body === 'object' && body !== null ? body : {});
  if (sent.client_id !== OAUTH.clientId || sent.client_secret !== OAUTH.clientSecret) throw OAuthRefusal.client();
  if (sent.grant_type !== 'authorization_code' && sent.grant_type !== 'refresh_token')
    throw OAuthRefusal.request('Check the `grant_type` parameter');
  if (sent.redirect_uri !== OAUTH.redirectUri) throw OAuthRefusal.request('Invalid redirect URI');
  if (sent.grant_type === 'authorization_code') useCode(state, nowMs, sent.code);
  else useRefreshToken(state, nowMs, sent.refresh_token);
  return { pair: newPair(state, nowMs), expiresInSeconds: ACCESS_SECONDS };
}

/** The pair whose refresh token this is, if it still works. */
export function liveRefreshToken({ issued }: State, nowMs: number, token: string): TokenPair {
  if (token === '') throw OAuthRefusal.request('Check the `refresh_token` parameter');
  const pair = issued.pairs.find(({ refresh }) => refresh === token);
  if (pair === undefined) throw OAuthRefusal.request('Cannot decrypt the refresh token', 401);
  if (pair.refreshUsed) throw OAuthRefusal.request('Token has been revoked', 401);
  if (nowMs >= pair.refreshExpiresAtMs) throw OAuthRefusal.request('Token has expired', 401);
  return pair;
}

function useRefreshToken(state: State, nowMs: number, token: string): void {
  liveRefreshToken(state, nowMs, token).refreshUsed = true;
}

function useCode({ issued }: State, nowMs: number, text: string): void {
  if (text === '') throw OAuthRefusal.request('Check the `code` parameter');
  const code = issued.codes.find((one) => one.code === text);
  if (code === undefined) throw OAuthRefusal.request('Cannot decrypt the authorization code');
  if (code.used) throw OAuthRefusal.request('Authorization code has been revoked');
  if (code.expiresAtMs !== null && nowMs >= code.expiresAtMs) throw OAuthRefusal.request('Authorization code has expired');
  code.used = true;
}

function newPair(state: State, nowMs: number): TokenPair {
  const place = state.issued.pairs.length;
  const iat = Math.floor(nowMs / 1000);
  const claims = {
    aud: OAUTH.clientId,
    jti: opaque('access', place, nowMs),
    iat,
    nbf: iat,
    exp: iat + ACCESS_SECONDS,
    sub: String(TOKEN_USER_ID),
    grant_type: '',
    account_id: state.account.id,
    base_domain: 'amocrm.ru',
    version: 2,
    scopes: ['crm', 'files', 'files_delete', 'notifications', 'push_notifications'],
    api_domain: 'api-b.amocrm.ru',
  };
  const pair = {
    access: signJwt(claims, SIGNING_KEY),
    accessExpiresAtMs: claims.exp * 1000,
    refresh: opaque('refresh', place, nowMs),
    refreshExpiresAtMs: nowMs + REFRESH_SECONDS * 1000,
    refreshUsed: false,
  };
  state.issued.pairs.push(pair);
  return pair;
}

/** Looks like amoCRM's; the same requests at the same time make the same one. */
function opaque(what: string, place: number, nowMs: number): string {
  return `def502${createHash('sha512').update(`${what} ${place} ${nowMs}`).digest('hex')}`;
}
