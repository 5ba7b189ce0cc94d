import axios, { isAxiosError } from 'axios';
import type { AxiosInstance } from 'axios';
import { Webhook } from 'standardwebhooks';
import type { BotAnswer, BotRequest } from '../../domain/dialog/bot.ts';
import { BotError } from './errors.ts';
import { parseBotAnswer } from './schema.ts';

export { botAnswerBody, parseBotAnswer } from './schema.ts';
export { BotError } from './errors.ts';

const ANSWER_MAX_BYTES = 1_000_000;

export interface BotClientOptions {
  /** `BOT_URL`; the turn goes to `{url}/turn`. */
  url: string;
  /** Standard Webhooks secret, `whsec_…`. */
  secret: string;
}

export type BotTurn = BotRequest & { callbackUrl: string };

/** The bot over HTTP (DESIGN §5), signed as in Standard Webhooks; `webhook-id` is the turn's id and stays the same on a repeat. */
export class BotClient {
  readonly #http: AxiosInstance;
  readonly #webhook: Webhook;

  constructor({ url, secret }: BotClientOptions) {
    this.#webhook = new Webhook(secret);
    this.#http = axios.create({
      baseURL: url.replace(/\/+$/u, ''),
      maxRedirects: 0,
      maxContentLength: ANSWER_MAX_BYTES,
      responseType: 'text',
      transformResponse: (text: unknown) => text,
      validateStatus: () => true,
    });
  }

  /** The answer, or `later` when the bot will bring it to the callback (202). Throws BotError. */
  async ask(turn: BotTurn, { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal }): Promise<BotAnswer | 'later'> {
    const body = JSON.stringify(turn);
    const { status, data } = await this.#post(body, turn.turnId, { timeoutMs, signal });
    if (status === 202) return 'later';
    if (status === 200) return parseBotAnswer(jsonOf(data));
    if (status === 409) throw new BotError('The bot says that the turn is over (409)', { code: 'BOT_STALE' });
    const passing = status >= 500 || status === 408 || status === 429;
    throw new BotError(`The bot answered ${status}`, { code: passing ? 'BOT_UNAVAILABLE' : 'BOT_REJECTED' });
  }

  async #post(
    body: string,
    turnId: string,
    limits: { timeoutMs: number; signal: AbortSignal },
  ): Promise<{ status: number; data: unknown }> {
    const signedAt = new Date(); // the wall clock: the receiver compares it with its own
    const headers = {
      'content-type': 'application/json',
      'webhook-id': turnId,
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
      'webhook-signature': this.#webhook.sign(turnId, signedAt, body),
    };
    try {
      return await this.#http.post<unknown>('/turn', body, { headers, timeout: limits.timeoutMs, signal: limits.signal });
    } catch (error) {
      const code = isAxiosError(error) ? (error.code ?? 'no answer') : 'no answer';
      if (code === 'ERR_BAD_RESPONSE') throw new BotError('The bot’s answer is too long', { code: 'BOT_MALFORMED' });
      throw new BotError(`The bot cannot be reached: ${code}`, { code: 'BOT_UNAVAILABLE' });
    }
  }
}

function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    throw new BotError('The bot’s answer is not JSON', { code: 'BOT_MALFORMED' });
  }
}
