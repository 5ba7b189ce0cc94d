import axios, { isAxiosError } from 'axios';
import * as z from 'zod';
import { AmocrmError } from './errors.ts';

const TIMEOUT_MS = 15_000;

export interface OAuthOptions {
  /** `https://{subdomain}.amocrm.ru`, with or without `/api/v4`. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** Exactly as registered with amoCRM. */
  redirectUri: string;
}

export interface TokenPair {
  access: string;
  refresh: string;
  /** How long amoCRM takes the access token from now on. */
  expiresInMs: number;
}

export type Grant = { code: string } | { refresh: string };

const answer = z.object({ access_token: z.string().min(1), refresh_token: z.string().min(1), expires_in: z.number().positive() });
const refusal = z.object({ hint: z.string().catch(''), status: z.coerce.number().catch(0) });

/** amoCRM's token endpoint (facts/amocrm.md §1.3). Each code and each refresh token works once. */
export class AmocrmOAuth {
  readonly #options: OAuthOptions;

  constructor(options: OAuthOptions) {
    this.#options = options;
  }

  /** Errors: AMOCRM_REJECTED when what we gave is used up, expired or unknown: an administrator has to agree again. */
  async exchange(grant: Grant): Promise<TokenPair> {
    const { baseUrl, clientId, clientSecret, redirectUri } = this.#options;
    const root = baseUrl.replace(/\/+$/u, '').replace(/\/api\/v4$/u, '');
    const body = {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
      ...('code' in grant
        ? { grant_type: 'authorization_code', code: grant.code }
        : { grant_type: 'refresh_token', refresh_token: grant.refresh }),
    };
    const options = { timeout: TIMEOUT_MS, maxRedirects: 0, validateStatus: () => true };
    const { status, data } = await axios.post<unknown>(`${root}/oauth2/access_token`, body, options).catch((error: unknown) => {
      const code = isAxiosError(error) ? error.code : undefined;
      throw new AmocrmError(`amoCRM gave no tokens: ${code ?? 'no answer'}`, { code: 'AMOCRM_UNAVAILABLE' });
    });
    if (status >= 400 && status < 500 && status !== 429) throw refused(status, data);
    const parsed = answer.safeParse(data);
    if (status < 200 || status > 299 || !parsed.success)
      throw new AmocrmError(`amoCRM gave no tokens (${status})`, { code: 'AMOCRM_UNAVAILABLE' });
    const { access_token: access, refresh_token: refresh, expires_in: seconds } = parsed.data;
    return { access, refresh, expiresInMs: seconds * 1_000 };
  }
}

/** A page of a web server's is an outage; only amoCRM's own words are about what we gave (§1.3). Hints name no token. */
function refused(status: number, data: unknown): AmocrmError {
  const words = refusal.safeParse(data);
  const hint = words.success ? words.data.hint : '';
  if (!words.success) return new AmocrmError(`amoCRM gave no tokens (${status})`, { code: 'AMOCRM_UNAVAILABLE' });
  return new AmocrmError(`amoCRM refused to give tokens (${status}${hint === '' ? '' : `: ${hint.slice(0, 120)}`})`, {
    code: 'AMOCRM_REJECTED',
  });
}
