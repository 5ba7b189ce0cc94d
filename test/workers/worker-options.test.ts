import assert from 'node:assert/strict';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { workflowBundle } from '../../workers/bundle.ts';
import { createWorkers, type WorkerDeps } from '../../workers/worker.ts';
import { AMOCRM_TASK_QUEUE, DIALOG_TASK_QUEUE, PACT_TASK_QUEUE } from '../../workflows/dialog/messages.ts';
import { devServer, TEST_NAMESPACE } from '../support/environment.ts';

describe('what the workers are told', function () {
  this.timeout(30_000);
  let connection: NativeConnection;
  let workers: Worker[];
  let running: Promise<unknown>;
  const optionsOf = (queue: string): Worker['options'] => {
    const worker = workers.find(({ options }) => options.taskQueue === queue);
    assert.ok(worker, `no worker on ${queue}`);
    return worker.options;
  };

  before(async () => {
    const { address } = await devServer();
    connection = await NativeConnection.connect({ address });
    const nobodyAsks = () => Promise.reject(new Error('Nobody should ask'));
    workers = await createWorkers({
      bot: { askBot: nobodyAsks },
      policy: { loadPolicy: nobodyAsks },
      alerts: { raiseAlert: nobodyAsks },
      pact: { sendMessage: nobodyAsks },
      amocrm: { readCard: nobodyAsks } as unknown as WorkerDeps['amocrm'], // one stands for all
      connection,
      namespace: TEST_NAMESPACE,
      bundle: await workflowBundle(),
      pactPerSecond: 5,
      amocrmPerSecond: 6,
    });
    running = Promise.all(workers.map((worker) => worker.run()));
  });
  after(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  });

  for (const queue of [DIALOG_TASK_QUEUE, PACT_TASK_QUEUE, AMOCRM_TASK_QUEUE])
    it(`D-94: on ${queue} a heartbeat goes out each second, and what is in flight at a stop has 30 s to end`, () => {
      assert.equal(optionsOf(queue).maxHeartbeatThrottleInterval, '1 second');
      assert.equal(optionsOf(queue).shutdownGraceTime, '30 seconds');
    });

  it('D-94: the dialogs of a dead worker move on after 3 s', () => {
    assert.equal(optionsOf(DIALOG_TASK_QUEUE).stickyQueueScheduleToStartTimeout, '3 seconds');
  });

  it('the limits of Pact and amoCRM are the server’s, whatever the number of workers; the bot has none', () => {
    const limits = [PACT_TASK_QUEUE, AMOCRM_TASK_QUEUE, DIALOG_TASK_QUEUE].map((queue) => optionsOf(queue).maxTaskQueueActivitiesPerSecond);
    assert.deepEqual(limits, [5, 6, undefined]);
  });
});
