import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, startReceiver } from './amocrm-setup.ts';

const MAIN = fileURLToPath(new URL('../../simulators/amocrm/main.ts', import.meta.url));

describe('the simulated amoCRM as a process', () => {
  let dataDir: string;
  const running: ChildProcess[] = [];

  /** Starts it and gives its first line. */
  async function start(env: Record<string, string>): Promise<{ child: ChildProcess; url: string; line: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
      env: { ...process.env, SIM_DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    const [chunk] = (await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])) as [Buffer];
    const line = chunk.toString();
    return { child, line, url: /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '' };
  }

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sim-amocrm-'));
  });
  afterEach(async () => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('says where it listens, keeps what it said to have written over kill -9, and ends on SIGTERM', async () => {
    const first = await start({ SIM_AMOCRM_PORT: '0' });
    await callerOf(first.url).write('PATCH', '/api/v4/leads/42000002', { name: 'Пережила' });
    const died = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await died;
    const second = await start({ SIM_AMOCRM_PORT: '0', SIM_AMOCRM_AUTO_LEAD_SECONDS: '2' });
    const { name } = await callerOf(second.url).get<{ name: string }>('/api/v4/leads/42000002');
    assert.equal(name, 'Пережила');
    const { settings } = await callerOf(second.url).get<{ settings: { autoLead: unknown } }>('/_sim/state');
    assert.deepEqual(settings.autoLead, { after_seconds: 2, stage: 'Новая заявка', always: false });
    const ended = once(second.child, 'exit');
    second.child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  }).timeout(20_000);

  it('a taken port and a bad number are one clear sentence each', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const taken = await start({ SIM_AMOCRM_PORT: String(port) });
    assert.equal(taken.line, `Port ${port} is taken; set SIM_AMOCRM_PORT to a free one.\n`);
    const bad = await start({ SIM_AMOCRM_PORT: 'many' });
    assert.match(bad.line, /^SIM_AMOCRM_PORT is «many», but it must be a number/);
    const undecided = await start({ SIM_AMOCRM_PORT: '0', SIM_LIMITS: 'maybe' });
    assert.equal(undecided.line, 'SIM_LIMITS is «maybe», but it must be on or off.\n');
    await new Promise((resolve) => blocker.close(resolve));
  }).timeout(20_000);

  it('requests are limited unless SIM_LIMITS is off', async () => {
    const turnedAway = async (env: Record<string, string>): Promise<boolean> => {
      const { url } = await start({ SIM_AMOCRM_PORT: '0', SIM_DATA_DIR: '', ...env });
      const all = await Promise.all(Array.from({ length: 20 }, () => callerOf(url).call('GET', '/api/v4/account')));
      return all.some(({ status }) => status === 429);
    };
    assert.deepEqual([await turnedAway({}), await turnedAway({ SIM_LIMITS: 'off' })], [true, false]);
  }).timeout(20_000);

  it('a webhook that had no answer yet goes out again after the next start', async () => {
    const receiver = await startReceiver((nth) => (nth === 1 ? undefined : 200));
    const first = await startAmocrmSimulator({ port: 0, dataDir });
    const amocrm = callerOf(first.url);
    await amocrm.write('POST', '/api/v4/webhooks', { destination: receiver.url, settings: ['update_lead'] });
    await amocrm.write('PATCH', '/api/v4/leads/42000002', { name: 'Раз' });
    await receiver.received(1);
    await first.stop();
    const second = await startAmocrmSimulator({ port: 0, dataDir });
    const [unanswered, repeated] = await receiver.received(2);
    assert.equal(repeated?.raw, unanswered?.raw);
    await second.stop();
    await receiver.stop();
  });

  it('a file of another version is refused, not half read', async () => {
    await writeFile(join(dataDir, 'amocrm.json'), '{"version":0,"state":{"leads":[]}}');
    await assert.rejects(startAmocrmSimulator({ port: 0, dataDir }), /was written by another version of the simulator; delete it/);
  });
});
