import type { RequestHandler } from 'express';
import * as z from 'zod';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { SESSION_COOKIE, whoAsks, type AuthDeps } from '../middleware/auth.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { operator } from '../operators/operator.schema.ts';
import { shown, type Operators } from '../operators/operators.ts';
import { Problem, type ProblemCode } from '../problem.ts';

export interface SessionDeps {
  operators: Pick<Operators, 'find'>;
  /** The console is reached over https: the cookie never leaves over http. */
  isHttps: boolean;
}

/** A working day, and the evening after it. */
const COOKIE_MS = 16 * 3_600_000;

const login = z.strictObject({ token: z.string().trim().min(1).max(200) }).meta({ id: 'Login' });
const whoami = z
  .object({ operator: operator.nullable().meta({ description: 'null: nobody, or a program with API_TOKEN.' }) })
  .meta({ id: 'Session' });

export type Session = z.infer<typeof whoami>;

const cookieOf = ({ isHttps }: SessionDeps) => ({ httpOnly: true, sameSite: 'strict', secure: isHttps, path: '/' }) as const;

/** Logging in: the token is put into a cookie that no script can read. */
export function postSession(deps: SessionDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const { token } = parsed(login, request.body);
    const found = await deps.operators.find(token);
    if (found === undefined) throw new Problem('UNAUTHORIZED', 'The token is wrong or was revoked.');
    response.cookie(SESSION_COOKIE, token, { ...cookieOf(deps), maxAge: COOKIE_MS });
    response.json({ operator: shown(found) });
  };
  return {
    method: 'post',
    path: '/session',
    access: 'open',
    operation: {
      operationId: 'logIn',
      tags: ['Operators'],
      summary: 'Log in with a token',
      requestBody: { required: true, content: { 'application/json': { schema: login } } },
      responses: {
        ...ok('Logged in: the cookie is set.', whoami),
        ...problems('MALFORMED_BODY', 'UNAUTHORIZED', 'BODY_TOO_LARGE', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [jsonBody, handle],
  };
}

/** Who is logged in. */
export function getSession(deps: AuthDeps): Endpoint {
  const callerOf = whoAsks(deps);
  const handle: RequestHandler = async (request, response) => {
    const caller = await callerOf(request).catch(nobodyIf('UNAUTHORIZED'));
    response.json({ operator: caller?.kind === 'operator' ? shown(caller.operator) : null });
  };
  return {
    method: 'get',
    path: '/session',
    access: 'open',
    operation: {
      operationId: 'getSession',
      tags: ['Operators'],
      summary: 'Who is logged in',
      responses: { ...ok('Who it is: null where nobody has logged in.', whoami), ...problems('TEMPORAL_AWAY') },
    },
    handlers: [handle],
  };
}

const nobodyIf =
  (code: ProblemCode) =>
  (error: unknown): undefined => {
    if (!(error instanceof Problem) || error.code !== code) throw error;
  };

/** Logging out: the browser forgets the token; it stays good until it is revoked. */
export function deleteSession(deps: SessionDeps): Endpoint {
  const handle: RequestHandler = (_request, response) => {
    response.clearCookie(SESSION_COOKIE, cookieOf(deps)).sendStatus(204);
  };
  return {
    method: 'delete',
    path: '/session',
    access: 'open',
    operation: {
      operationId: 'logOut',
      tags: ['Operators'],
      summary: 'Log out',
      responses: { '204': { description: 'The cookie is gone.' } },
    },
    handlers: [handle],
  };
}
