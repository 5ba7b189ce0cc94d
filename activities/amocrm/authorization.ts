import type { AmocrmAuthorization } from './contract.ts';
import { AmocrmError } from './errors.ts';
import type { AmocrmOAuth } from './oauth.ts';
import type { Seal } from './seal.ts';
import type { TokenSource } from './token-source.ts';

/** What the account's access stands on, as its keeper has it. */
export interface KeptTokens {
  /** Undefined before an administrator has agreed. `refused` = amoCRM takes them no more, and an administrator has to agree again. */
  read(): Promise<{ sealed: string; renewAtMs: number; refused: boolean } | undefined>;
  /** Has them renewed, unless there are others already. */
  renew(sealed: string): Promise<void>;
}

/** A third of the token's day: two thirds are left for people to notice what went wrong. */
const RENEW_AFTER = 1 / 3;
const LOOK_AGAIN_MS = 60_000;

export interface AuthorizationDeps {
  oauth: Pick<AmocrmOAuth, 'exchange'>;
  seal: Seal;
  kept: KeptTokens;
  /** An administrator has to agree, for the first time or again. */
  onNotConnected: () => void;
  now?: () => number;
}

/**
 * OAuth with tokens that somebody else keeps (workflows/amocrm-account): the exchange for its one keeper, and what the requests are
 * authorised with. A pair just got is used only when the keeper has it.
 */
export function createAuthorization({ oauth, seal, kept, onNotConnected, now = Date.now }: AuthorizationDeps): {
  activities: AmocrmAuthorization;
  tokens: TokenSource;
} {
  let last: { sealed: string; access: string; lookAgainAtMs: number } | undefined;

  async function look(): Promise<{ sealed: string; access: string; refused: boolean }> {
    const tokens = await kept.read();
    if (tokens === undefined) {
      onNotConnected();
      throw new AmocrmError('Nobody has connected amoCRM yet: npm run setup:amocrm shows the link', { code: 'AMOCRM_UNAUTHORIZED' });
    }
    const { sealed, renewAtMs, refused } = tokens;
    const access = last?.sealed === sealed ? last.access : (await seal.open(sealed)).access;
    last = { sealed, access, lookAgainAtMs: Math.max(renewAtMs, now()) + LOOK_AGAIN_MS };
    return { sealed, access, refused };
  }

  return {
    activities: {
      async exchangeForTokens(grant) {
        try {
          const given = 'code' in grant ? grant : { refresh: (await seal.open(grant.sealed)).refresh };
          const pair = await oauth.exchange(given);
          return { sealed: await seal.seal(pair), renewAtMs: now() + pair.expiresInMs * RENEW_AFTER };
        } catch (error) {
          if (error instanceof AmocrmError && error.code === 'AMOCRM_REJECTED') onNotConnected();
          throw error;
        }
      },
    },
    tokens: {
      current: async () => (last !== undefined && now() < last.lookAgainAtMs ? last.access : (await look()).access),
      async refused(token) {
        const { sealed, access, refused } = await look();
        if (access !== token) return 'renewed';
        if (refused) return 'final';
        await kept.renew(sealed);
        return 'beingRenewed';
      },
    },
  };
}
