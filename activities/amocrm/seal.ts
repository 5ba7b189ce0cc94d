import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import * as z from 'zod';
import { AmocrmError } from './errors.ts';
import type { TokenPair } from './oauth.ts';

const pair = z.object({ access: z.string(), refresh: z.string() });
const LENGTH = 32;

export interface Seal {
  seal(tokens: Pick<TokenPair, 'access' | 'refresh'>): Promise<string>;
  /** Errors: AMOCRM_REJECTED when it was sealed with another secret. */
  open(sealed: string): Promise<z.infer<typeof pair>>;
}

/** Tokens as Temporal may keep them: readable only with the integration's own secret. */
export function createSeal(clientSecret: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', clientSecret, '', 'estafeta amocrm tokens', LENGTH));
  return {
    seal: ({ access, refresh }) =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ access, refresh })))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    async open(sealed) {
      try {
        const { plaintext } = await compactDecrypt(sealed, key);
        return pair.parse(JSON.parse(new TextDecoder().decode(plaintext)));
      } catch {
        throw new AmocrmError('The kept tokens were sealed with another AMOCRM_CLIENT_SECRET', { code: 'AMOCRM_REJECTED' });
      }
    },
  };
}
