import axios, { isAxiosError } from 'axios';
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import type { z } from 'zod';
import { AmocrmError, isAccountTrouble, type AccountTrouble } from './errors.ts';
import { Pace } from './pace.ts';
import { refusalOf } from './refusals.ts';
import { created, page, stubs } from './schema.ts';
import type { TokenSource } from './token-source.ts';

const API_PATH = '/api/v4';
/** Below the activity's 10 s: the answer must come to us, not to nobody. */
const TIMEOUT_MS = 8_000;
/** amoCRM's limit is 7 (facts/amocrm.md §2.1); the last one is left to people's scripts. */
const REQUESTS_PER_SECOND = 6;
const PAGES_MAX = 40;
/** An exchange of tokens takes about so long. */
const RENEWAL_MS = 3_000;

export interface AmocrmOptions {
  /** `https://{subdomain}.amocrm.ru`, with or without `/api/v4`. */
  baseUrl: string;
  token: TokenSource;
  /** 0 = no limit of ours. */
  requestsPerSecond?: number | undefined;
  /** Called with each refusal that concerns the whole account. */
  onTrouble?: ((trouble: AccountTrouble) => void) | undefined;
  /** False = another worker speaks with amoCRM now, and we must not (docs/decisions/019). */
  mayCall?: (() => boolean) | undefined;
  /** Epoch milliseconds, for the pace only. */
  now?: (() => number) | undefined;
}

export type Query = readonly (readonly [name: string, value: string | number])[];

/** amoCRM's HTTP manners (facts/amocrm.md §0–§2): token, pace, empty answers, envelopes, pages, refusals. Throws AmocrmError. */
export class AmocrmHttp {
  readonly #http: AxiosInstance;
  readonly #pace: Pace;
  readonly #token: TokenSource;
  readonly #onTrouble: (trouble: AccountTrouble) => void;
  readonly #mayCall: () => boolean;
  #overruns = 0;

  constructor(options: AmocrmOptions) {
    const { baseUrl, token, requestsPerSecond = REQUESTS_PER_SECOND, onTrouble, mayCall, now = Date.now } = options;
    this.#token = token;
    this.#onTrouble = onTrouble ?? (() => undefined);
    this.#mayCall = mayCall ?? (() => true);
    const root = baseUrl.replace(/\/+$/u, '');
    this.#pace = new Pace(requestsPerSecond, now);
    this.#http = axios.create({
      baseURL: root.endsWith(API_PATH) ? root : `${root}${API_PATH}`,
      timeout: TIMEOUT_MS,
      maxRedirects: 0,
      validateStatus: () => true,
    });
  }

  /** Undefined for «nothing found»: 204, and 404 of routes that answer so (§2.3). */
  async find<Schema extends z.ZodType>(schema: Schema, path: string, query: Query = []): Promise<z.output<Schema> | undefined> {
    const data = await this.#request('GET', path, { query, emptyStatus: 404 });
    return data === undefined ? undefined : parsed(schema, data);
  }

  async get<Schema extends z.ZodType>(schema: Schema, path: string, query: Query = []): Promise<z.output<Schema>> {
    return parsed(schema, (await this.#request('GET', path, { query })) ?? {});
  }

  /**
   * Rows of a list, page after page until `next` is gone or `enough` says so. Pages are asked for by number: a link is never followed,
   * so that a wrong host in it leads nowhere.
   */
  async list<Schema extends z.ZodType>(
    schema: Schema,
    { path, key, query = [], limit = 250, enough = () => false }: ListRequest<z.output<Schema>>,
  ): Promise<readonly z.output<Schema>[]> {
    const rows: z.output<Schema>[] = [];
    for (let number = 1; number <= PAGES_MAX; number += 1) {
      const data = await this.#request('GET', path, { query: [...query, ['limit', limit], ['page', number]], emptyStatus: 404 });
      if (data === undefined) return rows;
      const { _embedded, _links } = parsed(page, data);
      rows.push(...parsed(schema.array(), _embedded[key] ?? []));
      if (!_links?.next || enough(rows)) return rows;
    }
    return rows;
  }

  async write<Schema extends z.ZodType>(schema: Schema, method: 'POST' | 'PATCH', path: string, body: unknown): Promise<z.output<Schema>> {
    return parsed(schema, (await this.#request(method, path, { body })) ?? {});
  }

  /** The id of what a create of one made. */
  async create(path: string, key: string, body: Record<string, unknown>): Promise<number> {
    const { _embedded } = parsed(created, (await this.#request('POST', path, { body: [body] })) ?? {});
    return parsed(stubs, _embedded[key])[0]?.id ?? 0;
  }

  async #request(method: string, path: string, { query = [], body, emptyStatus }: RequestParts): Promise<unknown> {
    const params = new URLSearchParams(query.map(([name, value]): [string, string] => [name, String(value)]));
    const { status, data } = await this.#withToken({ method, url: path, params, data: body });
    this.#overruns = status === 429 ? this.#overruns + 1 : 0;
    if (status === 204 || status === emptyStatus) return undefined;
    if (status >= 200 && status < 300) return data;
    const refusal = refusalOf(status, data, this.#overruns);
    // The limit and the ban are the account's, not this request's.
    if (refusal.code === 'AMOCRM_RATE_LIMITED' || refusal.code === 'AMOCRM_BLOCKED') this.keepQuiet(refusal.retryAfterMs ?? 0);
    if (isAccountTrouble(refusal.code)) this.#onTrouble(refusal.code);
    throw refusal;
  }

  /** A refused token is no trouble while there is another one, or one is being had. */
  async #withToken(request: AxiosRequestConfig): Promise<Answer> {
    const token = await this.#token.current();
    const answer = await this.#send(request, token);
    if (answer.status !== 401) return answer;
    const next = await this.#token.refused(token);
    if (next === 'renewed') return this.#send(request, await this.#token.current());
    if (next === 'beingRenewed')
      throw new AmocrmError('amoCRM’s token is being renewed', { code: 'AMOCRM_UNAVAILABLE', retryAfterMs: RENEWAL_MS });
    return answer;
  }

  async #send(request: AxiosRequestConfig, token: string): Promise<Answer> {
    await this.#pace.turn();
    if (!this.#mayCall()) throw new AmocrmError('Another worker speaks with amoCRM now', { code: 'AMOCRM_UNAVAILABLE' });
    return this.#http.request<unknown>({ ...request, headers: { Authorization: `Bearer ${token}` } }).catch((error: unknown) => {
      const code = isAxiosError(error) ? error.code : undefined;
      throw new AmocrmError(`amoCRM cannot be reached: ${code ?? 'no answer'}`, { code: 'AMOCRM_UNAVAILABLE' });
    });
  }

  /** No request leaves this process before that. */
  keepQuiet(forMs: number): void {
    this.#pace.keepQuiet(forMs);
  }
}

type Answer = Pick<AxiosResponse<unknown>, 'status' | 'data'>;

export interface ListRequest<Row> {
  path: string;
  /** Under `_embedded`. */
  key: string;
  query?: Query;
  /** Always sent: the account's default differs (§2.2). Events take at most 100. */
  limit?: number;
  enough?: (rows: readonly Row[]) => boolean;
}

interface RequestParts {
  query?: Query;
  body?: unknown;
  emptyStatus?: number;
}

function parsed<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.map(String).join('.') || 'the body';
  throw new AmocrmError(`amoCRM answered something we cannot read at ${place}`, { code: 'AMOCRM_MALFORMED' });
}
