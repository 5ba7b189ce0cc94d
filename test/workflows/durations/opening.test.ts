import assert from 'node:assert/strict';
import { eventually } from '../../support/environment.ts';
import type { Guest } from '../../support/guest.ts';
import { TimeScene, type Day, type SceneOptions } from '../../support/time-scene.ts';

/** The second question is the one asked while the card is open. */
async function answered(guest: Guest, day: Day, time: string, daysLater = 0): Promise<void> {
  await eventually('the answer', () => guest.sent.length === 2);
  day.was(guest.sent[1]?.atMs, time, daysLater);
}

describe('when the responsible manager opens the lead', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  /** The bot has spoken once; at the named time the manager opens the card and the guest goes on writing. */
  async function opened(from: string, opensAt: string, options: SceneOptions = {}): Promise<{ guest: Guest; day: Day }> {
    const { guest, day } = await scene.guestAt(from, options);
    await guest.says('Здравствуйте');
    await day.until(`${from}:30`);
    await eventually('the bot’s first answer', () => guest.sent.length === 1);
    await day.until(opensAt);
    await guest.opensCard();
    await guest.says('Сколько стоит номер?');
    return { guest, day };
  }

  it('D-55: without a word, a button or a hold it lapses after 5 min, and what the client wrote is answered', async () => {
    const { guest, day } = await opened('12:00', '12:01');
    assert.equal((await guest.view()).state, 'withManager');
    await day.until('12:05');
    assert.equal(guest.sent.length, 1);
    await day.until('12:06:10');
    await answered(guest, day, '12:06');
    assert.ok(
      guest.done('setLeader').every(({ leader }) => leader === 'bot'),
      'the field is written only when the take stands',
    );
  });

  it('D-55: across closing time as at any other', async () => {
    const { guest, day } = await opened('19:57', '19:58');
    await day.until('20:02:50');
    assert.equal(guest.sent.length, 1);
    await day.until('20:03:10');
    await answered(guest, day, '20:03');
  });

  it('D-55: across midnight into a holiday as at any other', async () => {
    const { guest, day } = await opened('23:55', '23:56', { exceptions: { 1: [] } });
    await day.until('00:01:10', 1);
    await answered(guest, day, '00:01', 1);
  });

  it('D-55: a word makes it stand', async () => {
    const { guest, day } = await opened('12:00', '12:01');
    await day.until('12:03');
    await guest.managerWrites('Здравствуйте, это Анна.');
    await day.until('12:20');
    assert.deepEqual([guest.sent.length, (await guest.view()).state], [1, 'withManager']);
    assert.equal(guest.done('setLeader').at(-1)?.leader, 'manager');
  });

  it('D-55: a continue-as-new forgets no opening', async () => {
    const { guest, day } = await opened('12:00', '12:01');
    await day.until('12:03');
    await guest.continuesAsNew();
    await day.until('12:06:10');
    await answered(guest, day, '12:06');
  });

  for (const [title, fills] of [
    ['', false],
    [', also over a continue-as-new', true],
  ] as const) {
    it(`D-55: with softHold the dialog stays with the bot, whose words wait 3 min${title}`, async () => {
      const { guest, day } = await opened('12:00', '12:01', { settings: { cardOpened: 'softHold' } });
      await day.until('12:02');
      assert.equal((await guest.view()).state, 'withBot');
      if (fills) await guest.continuesAsNew();
      assert.equal(guest.sent.length, 1);
      await day.until('12:04:10');
      await answered(guest, day, '12:04');
    });
  }

  it('D-55: the clocks of a handoff have run on: opened at 14 min, reminded when it lapses', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }] });
    await guest.says('Позовите человека');
    await day.until('12:14');
    await guest.opensCard();
    await day.until('12:18');
    assert.equal(guest.tasks('call').length, 0);
    await day.until('12:19:10');
    await eventually('the task', () => guest.tasks('call').length > 0);
    day.was(guest.tasks('call')[0]?.atMs, '12:19');
  });
});
