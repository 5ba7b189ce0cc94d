import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../local/temporal/ports.ts';
import { devServer, eventually, TEST_NAMESPACE } from '../support/environment.ts';
import { FILLED } from './filled.ts';
import { ROOT, service, settingsIn } from './compose-file.ts';

/** The exit code of a service's health check; 0 = healthy. */
async function check(name: string, env: Readonly<Record<string, string>>): Promise<number> {
  const [kind, program, ...args] = service(name).healthcheck?.test ?? [];
  assert.deepEqual([kind, program], ['CMD', 'node']);
  const [code] = (await once(spawn(process.execPath, args, { env }), 'exit')) as [number];
  return code;
}

describe('the health check of the API', () => {
  for (const [status, expected] of [
    [200, 0],
    [500, 1],
  ] as const)
    it(`ends with ${expected} where /healthz says ${status}`, async () => {
      const server = createServer(({ url }, response) => void response.writeHead(url === '/healthz' ? status : 404).end());
      await once(server.listen(0, '127.0.0.1'), 'listening');
      try {
        assert.equal(await check('api', { PORT: String((server.address() as AddressInfo).port) }), expected);
      } finally {
        server.close();
      }
    });

  it('ends with 1 where nothing listens', async () => assert.equal(await check('api', { PORT: String(await freePort()) }), 1));
});

describe('the health check of a worker', function () {
  this.timeout(60_000);
  let worker: ChildProcess | undefined;
  afterEach(() => worker?.kill('SIGKILL'));

  async function startWorker(settings: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const port = { METRICS_PORT: String(await freePort()) };
    const env = { ...settingsIn('deploy/env.app.example'), ...FILLED, ...port, ...settings };
    worker = spawn(process.execPath, ['--import', 'tsx', 'workers/main.ts'], { cwd: ROOT, env, stdio: 'ignore' });
    return port;
  }

  it('is healthy as soon as it polls for dialogs, and no more when it is gone', async () => {
    const { address } = await devServer();
    const port = await startWorker({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: TEST_NAMESPACE });
    assert.equal(await check('worker', port), 1, 'before it can poll');
    await eventually('a healthy worker', async () => (await check('worker', port)) === 0, 30_000);
    worker?.kill('SIGKILL');
    assert.equal(await check('worker', port), 1, 'when it is gone');
  });

  it('is not healthy while it is still starting, although Temporal and its metrics are there', async () => {
    const silent = createServer(); // takes connections and never answers: an amoCRM that keeps the start waiting
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port: amocrm } = silent.address() as AddressInfo;
      const { address } = await devServer();
      const port = await startWorker({ TEMPORAL_ADDRESS: address, AMOCRM_BASE_URL: `http://127.0.0.1:${amocrm}` });
      await eventually('metrics of a worker that has reached Temporal', async () => (await metricsAt(port)).includes('temporal_request'));
      assert.equal(await check('worker', port), 1);
    } finally {
      silent.close();
    }
  });
});

const metricsAt = ({ METRICS_PORT: port }: Readonly<Record<string, string>>): Promise<string> =>
  fetch(`http://127.0.0.1:${port}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );
