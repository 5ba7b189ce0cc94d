import assert from 'node:assert/strict';
import { eventually } from '../../support/environment.ts';
import type { Guest } from '../../support/guest.ts';
import { TimeScene } from '../../support/time-scene.ts';

const lastLeader = (guest: Guest): { leader: string; atMs: number } | undefined => guest.done('setLeader').at(-1);

describe('when a manager who has the dialog falls silent', function () {
  this.timeout(30_000);
  let scene: TimeScene;
  before(async () => (scene = await TimeScene.start()));
  after(() => scene.stop());

  it('D-51: he writes at 10:00 and the client at 10:19: the bot is back at 10:39 and answers', async () => {
    const { guest, day } = await scene.guestAt('10:00');
    await guest.managerWrites('Добрый день, чем помочь?');
    await day.until('10:19');
    await guest.says('Есть ли бассейн?');
    await day.until('10:40');
    const [answer] = await eventually('the bot’s answer', () => guest.sent.length > 0 && guest.sent);
    day.was(answer?.atMs, '10:39');
    assert.equal(guest.asked[0]?.trigger, 'resumed');
  });

  it('D-51: at night too: he writes at 19:50, the client at 19:55, the bot is back at 20:15', async () => {
    const { guest, day } = await scene.guestAt('19:50', { bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }] });
    await guest.managerWrites('Добрый день, чем помочь?');
    await day.until('19:55');
    await guest.says('Можно завтра приехать?');
    await day.until('20:16');
    const [handoff] = await eventually('the handoff text', () => guest.sent.length > 0 && guest.sent);
    day.was(handoff?.atMs, '20:15');
    assert.match(handoff?.text ?? '', /В рабочее время вам ответит менеджер\.$/u);
  });

  it('D-51: with nobody waiting it is 40 minutes, whatever a holiday does to the hours', async () => {
    const { guest, day } = await scene.guestAt('12:50', { exceptions: { 0: [['09:00', '13:00']], 1: [] } });
    await guest.says('Здравствуйте');
    await day.until('12:50:10');
    await eventually('the bot’s answer', () => guest.sent.length === 1);
    await day.until('12:52');
    await guest.managerWrites('Это Анна, я вам помогу.');
    await day.until('13:33');
    await eventually('the bot’s return', () => guest.sent.length === 2);
    day.was(guest.sent[1]?.atMs, '13:32');
    assert.equal(guest.sent[1]?.text, 'Я виртуальный помощник, снова на связи. Если есть вопросы, напишите.');
    await eventually('the CRM to show it', () => lastLeader(guest)?.leader === 'bot');
  });

  it('D-51: a run that continues as new meanwhile forgets no minute of it', async () => {
    const { guest, day } = await scene.guestAt('10:00');
    await guest.managerWrites('Добрый день, чем помочь?');
    await day.until('10:19');
    await guest.says('Есть ли бассейн?');
    await day.until('10:30');
    await guest.continuesAsNew();
    await day.until('10:40');
    await eventually('the bot’s answer', () => guest.sent.length > 0);
    day.was(guest.sent[0]?.atMs, '10:39');
  });
});
