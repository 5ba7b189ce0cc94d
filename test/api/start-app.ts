import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp, type AppDeps } from '../../api/app.ts';
import type { UsedTokens } from '../../api/widget/used-tokens.ts';
import { FewOperators } from './few-operators.ts';
import { RecordingDoor } from './recording-door.ts';

export const SECRET = 'a-long-secret-in-the-address';
const TOKEN = 'token-of-the-api';
export const BOT_SECRET = 'secret-of-the-bot';
const SETTINGS = {
  zone: 'Europe/Moscow',
  stages: { new: 'Новая заявка' },
  reasonWords: { pet: 'питомец' },
  temporalUrl: null,
  crmUrl: null,
};
/** Of the widget: its integration, in the account of amoCRM's simulator. */
export const WIDGET = {
  clientId: '3f0c2a10-1111-4222-8333-444455556666',
  clientSecret: 'secret-of-the-integration',
  accountId: 31990001,
  accountOrigin: 'https://sanatorium.amocrm.ru',
  audience: 'https://estafeta.example',
};
export const NOW_MS = Date.UTC(2026, 6, 1, 9, 30);

export interface StartedApp {
  url: string;
  door: RecordingDoor;
  operators: FewOperators;
  /** What was logged, as text: a test looks whether anything personal is in it. */
  log: () => string;
  send: (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    options?: { body?: unknown; raw?: string | Buffer; headers?: Record<string, string>; token?: string | null },
  ) => Promise<Answer>;
  close: () => Promise<void>;
}

export interface Answer {
  status: number;
  type: string | null;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

function usedTokensInMemory(): UsedTokens {
  const used = new Set<string>();
  return {
    use(tokenId) {
      const isNew = !used.has(tokenId);
      used.add(tokenId);
      return Promise.resolve(isNew);
    },
  };
}

/** All that the app needs, with nothing real behind it. */
export const someDeps = (door: RecordingDoor, operators: FewOperators): AppDeps => ({
  dialogWorkflows: door,
  operators,
  isHttps: false,
  workingMsBetween: (fromMs, toMs) => toMs - fromMs,
  dayStartMs: (day) => (Number.isNaN(Date.parse(day)) ? undefined : Date.parse(day)),
  settings: SETTINGS,
  consoleFolder: '/nowhere',
  contactKeyOf: ({ phone, channel, externalId }) =>
    phone === undefined ? `key-of-${channel}-${externalId}` : `key-of-phone-${phone.slice(-4)}`,
  media: () => Promise.reject(new Error('This test has no files')),
  pactCompanyId: 1,
  amocrmAccountId: 31990001,
  webhookSecret: SECRET,
  apiToken: TOKEN,
  botSecret: BOT_SECRET,
  widget: WIDGET,
  usedTokens: usedTokensInMemory(),
  log: pino({ level: 'silent' }),
  now: () => NOW_MS,
});

/** The app over real HTTP on a free port, with a recording door instead of Temporal. */
export async function startApp(more: Partial<AppDeps> = {}): Promise<StartedApp> {
  const door = new RecordingDoor();
  const operators = new FewOperators();
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const app = createApp({ ...someDeps(door, operators), log, ...more });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    door,
    operators,
    log: () => lines.join(''),
    async send(method, path, { body, raw, headers = {}, token = TOKEN } = {}) {
      const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(url + path, {
        method,
        ...(payload === undefined ? {} : { body: payload }),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      });
      const text = await response.text();
      const type = response.headers.get('content-type');
      const json = /json/.test(type ?? '') ? (JSON.parse(text) as Record<string, unknown>) : {};
      return { status: response.status, type, headers: response.headers, text, json };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
