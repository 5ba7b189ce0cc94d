import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';

/** Whose widget it is, as amoCRM knows it. */
interface Integration {
  clientId: string;
  clientSecret: string;
  accountId: number;
  accountOrigin: string;
  audience: string;
}

/** What amoCRM's `$authorizedAjax` sends for this user, at this time; `claims` of its own make it wrong in one thing, undefined leaves one out. */
export async function widgetToken(
  { clientId, clientSecret, accountId, accountOrigin, audience }: Integration,
  { userId = 9500002, nowMs, claims = {} }: { userId?: number; nowMs: number; claims?: Record<string, unknown> },
): Promise<string> {
  const iat = Math.floor(nowMs / 1000);
  return new SignJWT({
    iss: accountOrigin,
    aud: audience,
    jti: randomUUID(),
    iat,
    nbf: iat,
    exp: iat + 1800,
    account_id: accountId,
    user_id: userId,
    subdomain: 'sanatorium',
    client_uuid: clientId,
    ...claims,
  })
    .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
    .sign(new TextEncoder().encode(clientSecret));
}
