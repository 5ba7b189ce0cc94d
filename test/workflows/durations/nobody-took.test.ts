import assert from 'node:assert/strict';
import { eventually } from '../../support/environment.ts';
import type { Guest } from '../../support/guest.ts';
import { TimeScene, type Day, type SceneOptions } from '../../support/time-scene.ts';

const bot: SceneOptions['bot'] = () => [{ type: 'handoff', reason: 'clientAsked', summary: 'Хочет человека.' }];

/** What happened, and when: the reminder, the note with its alert, and each morning's alert. */
async function saw(guest: Guest, day: Day, what: 'task' | 'note' | 'alert', time: string, daysLater: number, count = 1): Promise<void> {
  const seen = (): readonly { atMs: number }[] =>
    what === 'task' ? guest.tasks('call') : what === 'note' ? guest.done('addNote') : guest.raised;
  const found = await eventually(`${what} ${count}`, () => seen().length >= count && seen());
  assert.equal(found.length, count, `${what}s so far`);
  day.was(found.at(-1)?.atMs, time, daysLater);
}

describe('when nobody takes what the bot handed over', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  it('D-43: at 15 minutes «Связаться» due at once, at 60 a note and an alert, then an alert each morning', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot });
    await guest.says('Позовите человека');
    await day.until('12:14');
    day.was((await eventually('the first task', () => guest.tasks('whatsapp')[0])).dueAtMs, '12:15:08');
    assert.equal(guest.tasks('call').length, 0);
    await day.until('12:16');
    await saw(guest, day, 'task', '12:15:08', 0);
    assert.ok((guest.tasks('call')[0]?.dueAtMs ?? 0) <= (guest.tasks('call')[0]?.atMs ?? 0), 'due at once');
    await day.until('13:01');
    await saw(guest, day, 'note', '13:00:08', 0);
    await saw(guest, day, 'alert', '13:00:08', 0, 1);
    await day.until('09:01', 1);
    await saw(guest, day, 'alert', '09:00', 1, 2);
    await day.until('09:01', 2);
    await saw(guest, day, 'alert', '09:00', 2, 3);
    assert.deepEqual([guest.sent.length, guest.tasks('whatsapp').length, guest.tasks('call').length], [1, 1, 1]);
  });

  it('D-43: the night does not count: handed over at 19:50, reminded at 09:05', async () => {
    const { guest, day } = await scene.guestAt('19:50', { bot });
    await guest.says('Позовите человека');
    await day.until('09:04', 1);
    day.was((await eventually('the first task', () => guest.tasks('whatsapp')[0])).dueAtMs, '09:05:08', 1);
    assert.deepEqual([guest.tasks('call').length, guest.raised.length], [0, 0]);
    await day.until('09:06', 1);
    await saw(guest, day, 'task', '09:05:08', 1);
    await day.until('09:51', 1);
    await saw(guest, day, 'note', '09:50:08', 1);
    await saw(guest, day, 'alert', '09:50:08', 1, 1);
    await day.until('09:01', 2);
    await saw(guest, day, 'alert', '09:00', 2, 2);
  });

  it('D-43: nor does a holiday, on which nobody is alarmed', async () => {
    const { guest, day } = await scene.guestAt('12:50', { bot, exceptions: { 0: [['09:00', '13:00']], 1: [], 3: [] } });
    await guest.says('Позовите человека');
    await day.until('09:04', 2);
    assert.deepEqual([guest.tasks('call').length, guest.raised.length], [0, 0]);
    await day.until('09:06', 2);
    await saw(guest, day, 'task', '09:05:08', 2);
    await day.until('09:51', 2);
    await saw(guest, day, 'note', '09:50:08', 2);
    await day.until('09:01', 4);
    await saw(guest, day, 'alert', '09:00', 4, 2);
  });

  it('D-43: a run that continues as new between the two steps remembers how far it has come', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot });
    await guest.says('Позовите человека');
    await day.until('12:30');
    await saw(guest, day, 'task', '12:15:08', 0);
    await guest.continuesAsNew();
    await day.until('13:01');
    await saw(guest, day, 'note', '13:00:08', 0);
    await saw(guest, day, 'alert', '13:00:08', 0);
    assert.equal(guest.tasks('call').length, 1);
  });

  it('D-43: a take ends it', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot });
    await guest.says('Позовите человека');
    await day.until('12:14');
    await guest.take();
    await guest.hold(day.at('12:00', 1));
    await day.until('10:00', 1);
    assert.deepEqual([guest.tasks('call').length, guest.done('addNote').length, guest.raised.length], [0, 0, 0]);
  });
});
