import type { RequestHandler } from 'express';
import { Problem } from '../problem.ts';
import { secretCheck } from './same-secret.ts';

/** Bearer API_TOKEN (DESIGN §7); people's own logins come with the console. */
export function requireToken(apiToken: string): RequestHandler {
  const isToken = secretCheck(apiToken);
  return (request, _response, next) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '') ?? [];
    if (given === undefined) throw new Problem('UNAUTHORIZED', 'The request names no API token.');
    if (!isToken(given)) throw new Problem('UNAUTHORIZED', 'The API token is wrong.');
    next();
  };
}

/** A webhook address that carries a wrong secret does not exist (DESIGN §7). Checked before the body is read. */
export function requireSecretInPath(webhookSecret: string): RequestHandler<{ secret: string }> {
  const isSecret = secretCheck(webhookSecret);
  return (request, _response, next) => {
    if (!isSecret(request.params.secret)) throw new Problem('NOT_FOUND', 'There is no such address, or not for this method.');
    next();
  };
}
