import assert from 'node:assert/strict';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { hours, seconds } from '../../support/builders.ts';
import { eventually } from '../../support/environment.ts';
import { ANNA, type Guest } from '../../support/guest.ts';
import { TimeScene, type Day } from '../../support/time-scene.ts';

/** The bot is back: it answers what the guest asked meanwhile. */
async function isBack(guest: Guest, day: Day, time: string, daysLater = 0): Promise<void> {
  const [asked] = await eventually('the bot to be asked', () => guest.asked.length > 0 && guest.asked);
  assert.equal(asked?.trigger, 'resumed');
  day.was(asked?.atMs, time, daysLater);
}

describe('when a manager holds the dialog', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  async function held(from: string, until: [string, number?], exceptions = {}): Promise<{ guest: Guest; day: Day }> {
    const { guest, day } = await scene.guestAt(from, { exceptions });
    await guest.managerWrites('Уточню и вернусь к вам.');
    await guest.take(ANNA, true);
    await guest.hold(day.at(...until));
    await day.pass(seconds(60));
    await guest.says('Жду');
    return { guest, day };
  }

  it('D-52: silence returns it only at the end of the hold', async () => {
    const { guest, day } = await held('12:00', ['15:00']);
    await day.until('14:59');
    assert.equal((await guest.view()).state, 'withManager');
    await day.until('15:01');
    await isBack(guest, day, '15:00');
  });

  it('D-52: a hold over the night ends when it was named to, before the doors open', async () => {
    const { guest, day } = await held('19:00', ['07:30', 1]);
    await day.until('07:31', 1);
    await isBack(guest, day, '07:30', 1);
  });

  it('D-52: and over a holiday, at most 24 h on', async () => {
    const { guest, day } = await held('12:00', ['11:59', 1], { 1: [] });
    await day.until('12:01', 1);
    await isBack(guest, day, '11:59', 1);
  });

  it('D-52: more than 24 h is refused', async () => {
    const { guest, day } = await scene.guestAt('12:00');
    await guest.managerWrites('Уточню и вернусь к вам.');
    await assert.rejects(guest.hold(day.at('12:00', 1) + hours(1)), (error) => {
      assert.ok(error instanceof WorkflowUpdateFailedError);
      assert.equal(error.cause instanceof Error && 'type' in error.cause && error.cause.type, 'HOLD_TOO_LONG');
      return true;
    });
  });

  it('D-52: at its end the clocks count as if they had always run: held for 10 min, back 20 min after the client’s word', async () => {
    const { guest, day } = await held('12:00', ['12:10']);
    await day.until('12:22');
    await isBack(guest, day, '12:21');
  });

  it('D-52: a continue-as-new forgets no hold', async () => {
    const { guest, day } = await held('12:00', ['15:00']);
    await day.until('13:00');
    await guest.continuesAsNew();
    await day.until('15:01');
    await isBack(guest, day, '15:00');
  });
});
