import assert from 'node:assert/strict';
import { seconds } from '../../support/builders.ts';
import { eventually } from '../../support/environment.ts';
import type { Guest } from '../../support/guest.ts';
import { TimeScene } from '../../support/time-scene.ts';

const IN_HOURS = /Вам ответит первый освободившийся менеджер\.$/u;
const AFTER_HOURS = /В рабочее время вам ответит менеджер\.$/u;
/** An activity that runs keeps the server from skipping, so its 45 s are shortened where they have to pass. */
const SHORT = { botDeadlineMs: 1_500 };
const never = (): Promise<never> => new Promise(() => undefined);

const handedOver = async (guest: Guest): Promise<Guest['sent'][number] | undefined> =>
  eventually('the handoff text', () => guest.sent.length > 0).then(() => guest.sent[0]);
const whatsappTask = async (guest: Guest): Promise<ReturnType<Guest['tasks']>[number] | undefined> =>
  eventually('the task', () => guest.tasks('whatsapp').length > 0).then(() => guest.tasks('whatsapp')[0]);

describe('when the bot does not answer', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  it('D-22: it has 45 s and three attempts in all; three failures hand over at once', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot: () => Promise.reject(new Error('The bot is away')) });
    await guest.says('Здравствуйте');
    await day.until('12:00:30');
    day.was((await handedOver(guest))?.atMs, '12:00:08');
    assert.equal(guest.asked.length, 3);
    const { events } = await guest.handle.fetchHistory();
    const asked = events?.find(({ activityTaskScheduledEventAttributes: task }) => task?.activityType?.name === 'askBot');
    const { scheduleToCloseTimeout, retryPolicy } = asked?.activityTaskScheduledEventAttributes ?? {};
    const givenMs = Number(scheduleToCloseTimeout?.seconds) * 1_000 + Number(scheduleToCloseTimeout?.nanos) / 1e6;
    assert.ok(givenMs <= seconds(45) && givenMs > seconds(43), `given ${givenMs} ms: 45 s without what reading the card took`);
    assert.equal(retryPolicy?.maximumAttempts, 3);
  });

  it('D-22: when its time is over the dialog goes to a manager, in working hours with their text', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot: never, durations: SHORT });
    await guest.says('Здравствуйте');
    await day.until('12:00:11');
    const text = await handedOver(guest);
    day.was(text?.atMs, '12:00:09', 0, seconds(2.5)); // 8 s of quiet and the 1.5 s
    assert.match(text?.text ?? '', IN_HOURS);
    day.was((await whatsappTask(guest))?.dueAtMs, '12:15:09');
  });

  it('D-22: what counts is the moment when it gives up: asked at 19:59:59, handed over with the evening’s text', async () => {
    const { guest, day } = await scene.guestAt('19:59', { bot: never, durations: SHORT });
    await day.until('19:59:51');
    await guest.says('Вы ещё работаете?');
    await day.until('20:00:02');
    const text = await handedOver(guest);
    day.was(text?.atMs, '20:00:00', 0, seconds(3));
    assert.match(text?.text ?? '', AFTER_HOURS);
    day.was((await whatsappTask(guest))?.dueAtMs, '09:15', 1);
  });

  it('D-22: likewise on a short day before a holiday', async () => {
    const { guest, day } = await scene.guestAt('12:59', {
      bot: never,
      durations: SHORT,
      exceptions: { 0: [['09:00', '13:00']], 1: [] },
    });
    await day.until('12:59:51');
    await guest.says('Вы ещё работаете?');
    await day.until('13:00:02');
    const text = await handedOver(guest);
    day.was(text?.atMs, '13:00:00', 0, seconds(3));
    assert.match(text?.text ?? '', AFTER_HOURS);
    day.was((await whatsappTask(guest))?.dueAtMs, '09:15', 2);
  });

  it('D-22: a run that is full meanwhile waits for the turn, continues as new and hands over once', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot: never, durations: { botDeadlineMs: 3_000 } });
    await guest.says('Здравствуйте');
    await day.until('12:00:09');
    await eventually('the question', () => guest.asked.length === 1);
    await guest.continuesAsNew();
    const text = await handedOver(guest);
    day.was(text?.atMs, '12:00:11');
    assert.match(text?.text ?? '', IN_HOURS);
    await whatsappTask(guest);
    await day.pass(seconds(30));
    assert.deepEqual([guest.sent.length, guest.tasks('whatsapp').length, (await guest.view()).state], [1, 1, 'awaitingManager']);
  });
});
