import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createDialogWorkflows, type TemporalDoor } from '../../api/dialog-workflows.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { journalSinks } from '../../workers/journal.ts';
import { createAmocrmWorker, createWorkers, type AmocrmWorkerDeps } from '../../workers/worker.ts';
import { dialogWorkflowId, PACT_TASK_QUEUE } from '../../workflows/dialog/messages.ts';
import { aContact, seconds } from '../support/builders.ts';
import { alwaysOpen } from '../support/dev-scene.ts';
import { devServer, eventually, TEST_NAMESPACE } from '../support/environment.ts';
import { createPersonSeal } from '../../contact/person-seal.ts';

/** Whether the race is met is chance, so many run it at once. */
const DIALOGS = 24;
const QUIET_MS = 700;

/** A worker that knows no dialog takes over from one that knew them all. What it makes of them has to stand up to every later replay. */
describe('a cold worker', function () {
  this.timeout(60_000);
  let connection: Connection;
  let client: Client;
  let door: TemporalDoor;
  let address: string;
  let sent: Map<string, number>;
  let keys: string[];
  let stop: (() => Promise<void>) | undefined;

  before(async () => {
    ({ address } = await devServer());
    connection = await Connection.connect({ address });
    client = new Client({ connection, namespace: TEST_NAMESPACE });
    door = createDialogWorkflows({
      client,
      connection,
      namespace: TEST_NAMESPACE,
      persons: createPersonSeal('a secret of the test'),
      log: pino({ level: 'silent' }),
      now: Date.now,
    });
  });
  after(async () => {
    await door.drained();
    await connection.close();
  });
  beforeEach(() => {
    sent = new Map();
    keys = Array.from({ length: DIALOGS }, () => `cold-${randomUUID().slice(0, 13)}`);
  });
  afterEach(async () => {
    await Promise.all(
      keys.map((key) =>
        client.workflow
          .getHandle(dialogWorkflowId(key))
          .terminate('The test is over')
          .catch(() => undefined),
      ),
    );
    await stop?.();
    stop = undefined;
  });

  async function startWorkers({ sends = true } = {}): Promise<void> {
    const native = await NativeConnection.connect({ address });
    const server = { connection: native, namespace: TEST_NAMESPACE };
    const policy = alwaysOpen({ durations: { quietMs: QUIET_MS, quietMaxMs: seconds(5) } });
    let messages = 0;
    const crm = { readCard: () => Promise.reject(new Error('There is no CRM here')), readChange: () => Promise.resolve([]) };
    const workers = [
      ...(await createWorkers({
        ...server,
        bundle: await workflowBundle(),
        policy: { loadPolicy: () => Promise.resolve(policy) },
        alerts: { raiseAlert: () => Promise.resolve() },
        bot: { askBot: () => Promise.resolve({ actions: [{ type: 'reply', text: 'Да.' }] }) },
        pact: {
          sendMessage: (to) => {
            messages += 1;
            const key = ('conversationId' in to ? keys[to.conversationId - 1] : undefined) ?? '';
            sent.set(key, (sent.get(key) ?? 0) + 1);
            return Promise.resolve({ messageId: `${Date.now()}${messages}` });
          },
        },
        pactPerSecond: 0,
      })),
      await createAmocrmWorker({ ...server, amocrm: crm as unknown as AmocrmWorkerDeps['amocrm'], amocrmPerSecond: 0 }),
    ];
    const running = Promise.all(workers.map((worker) => worker.run()));
    if (!sends) workers.find(({ options }) => options.taskQueue === PACT_TASK_QUEUE)?.shutdown();
    stop = async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await native.close();
    };
  }

  const writes = (key: string, messageId: string): Promise<void> => {
    const phone = `7905${String(keys.indexOf(key)).padStart(7, '0')}`;
    const contact = aContact({ phone, externalId: phone, conversationId: keys.indexOf(key) + 1 });
    return door.clientWrote(key, { messageId, text: 'Здравствуйте', sentAtMs: Date.now(), attachments: [], contact });
  };
  const all = <Result>(work: (key: string) => Promise<Result>): Promise<Result[]> => Promise.all(keys.map(work));

  /** Errors: the SDK's, when some replay does not follow its history. */
  async function replays(): Promise<void> {
    const bundle = await workflowBundle();
    for (const key of keys) {
      const history = await client.workflow.getHandle(dialogWorkflowId(key)).fetchHistory();
      await Worker.runReplayHistory({ workflowBundle: bundle, sinks: journalSinks() }, history, dialogWorkflowId(key));
    }
  }

  it('D-94: that a query was waiting for writes nothing into a history that a replay would not', async () => {
    await startWorkers();
    await all((key) => writes(key, 'm1'));
    await eventually('all are taken in', async () =>
      (await all((key) => door.view(key))).every(({ transcript }) => transcript.length === 1),
    );
    await stop?.();
    const asked = all((key) => door.view(key)); // they wait for a worker
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS * 2)); // each one's pause ends meanwhile
    await startWorkers();
    const views = await asked;
    assert.deepEqual([...new Set(views.map(({ transcript }) => transcript[0]?.text))], ['Здравствуйте']);
    await eventually('all are answered', () => keys.every((key) => sent.get(key) === 1));
    await replays();
  });

  it('D-50: what still waits for somebody to send it when a manager takes the dialog is never sent', async () => {
    const waiting = async (key: string): Promise<string[]> => {
      const { raw } = await client.workflow.getHandle(dialogWorkflowId(key)).describe();
      return (raw.pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? '');
    };
    await startWorkers({ sends: false });
    keys = keys.slice(0, 4);
    await all((key) => writes(key, 'm1'));
    await eventually('all answers wait', async () => (await all(waiting)).every((names) => names.includes('sendMessage')));
    await all((key) => door.command(key, 'take', { by: { id: 9_500_001, name: 'Анна' } }, 'take-1'));
    await eventually('none waits', async () => (await all(waiting)).every((names) => !names.includes('sendMessage')));
    await stop?.();
    await startWorkers();
    await all((key) => writes(key, 'm2'));
    await eventually('all are there', async () => (await all((key) => door.view(key))).every(({ unanswered }) => unanswered.count > 0));
    const views = await all((key) => door.view(key));
    for (const { state, owed, unknownEffects } of views) {
      const sends = owed.filter(({ what }) => what.startsWith('sendMessage'));
      assert.deepEqual([state, sends, unknownEffects], ['withManager', [], []]);
    }
    assert.equal(sent.size, 0);
    await replays();
  });
});
