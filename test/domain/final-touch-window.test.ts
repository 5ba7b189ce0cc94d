import assert from 'node:assert/strict';
import { aContact, aPolicy, at, days, everyDay, hours, minutes, seconds } from '../support/builders.ts';
import { replies, type FakeWorld, type WorldOptions } from '../support/fake-world.ts';
import { answered, callTasks, LEAD, afterwards, TOUCH, touches } from './situations.ts';

const BUSINESS = aContact({ channel: 'whatsapp_business' });

/** The client writes at that moment and the bot answers ten seconds later. */
const wroteAt = (atMs: number, options: WorldOptions = {}): FakeWorld =>
  answered({ contact: BUSINESS, bot: afterwards(() => [replies(TOUCH)]), ...options, startMs: atMs });
/** From the due minute to Pact's acceptance: card, bot, send. */
const SENT_AFTER_MS = 200 + 1_000 + 200;

const touchedAt = (atMs: number, options: WorldOptions = {}): number | undefined => {
  const world = wroteAt(atMs, options);
  world.pass(days(3));
  const [touch, ...others] = touches(world);
  assert.deepEqual(others, []);
  return touch === undefined ? undefined : touch - SENT_AFTER_MS;
};

/** No moment for a touch: a task when the window ends, nothing sent. */
const calledAt = (atMs: number, options: WorldOptions = {}): number | undefined => {
  const world = wroteAt(atMs, options);
  world.pass(days(4));
  assert.deepEqual(touches(world), []);
  const [task, ...others] = world.tasks;
  assert.deepEqual(others, []);
  return task === undefined ? undefined : task.atMs - world.crmMs;
};

describe('the final touch on a channel with WhatsApp’s 24-hour window', () => {
  it('D-71: it is in the last full minute within 23 hours of the client’s message', () => {
    assert.equal(touchedAt(at('15:00')), at('13:59', 1));
    assert.equal(touchedAt(at('15:00:30')), at('13:59', 1));
    assert.equal(touchedAt(at('14:59:59')), at('13:58', 1));
  });

  it('D-71: if those 23 hours end at night it is in the last full minute of the evening before', () => {
    assert.equal(touchedAt(at('08:00')), at('19:59'));
    assert.equal(touchedAt(at('10:59')), at('19:59'));
    assert.equal(touchedAt(at('02:00', 1)), at('19:59', 1));
  });

  it('D-71: a minute that the 23 hours cut is not full', () => {
    assert.equal(touchedAt(at('11:00:30')), at('19:59'));
    assert.equal(touchedAt(at('11:01')), at('10:00', 1));
  });

  it('D-71: never less than 4 hours after our last word', () => {
    assert.equal(touchedAt(at('15:58:50')), at('14:57', 1));
    const lateWord = wroteAt(at('08:00'));
    lateWord.until(at('15:59'));
    lateWord.manager('Добрый день!'); // four hours before 20:00 and a minute
    lateWord.until(at('16:40'));
    lateWord.pass(days(2));
    assert.deepEqual(touches(lateWord), []);
  });

  it('D-71: exactly 4 hours are enough', () => {
    const policy = aPolicy({ settings: { returnGreeting: 'withNext' } });
    const touchesAfterWordAt = (atMs: number): number => {
      const world = wroteAt(at('08:00'), { policy });
      world.until(atMs);
      world.manager('Добрый день!');
      world.pass(days(2));
      return touches(world).length;
    };
    assert.deepEqual([at('15:59'), at('15:59') + 1].map(touchesAfterWordAt), [1, 0]);
  });

  it('D-71: the hours are the contact’s own where the CRM has their zone', () => {
    const card = { contact: { id: 1, notes: [], finalTouchHours: everyDay('03:00', '13:00') }, leads: [] };
    const world = wroteAt(at('15:00'));
    assert.ok(world.card.contact);
    assert.equal(touchedAt(at('15:00'), { card: { ...card, leads: world.card.leads } }), at('12:59', 1));
  });

  it('D-71: a new run of the workflow in between changes nothing', () => {
    const world = wroteAt(at('15:00'));
    world.pass(hours(5));
    world.continueAsNew();
    world.pass(days(3));
    assert.deepEqual(touches(world), [at('13:59', 1) + SENT_AFTER_MS]);
  });

  it('D-71: a bot that answers after that minute is still in time within the 23 hours and the hours of the day', () => {
    const world = wroteAt(at('15:00'));
    world.botMs = seconds(40);
    world.pass(days(2));
    assert.equal(touches(world).length, 1);
  });

  it('D-71: what the minute could not bring is not sent after the 23 hours: a task instead', () => {
    const world = wroteAt(at('15:00'));
    world.channel = () => (world.nowMs > at('13:58', 1) && world.nowMs < at('14:00', 1) ? 'down' : 'ok');
    world.pass(days(2));
    assert.deepEqual(touches(world), []);
    assert.deepEqual(
      callTasks(world).map(({ atMs }) => atMs),
      [at('15:00:00.2', 1)],
    );
  });
});

