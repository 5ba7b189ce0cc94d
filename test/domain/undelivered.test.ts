import assert from 'node:assert/strict';
import { aCard, aLead, aPolicy, at, everyDay, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import { GREETING, HANDOFF_TEXT, inTurn, link, PAY, reasons, startedOf } from './actions.ts';
import { answered, LEAD } from './situations.ts';

const START_MS = at('12:00');
/** When the first try starts: 8 s of quiet, 0.2 s card, 1 s bot. */
const FIRST_TRY_MS = START_MS + 9_200;

function asking(options: ConstructorParameters<typeof FakeWorld>[0] = {}): FakeWorld {
  const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage: 'consulted' })]), ...options });
  world.channel = () => 'down';
  world.client('Есть номера?');
  return world;
}
const tries = (world: FakeWorld): { text: string; startedAtMs: number }[] =>
  startedOf(world, 'sendMessage').map(({ text, startedAtMs }) => ({ text, startedAtMs }));

describe('Pact cannot take a message', () => {
  it('D-25: the same text is tried again while nothing has changed', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + minutes(5));
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.equal(world.asked.length, 1);
    assert.ok(tries(world).length > 5);
    assert.equal(new Set(tries(world).map(({ text }) => text)).size, 1);
    assert.deepEqual(world.texts, [`${GREETING} Конечно, расскажу.`]);
  });

  it('D-50, D-91: however long it was tried: its report that comes before the answer is our own, and nobody has taken the dialog', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + minutes(5));
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.equal(world.sent.length, 1);
    assert.equal(world.state, 'withBot');
  });

  it('D-50, D-91: … also the report of a handoff text: the client still waits for a manager', () => {
    const world = asking({ bot: () => 'malformed' });
    world.until(FIRST_TRY_MS + minutes(5));
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.equal(world.texts.length, 1);
    assert.equal(world.state, 'awaitingManager');
  });

  it('D-25: the client wrote more: within 60 s still the same text', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + seconds(20));
    world.client('Алло?');
    world.until(FIRST_TRY_MS + seconds(50));
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.equal(world.asked.length, 2);
    assert.equal(world.texts.length, 2);
  });

  it('D-25: … after 60 s a new turn that covers all, and the old text is gone', () => {
    const world = asking({ bot: inTurn([replies('Старый ответ.')], [replies('Новый ответ.')]) });
    world.until(FIRST_TRY_MS + seconds(20));
    world.client('Алло?');
    world.until(FIRST_TRY_MS + seconds(95));
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.equal(world.asked[1]?.newMessageIds.length, 2);
    assert.deepEqual(world.texts, [`${GREETING} Новый ответ.`]);
  });

  it('D-25: … with all the parts of the old answer', () => {
    const world = asking({ bot: inTurn([replies('Раз.'), replies('Два.'), replies('Три.')], [replies('Новый ответ.')]) });
    world.until(FIRST_TRY_MS + seconds(20));
    world.client('Алло?');
    world.until(FIRST_TRY_MS + seconds(95));
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Новый ответ.`]);
  });

  it('D-25: 10 min from the first try without success: channelDown, a task and an alert', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + minutes(10) - 1);
    assert.equal(world.state, 'withBot');
    world.pass(seconds(1));
    assert.deepEqual(reasons(world), ['channelDown']);
    assert.match(world.tasks[0]?.text ?? '', /^причина channelDown/u);
    assert.deepEqual(world.tasks[0]?.subject, { leadId: LEAD });
    assert.deepEqual(
      world.raised.map(({ about }) => about),
      ['channelDown'],
    );
  });

  it('D-25: … and no late text: neither the answer nor the handoff text, though the channel works again', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + minutes(10) + seconds(1));
    world.channel = () => 'ok';
    world.pass(minutes(60));
    assert.deepEqual(world.texts, []);
  });

  it('D-25: the last try is within those 10 min, also when Pact asked for a longer pause', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + minutes(9));
    const [send] = world.dialog.outbox.sends;
    world.until(send?.nextTryAtMs ?? 0);
    world.event({ type: 'sendFailed', sendId: send?.id ?? '', fate: 'notSent', why: 'слишком часто', retryAfterMs: minutes(5) });
    world.pass(minutes(15));
    assert.ok(tries(world).every(({ startedAtMs }) => startedAtMs <= FIRST_TRY_MS + minutes(10)));
    assert.deepEqual(reasons(world), ['channelDown']);
  });

  it('D-25: the 10 min count from the very first try, whatever new turns came in between', () => {
    const world = asking();
    for (let minute = 1; minute < 10; minute += 1) {
      world.until(FIRST_TRY_MS + minutes(minute));
      world.client(`Алло, ${minute}-я минута`);
    }
    assert.ok(world.asked.length > 2);
    world.until(FIRST_TRY_MS + minutes(10) + seconds(31));
    assert.deepEqual(reasons(world), ['channelDown']);
  });

  it('D-25: they go on across a continue-as-new', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + minutes(4));
    world.continueAsNew();
    world.until(FIRST_TRY_MS + minutes(10) - 1);
    assert.equal(world.state, 'withBot');
    world.pass(seconds(1));
    assert.deepEqual(reasons(world), ['channelDown']);
  });

  it('D-25: an answer that got through ends the count: the next trouble has 10 min of its own', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + seconds(20));
    world.client('Алло?');
    world.until(FIRST_TRY_MS + seconds(95));
    world.channel = () => 'ok';
    world.pass(minutes(20));
    assert.equal(world.sent.length, 1);
    world.channel = () => 'down';
    world.client('А завтрак?');
    world.pass(minutes(5));
    assert.equal(world.state, 'withBot');
  });

  it('D-25: so does a manager who takes it and gives it back', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + seconds(20));
    world.client('Алло?');
    world.until(FIRST_TRY_MS + minutes(3));
    world.take();
    world.pass(minutes(8));
    world.release();
    world.pass(minutes(2));
    assert.equal(world.state, 'withBot');
    assert.deepEqual(reasons(world), []);
  });

  it('D-25: the 10 min are a setting', () => {
    const world = asking({ policy: aPolicy({ durations: { sendGiveUpMs: minutes(2) } }) });
    world.until(FIRST_TRY_MS + minutes(2) + seconds(1));
    assert.deepEqual(reasons(world), ['channelDown']);
  });

  it('D-25: what Pact refuses for good is not tried for 10 min', () => {
    const world = asking();
    world.channel = () => 'refused';
    world.pass(seconds(15));
    assert.deepEqual(reasons(world), ['channelDown']);
    assert.equal(tries(world).length, 1);
  });

  it('D-25: the handoff text that does not go out makes no second task: an alert only', () => {
    const world = asking({ bot: () => 'malformed' });
    world.pass(minutes(14));
    assert.deepEqual(reasons(world), ['botUnavailable']);
    assert.equal(world.tasks.length, 1);
    assert.ok(world.raised.some(({ about }) => about === 'channelDown'));
    world.channel = () => 'ok';
    world.pass(seconds(20));
    assert.deepEqual(world.texts, []);
  });

  it('D-25: nothing moves and no note is written for a link that did not go out in time', () => {
    const world = asking({ bot: () => [link()] });
    world.pass(minutes(12));
    assert.equal(world.lead(LEAD)?.stage, 'consulted');
    assert.deepEqual(world.done('addNote'), []);
    assert.match(world.tasks[0]?.text ?? '', new RegExp(PAY, 'u'));
  });
});

describe('a message comes back as undelivered', () => {
  const comesBack = (options: ConstructorParameters<typeof FakeWorld>[0] = {}): FakeWorld => {
    const world = answered({ stage: 'preBooked', ...options });
    world.event({ type: 'messageFailed', messageId: world.sent[0]?.messageId ?? '', why: 'нет WhatsApp' });
    world.pass(seconds(10));
    return world;
  };

  it('D-25: one task «Связаться» on the lead, with the reason', () => {
    const world = comesBack();
    assert.deepEqual(
      world.tasks.map(({ kind, subject }) => [kind, subject]),
      [['call', { leadId: LEAD }]],
    );
    assert.match(world.tasks[0]?.text ?? '', /нет WhatsApp/u);
  });

  it('D-25: due in 15 working minutes', () => {
    const reported = START_MS + seconds(10);
    assert.equal(comesBack({ startMs: START_MS }).tasks[0]?.dueAtMs, reported + minutes(15));
  });

  it('D-25: … across a night: 19:50 becomes 09:05', () => {
    assert.equal(comesBack({ startMs: at('19:50') - seconds(10) }).tasks[0]?.dueAtMs, at('09:05', 1));
  });

  it('D-25: … across a dated exception: the day after is a holiday', () => {
    const policy = aPolicy({ hours: { working: everyDay('09:00', '20:00', { 1: [] }) } });
    assert.equal(comesBack({ startMs: at('19:50') - seconds(10), policy }).tasks[0]?.dueAtMs, at('09:05', 2));
  });

  it('D-25: the state stays, no stage moves back, the client is told nothing', () => {
    const world = comesBack();
    assert.equal(world.state, 'withBot');
    assert.equal(world.lead(LEAD)?.stage, 'preBooked');
    assert.deepEqual(world.done('moveLead'), []);
    assert.equal(world.sent.length, 1);
  });

  it('D-25: also while a manager leads', () => {
    const world = answered();
    world.take();
    world.event({ type: 'messageFailed', messageId: '1001', why: 'нет WhatsApp' });
    world.pass(seconds(10));
    assert.equal(world.state, 'withManager');
    assert.equal(world.tasks.length, 1);
  });

  it('D-25: reported twice it is one task', () => {
    const world = answered();
    for (let times = 0; times < 2; times += 1)
      world.event({ type: 'messageFailed', messageId: '1001', why: 'нет WhatsApp' }, 'failed:1001');
    world.pass(seconds(10));
    assert.equal(world.tasks.length, 1);
  });

  it('D-25: it survives a continue-as-new while the CRM is away', () => {
    const world = answered();
    world.crmDown = true;
    world.event({ type: 'messageFailed', messageId: '1001', why: 'нет WhatsApp' });
    world.pass(minutes(1));
    world.continueAsNew();
    world.crmDown = false;
    world.pass(minutes(5));
    assert.deepEqual(
      world.tasks.map(({ kind }) => kind),
      ['call'],
    );
  });
});

describe('the channel is down', () => {
  it('D-25, D-40: no handoff text belongs to channelDown', () => {
    const world = asking();
    world.until(FIRST_TRY_MS + minutes(10) + seconds(1));
    world.channel = () => 'ok';
    world.pass(minutes(5));
    assert.ok(!world.texts.includes(HANDOFF_TEXT));
    assert.ok(tries(world).every(({ text }) => !text.includes(HANDOFF_TEXT)));
  });
});
