import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ActivityNotFoundError, WorkflowNotFoundError, WorkflowUpdateFailedError, type Client, type Connection } from '@temporalio/client';
import { activityInfo, cancelled, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { Worker, NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import type { ChangeForDialog, CrmChange } from '../../activities/amocrm/contract.ts';
import { createDialogWorkflows, type BotTurnAddress, type TemporalDoor } from '../../api/dialog-workflows.ts';
import { NoWorkerAnswered } from '../../api/temporal/calls.ts';
import type { BotRequest } from '../../domain/dialog/bot.ts';
import type { ClientMessage, OutgoingMessage } from '../../domain/dialog/events.ts';
import { journalSinks } from '../../workers/journal.ts';
import { ALERTS_WORKFLOW_ID } from '../../workflows/alerts/messages.ts';
import { AMOCRM_TASK_QUEUE, DIALOG_TASK_QUEUE, dialogWorkflowId, PACT_TASK_QUEUE } from '../../workflows/dialog/messages.ts';
import { aCard, aContact, aPolicy } from '../support/builders.ts';
import { devClient, eventually, TEST_NAMESPACE } from '../support/environment.ts';
import { createPersonSeal } from '../../contact/person-seal.ts';

const anna = { id: 7, name: 'Анна' };
const boris = { id: 8, name: 'Борис' };
let keys = 0;
const used: string[] = [];
const newKey = (): string => {
  const key = `door-${process.pid}-${++keys}`;
  used.push(key);
  return key;
};
const clientWrote = (messageId: string, text = 'Сколько стоит?'): ClientMessage => ({
  messageId,
  text,
  sentAtMs: Date.now(),
  attachments: [],
  contact: aContact(),
});
const outgoing = (bulk: boolean): OutgoingMessage => ({
  messageId: `out-${++keys}`,
  text: 'Акция',
  sentAtMs: Date.now(),
  bulk,
  contact: aContact(),
});

/** The door with a real Temporal and the real dialogs behind it; only the world is missing. */
describe('the door to Temporal', function () {
  this.timeout(30_000);
  let client: Client;
  let connection: Connection;
  let door: TemporalDoor;
  let workers: Worker[];
  let running: Promise<unknown>;
  const changes: unknown[] = [];
  const meanings = new Map<number, ChangeForDialog[]>();
  const sent: string[] = [];
  const asked: BotTurnAddress[] = [];

  before(async () => {
    let address: string;
    ({ client, connection, address } = await devClient());
    door = createDialogWorkflows({
      client,
      connection,
      namespace: TEST_NAMESPACE,
      persons: createPersonSeal('a secret of the test'),
      log: pino({ level: 'silent' }),
      now: () => 1_000,
    });
    const native = await NativeConnection.connect({ address });
    const common = { connection: native, namespace: TEST_NAMESPACE };
    workers = await Promise.all([
      Worker.create({
        ...common,
        taskQueue: DIALOG_TASK_QUEUE,
        workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
        sinks: journalSinks(),
        activities: {
          loadPolicy: () => Promise.resolve(aPolicy({ durations: { quietMs: 0, cardWaitMs: 2_000 } })),
          raiseAlert: () => Promise.resolve(),
          /** A bot that answered 202: only the callback can end it. */
          async askBot({ turnId }: BotRequest): Promise<never> {
            const { activityId, workflowExecution } = activityInfo();
            asked.push({ turnId, activityId, workflowId: workflowExecution?.workflowId ?? '', runId: workflowExecution?.runId ?? '' });
            const beat = setInterval(() => heartbeat(), 500);
            return cancelled().finally(() => clearInterval(beat));
          },
        },
      }),
      Worker.create({
        ...common,
        taskQueue: PACT_TASK_QUEUE,
        activities: { sendMessage: ({ text }: { text: string }) => Promise.resolve({ messageId: String(sent.push(text)) }) },
      }),
      Worker.create({
        ...common,
        taskQueue: AMOCRM_TASK_QUEUE,
        activities: {
          readCard: () => Promise.resolve(aCard()),
          ensureLead: () => Promise.resolve({ lead: null }),
          createTask: () => Promise.resolve(),
          addNote: () => Promise.resolve(),
          setLeader: () => Promise.resolve({ written: true }),
          readChange: (change: CrmChange) => Promise.resolve(changes.push(change)).then(() => meanings.get(change.entity.id) ?? []),
        },
      }),
    ]);
    running = Promise.all(workers.map((worker) => worker.run())).then(() => native.close());
  });

  after(async () => {
    await Promise.all(
      asked.map((turn) => door.botAnswered(turn, { actions: [{ type: 'silent', because: 'the end' }] }).catch(() => undefined)),
    );
    await Promise.all(
      used.map((key) =>
        client.workflow
          .getHandle(dialogWorkflowId(key))
          .terminate()
          .catch(() => undefined),
      ),
    );
    for (const worker of workers) worker.shutdown();
    await running;
    await door.drained();
    await connection.close();
  });

  it('D-02: a client’s first message opens the dialog; the same one again is taken in once', async () => {
    const key = newKey();
    for (let n = 0; n < 2; n++) await door.clientWrote(key, clientWrote('m1'));
    const view = await eventually('the message', async () => (await door.view(key)).transcript.length > 0 && door.view(key));
    assert.deepEqual(
      view.transcript.filter(({ role }) => role === 'client').map(({ id, text }) => [id, text]),
      [['m1', 'Сколько стоит?']],
    );
    assert.equal(view.state, 'withBot');
  });

  it('the Web UI shows a masked phone, the start names its short task time-out', async () => {
    const key = newKey();
    await door.clientWrote(key, clientWrote('m1'));
    const { staticSummary, raw } = await client.workflow
      .getHandle(dialogWorkflowId(key))
      .describe()
      .then(async (about) => ({ staticSummary: await about.staticSummary(), raw: about.raw }));
    assert.equal(staticSummary, 'WhatsApp +7 900 •••-••-01');
    assert.equal(Number(raw.executionConfig?.defaultWorkflowTaskTimeout?.seconds), 5);
  });

  it('D-05: a manager who writes first opens the dialog; D-56: a bulk mailing opens none', async () => {
    const [byManager, byMailing] = [newKey(), newKey()];
    await door.managerWrote(byManager, outgoing(false));
    await door.managerWrote(byMailing, outgoing(true));
    await eventually('the manager', async () => (await door.view(byManager)).state === 'withManager');
    await assert.rejects(door.view(byMailing), WorkflowNotFoundError);
  });

  it('a failed message of an unknown dialog disturbs nobody', async () => {
    const key = newKey();
    await door.messageFailed(key, { messageId: 'x', why: 'нет WhatsApp' });
    await assert.rejects(door.view(key), WorkflowNotFoundError);
  });

  it('D-54: a take is decided and answered; the second one is refused and names the holder', async () => {
    const key = newKey();
    await door.clientWrote(key, clientWrote('m1'));
    const answer = await door.command(key, 'take', { by: anna }, 'take-1');
    assert.deepEqual([answer.state, answer.previous, answer.holder], ['withManager', 'withBot', anna]);
    await assert.rejects(door.command(key, 'take', { by: boris }, 'take-2'), (error) => {
      assert.ok(error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure);
      assert.equal(error.cause.type, 'ALREADY_TAKEN');
      return /Анна/.test(error.cause.message);
    });
  });

  it('the same command under the same id is carried out once', async () => {
    const key = newKey();
    await door.clientWrote(key, clientWrote('m1'));
    await door.command(key, 'take', { by: anna }, 'take-1');
    const answers = [
      await door.command(key, 'release', { by: anna }, 'release-1'),
      await door.command(key, 'release', { by: anna }, 'release-1'),
    ];
    assert.deepEqual(
      answers.map(({ previous }) => previous),
      ['withManager', 'withManager'],
    );
  });

  it('a command to an unknown dialog is refused and opens none', async () => {
    const key = newKey();
    await assert.rejects(door.command(key, 'release', { by: anna }, 'r'), WorkflowNotFoundError);
    await assert.rejects(door.view(key), WorkflowNotFoundError);
  });

  it('the list finds dialogs by state, manager and key, in pages', async () => {
    const mine = [newKey(), newKey()];
    const who = { id: 770_000 + keys, name: 'Вера' };
    for (const key of mine) {
      await door.clientWrote(key, clientWrote('m1'));
      await door.command(key, 'take', { by: who }, 't');
    }
    const filter = { state: 'withManager', managerId: who.id, waiting: true } as const;
    await eventually('both dialogs', async () => (await door.list({ ...filter, pageSize: 10 })).dialogs.length === 2);
    const first = await door.list({ ...filter, pageSize: 1 });
    const second = await door.list({ ...filter, pageSize: 1, pageToken: first.nextPage ?? 'none' });
    assert.deepEqual([...first.dialogs, ...second.dialogs].map(({ key }) => key).toSorted(), mine.toSorted());
    const [row] = (await door.list({ contactKey: mine[0] ?? '', pageSize: 1 })).dialogs;
    assert.deepEqual([row?.state, row?.managerId, row?.leadId, row?.reason], ['withManager', who.id, null, null]);
    assert.ok(Math.abs((row?.waitingSinceMs ?? 0) - Date.now()) < 30_000);
    assert.ok(Math.abs((row?.startedAtMs ?? 0) - Date.now()) < 30_000);
  });

  it('D-63: news of a lead starts one short workflow, which reads it once', async () => {
    const id = 42_000_000 + keys;
    await Promise.all([
      door.crmChanged({ entity: { type: 'lead', id }, byUserId: 7 }),
      door.crmChanged({ entity: { type: 'lead', id }, closedTaskIds: [64] }),
    ]);
    await client.workflow.getHandle(`lead-change:${id}`).result();
    assert.deepEqual(
      changes.filter((change) => (change as { entity: { id: number } }).entity.id === id),
      [{ entity: { type: 'lead', id }, byUserId: 7, closedTaskIds: [64] }],
    );
  });

  it('D-43: amoCRM tells of a completed task again, minutes later: it is no second take', async () => {
    const [key, id] = [newKey(), 42_000_000 + keys];
    await door.clientWrote(key, clientWrote('m1', 'Позовите человека'));
    const turn = await eventually('the turn', () => asked.find(({ workflowId }) => workflowId === dialogWorkflowId(key)));
    await door.botMalformed(turn, 'actions');
    const view = await eventually('the handoff', async () => (await door.view(key)).state === 'awaitingManager' && door.view(key));
    meanings.set(id, [{ contactKey: key, leadId: id, closedTasks: [{ id: 64, text: `x\n#estafeta:${view.id}-h1`, by: anna }] }]);
    const completed = async (): Promise<void> => {
      await door.crmChanged({ entity: { type: 'lead', id }, closedTaskIds: [64] });
      await client.workflow.getHandle(`lead-change:${id}`).result();
    };
    await completed();
    await eventually('the take', async () => (await door.view(key)).state === 'withManager');
    await door.command(key, 'release', { by: anna }, `release-${key}`);
    await completed();
    assert.equal((await door.view(key)).state, 'withBot');
  });

  it('an alert is kept once, with our time, and shown', async () => {
    const id = `alert-${newKey()}`;
    for (let n = 0; n < 2; n++) await door.raiseAlert({ id, about: 'pactUnreadable', text: 'Посмотрите' });
    const mine = (await door.alerts()).filter((alert) => alert.id === id);
    assert.deepEqual(mine, [{ id, about: 'pactUnreadable', text: 'Посмотрите', atMs: 1_000 }]);
    await client.workflow.getHandle(ALERTS_WORKFLOW_ID).terminate();
  });

  it('D-20: the late answer of a bot ends its turn and goes to the client; a second one is too late', async () => {
    const key = newKey();
    await door.clientWrote(key, clientWrote('m1', 'Есть ли бассейн?'));
    const turn = await eventually('the turn', () => asked.find(({ workflowId }) => workflowId === dialogWorkflowId(key)));
    await door.botAnswered(turn, { actions: [{ type: 'reply', text: `Да, ${key}` }] });
    await eventually('the reply', () => sent.some((text) => text.includes(key)));
    await assert.rejects(door.botAnswered(turn, { actions: [{ type: 'reply', text: 'Нет' }] }), ActivityNotFoundError);
  });

  it('D-91: the late answer to a turn of an earlier run ends no activity of this one that has the same number', async () => {
    const key = newKey();
    await door.clientWrote(key, clientWrote('m1', 'Есть ли корты?'));
    const turn = await eventually('the turn', () => asked.find(({ workflowId }) => workflowId === dialogWorkflowId(key)));
    const earlier = { ...turn, runId: randomUUID() };
    await assert.rejects(door.botAnswered(earlier, { actions: [{ type: 'reply', text: 'Нет' }] }), ActivityNotFoundError);
    await assert.rejects(door.botMalformed(earlier, 'actions'), ActivityNotFoundError);
    await door.botAnswered(turn, { actions: [{ type: 'reply', text: `Да, ${key}` }] });
    await eventually('the reply', () => sent.some((text) => text.includes(key)));
  });

  it('D-22: a late answer that does not fit hands the dialog over, without another try', async () => {
    const key = newKey();
    await door.clientWrote(key, clientWrote('m1', 'Есть ли сауна?'));
    const turn = await eventually('the turn', () => asked.find(({ workflowId }) => workflowId === dialogWorkflowId(key)));
    await door.botMalformed(turn, 'actions.0.text');
    const view = await eventually('the handoff', async () => (await door.view(key)).state === 'awaitingManager' && door.view(key));
    assert.equal(view.reason, 'botUnavailable');
    assert.equal(asked.filter(({ workflowId }) => workflowId === dialogWorkflowId(key)).length, 1);
  });

  it('without a worker a command is told from an absent Temporal', async () => {
    const workflowId = dialogWorkflowId(newKey());
    const handle = await client.workflow.start('dialogWorkflow', { workflowId, taskQueue: 'nobody-works-here', args: [{ v: 1 }] });
    await assert.rejects(door.command(workflowId.slice('dialog:'.length), 'take', { by: anna }, 't'), NoWorkerAnswered);
    await handle.terminate();
  });

  it('it knows that Temporal is there', async () => {
    assert.equal(await door.reachable(), true);
  });
});
