import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../local/temporal/ports.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** In a process of its own: the Runtime can be installed only once in one. */
const SCRIPT = `
import { Runtime } from '@temporalio/worker';
import { createLogger } from './config/logger.ts';
import { installRuntime } from './config/temporal-runtime.ts';
const port = Number(process.env.METRICS_PORT);
installRuntime(createLogger('info', 'worker'), { METRICS_HOST: '127.0.0.1', METRICS_PORT: port });
Runtime.instance().logger.warn('a word of the SDK', { taskQueue: 'dialogs' });
const answer = await fetch('http://127.0.0.1:' + port + '/metrics');
console.log(JSON.stringify({ metrics: answer.status }));
await Runtime.instance().shutdown();
`;

describe('Temporal’s own logs and metrics', () => {
  it('logs come as ours do, metrics are served, and the process ends by itself', async function () {
    this.timeout(30_000);
    const env = { ...process.env, METRICS_PORT: String(await freePort()) };
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT], {
      cwd: ROOT,
      env,
      timeout: 25_000,
    });
    const lines = (await run).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const word = lines.find((line) => line['msg'] === 'a word of the SDK');
    assert.deepEqual([word?.['level'], word?.['part'], word?.['taskQueue']], [40, 'worker', 'dialogs']);
    assert.ok(lines.some((line) => line['metrics'] === 200));
  });
});
