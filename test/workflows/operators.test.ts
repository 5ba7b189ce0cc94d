import assert from 'node:assert/strict';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DIALOG_TASK_QUEUE, sayUpdate, takeUpdate, type CommandAnswer, type TakeCommand } from '../../workflows/dialog/messages.ts';
import type { dialogWorkflow } from '../../workflows/index.ts';
import { alwaysOpen, devScene, type DevScene } from '../support/dev-scene.ts';
import { eventually, TEST_NAMESPACE } from '../support/environment.ts';
import { ANNA, type Guest, type GuestOptions } from '../support/guest.ts';
import { eventsAtRest, kindOf } from '../support/history-of.ts';

describe('what operators and managers do to a running dialog', function () {
  this.timeout(60_000);
  let scene: DevScene;
  before(async () => (scene = await devScene()));
  after(() => scene.stop());

  const newGuest = (options: GuestOptions = {}): Guest => scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }), ...options });
  const statusOf = async ({ handle }: Guest): Promise<string> => (await handle.describe()).status.name;
  const ends = (guest: Guest): Promise<unknown> => eventually('its end', async () => (await statusOf(guest)) !== 'RUNNING');

  async function inConversation(options: GuestOptions = {}): Promise<Guest> {
    const guest = newGuest(options);
    await guest.says('Здравствуйте', { messageId: '1' });
    await eventually('the first answer', () => guest.sent.length === 1);
    await eventsAtRest(guest);
    return guest;
  }

  /** The bot has been asked and takes its time until `answers()`. */
  async function whileBotThinks(): Promise<{ guest: Guest; answers: () => void }> {
    let answers = (): void => undefined;
    const thinking = new Promise<void>((resolve) => (answers = resolve));
    const guest = newGuest({ bot: () => thinking.then(() => [{ type: 'reply', text: 'Слишком поздно' }]) });
    await guest.says('Здравствуйте');
    await eventually('the question to the bot', () => guest.asked.length === 1);
    return { guest, answers };
  }

  it('cancelled at rest it ends as Cancelled, and the next message starts anew', async () => {
    const guest = await inConversation();
    const { runId } = await guest.handle.describe();
    await guest.handle.cancel();
    await ends(guest);
    assert.deepEqual([await statusOf(guest), guest.sent.length, guest.tasks('whatsapp').length], ['CANCELLED', 1, 0]);
    await guest.says('Это снова я');
    await eventually('the answer', () => guest.sent.length === 2);
    assert.notEqual((await guest.handle.describe()).runId, runId);
    assert.match(guest.texts[1] ?? '', /^Здравствуйте! Я виртуальный помощник/u);
  });

  it('D-90: cancelled while the bot thinks: its answer is dropped, what is unanswered goes to a manager, then it ends', async () => {
    const { guest, answers } = await whileBotThinks();
    await guest.handle.cancel();
    await eventually('the handoff', () => guest.sent.length === 1 && guest.tasks('whatsapp').length === 1);
    answers();
    await ends(guest);
    assert.equal(await statusOf(guest), 'CANCELLED');
    assert.deepEqual(
      guest.texts.map((text) => text.includes('Передаю ваше обращение менеджеру.')),
      [true],
    );
  });

  it('D-94: cancelled while the CRM is away it ends only when everything owed is written', async () => {
    let away = true;
    const guest = newGuest();
    guest.crm = (what) => {
      if (away && what !== 'readCard') throw ApplicationFailure.retryable('amoCRM does not answer', 'AMOCRM_UNAVAILABLE');
    };
    await guest.says('Здравствуйте');
    await eventually('the answer', () => guest.sent.length === 1);
    await guest.handle.cancel();
    await eventually('the decision', async () => (await guest.view()).state === 'closed');
    assert.equal(await statusOf(guest), 'RUNNING');
    away = false;
    await ends(guest);
    assert.deepEqual([await statusOf(guest), guest.done('setLeader').length], ['CANCELLED', 1]);
  });

  it('terminated it loses everything: the same message starts a new run and is answered again', async () => {
    const guest = await inConversation();
    await guest.handle.terminate('An operator was in a hurry');
    assert.equal(await statusOf(guest), 'TERMINATED');
    await guest.says('Здравствуйте', { messageId: '1' });
    await eventually('the second answer', () => guest.sent.length === 2);
  });

  it('reset to its last workflow task it keeps its state: the same message is not answered again', async () => {
    const guest = await inConversation();
    const { runId } = await guest.handle.describe();
    const lastTask = (await eventsAtRest(guest)).findLast((event) => kindOf(event) === 'TASK_COMPLETED');
    await scene.connection.workflowService.resetWorkflowExecution({
      namespace: TEST_NAMESPACE,
      workflowExecution: { workflowId: guest.handle.workflowId, runId },
      reason: 'An operator tries it',
      requestId: guest.key,
      ...(lastTask?.eventId == null ? {} : { workflowTaskFinishEventId: lastTask.eventId }),
    });
    await guest.says('Здравствуйте', { messageId: '1' });
    await guest.says('Есть ли бассейн?', { messageId: '2' });
    await eventually('the next answer', () => guest.sent.length === 2);
    await eventsAtRest(guest);
    const { transcript } = await guest.view();
    assert.deepEqual(
      transcript.map(({ role, id }) => (role === 'client' ? id : role)),
      ['1', 'bot', '2', 'bot'],
    );
  });

  it('D-50: a take while the bot thinks is decided at once, and the answer that comes after it is not sent', async () => {
    const { guest, answers } = await whileBotThinks();
    const taken = await guest.take();
    assert.deepEqual([taken.state, taken.previous, taken.holder], ['withManager', 'withBot', ANNA]);
    assert.equal((await guest.view()).unanswered.owedBy, 'manager');
    answers();
    await eventually('the answer to be dropped', async () => (await guest.view()).decisions.some(({ spec }) => spec === 'D-21'));
    await eventsAtRest(guest);
    assert.deepEqual(guest.texts, []);
  });

  it('D-50, D-91: what a worker is sending when a manager takes the dialog leaves, and is ours', async () => {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }) });
    let sendIt: (() => void) | undefined;
    guest.pact = () => new Promise<void>((resolve) => (sendIt = resolve));
    await guest.says('Есть ли бассейн?');
    await eventually('the send', () => sendIt !== undefined);
    await guest.take();
    sendIt?.();
    await eventually('it has left', () => guest.sent.length === 1);
    await guest.echoes();
    const roles = async (): Promise<string[]> => (await guest.view()).transcript.map(({ role }) => role);
    await eventually('the dialog knows it', async () => (await roles()).length === 2);
    assert.deepEqual(await roles(), ['client', 'bot']);
  });

  it('D-91: a command that the API repeats after a continue-as-new is carried out once', async () => {
    const guest = await inConversation();
    const say = (): Promise<CommandAnswer> =>
      guest.handle.executeUpdate(sayUpdate, { args: [{ by: ANNA, text: 'Это Анна.' }], updateId: 'said-once' });
    await say();
    await eventually('her words', () => guest.sent.length === 2);
    await guest.continuesAsNew();
    assert.equal((await say()).state, 'withManager');
    await eventsAtRest(guest);
    assert.equal(guest.sent.length, 2);
  });

  it('a take that comes with the very first task is decided too', async () => {
    const guest = newGuest();
    const started = new WithStartWorkflowOperation<typeof dialogWorkflow>('dialogWorkflow', {
      workflowId: guest.handle.workflowId,
      taskQueue: DIALOG_TASK_QUEUE,
      args: [{ v: 1 }],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const taken: CommandAnswer = await scene.client.workflow.executeUpdateWithStart<typeof dialogWorkflow, CommandAnswer, [TakeCommand]>(
      takeUpdate,
      {
        args: [{ by: ANNA }],
        startWorkflowOperation: started,
      },
    );
    assert.deepEqual([taken.state, taken.previous], ['withManager', 'closed']);
  });
});
