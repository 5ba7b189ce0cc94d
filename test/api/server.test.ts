import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createCallbackUrl } from '../../api/bot/callback-url.ts';
import { PortTaken, startApi, type RunningApi } from '../../api/server.ts';
import { loadApiEnv } from '../../config/env.ts';

const SETTINGS = {
  PUBLIC_URL: 'http://127.0.0.1:3000',
  BOT_SECRET: 'secret-of-the-bot',
  CONTACT_KEY_SECRET: 'secret-of-the-keys',
  AMOCRM_ACCOUNT_ID: '31990001',
  PACT_COMPANY_ID: '1',
  PACT_BASE_URL: 'http://127.0.0.1:9', // nobody listens there
  PACT_TOKEN: 'token-of-pact',
  WEBHOOK_SECRET: 'secret-of-the-webhooks',
  API_TOKEN: 'token-of-the-api',
};
const log = pino({ level: 'silent' });

/** A port where nobody listens: Temporal is away. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

describe('the API runs while Temporal is away', () => {
  let api: RunningApi;
  let url: string;
  before(async () => {
    api = await startApi(loadApiEnv({ ...SETTINGS, PORT: '0', TEMPORAL_ADDRESS: await deadAddress() }), { log });
    url = `http://127.0.0.1:${api.port}`;
  });
  after(() => api.stop());

  it('it is alive and not ready', async () => {
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    assert.equal((await fetch(`${url}/readyz`)).status, 503);
  });

  it('D-92: amoCRM is answered 503 within its two seconds', async () => {
    const startedAtMs = Date.now();
    const body = 'account[id]=31990001&leads[add][0][id]=1&leads[add][1][id]=2';
    const answer = await fetch(`${url}/webhooks/amocrm/${SETTINGS.WEBHOOK_SECRET}/`, { method: 'POST', body });
    assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [503, 'TEMPORAL_AWAY']);
    assert.ok(Date.now() - startedAtMs < 2_000, `${Date.now() - startedAtMs} ms`);
  });

  it('a question about a dialog is 503, not “no worker”', async () => {
    const answer = await fetch(`${url}/dialogs/k1`, { headers: { authorization: `Bearer ${SETTINGS.API_TOKEN}` } });
    assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [503, 'TEMPORAL_AWAY']);
  });

  it('a late answer of the bot is 503', async () => {
    const address = createCallbackUrl({ publicUrl: url, secret: SETTINGS.BOT_SECRET })({
      turnId: 't',
      workflowId: 'dialog:k',
      activityId: '1',
    });
    const answer = await fetch(address, { method: 'POST', body: JSON.stringify({ actions: [{ type: 'reply', text: 'Да' }] }) });
    assert.equal(answer.status, 503);
  });
});

describe('the API starts and stops', () => {
  let taken: Server;
  let child: ChildProcess | undefined;
  before(async () => {
    taken = createServer().listen(0);
    await once(taken, 'listening');
  });
  after(() => taken.close());
  afterEach(() => child?.kill('SIGKILL'));

  const takenPort = (): number => (taken.address() as AddressInfo).port;

  function run(settings: Record<string, string>): { said: () => string; process: ChildProcess } {
    const main = fileURLToPath(new URL('../../api/main.ts', import.meta.url));
    const started = spawn(process.execPath, ['--import', 'tsx', main], {
      env: { PATH: process.env['PATH'], ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    let said = '';
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { said: () => said, process: started };
  }

  it('a taken port is one sentence with the remedy', async () => {
    const env = loadApiEnv({ ...SETTINGS, PORT: String(takenPort()), TEMPORAL_ADDRESS: await deadAddress() });
    await assert.rejects(
      startApi(env, { log }),
      (error) => error instanceof PortTaken && /^Port \d+ is taken: .+PORT=\d+\.$/.test(error.message),
    );
  });

  it('wrong settings are sentences, and nothing starts', async () => {
    const { said, process: started } = run({ ...SETTINGS, API_TOKEN: '', PORT: 'three' });
    const [exitCode] = (await once(started, 'close')) as [number];
    assert.equal(exitCode, 1);
    assert.match(said(), /API_TOKEN is not set/);
    assert.match(said(), /PORT must be/);
    assert.doesNotMatch(said(), /\s+at /);
  });

  it('SIGTERM ends it in order', async () => {
    const { said, process: started } = run({ ...SETTINGS, PORT: '0', TEMPORAL_ADDRESS: await deadAddress() });
    while (!said().includes('The API listens')) await once(started.stdout ?? started, 'data');
    const port = /"port":(\d+)/.exec(said())?.[1] ?? '';
    const kept = await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: 'keep-alive' } });
    assert.equal(kept.status, 200);
    started.kill('SIGTERM');
    const [exitCode, signal] = (await once(started, 'close')) as [number | null, string | null];
    assert.deepEqual([exitCode, signal], [0, null]);
    assert.match(said(), /The API has stopped/);
  });
});
