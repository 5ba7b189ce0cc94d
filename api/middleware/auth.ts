import { parseCookie } from 'cookie';
import type { Request, RequestHandler, Response } from 'express';
import type { Manager } from '../../domain/dialog/dialog.ts';
import type { Operator, Operators, Role } from '../operators/operators.ts';
import { Problem } from '../problem.ts';
import { secretCheck } from './same-secret.ts';

/** Who asks: somebody who logged in, or a program that knows API_TOKEN and may all an admin may. */
export type Caller = { kind: 'program' } | { kind: 'operator'; operator: Operator };

/** Holds the operator's token out of reach of scripts. */
export const SESSION_COOKIE = 'estafeta_session';

export interface AuthDeps {
  apiToken: string;
  operators: Pick<Operators, 'find'>;
}

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, manager: 1, admin: 2 };
const ROLE_NAMES: Readonly<Record<Role, string>> = { viewer: 'наблюдатель', manager: 'менеджер', admin: 'администратор' };

/** Tells who asks, by `Authorization: Bearer` or by the console's cookie (docs/decisions/023). Errors: UNAUTHORIZED; FORBIDDEN to another site's page. */
export function whoAsks({ apiToken, operators }: AuthDeps): (request: Request) => Promise<Caller> {
  const isApiToken = secretCheck(apiToken);
  return async (request) => {
    const { token, from } = tokenOf(request);
    if (token === undefined) throw new Problem('UNAUTHORIZED', 'The request names no token.');
    if (from === 'header' && isApiToken(token)) return { kind: 'program' };
    const operator = await operators.find(token);
    if (operator === undefined) throw new Problem('UNAUTHORIZED', 'The token is wrong or was revoked.');
    if (from === 'cookie') mustComeFromOurPage(request);
    return { kind: 'operator', operator };
  };
}

/** Lets in whoever has this role or a higher one. */
export function requireRole(role: Role, deps: AuthDeps): RequestHandler {
  const callerOf = whoAsks(deps);
  return async (request, response, next) => {
    const caller = await callerOf(request);
    if (caller.kind === 'operator' && RANKS[caller.operator.role] < RANKS[role])
      throw new Problem('FORBIDDEN', `Роль «${ROLE_NAMES[caller.operator.role]}» этого не может: нужна «${ROLE_NAMES[role]}».`);
    response.locals['caller'] = caller;
    next();
  };
}

/** Of a request that a role let in. */
export function callerOf(response: Response): Caller {
  const caller = response.locals['caller'] as Caller | undefined;
  if (caller === undefined) throw new Error('This address asks nobody who they are');
  return caller;
}

/**
 * In whose name a command acts: an operator acts in their own, a program says for whom.
 * Errors: MALFORMED_BODY where a program names nobody, or an operator somebody.
 */
export function actingManager(response: Response, by: Manager | undefined): Manager {
  const caller = callerOf(response);
  if (caller.kind === 'program') {
    if (by === undefined) throw new Problem('MALFORMED_BODY', 'With API_TOKEN the body has to say who acts: `by`.');
    return by;
  }
  if (by !== undefined) throw new Problem('MALFORMED_BODY', 'Who has logged in acts in their own name: leave `by` out.');
  const { amocrmUserId, name } = caller.operator;
  return { ...(amocrmUserId === undefined ? {} : { id: amocrmUserId }), name };
}

function tokenOf(request: Request): { token: string | undefined; from: 'header' | 'cookie' } {
  const [, bearer] = /^Bearer +(\S+)$/iu.exec(request.get('Authorization') ?? '') ?? [];
  if (bearer !== undefined) return { token: bearer, from: 'header' };
  return { token: parseCookie(request.get('Cookie') ?? '')[SESSION_COOKIE], from: 'cookie' };
}

/** A browser sends the cookie for whoever asks it to; other sites may not ask for acts (besides SameSite=Strict). */
function mustComeFromOurPage(request: Request): void {
  const site = request.get('Sec-Fetch-Site') ?? 'same-origin';
  if (request.method !== 'GET' && site !== 'same-origin' && site !== 'none')
    throw new Problem('FORBIDDEN', 'Another site’s page asked for this.');
}

/** A webhook address that carries a wrong secret does not exist (DESIGN §7). Checked before the body is read. */
export function requireSecretInPath(webhookSecret: string): RequestHandler<{ secret: string }> {
  const isSecret = secretCheck(webhookSecret);
  return (request, _response, next) => {
    if (!isSecret(request.params.secret)) throw new Problem('NOT_FOUND', 'There is no such address, or not for this method.');
    next();
  };
}
