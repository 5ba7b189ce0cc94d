import { createHmac } from 'node:crypto';

/** A signed JSON Web Token, HS256. */
export function signJwt(claims: Record<string, unknown>, secret: string): string {
  const content = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
