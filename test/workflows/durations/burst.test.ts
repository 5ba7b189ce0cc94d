import assert from 'node:assert/strict';
import { seconds } from '../../support/builders.ts';
import { eventually } from '../../support/environment.ts';
import type { Guest } from '../../support/guest.ts';
import { TimeScene } from '../../support/time-scene.ts';

const QUICK_MS = seconds(2);
const askedTimes = async (guest: Guest, times: number): Promise<Guest['asked']> =>
  eventually(`question ${times} to the bot`, () => guest.asked.length >= times && guest.asked);
const wordsFor = (request: Guest['asked'][number] | undefined): string[] =>
  (request?.messages ?? []).filter(({ role }) => role === 'client').map(({ text }) => text);

describe('when a guest writes several messages in a row', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  it('D-06: the bot is asked after 8 s of quiet', async () => {
    const { guest, day } = await scene.guestAt('12:00');
    await guest.says('Здравствуйте');
    await day.until('12:00:03');
    await guest.says('Сколько стоит номер?');
    await day.until('12:00:12');
    const [asked] = await askedTimes(guest, 1);
    day.was(asked?.atMs, '12:00:11', 0, QUICK_MS);
    assert.deepEqual(wordsFor(asked), ['Здравствуйте', 'Сколько стоит номер?']);
  });

  it('D-06: and after 30 s at the most, although there was no quiet', async () => {
    const { guest, day } = await scene.guestAt('12:00');
    for (const time of ['12:00:00', '12:00:06', '12:00:12', '12:00:18', '12:00:24']) {
      await day.until(time);
      await guest.says(time);
    }
    await day.until('12:00:31');
    const [asked] = await askedTimes(guest, 1);
    day.was(asked?.atMs, '12:00:30', 0, QUICK_MS);
    assert.equal(wordsFor(asked).length, 5);
  });

  it('D-06: the evening’s end changes nothing: written at 19:59:55, asked at 20:00:03', async () => {
    const { guest, day } = await scene.guestAt('19:59');
    await day.until('19:59:55');
    await guest.says('Вы ещё работаете?');
    await day.until('20:00:04');
    const [asked] = await askedTimes(guest, 1);
    day.was(asked?.atMs, '20:00:03', 0, QUICK_MS);
    assert.equal(asked?.context.workingNow, false);
  });

  it('D-06: nor does a holiday that begins meanwhile', async () => {
    const { guest, day } = await scene.guestAt('23:59', { exceptions: { 1: [] } });
    await day.until('23:59:55');
    await guest.says('С праздником!');
    await day.until('00:00:04', 1);
    const [asked] = await askedTimes(guest, 1);
    day.was(asked?.atMs, '00:00:03', 1, QUICK_MS);
  });

  it('D-06: nor a run that continues as new in the middle of the quiet', async () => {
    const { guest, day } = await scene.guestAt('12:00');
    await guest.says('Здравствуйте');
    await guest.continuesAsNew();
    await day.until('12:00:09');
    const [asked] = await askedTimes(guest, 1);
    day.was(asked?.atMs, '12:00:08', 0, QUICK_MS);
    assert.deepEqual(wordsFor(asked), ['Здравствуйте']);
  });

  it('D-06: nor one in the middle of a burst: its 30 s count from the first message', async () => {
    const { guest, day } = await scene.guestAt('12:00');
    for (const time of ['12:00:00', '12:00:06', '12:00:12']) {
      await day.until(time);
      await guest.says(time);
    }
    await guest.continuesAsNew();
    for (const time of ['12:00:18', '12:00:24']) {
      await day.until(time);
      await guest.says(time);
    }
    await day.until('12:00:31');
    const [asked] = await askedTimes(guest, 1);
    day.was(asked?.atMs, '12:00:30', 0, QUICK_MS);
    assert.equal(wordsFor(asked).length, 5);
  });

  it('D-06: a message while the bot thinks makes the draft stale; 8 s after it one turn covers both', async () => {
    let answer = (): void => undefined;
    const thinking = new Promise<void>((resolve) => (answer = resolve));
    const { guest, day } = await scene.guestAt('12:00', {
      bot: async ({ newMessageIds }) => {
        if (newMessageIds.length === 1) await thinking;
        return [{ type: 'reply', text: `Отвечаю на ${newMessageIds.length}` }];
      },
    });
    await guest.says('Сколько стоит номер?');
    await day.until('12:00:09');
    await askedTimes(guest, 1);
    await guest.says('На двоих');
    const [secondAtMs] = await eventually('the second message', async () => {
      const { transcript } = await guest.view();
      return transcript.length === 2 && transcript.slice(1).map(({ atMs }) => atMs);
    });
    answer();
    await eventually('the draft to be dropped', async () => (await guest.view()).decisions.some(({ spec }) => spec === 'D-06'));
    await day.pass(seconds(9));
    const asked = await askedTimes(guest, 2);
    const waitedMs = (asked[1]?.atMs ?? 0) - (secondAtMs ?? 0);
    assert.ok(waitedMs >= seconds(8) && waitedMs < seconds(10), `asked again after ${waitedMs} ms`);
    await eventually('the answer', () => guest.sent.length > 0);
    assert.deepEqual(guest.texts, ['Здравствуйте! Я виртуальный помощник санатория «Шахтёр». Отвечаю на 2']);
  });
});
