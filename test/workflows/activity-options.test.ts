import assert from 'node:assert/strict';
import { alwaysOpen, devScene, type DevScene } from '../support/dev-scene.ts';
import { eventually } from '../support/environment.ts';
import { eventsAtRest, eventsOf, type HistoryEvent } from '../support/history-of.ts';
import { DIALOG_TASK_QUEUE } from '../../workflows/dialog/messages.ts';
import { crmChangedSignal } from '../../workflows/lead-change/messages.ts';

interface Limits {
  scheduleToStart: number;
  startToClose: number;
  scheduleToClose: number;
  heartbeat: number;
  /** 0 = as many as there is time for. */
  attempts: number;
  queue: string | null | undefined;
}

/** How long each activity may take, in seconds, as the server was told. */
function limitsIn(events: readonly HistoryEvent[]): Map<string, Limits> {
  const scheduled = events.flatMap(({ activityTaskScheduledEventAttributes: scheduledAs }) => scheduledAs ?? []);
  return new Map(
    scheduled.map((one) => [
      one.activityType?.name ?? '',
      {
        scheduleToStart: Number(one.scheduleToStartTimeout?.seconds ?? 0),
        startToClose: Number(one.startToCloseTimeout?.seconds ?? 0),
        scheduleToClose: Number(one.scheduleToCloseTimeout?.seconds ?? 0),
        heartbeat: Number(one.heartbeatTimeout?.seconds ?? 0),
        attempts: one.retryPolicy?.maximumAttempts ?? 0,
        queue: one.taskQueue?.name,
      },
    ]),
  );
}

/** DESIGN §3, Recovery and Outbox. */
describe('how long the world may take', function () {
  this.timeout(30_000);
  let scene: DevScene;
  before(async () => (scene = await devScene()));
  after(() => scene.stop());

  it('D-22, D-25, D-91: a turn, a message and a write have their time, and no more tries than were decided', async () => {
    const guest = scene.guest({
      policy: alwaysOpen({ durations: { quietMs: 0 } }),
      bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }],
    });
    await guest.says('Позовите человека');
    await eventually('the task', () => guest.tasks('whatsapp').length > 0);
    const limits = limitsIn(await eventsAtRest(guest));
    assert.deepEqual(limits.get('sendMessage'), {
      scheduleToStart: 30,
      startToClose: 20,
      scheduleToClose: 60,
      heartbeat: 3,
      attempts: 1,
      queue: 'pact',
    });
    const { startToClose = 0, ...turn } = limits.get('askBot') ?? {};
    assert.ok(startToClose > 40 && startToClose <= 45, `${startToClose} s`);
    assert.deepEqual(turn, { scheduleToStart: startToClose, scheduleToClose: startToClose, heartbeat: 3, attempts: 3, queue: 'dialogs' });
    for (const write of ['createTask', 'setLeader'])
      assert.deepEqual(
        limits.get(write),
        { scheduleToStart: 15, startToClose: 10, scheduleToClose: 30, heartbeat: 0, attempts: 0, queue: 'amocrm' },
        write,
      );
    const { scheduleToStart, scheduleToClose } = limits.get('readCard') ?? {};
    assert.deepEqual([scheduleToStart, scheduleToClose], [2, 5]);
  });

  it('D-56: who wrote to the guest is asked once a look: the bot is silent as long', async () => {
    const guest = scene.guest({ policy: alwaysOpen({ settings: { chatAuthors: 'trust' } }) });
    guest.author = 'nobody';
    await guest.managerWrites('Ждём вас в субботу!');
    await eventually('the question', async () => limitsIn(await eventsOf(guest)).has('whoWrote')); // it rests before and after
    const limits = limitsIn(await eventsAtRest(guest));
    assert.deepEqual(limits.get('whoWrote'), {
      scheduleToStart: 15,
      startToClose: 10,
      scheduleToClose: 20,
      heartbeat: 0,
      attempts: 1,
      queue: 'amocrm',
    });
  });

  it('D-93, D-94: a worker that dies while it looks for what was missed is noticed in seconds: the next look waits for the last one', async () => {
    const options = { workflowId: `reconcile-${Date.now()}`, taskQueue: DIALOG_TASK_QUEUE };
    const handle = await scene.client.workflow.start('reconcileWorkflow', options);
    await handle.result();
    const limits = limitsIn((await handle.fetchHistory()).events ?? []);
    for (const look of ['subscribePact', 'subscribeAmocrm', 'pollPact', 'pollAmocrm']) assert.equal(limits.get(look)?.heartbeat, 5, look);
  });

  it('D-63: what a CRM webhook means is asked for an hour, so that an outage of the CRM loses nothing', async () => {
    const workflowId = `lead-change:${Date.now()}`;
    const handle = await scene.client.workflow.signalWithStart('leadChangeWorkflow', {
      workflowId,
      taskQueue: DIALOG_TASK_QUEUE,
      signal: crmChangedSignal,
      signalArgs: [{ entity: { type: 'lead', id: 1 } }],
    });
    await handle.result();
    assert.deepEqual(limitsIn(await eventsOf({ handle })).get('readChange'), {
      scheduleToStart: 3_600,
      startToClose: 10,
      scheduleToClose: 3_600,
      heartbeat: 0,
      attempts: 0,
      queue: 'amocrm',
    });
  });
});
