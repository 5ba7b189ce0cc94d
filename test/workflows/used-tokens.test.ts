import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { TemporalAway } from '../../api/temporal/calls.ts';
import { createUsedTokens, type UsedTokens } from '../../api/widget/used-tokens.ts';
import { DIALOG_TASK_QUEUE } from '../../workflows/dialog/messages.ts';
import { devClient, eventually, TEST_NAMESPACE } from '../support/environment.ts';

describe('which tokens of the widget were used, kept by Temporal', function () {
  this.timeout(60_000);
  let client: Client;
  let connection: Connection;
  let address: string;
  const apiProcess = (): UsedTokens & { drained(): Promise<void> } => createUsedTokens({ client, connection });

  before(async () => {
    ({ client, connection, address } = await devClient());
  });
  after(() => connection.close());

  const kept = () => client.workflow.list({ query: `WorkflowType = 'usedTokenWorkflow' AND ExecutionStatus = 'Running'` });

  it('a token is good once, in whichever process of the API, and while no worker runs', async () => {
    const token = randomUUID();
    assert.equal(await apiProcess().use(token), true);
    assert.equal(await apiProcess().use(token), false);
    assert.equal(await apiProcess().use(randomUUID()), true, 'another one is');
  });

  it('of many at once exactly one gets in', async () => {
    const token = randomUUID();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => apiProcess().use(token)));
    assert.equal(outcomes.filter(Boolean).length, 1);
  });

  it('it stays used when its workflow is over, and the id of a token is nowhere to be read', async () => {
    const token = randomUUID();
    await apiProcess().use(token);
    const native = await NativeConnection.connect({ address });
    const worker = await Worker.create({
      connection: native,
      namespace: TEST_NAMESPACE,
      taskQueue: DIALOG_TASK_QUEUE,
      workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    });
    await worker.runUntil(() =>
      eventually('all of them are over', async () => {
        for await (const { workflowId } of kept()) return workflowId === undefined;
        return true;
      }),
    );
    await native.close();
    assert.equal(await apiProcess().use(token), false);
    for await (const { workflowId } of client.workflow.list({ query: `WorkflowType = 'usedTokenWorkflow'` })) {
      assert.match(workflowId, /^widget-token:[0-9a-f]{64}$/u);
      assert.ok(!workflowId.includes(token));
    }
  });

  it('where Temporal does not answer nobody is let in', async () => {
    const away = Connection.lazy({ address: '127.0.0.1:1' });
    const used = createUsedTokens({ client: new Client({ connection: away, namespace: TEST_NAMESPACE }), connection: away });
    await assert.rejects(used.use(randomUUID()), TemporalAway);
    await used.drained();
    await away.close();
  });
});
