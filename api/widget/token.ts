import { errors, jwtVerify, type JWTPayload } from 'jose';
import * as z from 'zod';

/** Whose tokens count, and for whom. */
export interface WidgetSettings {
  /** Of the integration that the widget belongs to. */
  clientId: string;
  clientSecret: string;
  accountId: number;
  /** Where amoCRM is opened: scheme, host and port. */
  accountOrigin: string;
  /** The origin of the integration's redirect address, which amoCRM writes into its tokens. */
  audience: string;
}

/** Who amoCRM says is looking at the card, and the token's own id. */
export interface WidgetUser {
  userId: number;
  tokenId: string;
}

/** A token that is not let in. `message` is a sentence for people; it tells nothing of the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** The clocks of amoCRM and of this machine may differ by so much. */
const LEEWAY_SECONDS = 10;
/** amoCRM gives thirty minutes; what claims to live longer would outlive nothing that we remember, but is not amoCRM's. */
const AGE_MAX_SECONDS = 60 * 60;

const NOT_AMOCRMS = 'В токене нет того, что пишет amoCRM.';

const Claims = z.object({
  iss: z.url(),
  jti: z.string().min(1).max(200),
  account_id: z.int(),
  user_id: z.int().positive(),
  client_uuid: z.string(),
});

/** Checks all of a token but whether it was used before. `nowMs` is the time it is compared with. Errors: TokenRefused. */
export function createTokenCheck(settings: WidgetSettings): (token: string | undefined, nowMs: number) => Promise<WidgetUser> {
  const key = new TextEncoder().encode(settings.clientSecret);
  const accountHost = new URL(settings.accountOrigin).host;

  return async (token, nowMs) => {
    if (token === undefined || token === '') throw new TokenRefused('Запрос пришёл без токена amoCRM.');
    const claims = Claims.safeParse(await verified(token, key, settings.audience, nowMs));
    if (!claims.success) throw new TokenRefused(NOT_AMOCRMS);
    const { iss, jti, account_id: accountId, user_id: userId, client_uuid: clientId } = claims.data;
    if (new URL(iss).host !== accountHost || accountId !== settings.accountId)
      throw new TokenRefused('Токен выдан в другом аккаунте amoCRM.');
    if (clientId !== settings.clientId) throw new TokenRefused('Токен выдан другой интеграции.');
    return { userId, tokenId: jti };
  };
}

async function verified(token: string, key: Uint8Array, audience: string, nowMs: number): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience,
      clockTolerance: LEEWAY_SECONDS,
      maxTokenAge: AGE_MAX_SECONDS,
      currentDate: new Date(nowMs),
      requiredClaims: ['iss', 'aud', 'jti', 'iat', 'nbf', 'exp'],
    });
    return payload;
  } catch (error) {
    throw new TokenRefused(why(error), { cause: error });
  }
}

function why(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'Время токена вышло.';
  if (error instanceof errors.JWTClaimValidationFailed && error.reason !== 'missing') {
    if (error.claim === 'aud') return 'Токен выдан не для этого адреса.';
    if (error.claim === 'nbf' || error.claim === 'iat') return 'Время токена ещё не пришло.';
  }
  if (error instanceof errors.JWTClaimValidationFailed) return NOT_AMOCRMS;
  return 'Подпись токена не от amoCRM.';
}
