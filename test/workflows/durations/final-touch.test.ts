import assert from 'node:assert/strict';
import { aContact, seconds } from '../../support/builders.ts';
import { eventually } from '../../support/environment.ts';
import type { Guest } from '../../support/guest.ts';
import { TimeScene, type Day, type SceneOptions } from '../../support/time-scene.ts';

const BUSINESS: SceneOptions = { contact: aContact({ channel: 'whatsapp_business' }) };

describe('when the guest falls silent after the bot’s word', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  /** The guest asks, the bot answers, and then there is silence. */
  async function silence(from: string, options: SceneOptions = {}): Promise<{ guest: Guest; day: Day }> {
    const { guest, day } = await scene.guestAt(from, options);
    await guest.says('Сколько стоит номер?');
    await day.until(`${from}:10`);
    await eventually('the answer', () => guest.sent.length === 1);
    return { guest, day };
  }

  async function touched(guest: Guest, day: Day, time: string, daysLater: number): Promise<void> {
    await eventually('the final touch', () => guest.sent.length === 2);
    day.was(guest.sent[1]?.atMs, time, daysLater);
    assert.equal(guest.asked[1]?.trigger, 'finalTouch');
  }

  it('D-70: 24 h later the bot tries to bring them back', async () => {
    const { guest, day } = await silence('12:00');
    await day.until('12:00', 1);
    assert.equal(guest.asked.length, 1);
    await day.until('12:01', 1);
    await touched(guest, day, '12:00:08', 1);
  });

  it('D-71: not at night: 24 h after 22:00 it waits for 10:00', async () => {
    const { guest, day } = await silence('22:00');
    await day.until('09:59', 2);
    assert.equal(guest.sent.length, 1);
    await day.until('10:01', 2);
    await touched(guest, day, '10:00', 2);
  });

  it('D-71: a holiday does not put it off, it has hours of its own', async () => {
    const { guest, day } = await silence('12:00', { exceptions: { 1: [] } });
    await day.until('12:01', 1);
    await touched(guest, day, '12:00:08', 1);
  });

  it('D-70: a run that continues as new meanwhile forgets nothing of the 24 h', async () => {
    const { guest, day } = await silence('12:00');
    await day.until('20:00');
    await guest.continuesAsNew();
    await day.until('12:01', 1);
    await touched(guest, day, '12:00:08', 1);
  });

  it('D-72: there is at most one for a lead', async () => {
    const { guest, day } = await silence('12:00');
    await day.until('12:01', 1);
    await touched(guest, day, '12:00:08', 1);
    await guest.says('Спасибо, думаю');
    await day.until('12:02', 1);
    await eventually('the answer', () => guest.sent.length === 3);
    await day.until('12:00', 4);
    assert.equal(guest.sent.length, 3);
  });

  it('D-72: a payment cancels it', async () => {
    const { guest, day } = await silence('12:00');
    await guest.leadMoves({ stage: 'prepaid' });
    await day.until('12:00', 2);
    assert.equal(guest.sent.length, 1);
  });

  it('D-70: a manager’s word makes the 24 h count anew, from the bot’s return', async () => {
    const { guest, day } = await silence('12:00');
    await day.until('18:00');
    await guest.managerWrites('Если решите, пишите.');
    await day.until('18:39', 1); // the bot said at 18:40 that it was back
    assert.equal(guest.asked.length, 1);
    await day.until('18:41', 1);
    await eventually('the final touch', () => guest.asked.length === 2);
    day.was(guest.asked[1]?.atMs, '18:40', 1);
  });

  it('D-71: with WhatsApp’s window: the last full minute within 23 h of the client’s message', async () => {
    const { guest, day } = await silence('12:00', BUSINESS);
    await day.until('11:01', 1);
    await touched(guest, day, '10:59', 1);
  });

  it('D-71: and within the day’s hours: for a message of the evening at 19:59, over a continue-as-new too', async () => {
    const { guest, day } = await silence('23:00', BUSINESS);
    await day.until('10:00', 1);
    await guest.continuesAsNew();
    await day.until('19:58', 1);
    assert.equal(guest.sent.length, 1);
    await day.until('20:00', 1);
    await touched(guest, day, '19:59', 1);
  });

  it('D-71: where no such minute is left, a task when the window ends', async () => {
    const { guest, day } = await silence('10:30', BUSINESS);
    await day.until('17:00');
    await guest.managerWrites('Если решите, пишите.');
    await day.until('10:29', 1);
    assert.deepEqual([guest.tasks('call').length, guest.asked.filter(({ trigger }) => trigger === 'finalTouch').length], [0, 0]);
    await day.until('10:31', 1);
    const task = await eventually('the task', () => guest.tasks('call')[0]);
    day.was(task.atMs, '10:30', 1);
    day.was(task.dueAtMs, '10:45', 1, seconds(5));
  });
});
