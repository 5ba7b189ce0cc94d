import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { type Client, type Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createOperators, type Operators } from '../../api/operators/operators.ts';
import { DIALOG_TASK_QUEUE } from '../../workflows/dialog/messages.ts';
import { OPERATORS_WORKFLOW_ID } from '../../workflows/operators/messages.ts';
import { devClient, TEST_NAMESPACE } from '../support/environment.ts';

describe('who may log in, kept by Temporal', function () {
  this.timeout(30_000);
  let client: Client;
  let connection: Connection;
  let worker: Worker;
  let running: Promise<void>;
  let operators: Operators & { drained(): Promise<void> };
  const apiProcess = (): typeof operators => createOperators({ client, connection, now: () => 1_000 });

  before(async () => {
    let address: string;
    ({ client, connection, address } = await devClient());
    operators = apiProcess();
    const native = await NativeConnection.connect({ address });
    worker = await Worker.create({
      connection: native,
      namespace: TEST_NAMESPACE,
      taskQueue: DIALOG_TASK_QUEUE,
      workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    });
    running = worker.run().then(() => native.close());
  });
  after(async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
    await operators.drained();
    await client.workflow.getHandle(OPERATORS_WORKFLOW_ID).terminate('the test is over');
    await connection.close();
  });

  it('before anybody was let in nobody is known', async () => {
    assert.deepEqual([await operators.list(), await operators.find('est_anything')], [[], undefined]);
  });

  it('a token works from the answer on, in every process of the API, and is kept nowhere', async () => {
    const { operator, token } = await operators.admit({ name: 'Анна', role: 'manager', amocrmUserId: 9500002 });
    assert.equal((await operators.find(token))?.id, operator.id);
    assert.equal((await apiProcess().find(token))?.name, 'Анна');
    const history = JSON.stringify(await client.workflow.getHandle(OPERATORS_WORKFLOW_ID).fetchHistory());
    const { memo } = await client.workflow.getHandle(OPERATORS_WORKFLOW_ID).describe();
    assert.ok(!history.includes(token) && !JSON.stringify(memo).includes(token));
  });

  it('one token is revoked, the other works on; who was revoked is still known by name', async () => {
    const [oleg, vera] = [await operators.admit({ name: 'Олег', role: 'viewer' }), await operators.admit({ name: 'Вера', role: 'viewer' })];
    assert.equal(await operators.revoke(oleg.operator.id), true);
    assert.deepEqual([await operators.find(oleg.token), (await operators.find(vera.token))?.name], [undefined, 'Вера']);
    assert.equal((await operators.list()).find(({ name }) => name === 'Олег')?.revokedAtMs, 1_000);
  });

  it('nobody with that id can be revoked', async () => {
    assert.equal(await operators.revoke('nobody'), false);
  });

  it('they outlive a continue-as-new', async () => {
    const before = await operators.list();
    const handle = client.workflow.getHandle(OPERATORS_WORKFLOW_ID);
    const { runId } = await handle.describe();
    // Signals that mean nothing are events all the same: enough of them make the workflow continue.
    for (let sent = 0; sent < 500; sent += 100)
      await Promise.all(Array.from({ length: 100 }, () => handle.signal('operatorRevoked', { id: 'nobody', atMs: 1 })));
    const { operator, token } = await operators.admit({ name: 'Яна', role: 'viewer' });
    assert.notEqual((await handle.describe()).runId, runId);
    assert.deepEqual(await apiProcess().list(), [...before, operator]);
    assert.equal((await apiProcess().find(token))?.name, 'Яна');
  });

  it('without a worker whoever was let in still gets in', async () => {
    const { token } = await operators.admit({ name: 'Пётр', role: 'viewer' });
    worker.shutdown();
    await running;
    assert.equal((await apiProcess().find(token))?.name, 'Пётр');
  });
});
