import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { seconds } from '../support/builders.ts';
import { eventually } from '../support/environment.ts';
import type { Guest } from '../support/guest.ts';
import { TimeScene, type Day, type SceneOptions } from '../support/time-scene.ts';

const away = (): never => {
  throw ApplicationFailure.retryable('amoCRM does not answer', 'AMOCRM_UNAVAILABLE');
};

/** 5 s, and what the machine needs. */
const CARD_WAIT_MS = seconds(7);

describe('while the CRM is away', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  async function outage(options: SceneOptions = {}): Promise<{ guest: Guest; day: Day }> {
    const { guest, day } = await scene.guestAt('12:00', options);
    guest.crm = away;
    await guest.says('Здравствуйте');
    await day.until('12:00:20');
    await eventually('the first answer', () => guest.sent.length === 1);
    return { guest, day };
  }

  it('D-16: the guest waits at most 5 s longer for an answer, and what is owed to the CRM is written once when it is back', async () => {
    const { guest, day } = await outage();
    day.was(guest.sent[0]?.atMs, '12:00:08', 0, CARD_WAIT_MS);
    await day.until('13:00');
    assert.equal(guest.done('setLeader').length, 0);
    guest.crm = () => undefined;
    await day.until('13:11'); // the tries are 10 min apart in the end
    await eventually('the write', () => guest.done('setLeader').length > 0);
    await day.until('14:00');
    assert.deepEqual([guest.done('setLeader').length, (await guest.view()).owed.length], [1, 0]);
  });

  it('D-16: a run that is full continues as new within a minute, and guests are answered meanwhile and after', async () => {
    const { guest, day } = await outage();
    const { runId } = await guest.handle.describe();
    await guest.fillsRun();
    await guest.says('Есть ли бассейн?');
    await day.until('12:01:20');
    await eventually('the second answer', () => guest.sent.length === 2);
    assert.notEqual((await guest.handle.describe()).runId, runId);
    day.was(guest.sent[1]?.atMs, '12:00:20', 0, seconds(60));
    await guest.says('А сауна?');
    await day.pass(seconds(20));
    await eventually('the third answer', () => guest.sent.length === 3);
  });

  it('D-95: a card that the CRM refuses for good holds up nothing: a handoff’s task is made all the same', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }] });
    guest.crm = (asked) => {
      if (asked === 'readCard') throw ApplicationFailure.nonRetryable('amoCRM refused it (403)', 'AMOCRM_REJECTED');
    };
    await guest.says('Позовите человека');
    await day.until('12:01:30'); // the contact that amoCRM may make by itself is waited for
    await eventually('the task', () => guest.tasks('whatsapp').length > 0);
    assert.deepEqual([guest.raised.map(({ about }) => about), (await guest.view()).owed], [['crmRefused'], []]);
  });

  it('D-94: what is owed is carried into the next run: a handoff’s task is made once, on time as it was decided', async () => {
    const { guest, day } = await outage({ bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: 'Хочет человека.' }] });
    const { runId } = await guest.handle.describe();
    await guest.fillsRun();
    await day.until('12:02');
    assert.notEqual((await guest.handle.describe()).runId, runId);
    guest.crm = () => undefined;
    await day.until('12:13');
    await eventually('the task', () => guest.tasks('whatsapp').length > 0);
    day.was(guest.tasks('whatsapp')[0]?.dueAtMs, '12:15:08', 0, CARD_WAIT_MS);
    assert.deepEqual([guest.sent.length, guest.tasks('whatsapp').length], [1, 1]);
  });
});
