import assert from 'node:assert/strict';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { workflowBundle } from '../../workers/bundle.ts';
import { createAmocrmWorker, createWorkers, type AmocrmWorkerDeps } from '../../workers/worker.ts';
import { AMOCRM_ACCOUNT_TASK_QUEUE } from '../../workflows/amocrm-account/messages.ts';
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
    const server = { connection, namespace: TEST_NAMESPACE };
    const others = await createWorkers({
      ...server,
      bot: { askBot: nobodyAsks },
      policy: { loadPolicy: nobodyAsks },
      alerts: { raiseAlert: nobodyAsks },
      pact: { sendMessage: nobodyAsks },
      amocrmLease: { holdAmocrm: nobodyAsks },
      bundle: await workflowBundle(),
      pactPerSecond: 5,
    });
    const amocrm = { readCard: nobodyAsks } as unknown as AmocrmWorkerDeps['amocrm']; // one stands for all
    workers = [...others, await createAmocrmWorker({ ...server, amocrm, amocrmPerSecond: 6 })];
    running = Promise.all(workers.map((worker) => worker.run()));
  });
  after(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  });

  for (const queue of [DIALOG_TASK_QUEUE, PACT_TASK_QUEUE, AMOCRM_TASK_QUEUE, AMOCRM_ACCOUNT_TASK_QUEUE])
    it(`D-94: on ${queue} a heartbeat goes out each second, and what is in flight at a stop has 30 s to end`, () => {
      assert.equal(optionsOf(queue).maxHeartbeatThrottleInterval, '1 second');
      assert.equal(optionsOf(queue).shutdownGraceTime, '30 seconds');
    });

  it('D-94: the dialogs of a dead worker move on after 3 s', () => {
    assert.equal(optionsOf(DIALOG_TASK_QUEUE).stickyQueueScheduleToStartTimeout, '3 seconds');
  });

  it('Pact’s limit is the server’s, whatever the number of workers; the bot has none', () => {
    const limits = [PACT_TASK_QUEUE, DIALOG_TASK_QUEUE].map((queue) => optionsOf(queue).maxTaskQueueActivitiesPerSecond);
    assert.deepEqual(limits, [5, undefined]);
  });

  it('only one worker at a time does amoCRM’s work, and no more at once than its pace lets through in a second', () => {
    const atOnce = [AMOCRM_ACCOUNT_TASK_QUEUE, AMOCRM_TASK_QUEUE].map((queue) => {
      const { tuner } = optionsOf(queue) as unknown as { tuner: { activityTaskSlotSupplier: { numSlots: number } } };
      return tuner.activityTaskSlotSupplier.numSlots;
    });
    assert.deepEqual(atOnce, [1, 6]);
  });
});
