import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { messageFailedSignal } from '../../../workflows/dialog/messages.ts';
import { seconds } from '../../support/builders.ts';
import { eventually } from '../../support/environment.ts';
import type { Guest } from '../../support/guest.ts';
import { TimeScene, type Day } from '../../support/time-scene.ts';

const down = (): never => {
  throw ApplicationFailure.nonRetryable('нет связи', 'PACT_UNREACHABLE');
};
/** The tries are 30 s apart in the end. */
const BETWEEN_TRIES_MS = seconds(31);

/** The channel is down for good: what is left to see is one task, one alert and no text. */
async function gaveUp(guest: Guest, day: Day, time: string): Promise<ReturnType<Guest['tasks']>[number] | undefined> {
  const task = await eventually('the task', () => guest.tasks('whatsapp')[0]);
  day.was(task.atMs, time, 0, BETWEEN_TRIES_MS);
  assert.match(task.text, /^причина channelDown\n/u);
  await eventually('the alert', () => guest.raised.some(({ about }) => about === 'channelDown'));
  guest.pact = () => undefined;
  await day.pass(seconds(120));
  assert.deepEqual(guest.texts, [], 'no late text');
  return task;
}

describe('when a message does not reach the client', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  it('D-25: Pact is down for 5 min: the same text goes out once when it is back', async () => {
    const { guest, day } = await scene.guestAt('12:00');
    guest.pact = down;
    await guest.says('Здравствуйте');
    await day.until('12:05');
    guest.pact = () => undefined;
    await day.until('12:06');
    await eventually('the answer', () => guest.sent.length > 0);
    day.was(guest.sent[0]?.atMs, '12:05', 0, BETWEEN_TRIES_MS);
    assert.deepEqual([guest.sent.length, guest.asked.length], [1, 1]);
  });

  it('D-25: the client wrote meanwhile: after 60 s the old text is dropped and a new turn covers both', async () => {
    const { guest, day } = await scene.guestAt('12:00', {
      bot: ({ newMessageIds }) => [{ type: 'reply', text: `Отвечаю на ${newMessageIds.length}` }],
    });
    guest.pact = down;
    await guest.says('Здравствуйте');
    await day.until('12:00:30');
    await guest.says('Есть кто?');
    await day.until('12:01:30');
    guest.pact = () => undefined;
    await day.until('12:02:10');
    await eventually('the answer', () => guest.sent.length > 0);
    day.was(guest.asked[1]?.atMs, '12:01:08'); // 60 s after the first try at 12:00:08
    assert.deepEqual(
      guest.texts.map((text) => text.slice(-'Отвечаю на 2'.length)),
      ['Отвечаю на 2'],
    );
  });

  it('D-25: 10 min without success are the end of it: a task due in 15 working minutes, an alert, no late text', async () => {
    const { guest, day } = await scene.guestAt('12:00');
    guest.pact = down;
    await guest.says('Здравствуйте');
    await day.until('12:11');
    day.was((await gaveUp(guest, day, '12:10:08'))?.dueAtMs, '12:25:08', 0, BETWEEN_TRIES_MS);
  });

  it('D-25: over closing time the task is due the next morning', async () => {
    const { guest, day } = await scene.guestAt('19:50');
    guest.pact = down;
    await guest.says('Здравствуйте');
    await day.until('20:01');
    day.was((await gaveUp(guest, day, '20:00:08'))?.dueAtMs, '09:15', 1);
  });

  it('D-25: over a short day’s end and a holiday it is due the day after', async () => {
    const { guest, day } = await scene.guestAt('12:50', { exceptions: { 0: [['09:00', '13:00']], 1: [] } });
    guest.pact = down;
    await guest.says('Здравствуйте');
    await day.until('13:01');
    day.was((await gaveUp(guest, day, '13:00:08'))?.dueAtMs, '09:15', 2);
  });

  it('D-25: the 10 min count from the first try, also over a continue-as-new', async () => {
    const { guest, day } = await scene.guestAt('12:00');
    guest.pact = down;
    await guest.says('Здравствуйте');
    await day.until('12:05');
    await guest.continuesAsNew();
    await day.until('12:11');
    await gaveUp(guest, day, '12:10:08');
  });

  const comesBack = [
    { title: 'in working hours', from: '12:00', due: '12:15:10', daysLater: 0 },
    { title: 'ten minutes before closing', from: '19:50', due: '09:05:10', daysLater: 1 },
    { title: 'ten minutes before a short day’s end and a holiday', from: '12:50', due: '09:05:10', daysLater: 2 },
  ];
  for (const { title, from, due, daysLater } of comesBack) {
    it(`D-25: a message that comes back as error is a task «Связаться» due in 15 working minutes: ${title}`, async () => {
      const exceptions = daysLater === 2 ? { 0: [['09:00', '13:00']] as const, 1: [] } : {};
      const { guest, day } = await scene.guestAt(from, { exceptions });
      await guest.says('Здравствуйте');
      await day.until(`${from}:10`);
      const { messageId } = await eventually('the answer', () => guest.sent[0]);
      for (let time = 0; time < 2; time += 1) await guest.handle.signal(messageFailedSignal, { messageId, why: 'номер не в WhatsApp' });
      const task = await eventually('the task', () => guest.tasks('call')[0]);
      day.was(task.dueAtMs, due, daysLater);
      await day.pass(seconds(5));
      assert.deepEqual([guest.tasks('call').length, (await guest.view()).state], [1, 'withBot']);
    });
  }
});
