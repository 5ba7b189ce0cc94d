import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startPactSimulator, type PactSimulator, type PactSimulatorOptions } from '../../simulators/pact/server.ts';

export const TOKEN = { 'x-private-api-token': 'local-pact-token' };
export const ANNA = '79000000001';

/** Loose on purpose: a test reads only the fields it speaks about. */
export type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  type: string;
  body: Json;
  text: string;
}

export interface Pact {
  simulator: PactSimulator;
  /** A call with the token; an object body goes as JSON. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The same in API v1. */
  v1(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  sim(method: string, path: string, body?: unknown): Promise<Answer>;
  /** A guest writes; the answer's `message`. */
  guest(words: Record<string, unknown>): Promise<Json>;
  /** Registers and activates a webhook the way a client does. */
  subscribe(url: string): Promise<number>;
}

const started: { stop(): Promise<void> }[] = [];

/** Ends every server the test started; call it in `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const server of started.splice(0).toReversed()) await server.stop();
}

export async function givenPact(options: Partial<PactSimulatorOptions> = {}): Promise<Pact> {
  const simulator = await startPactSimulator({ port: 0, retrySeconds: 0, ...options });
  started.push(simulator);
  return pactAt(simulator);
}

export function pactAt(simulator: PactSimulator): Pact {
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> => {
    const json = typeof body === 'object' && !(body instanceof FormData);
    const response = await fetch(simulator.url + path, {
      method,
      headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as string | FormData) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, text, body: type.includes('json') ? (JSON.parse(text) as Json) : {} };
  };
  const api: Pact['api'] = (method, path, body, headers = {}) => call(method, `/api/p2${path}`, body, { ...TOKEN, ...headers });
  const v1: Pact['v1'] = (method, path, body, headers = {}) => call(method, `/p1${path}`, body, { ...TOKEN, ...headers });
  const sim: Pact['sim'] = (method, path, body) => call(method, `/_sim${path}`, body, {});
  return {
    simulator,
    api,
    v1,
    sim,
    guest: async (words) => part((await sim('POST', '/guest-message', { phone: ANNA, name: 'Анна', ...words })).body, 'message'),
    subscribe: async (url) => {
      const created = await api('POST', '/companies/1/webhooks', { url });
      const id = Number(field(created.body, 'webhook', 'id'));
      const active = await api('PUT', `/companies/1/webhooks/${id}`, { active: true });
      if (active.status !== 200) throw new Error(`The webhook was not activated: ${active.text}`);
      return id;
    },
  };
}

/** The value under a path of keys; a missing step fails with the path, not with «undefined». */
export function field(json: unknown, ...path: (string | number)[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !(step in value)) throw new Error(`No ${path.join('.')} in ${JSON.stringify(json)}`);
    value = (value as Json)[step];
  }
  return value;
}

export const part = (json: unknown, ...path: (string | number)[]): Json => field(json, ...path) as Json;
export const list = (json: unknown, ...path: (string | number)[]): Json[] => field(json, ...path) as Json[];

export interface Receiver {
  url: string;
  /** Everything but test pings, as it arrived. */
  events: Json[];
  pings: Json[];
  /** What to answer from now on: a status, or `hang`. */
  answers: number | 'hang';
  /** `message.create 5000000001`, in order of arrival. */
  story(): string[];
  until(condition: (events: Json[]) => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** A webhook endpoint of a test. `port` brings one back where it was. */
export async function givenReceiver({ port = 0 } = {}): Promise<Receiver> {
  let changed: () => void = () => undefined;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Json;
      const isPing = 'operation' in body;
      (isPing ? receiver.pings : receiver.events).push(body);
      if (receiver.answers !== 'hang') response.writeHead(receiver.answers).end();
      changed();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    events: [],
    pings: [],
    answers: 200,
    story: () => receiver.events.map(storyOf),
    until: async (condition) => {
      while (!condition(receiver.events)) {
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  started.push(receiver);
  return receiver;
}

export function storyOf(event: unknown): string {
  const object = part(event, 'object');
  const status = 'status' in object ? ` ${String(object['status'])}` : '';
  return `${String(field(event, 'type'))} ${String(field(event, 'event'))}${status}`;
}

export const messagesIn = (events: Json[]): Json[] => events.filter((event) => String(event['type']) === 'message');
