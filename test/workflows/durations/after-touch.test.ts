import assert from 'node:assert/strict';
import { aCard, aLead } from '../../support/builders.ts';
import { eventually } from '../../support/environment.ts';
import { LEAD_ID, type Guest } from '../../support/guest.ts';
import { TimeScene, type Day, type SceneOptions } from '../../support/time-scene.ts';

describe('after the final touch', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  /** Touched at that time on day 1. */
  async function touched(from: string, options: SceneOptions = {}): Promise<{ guest: Guest; day: Day }> {
    const { guest, day } = await scene.guestAt(from, options);
    await guest.says('Сколько стоит номер?');
    await day.until(`${from}:10`);
    await eventually('the answer', () => guest.sent.length === 1);
    await day.until(`${from}:20`, 1);
    await eventually('the bot to be asked for the touch', () => guest.asked.length === 2);
    return { guest, day };
  }

  async function called(guest: Guest, day: Day, at: readonly [string, number], due: readonly [string, number]): Promise<void> {
    const task = await eventually('the task', () => guest.tasks('call')[0]);
    day.was(task.atMs, at[0], at[1]);
    day.was(task.dueAtMs, due[0], due[1]);
  }

  it('D-73: no answer in 48 h: «Связаться», due in 15 working minutes, and the stage stays', async () => {
    const { guest, day } = await touched('12:00');
    await day.until('12:00', 3);
    assert.equal(guest.tasks('call').length, 0);
    await day.until('12:01', 3);
    await called(guest, day, ['12:00:08', 3], ['12:15:08', 3]);
    assert.equal(guest.card.leads[0]?.stage, 'consulted');
  });

  it('D-73: before closing time it is due the next morning', async () => {
    const { guest, day } = await touched('19:50');
    await day.until('19:51', 3);
    await called(guest, day, ['19:50:08', 3], ['09:05:08', 4]);
  });

  it('D-73: before a holiday the morning after it', async () => {
    const { guest, day } = await touched('12:50', { exceptions: { 3: [['09:00', '13:00']], 4: [] } });
    await day.until('12:51', 3);
    await called(guest, day, ['12:50:08', 3], ['09:05:08', 5]);
  });

  it('D-73: the 48 h go on in the next run', async () => {
    const { guest, day } = await touched('12:00');
    await day.until('12:00', 2);
    await guest.continuesAsNew();
    await day.until('12:01', 3);
    await called(guest, day, ['12:00:08', 3], ['12:15:08', 3]);
    await day.until('12:00', 9);
    assert.equal(guest.tasks('call').length, 1);
  });

  it('D-73: with closeLost the lead goes to «Отказ» 7 days after the touch, over a continue-as-new too', async () => {
    const { guest, day } = await touched('12:00', { settings: { afterFinalTouch: 'closeLost' } });
    await day.until('12:00', 5);
    await guest.continuesAsNew();
    await day.until('11:59', 8);
    assert.equal(guest.card.leads[0]?.stage, 'consulted');
    await day.until('12:01', 8);
    await eventually('the move', () => guest.card.leads[0]?.stage === 'lost');
    day.was(guest.done('moveLead')[0]?.atMs, '12:00:08', 8);
  });

  it('D-73: any answer of the client’s cancels it', async () => {
    const { guest, day } = await touched('12:00');
    await guest.says('Спасибо, думаю');
    await day.until('12:01', 4);
    assert.equal(guest.tasks('call').length, 0);
  });

  const silent: SceneOptions['bot'] = ({ trigger }) =>
    trigger === 'finalTouch' ? [{ type: 'silent', because: 'уже всё сказано' }] : [{ type: 'reply', text: 'Конечно.' }];

  for (const [title, from, exceptions, due] of [
    ['', '12:00', {}, ['12:15:08', 1]],
    [' the next morning', '19:50', {}, ['09:05:08', 2]],
    [' after the holiday', '12:50', { 1: [['09:00', '13:00']], 2: [] }, ['09:05:08', 3]],
  ] as const) {
    it(`D-75: a bot that keeps silent at the touch is a task at once${title === '' ? '' : ', due'}${title}`, async () => {
      const { guest, day } = await touched(from, { bot: silent, exceptions });
      await called(guest, day, [`${from}:08`, 1], due);
      assert.deepEqual([guest.sent.length, (await guest.view()).state], [1, 'withBot']);
    });
  }

  it('D-75: and is not asked again in the next run', async () => {
    const { guest, day } = await touched('12:00', { bot: silent, card: aCard([aLead({ id: LEAD_ID, stage: 'new', leader: 'bot' })]) });
    await eventually('the task', () => guest.tasks('call').length === 1);
    await guest.continuesAsNew();
    await day.until('12:00', 5);
    assert.deepEqual([guest.asked.length, guest.tasks('call').length], [2, 1]);
  });
});
