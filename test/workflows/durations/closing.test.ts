import assert from 'node:assert/strict';
import { aCard, aLead } from '../../support/builders.ts';
import { eventually } from '../../support/environment.ts';
import { LEAD_ID, type Guest } from '../../support/guest.ts';
import { eventsAtRest, eventsOf, kindOf } from '../../support/history-of.ts';
import { TimeScene, type Day, type SceneOptions } from '../../support/time-scene.ts';

/** Nothing is planned for a guest who has paid: the silence is theirs to break. */
const PAID = aCard([aLead({ id: LEAD_ID, stage: 'prepaid', leader: 'bot' })]);

describe('when nobody says a word any more', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  async function lastWord(from: string, options: SceneOptions = {}): Promise<{ guest: Guest; day: Day }> {
    const { guest, day } = await scene.guestAt(from, { card: PAID, ...options });
    await guest.says('Спасибо!');
    await day.until(`${from}:10`);
    await eventually('the answer', () => guest.sent.length === 1);
    return { guest, day };
  }

  async function closed(guest: Guest, day: Day, time: string, daysLater: number): Promise<void> {
    const closing = await eventually('the episode to close', async () => {
      const { decisions } = await guest.view();
      return decisions.find(({ spec }) => spec === 'D-74');
    });
    day.was(closing.atMs, time, daysLater);
  }

  it('D-74: 30 days after the last word the episode closes, not an hour before', async () => {
    const { guest, day } = await lastWord('12:00');
    await day.until('11:30', 30);
    assert.equal((await guest.view()).state, 'withBot');
    await day.until('12:01', 30);
    await closed(guest, day, '12:00:08', 30);
  });

  it('D-74: at night too', async () => {
    const { guest, day } = await lastWord('23:30');
    await day.until('23:31', 30);
    await closed(guest, day, '23:30:08', 30);
  });

  it('D-74: on a holiday too', async () => {
    const { guest, day } = await lastWord('12:00', { exceptions: { 30: [] } });
    await day.until('12:01', 30);
    await closed(guest, day, '12:00:08', 30);
  });

  it('D-74: the 30 days go on in the next run', async () => {
    const { guest, day } = await lastWord('12:00');
    await day.until('12:00', 15);
    await guest.continuesAsNew();
    await day.until('12:01', 30);
    await closed(guest, day, '12:00:08', 30);
  });

  it('D-74: it rests without a timer or transcript, and a client’s word opens a new episode with a new card', async () => {
    const { guest, day } = await lastWord('12:00');
    const { runId } = await guest.handle.describe();
    await day.until('12:01', 30);
    await closed(guest, day, '12:00:08', 30);
    assert.notEqual((await guest.handle.describe()).runId, runId);
    const resting = await guest.view();
    assert.deepEqual([resting.state, resting.transcript.length, resting.nextAlarm, resting.card], ['closed', 0, null, null]);
    await day.until('15:00', 90);
    await guest.says('Здравствуйте, это снова я');
    await day.until('15:00:10', 90);
    await eventually('the answer', () => guest.sent.length === 2);
    day.was(guest.sent[1]?.atMs, '15:00:08', 90);
    assert.match(guest.texts[1] ?? '', /^Здравствуйте! Я виртуальный помощник/u);
    assert.deepEqual([guest.asked[1]?.dialog.episode, guest.asked[1]?.messages.length], [2, 1]);
  });

  /** What happened from the last word to the end of the run. */
  async function silentDays(options: SceneOptions, end: number): Promise<string[]> {
    const { guest, day } = await lastWord('12:00', options);
    const spoken = (await eventsAtRest(guest)).length;
    const { runId } = await guest.handle.describe();
    await day.until('12:01', end);
    await closed(guest, day, '12:00:08', end);
    const run = await eventsOf({ handle: scene.client.workflow.getHandle(guest.handle.workflowId, runId) });
    return run.slice(spoken).map(kindOf);
  }

  it('thirty silent days cost seven events: one alarm, a look at the policy, the closing', async () => {
    assert.deepEqual(await silentDays({}, 30), [
      'TIMER_FIRED',
      'TASK_SCHEDULED',
      'TASK_STARTED',
      'TASK_COMPLETED',
      'MARKER_RECORDED',
      'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
      'EXECUTION_CONTINUED_AS_NEW',
    ]);
  });

  it('and with a final touch in them thirty-one: its card, its turn and its message', async () => {
    const card = aCard([aLead({ id: LEAD_ID, stage: 'consulted', leader: 'bot' })]);
    const events = await silentDays({ card, settings: { afterFinalTouch: 'nothing' } }, 31);
    const count = (kind: string): number => events.filter((one) => one === kind).length;
    assert.deepEqual([events.length, count('TASK_COMPLETED'), count('TIMER_FIRED'), count('ACTIVITY_TASK_COMPLETED')], [31, 5, 2, 3]);
  });

  it('D-74: while a manager has it or is awaited it never closes', async () => {
    const { guest, day } = await scene.guestAt('12:00', { bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }] });
    await guest.says('Позовите человека');
    await day.until('12:00', 40);
    assert.equal((await guest.view()).state, 'awaitingManager');
  });
});