describe('no moment for a final touch within the window', () => {
  // The hours end at 12:00 and the client writes at 11:30: 4 hours after our word they are over, and 23 hours end before 10:30.
  const policy = aPolicy({ hours: { finalTouch: everyDay('10:30', '12:00') } });

  it('D-71: a task «Связаться» when the window ends, 24 hours after the client’s last message', () => {
    assert.equal(calledAt(at('11:00'), { policy }), at('11:00', 1));
  });

  it('D-71: it is for the lead’s responsible, due in 15 working minutes', () => {
    const world = wroteAt(at('11:00'), { policy });
    world.pass(days(2));
    assert.deepEqual(
      world.tasks.map(({ kind, subject, dueAtMs }) => [kind, subject, dueAtMs]),
      [['call', { leadId: LEAD }, at('11:15', 1)]],
    );
  });

  it('D-71: not a moment earlier, and a new run of the workflow changes nothing', () => {
    const world = wroteAt(at('11:00'), { policy });
    world.pass(hours(3));
    world.continueAsNew();
    world.until(at('11:00', 1) - 1);
    assert.equal(world.tasks.length, 0);
    world.pass(minutes(1));
    assert.equal(world.tasks.length, 1);
  });

  it('D-72: a client’s message cancels it', () => {
    const world = wroteAt(at('11:00'), { policy });
    world.until(at('10:00', 1));
    world.bot = () => [replies('Да.')];
    world.client('Ещё думаю');
    world.until(at('09:00', 2));
    assert.equal(world.tasks.length, 0);
  });

  it('D-71: a word of ours that is said only after the window has ended leaves the client a day before anybody is to call', () => {
    const world = wroteAt(at('11:00'), { policy });
    world.until(at('10:00', 1));
    world.hold(at('11:30', 1));
    world.until(at('11:20', 1));
    world.manager('Добрый день!');
    world.until(at('12:00:01', 1));
    assert.deepEqual([world.state, world.texts.length], ['withBot', 2]); // the bot is back and says so, at noon
    world.until(at('12:00', 2) - 1);
    assert.equal(world.tasks.length, 0);
    world.until(at('12:01', 2));
    assert.equal(callTasks(world).length, 1);
  });

  for (const [who, untilMs, act] of [
    ['leads', at('11:04', 1), (world: FakeWorld) => void world.hold(world.nowMs + hours(24))],
    [
      'is awaited',
      at('11:30', 1),
      (world: FakeWorld) => {
        world.bot = () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }];
        world.client('Позовите человека');
        world.pass(seconds(30));
      },
    ],
  ] as const) {
    it(`D-70: there is none while a manager ${who}`, () => {
      const world = wroteAt(at('11:00'), { policy });
      world.until(at('11:05'));
      act(world);
      world.until(untilMs);
      assert.deepEqual(
        callTasks(world).filter(({ text }) => text.includes('закрылось')),
        [],
      );
    });
  }

  it('D-73: with setting `nothing` there is none', () => {
    const settings = { afterFinalTouch: 'nothing' } as const;
    assert.equal(calledAt(at('11:00'), { policy: aPolicy({ hours: { finalTouch: everyDay('10:30', '12:00') }, settings }) }), undefined);
  });
});

describe('other channels', () => {
  for (const channel of ['whatsapp', 'telegram_personal', 'telegram', 'max', 'max_bot'])
    it(`D-70, D-71: ${channel} has no window: 24 hours after the last word`, () => {
      assert.equal(touchedAt(at('15:00'), { contact: aContact({ channel }) }), at('15:00:09.4', 1));
    });
});
