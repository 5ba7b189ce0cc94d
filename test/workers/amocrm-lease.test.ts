import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { AMOCRM_ACCOUNT } from '../../api/temporal/start-options.ts';
import { createAmocrmAccountKeeper, type AmocrmAccountKeeper } from '../../workers/amocrm-account.ts';
import { createAmocrmLease } from '../../workers/amocrm-lease.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { AMOCRM_ACCOUNT_TASK_QUEUE, AMOCRM_ACCOUNT_WORKFLOW_ID, accountQuery } from '../../workflows/amocrm-account/messages.ts';
import { DIALOG_TASK_QUEUE } from '../../workflows/dialog/messages.ts';
import { devServer, TEST_NAMESPACE } from '../support/environment.ts';

/** One process' part in the lease, without amoCRM. */
interface Candidate {
  name: string;
  lease: ReturnType<typeof createAmocrmLease>;
  /** Temporal does not hear it any more. */
  cutOff: boolean;
  worker: Worker;
  running: Promise<void>;
  /** Its own: two workers on one queue cannot share one. */
  connection: NativeConnection;
}

describe('who speaks with amoCRM', function () {
  this.timeout(60_000);
  let address: string;
  let native: NativeConnection;
  let connection: Connection;
  let keeper: AmocrmAccountKeeper;
  let client: Client;
  let workflows: Worker;
  let running: Promise<void>;
  let candidates: Candidate[] = [];
  /** What happened, in order. */
  let story: string[];

  before(async () => {
    ({ address } = await devServer());
    native = await NativeConnection.connect({ address });
    connection = await Connection.connect({ address });
    client = new Client({ connection, namespace: TEST_NAMESPACE });
    keeper = createAmocrmAccountKeeper(connection, TEST_NAMESPACE);
    await startWorkflows();
  });
  async function startWorkflows(): Promise<void> {
    workflows = await Worker.create({
      connection: native,
      namespace: TEST_NAMESPACE,
      taskQueue: DIALOG_TASK_QUEUE,
      workflowBundle: await workflowBundle(),
    });
    running = workflows.run();
  }
  after(async () => {
    workflows.shutdown();
    await running;
    await Promise.all([connection.close(), native.close()]);
  });

  beforeEach(async () => {
    story = [];
    await end();
    await keeper.ensure();
    candidates = await Promise.all(['first', 'second'].map((name) => enter(name)));
  });
  afterEach(async () => {
    for (const { lease, worker } of candidates) {
      lease.stop();
      worker.shutdown();
    }
    await Promise.all(candidates.map((one) => one.running));
    await Promise.all(candidates.map((one) => one.connection.close()));
    await end();
  });

  const end = (): Promise<unknown> =>
    client.workflow
      .getHandle(AMOCRM_ACCOUNT_WORKFLOW_ID)
      .terminate('The test is over')
      .catch(() => undefined);

  async function enter(name: string): Promise<Candidate> {
    const lease = createAmocrmLease({
      beat: (token) => (candidate.cutOff ? Promise.reject(new Error('cut off')) : keeper.beat(token)),
      createWorker: () => Promise.resolve(idle(name)),
      keepQuiet: (forMs) => void story.push(`${name} is quiet for ${forMs}`),
      onHeld: () => {
        assert.ok(
          candidates.every((other) => other.name === name || !other.lease.isHeld()),
          'two at once',
        );
        story.push(`${name} begins`);
      },
      onTakenAway: () => {
        story.push(`${name} lost it`);
        void keeper.ensure();
      },
    });
    const own = await NativeConnection.connect({ address });
    const worker = await Worker.create({
      connection: own,
      namespace: TEST_NAMESPACE,
      taskQueue: AMOCRM_ACCOUNT_TASK_QUEUE,
      activities: { ...lease.activities },
      maxConcurrentActivityTaskExecutions: 1,
      identity: name,
    });
    const candidate: Candidate = { name, lease, cutOff: false, worker, running: worker.run(), connection: own };
    return candidate;
  }

  /** A worker that has nothing to do but to notice that it must stop. */
  function idle(name: string): Worker {
    let stop: () => void = () => undefined;
    let state = 'RUNNING';
    const ended = new Promise<void>((resolve) => (stop = resolve));
    return {
      run: () => ended.then(() => void story.push(`${name} ends`)),
      shutdown: () => {
        state = 'STOPPED';
        stop();
      },
      getState: () => state,
    } as unknown as Worker;
  }

  async function holder(): Promise<Candidate> {
    for (;;) {
      const held = candidates.filter(({ lease }) => lease.isHeld());
      assert.ok(held.length < 2, 'two at once');
      if (held[0]) return held[0];
      await wait(20);
    }
  }
  const otherThan = (one: Candidate): Candidate => candidates.find((other) => other !== one) ?? assert.fail('only one');

  it('one of all workers does, for as long as it lives', async () => {
    const one = await holder();
    for (let look = 0; look < 40; look += 1) {
      assert.equal(await holder(), one);
      await wait(100); // longer than Temporal waits for a sign of life
    }
    assert.deepEqual(story, [`${one.name} begins`]);
  });

  it('D-94: a worker that stops passes it on at once, after what it had in flight', async () => {
    const one = await holder();
    const other = otherThan(one);
    one.lease.stop();
    assert.equal(await holder().then(async (now) => (now === one ? nextAfter(one) : now)), other);
    assert.deepEqual(story, [`${one.name} begins`, `${one.name} ends`, `${other.name} is quiet for 1000`, `${other.name} begins`]);
  });

  it('D-94: a worker that Temporal does not hear any more gives it up before another one gets it', async () => {
    const one = await holder();
    const other = otherThan(one);
    one.cutOff = true;
    assert.equal(await nextAfter(one), other);
    assert.deepEqual(story.slice(0, 4), [
      `${one.name} begins`,
      `${one.name} ends`,
      `${other.name} is quiet for 1000`,
      `${other.name} begins`,
    ]);
  });

  it('a keeper that somebody has ended is started again, with what it knew', async () => {
    const one = await holder();
    await end();
    while (!story.includes(`${one.name} lost it`)) await wait(50);
    await nextAfter(undefined);
    const handle = client.workflow.getHandle(AMOCRM_ACCOUNT_WORKFLOW_ID);
    assert.deepEqual([(await handle.describe()).status.name, await handle.query(accountQuery)], ['RUNNING', {}]);
  });

  it('a keeper that was ended before any worker had begun it keeps nobody from the next one', async () => {
    workflows.shutdown();
    await running;
    await end();
    await client.workflow.start('amocrmAccountWorkflow', { ...AMOCRM_ACCOUNT, args: [] }); // nobody is there to begin it
    await end();
    await keeper.ensure();
    assert.equal((await client.workflow.getHandle(AMOCRM_ACCOUNT_WORKFLOW_ID).describe()).status.name, 'RUNNING');
    await startWorkflows();
    await holder();
  });

  async function nextAfter(one: Candidate | undefined): Promise<Candidate> {
    for (;;) {
      const held = await holder();
      if (held !== one) return held;
      await wait(20);
    }
  }
});
