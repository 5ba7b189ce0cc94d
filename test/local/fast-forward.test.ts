import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { startDevServer } from '../../local/temporal/dev-server.ts';
import { fastForward } from '../../local/temporal/fast-forward.ts';
import { Connection as ClientConnection, Client as TemporalClient } from '@temporalio/client';
import { devClient, eventually, failFast, TEST_NAMESPACE, timeSkipping } from '../support/environment.ts';
import { endSignal, rangQuery, sleeperWorkflow } from './sleeper-workflow.ts';

const HOUR_MS = 3_600_000;
const TASK_QUEUE = 'sleepers';
const SLACK_MS = 20_000;

let rings = 0;
const activities = {
  ring: async (): Promise<void> => {
    rings++;
  },
};

const bundled = (): ReturnType<typeof bundleWorkflowCode> =>
  bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('sleeper-workflow.ts', import.meta.url)), logger: new DefaultLogger('ERROR') });

describe('moving one dialog’s clock on a real server', function () {
  this.timeout(60_000);
  let client: Client;
  let connection: Connection;
  let workerConnection: NativeConnection;
  let worker: Worker;
  let run: Promise<void>;

  before(async () => {
    const server = await devClient();
    ({ client, connection } = server);
    workerConnection = await NativeConnection.connect({ address: server.address });
    worker = await Worker.create({
      connection: workerConnection,
      namespace: TEST_NAMESPACE,
      taskQueue: TASK_QUEUE,
      workflowBundle: await bundled(),
      activities,
    });
    run = worker.run();
  });

  after(async () => {
    worker.shutdown();
    await run;
    await workerConnection.close();
    await connection.close();
  });

  const start = (workflowId: string, ...waitsMs: number[]) =>
    client.workflow.start(sleeperWorkflow, { taskQueue: TASK_QUEUE, workflowId, args: [waitsMs] });

  it('every timer on the way fires, at its own time, and its activity really runs', async () => {
    rings = 0;
    const handle = await start('sleeper-day', HOUR_MS, 22 * HOUR_MS, 24 * HOUR_MS);
    const startedAtMs = Date.now();
    await fastForward(connection, TEST_NAMESPACE, 'sleeper-day', 24 * 3600);
    const rang = await eventually('two rings', async () => handle.query(rangQuery).then((found) => found.length >= 2 && found));
    assert.equal(rang.length, 2);
    assert.equal(rings, 2);
    for (const [index, hours] of [1, 23].entries())
      assert.ok(Math.abs((rang[index] ?? 0) - startedAtMs - hours * HOUR_MS) < SLACK_MS, `${hours} h`);
    assert.ok(Date.now() - startedAtMs < 30_000);
    await handle.signal(endSignal);
  });

  it('another dialog’s clock stays where it is', async () => {
    const [moved, still] = await Promise.all([start('sleeper-moved', HOUR_MS), start('sleeper-still', HOUR_MS)]);
    await fastForward(connection, TEST_NAMESPACE, 'sleeper-moved', 2 * 3600);
    await eventually('one ring', async () => (await moved.query(rangQuery)).length === 1);
    assert.deepEqual(await still.query(rangQuery), []);
    await Promise.all([moved.terminate(), still.terminate()]);
  });

  it('it can be moved again and again', async () => {
    const handle = await start('sleeper-again', HOUR_MS, HOUR_MS, HOUR_MS);
    for (const count of [1, 2, 3]) {
      await fastForward(connection, TEST_NAMESPACE, 'sleeper-again', 3600 + 5);
      await eventually(`${count} rings`, async () => (await handle.query(rangQuery)).length === count);
    }
    await handle.signal(endSignal);
  });

  it('a dialog that is not there is the server’s error', async () => {
    await assert.rejects(fastForward(connection, TEST_NAMESPACE, 'sleeper-nobody', 60), /not found/iu);
  });
});

describe('a real server that was started without moving clocks', function () {
  this.timeout(60_000);

  it('says so, and how to start it', async () => {
    const server = await startDevServer({ port: 0, namespace: TEST_NAMESPACE });
    const connection = await ClientConnection.connect({ address: server.address });
    try {
      await new TemporalClient({ connection, namespace: TEST_NAMESPACE }).workflow.start('nobodyRunsThis', {
        taskQueue: 'nobody',
        workflowId: 'fixed',
      });
      await assert.rejects(fastForward(connection, TEST_NAMESPACE, 'fixed', 60), /cannot move time: .*WorkflowTimeSkippingEnabled/u);
    } finally {
      await connection.close();
      await server.stop();
    }
  });
});

describe('the time-skipping server', function () {
  this.timeout(60_000);

  it('skips a month in a moment', async () => {
    const environment = await timeSkipping();
    try {
      const worker = await Worker.create({
        connection: environment.nativeConnection,
        taskQueue: TASK_QUEUE,
        workflowBundle: await bundled(),
        activities,
      });
      await worker.runUntil(async () => {
        const handle = await environment.client.workflow.start(sleeperWorkflow, {
          taskQueue: TASK_QUEUE,
          workflowId: 'sleeper-month',
          args: [[24 * HOUR_MS, 29 * 24 * HOUR_MS]],
        });
        const startedAtMs = Date.now();
        await failFast(environment, 'sleeper-month', environment.sleep('31 days'));
        assert.equal((await handle.query(rangQuery)).length, 2);
        assert.ok(Date.now() - startedAtMs < 20_000);
        await handle.terminate();
      });
    } finally {
      await environment.teardown();
    }
  });

  it('a workflow task that hangs on it fails the test with its name, instead of freezing the clock', async () => {
    const environment = await timeSkipping();
    try {
      const { client, connection } = environment;
      await client.workflow.start(sleeperWorkflow, { taskQueue: 'hung', workflowId: 'sleeper-hung', args: [[HOUR_MS]] });
      // A task that is taken and never completed, as the server leaves it after the refused completion of facts/temporal_proved.md §2.
      await connection.workflowService.pollWorkflowTaskQueue({ namespace: 'default', taskQueue: { name: 'hung' }, identity: 'test' });
      await assert.rejects(failFast(environment, 'sleeper-hung', new Promise(() => undefined)), /sleeper-hung hangs in a workflow task/u);
    } finally {
      await environment.teardown();
    }
  });
});
