import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse, type ParsedQs } from 'qs';

export interface Reply<T> {
  status: number;
  type: string | null;
  headers: Headers;
  body: T;
}
export interface Caller {
  url: string;
  call<T = unknown>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply<T>>;
  get<T = unknown>(path: string): Promise<T>;
  /** A write that must succeed. */
  write<T = unknown>(method: string, path: string, body: unknown): Promise<T>;
  sim<T = unknown>(control: string, body: unknown): Promise<Reply<T>>;
  leads(): Promise<LeadLine[]>;
}
export interface LeadLine {
  id: number;
  stage: string;
  price: number;
  contacts: number[];
  tags: string[];
  responsible: string;
  updatedBy: string;
  fields: Record<string, string>;
}
export interface Page<T> {
  _page: number;
  _links: Record<string, { href: string }>;
  _embedded: Record<string, T[]>;
}
export interface Stub {
  id: number;
  request_id: string;
}
export interface Refusal {
  status: number;
  title: string;
  detail: string;
  'validation-errors': { request_id: string; errors: { code: string; path: string; detail: string }[] }[];
}

/** Talks to a simulator as a client with the local token would. */
export function callerOf(url: string): Caller {
  const call = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: 'Bearer local-amocrm-token', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type');
    return { status: answer.status, type, headers: answer.headers, body: (type?.includes('json') === true ? JSON.parse(text) : text) as T };
  };
  return {
    url,
    call,
    async get<T>(path: string) {
      const { status, body } = await call<T>('GET', path);
      assert.equal(status, 200, `GET ${path}`);
      return body;
    },
    async write<T>(method: string, path: string, body: unknown) {
      const reply = await call<T>(method, path, body);
      assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.body;
    },
    sim: (control, body) => call('POST', `/_sim/${control}`, body),
    async leads() {
      const { body } = await call<{ leads: LeadLine[] }>('GET', '/_sim/state');
      return body.leads;
    },
  };
}

export interface Hook {
  body: ParsedQs;
  raw: string;
  headers: Record<string, string | string[] | undefined>;
}
export interface Receiver {
  url: string;
  hooks: Hook[];
  /** Waits until so many webhooks have come. */
  received(count: number): Promise<Hook[]>;
  stop(): Promise<void>;
}

/** Somebody who subscribed to webhooks. `answer` is the status it gives to the nth; undefined = none at all. */
export async function startReceiver(answer: (nth: number) => number | undefined = () => 200): Promise<Receiver> {
  const hooks: Hook[] = [];
  let look = (): void => undefined;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      hooks.push({ raw, body: parse(raw, { depth: 10, arrayLimit: 100 }), headers: req.headers });
      const status = answer(hooks.length);
      if (status !== undefined) res.writeHead(status).end();
      look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/`,
    hooks,
    received: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (hooks.length >= count) resolve(hooks);
        };
        look();
      }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A webhook's body, as the shape the test expects of it. */
export function bodyOf<T>(hook: Hook | undefined): T {
  assert.ok(hook, 'no such webhook came');
  return hook.body as T;
}

/** The error list of the only element of a refused request, as «code path». */
export function problems(reply: Reply<Refusal>): string[] {
  assert.equal(reply.status, 400, JSON.stringify(reply.body));
  assert.equal(reply.type, 'application/problem+json');
  return reply.body['validation-errors'].flatMap(({ errors }) => errors.map(({ code, path }) => `${code} ${path}`));
}
