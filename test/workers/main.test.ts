import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import { longLived } from '../../activities/amocrm/token-source.ts';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { devServer, TEST_NAMESPACE } from '../support/environment.ts';

const AMOCRM_TOKEN = 'local-amocrm-token';
const SETTINGS = {
  PUBLIC_URL: 'http://127.0.0.1:3000',
  BOT_URL: 'http://127.0.0.1:9',
  BOT_SECRET: 'whsec_bG9jYWwtYm90LXNlY3JldC1lc3RhZmV0YQ==',
  CONTACT_KEY_SECRET: 'secret-of-the-keys',
  AMOCRM_BASE_URL: 'http://127.0.0.1:9',
  AMOCRM_TOKEN,
  AMOCRM_ACCOUNT_ID: '31990001',
  PACT_BASE_URL: 'http://127.0.0.1:9',
  PACT_TOKEN: 'local-pact-token',
  WEBHOOK_SECRET: 'secret-of-the-webhooks',
  PACT_COMPANY_ID: '1',
  METRICS_PORT: '0',
  TEMPORAL_NAMESPACE: TEST_NAMESPACE,
  LOG_LEVEL: 'silent',
};
const ROOT = new URL('../..', import.meta.url);

describe('the worker cannot start', function () {
  this.timeout(30_000);
  let child: ChildProcess | undefined;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-worker-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => child?.kill('SIGKILL'));

  async function lastWords(settings: Readonly<Record<string, string>>): Promise<{ exitCode: number; lines: string[] }> {
    const main = fileURLToPath(new URL('workers/main.ts', ROOT));
    const worker = spawn(process.execPath, ['--import', 'tsx', main], {
      env: { PATH: process.env['PATH'], ...SETTINGS, ...settings },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = worker;
    let said = '';
    worker.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [exitCode] = (await once(worker, 'close')) as [number];
    return { exitCode, lines: said.trim().split('\n') };
  }

  it('a missing and a wrong setting are a sentence each', async () => {
    const { exitCode, lines } = await lastWords({ AMOCRM_TOKEN: '', METRICS_PORT: 'nine' });
    assert.equal(exitCode, 1);
    assert.equal(lines.length, 2, lines.join('\n'));
    assert.match(lines.join('\n'), /^AMOCRM_TOKEN is not set: .+\.$/mu);
    assert.match(lines.join('\n'), /^METRICS_PORT must be .+\.$/mu);
  });

  it('each mistake in the policy is a sentence', async () => {
    const good = await readFile(new URL('config/policy.yaml', ROOT), 'utf8');
    const broken = good.replace(/^( +quiet: ).+$/mu, '$1soon').replace(/^( +reviewThanks: ).+$/mu, '$1""');
    const file = join(folder, 'policy.yaml');
    await writeFile(file, broken);
    const { exitCode, lines } = await lastWords({ POLICY_FILE: file });
    assert.equal(exitCode, 1);
    assert.equal(lines.length, 3, lines.join('\n'));
    const [headline = '', ...mistakes] = lines;
    assert.ok(headline.includes(file), headline);
    assert.match(mistakes.join('\n'), /^- .*durations\.quiet/mu);
    assert.match(mistakes.join('\n'), /^- .*texts\.reviewThanks/mu);
  });

  it('a policy that is not there is a sentence', async () => {
    const { exitCode, lines } = await lastWords({ POLICY_FILE: join(folder, 'nowhere.yaml') });
    assert.deepEqual([exitCode, lines.filter((line) => /^\s+at /u.test(line))], [1, []]);
    assert.match(lines.join('\n'), /nowhere\.yaml/u);
  });

  it('D-11: a stage that amoCRM does not have is named, with its place in the policy', async () => {
    const amocrm: AmocrmSimulator = await startAmocrmSimulator({ port: 0 });
    try {
      const [pipeline] = await new AmocrmClient({ baseUrl: amocrm.url, token: longLived(AMOCRM_TOKEN), requestsPerSecond: 0 }).pipelines();
      const stage = pipeline?._embedded.statuses.find(({ name }) => name === 'Предварительная бронь');
      const renamed = await fetch(`${amocrm.url}/api/v4/leads/pipelines/${pipeline?.id}/statuses/${stage?.id}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${AMOCRM_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Бронь' }),
      });
      assert.equal(renamed.status, 200);
      const { address } = await devServer();
      const { exitCode, lines } = await lastWords({ AMOCRM_BASE_URL: amocrm.url, TEMPORAL_ADDRESS: address });
      assert.deepEqual([exitCode, lines.length], [1, 1], lines.join('\n'));
      assert.match(lines[0] ?? '', /the stage «Предварительная бронь» \(policy: crm\.stages\.preBooked\)/u);
    } finally {
      await amocrm.stop();
    }
  });
});
