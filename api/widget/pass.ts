import { createHmac } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';

/** What a pass lets its holder see: one card, as one user sees it. Nothing can be done with it. */
export interface Pass {
  userId: number;
  leadId: number;
}

export interface Passes {
  issue(pass: Pass, nowMs: number): Promise<string>;
  /** Nothing where it is not ours, or too old. */
  open(pass: string | undefined, nowMs: number): Promise<Pass | undefined>;
}

const PASS_MS = 15 * 60_000;
const Claims = z.object({ userId: z.int(), leadId: z.int() });

/**
 * A card that stays open looks on with a pass, so that a look every ten seconds uses up no token and starts no workflow (docs/decisions/025).
 * Signed with a key of its own: neither is ever taken for the other.
 */
export function createPasses(clientSecret: string): Passes {
  const key = createHmac('sha256', clientSecret).update('widget-pass').digest();
  return {
    issue: ({ userId, leadId }, nowMs) =>
      new SignJWT({ userId, leadId })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(new Date(nowMs + PASS_MS))
        .sign(key),
    async open(pass, nowMs) {
      try {
        const { payload } = await jwtVerify(pass ?? '', key, {
          algorithms: ['HS256'],
          currentDate: new Date(nowMs),
          requiredClaims: ['exp'],
        });
        return Claims.parse(payload);
      } catch {
        return undefined;
      }
    },
  };
}
