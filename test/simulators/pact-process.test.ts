import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPactSimulator } from '../../simulators/pact/server.ts';
import { ANNA, field, givenPact, givenReceiver, list, pactAt, stopAll } from './pact-setup.ts';

const MAIN = fileURLToPath(new URL('../../simulators/pact/main.ts', import.meta.url));

describe('Pact simulator: memory across restarts', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pact-'));
  });
  afterEach(async () => {
    await stopAll();
    await rm(dataDir, { recursive: true });
  });

  it('conversations, messages, webhooks and settings are there again', async () => {
    const receiver = await givenReceiver();
    const before = await givenPact({ dataDir });
    await before.subscribe(receiver.url);
    await before.guest({ text: 'Здравствуйте', attachments: [{ kind: 'photo' }] });
    await before.sim('POST', '/settings', { list_order: 'oldest_first' });
    await before.simulator.stop();
    const after = await givenPact({ dataDir });
    const { body } = await after.sim('GET', `/conversation?phone=${ANNA}`);
    assert.equal(field(body, 'messages', 0, 'text'), 'Здравствуйте');
    assert.equal(field((await after.api('GET', '/companies/1/webhooks')).body, 'webhooks', 0, 'active'), true);
    assert.equal(field((await after.sim('GET', '/settings')).body, 'list_order'), 'oldest_first');
    assert.equal((await after.guest({ text: 'Снова я' }))['id'], 5_000_000_002);
    await after.simulator.stop();
    assert.deepEqual(await readdir(dataDir), ['pact.json']);
  });

  it('an event that was not delivered yet is delivered by the next process', async () => {
    const receiver = await givenReceiver();
    const before = await givenPact({ dataDir, retrySeconds: 3600 });
    await before.subscribe(receiver.url);
    receiver.answers = 503;
    await before.guest({ text: 'Здравствуйте' });
    await receiver.until((events) => events.length === 3);
    await before.simulator.stop();
    receiver.answers = 200;
    const after = await givenPact({ dataDir, retrySeconds: 3600 });
    await after.sim('POST', '/clock', { advance_seconds: 3600 });
    await receiver.until((events) => events.length === 6);
    assert.deepEqual(receiver.story().slice(3), receiver.story().slice(0, 3));
  });

  it('a start on a taken port says so in a sentence and leaves the file alone', async () => {
    const running = await givenPact({ dataDir });
    await running.guest({ text: 'Здравствуйте' });
    const file = await readFile(join(dataDir, 'pact.json'), 'utf8');
    await assert.rejects(startPactSimulator({ port: running.simulator.port, dataDir, webhookUrl: 'http://127.0.0.1:9/' }), {
      message: `Port ${running.simulator.port} is taken: stop what listens there or give the Pact simulator another one (SIM_PACT_PORT).`,
    });
    assert.equal(await readFile(join(dataDir, 'pact.json'), 'utf8'), file);
  });
});

describe('Pact simulator: the webhook named at the start', () => {
  afterEach(stopAll);

  it('is active without a test request, and again after a reset', async () => {
    const receiver = await givenReceiver();
    const pact = await givenPact({ webhookUrl: receiver.url });
    await pact.sim('POST', '/reset');
    await pact.guest({ text: 'Здравствуйте' });
    await receiver.until((events) => events.length === 3);
    assert.deepEqual(receiver.pings, []);
    assert.equal(list((await pact.api('GET', '/companies/1/webhooks')).body, 'webhooks').length, 1);
  });
});

describe('Pact simulator: as a process', () => {
  const children: ChildProcess[] = [];
  const run = (env: Record<string, string>): ChildProcess => {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  };
  const firstLine = async (child: ChildProcess, stream: 'stdout' | 'stderr'): Promise<string> => {
    const [chunk] = (await once(child[stream] as NodeJS.ReadableStream, 'data')) as [Buffer];
    return chunk.toString();
  };
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await stopAll();
  });

  it('says in one line where it listens, answers, and ends on SIGTERM', async () => {
    const child = run({ SIM_PACT_PORT: '0' });
    const line = await firstLine(child, 'stdout');
    const url = /^Pact simulator listens on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line)?.[1];
    assert.ok(url !== undefined, line);
    const pact = pactAt({ url, port: 0, stop: () => Promise.resolve() });
    assert.equal((await pact.sim('GET', '/')).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('SIM_LIMITS=off switches the limits off; another word ends it with one clear sentence', async () => {
    const line = await firstLine(run({ SIM_PACT_PORT: '0', SIM_LIMITS: 'off' }), 'stdout');
    const url = /(http:\/\/\S+)/.exec(line)?.[1] ?? '';
    const pact = pactAt({ url, port: 0, stop: () => Promise.resolve() });
    assert.equal(field((await pact.sim('GET', '/settings')).body, 'limits'), 'off');
    const child = run({ SIM_PACT_PORT: '0', SIM_LIMITS: 'no' });
    const [sentence, [code]] = await Promise.all([firstLine(child, 'stderr'), once(child, 'exit') as Promise<[number]>]);
    assert.equal(sentence, 'SIM_LIMITS must be on or off, for example SIM_LIMITS=off.\n');
    assert.equal(code, 1);
  });

  it('a script of faults survives a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'pact-'));
    try {
      const before = await givenPact({ dataDir });
      await before.sim('POST', '/faults', { faults: [{ kind: 'status', status: 500, times: 2 }] });
      assert.equal((await before.api('GET', '/conversations?company_id=1')).status, 500);
      await before.simulator.stop();
      const after = await givenPact({ dataDir });
      assert.equal((await after.api('GET', '/conversations?company_id=1')).status, 500);
      assert.equal((await after.api('GET', '/conversations?company_id=1')).status, 200);
    } finally {
      await stopAll();
      await rm(dataDir, { recursive: true });
    }
  });

  it('a taken port ends it with one clear sentence', async () => {
    const pact = await givenPact();
    const child = run({ SIM_PACT_PORT: String(pact.simulator.port) });
    const [line, [code]] = await Promise.all([firstLine(child, 'stderr'), once(child, 'exit') as Promise<[number]>]);
    assert.match(line, /^Port \d+ is taken: [^\n]+\n$/);
    assert.equal(code, 1);
  });
});
