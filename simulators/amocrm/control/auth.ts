import { z } from 'zod';
import { OAUTH } from '../seed/account.ts';
import { signJwt } from '../world/jwt.ts';
import { findCard, nextId } from '../world/moment.ts';
import { authorize } from '../world/oauth.ts';
import type { State } from '../world/state.ts';
import { userId } from './people.ts';
import { Sorry } from './sorry.ts';

const AUTH_TOKEN_SECONDS = 30 * 60;

export const AuthorizeBody = z.strictObject({ state: z.string().optional() });
export const AuthTokenBody = z.strictObject({ as: z.union([z.string(), z.int()]), lead: z.int().optional() });

/** An admin presses «Allow»: where the browser would be sent, with a code that lives twenty minutes (facts/amocrm.md §1.2). */
export function agree(state: State, nowMs: number, sent: z.infer<typeof AuthorizeBody>): Record<string, unknown> {
  const { code } = authorize(state, nowMs);
  const redirect = new URL(OAUTH.redirectUri);
  const query = {
    code,
    referer: hostOf(state),
    client_id: OAUTH.clientId,
    platform: '1',
    ...(sent.state === undefined ? {} : { state: sent.state }),
  };
  redirect.search = new URLSearchParams(query).toString();
  return { code, redirect: redirect.href };
}

/** What a widget's request carries in `X-Auth-Token`; with a lead, as the mobile card sends it (§11.3, §11.4). */
export function authToken(state: State, nowMs: number, { as, lead }: z.infer<typeof AuthTokenBody>): Record<string, unknown> {
  if (lead !== undefined && findCard(state, 'leads', lead) === undefined) throw new Sorry(`There is no lead ${lead}.`, 404);
  const user = userId(state, as);
  const iat = Math.floor(nowMs / 1000);
  const claims = {
    iss: `https://${hostOf(state)}`,
    aud: new URL(OAUTH.redirectUri).origin,
    jti: `00000000-0000-4000-9000-${String(nextId(state, 'sequence')).padStart(12, '0')}`,
    iat,
    nbf: iat,
    exp: iat + AUTH_TOKEN_SECONDS,
    account_id: state.account.id,
    user_id: user,
    subdomain: state.account.subdomain,
    client_uuid: OAUTH.clientId,
    ...(lead === undefined ? {} : { data: { entity_type: 'leads', entity_id: lead } }),
  };
  return { token: signJwt(claims, OAUTH.clientSecret) };
}

const hostOf = ({ account }: State): string => `${account.subdomain}.amocrm.ru`;
