import assert from 'node:assert/strict';
import type { Stage } from '../../domain/dialog/card.ts';
import { aCard, aLead, aPolicy, at, days, everyDay, hours, minutes, seconds } from '../support/builders.ts';
import { ANNA, replies, type FakeWorld, type WorldOptions } from '../support/fake-world.ts';
import { answered, callTasks, handedOver, lastWordAt, LEAD, managerAnswered, afterwards, TOUCH, touches } from './situations.ts';

/** From the moment it is due: the card is read, the bot writes, it is sent. */
const SENT_AFTER_MS = 200 + 1_000 + 200;
const touchedAt = (wordAtMs: number, options: WorldOptions = {}): number | undefined => {
  const world = lastWordAt(wordAtMs, options);
  world.pass(days(4));
  const [atMs, ...others] = touches(world);
  assert.deepEqual(others, []);
  return atMs === undefined ? undefined : atMs - SENT_AFTER_MS;
};

describe('a client falls silent', () => {
  it('D-70: 24 hours after the bot’s last word it tries once to bring the client back', () => {
    assert.equal(touchedAt(at('12:00')), at('12:00', 1));
  });

  it('D-70: the bot writes it from the context: it is asked with trigger `finalTouch`', () => {
    const world = lastWordAt(at('12:00'));
    world.until(at('12:00', 1) - 1);
    assert.equal(world.asked.length, 1);
    world.until(at('12:01', 1));
    const request = world.asked[1];
    assert.deepEqual(
      [request?.trigger, request?.messages.map(({ role }) => role), request?.newMessageIds],
      ['finalTouch', ['client', 'bot'], []],
    );
    assert.equal(request?.context.activeLeadId, LEAD);
    assert.equal(world.texts.at(-1), TOUCH);
    assert.equal(world.state, 'withBot');
  });

  it('D-70: a manager’s last word counts as well', () => {
    const world = managerAnswered(at('22:00'), { bot: afterwards(() => [replies(TOUCH)]) });
    world.pass(days(3));
    assert.deepEqual(touches(world), [at('10:00', 2) + SENT_AFTER_MS]);
  });

  it('D-70: automatic messages are no words', () => {
    const world = lastWordAt(at('12:00'));
    world.pass(hours(5));
    world.manager('Ваша заявка принята, номер 7');
    world.manager('С праздником!', { bulk: true });
    world.pass(days(2));
    assert.deepEqual(touches(world), [at('12:00', 1) + SENT_AFTER_MS]);
  });

  it('D-70: a client who had the last word is not written to', () => {
    const world = answered({ bot: () => [{ type: 'silent', because: 'благодарность' }] });
    world.pass(days(4));
    assert.deepEqual([world.texts.length, world.tasks.length], [0, 0]);
  });

  for (const stage of ['new', 'consulted', 'preBooked'] as const satisfies readonly Stage[]) {
    it(`D-70: with its lead at \`${stage}\` it is done`, () => {
      const world = lastWordAt(at('12:00'), { stage });
      world.pass(hours(25));
      assert.equal(touches(world).length, 1);
    });
  }
  for (const stage of ['prepaid', 'arriving', 'staying', 'left', 'unknown'] as const satisfies readonly Stage[]) {
    it(`D-70: with its lead at \`${stage}\` it is not`, () => {
      const world = lastWordAt(at('12:00'), { stage });
      world.pass(days(5));
      assert.deepEqual([touches(world).length, world.tasks.length], [0, 0]);
    });
  }

  for (const [who, world] of [
    ['a manager is awaited', () => handedOver(at('12:00'), { bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }] })],
    [
      'a manager holds the dialog',
      () => {
        const held = answered();
        held.hold(held.nowMs + hours(24));
        held.pass(hours(23));
        held.hold(held.nowMs + hours(24));
        return held;
      },
    ],
  ] as const) {
    it(`D-70: not while ${who}`, () => {
      const situation = world();
      situation.pass(hours(23));
      situation.bot = () => [replies(TOUCH)];
      situation.pass(minutes(50));
      assert.deepEqual(touches(situation), []);
    });
  }

  it('D-70: a new run of the workflow in between changes nothing', () => {
    const world = lastWordAt(at('12:00'));
    world.pass(hours(10));
    world.continueAsNew();
    world.pass(days(2));
    assert.deepEqual(touches(world), [at('12:00', 1) + SENT_AFTER_MS]);
  });
});

describe('the hours of the final touch', () => {
  it('D-71: from 10:00 on, before it at 10:00', () => {
    assert.equal(touchedAt(at('10:00') - 1), at('10:00', 1));
    assert.equal(touchedAt(at('10:00')), at('10:00', 1));
    assert.equal(touchedAt(at('10:00') + 1), at('10:00', 1) + 1);
    assert.equal(touchedAt(at('03:00')), at('10:00', 1));
  });

  it('D-71: until 20:00, from then on at the next 10:00', () => {
    assert.equal(touchedAt(at('19:59')), at('19:59', 1));
    assert.equal(touchedAt(at('20:00')), at('10:00', 2));
    assert.equal(touchedAt(at('23:00')), at('10:00', 2));
  });

  it('D-71: a dated exception counts', () => {
    const policy = aPolicy({ hours: { finalTouch: everyDay('10:00', '20:00', { 1: [], 2: [['12:00', '15:00']] }) } });
    assert.equal(touchedAt(at('12:00'), { policy }), at('12:00', 2));
  });

  it('D-71: they are the contact’s own where the CRM has their zone', () => {
    const card = aCard([aLead({ id: LEAD, stage: 'new' })], { id: 1, notes: [], finalTouchHours: everyDay('03:00', '13:00') });
    assert.equal(touchedAt(at('14:00'), { card }), at('03:00', 2));
    assert.equal(touchedAt(at('04:00'), { card }), at('04:00', 1));
  });

  it('D-71: a bot that answers only after 20:00 has missed them: nothing is sent before the next 10:00', () => {
    const world = lastWordAt(at('19:59:30'));
    world.botMs = seconds(40);
    world.until(at('09:59', 2));
    assert.deepEqual(touches(world), []);
    assert.equal(world.asked.length, 2);
    world.until(at('10:05', 2));
    assert.equal(touches(world).length, 1);
  });

  it('D-71: so has a message that Pact does not take before 20:00', () => {
    const world = lastWordAt(at('19:58'));
    world.channel = () => (world.nowMs < at('20:01', 1) ? 'down' : 'ok');
    world.until(at('09:59', 2));
    assert.deepEqual([touches(world).length, world.tasks.length], [0, 0]);
    world.until(at('10:05', 2));
    assert.equal(touches(world).length, 1);
  });

  it('D-71: after an outage over all of the evening it waits for the morning, without asking anybody meanwhile', () => {
    const world = lastWordAt(at('15:00'));
    world.nowMs = at('22:00', 1); // nothing ran from noon on
    const started = world.started.length;
    world.until(at('09:59', 2));
    assert.equal(world.started.length, started);
    world.until(at('10:05', 2));
    assert.equal(touches(world).length, 1);
  });
});

describe('a planned final touch is cancelled', () => {
  const almostDue = (options: Parameters<typeof lastWordAt>[1] = {}): FakeWorld => {
    const world = lastWordAt(at('12:00'), options);
    world.until(at('11:50', 1));
    return world;
  };

  it('D-72: by the client’s message; the next one counts from the bot’s next word', () => {
    const world = almostDue();
    world.bot = () => [replies('Да.')];
    world.client('Я думаю ещё');
    world.pass(minutes(1));
    world.bot = () => [replies(TOUCH)];
    world.until(at('11:49', 2));
    assert.deepEqual(touches(world), []);
    world.until(at('11:55', 2));
    assert.equal(touches(world).length, 1);
  });

  it('D-06: by one that comes while the bot is writing it: the draft is dropped for good and the message gets its answer', () => {
    const world = almostDue();
    world.botMs = seconds(30);
    world.until(at('12:00:20', 1));
    world.bot = () => [replies('Да.')];
    world.client('Я думаю ещё');
    world.pass(minutes(3));
    assert.deepEqual([touches(world).length, world.texts.at(-1)], [0, 'Да.']);
    assert.equal(world.asked.at(-1)?.trigger, 'clientMessage');
  });

  it('D-72: by one that comes before Pact took it', () => {
    const world = almostDue();
    world.channel = () => 'down';
    world.until(at('12:00:05', 1));
    world.bot = () => [replies('Да.')];
    world.client('Я думаю ещё');
    world.channel = () => 'ok';
    world.pass(minutes(3));
    assert.deepEqual([touches(world).length, world.texts.at(-1)], [0, 'Да.']);
  });

  for (const [what, act] of [
    ['a take', (world: FakeWorld) => void world.hold(world.nowMs + hours(24))],
    ['an opening, even one that lapses', (world: FakeWorld) => void world.opensCard(LEAD)],
    ['a payment', (world: FakeWorld) => world.leadMoves(LEAD, { stage: 'prepaid' })],
    ['the lead’s refusal', (world: FakeWorld) => world.leadMoves(LEAD, { stage: 'lost' })],
    ['the lead’s end', (world: FakeWorld) => world.event({ type: 'leadChanged', changeId: 'x', leadId: LEAD })],
  ] as const) {
    it(`D-72: by ${what}`, () => {
      const world = almostDue();
      act(world);
      world.pass(hours(23));
      assert.deepEqual([touches(world).length, world.tasks.length], [0, 0]);
    });

    it(`D-72: by ${what} while the bot is writing it`, () => {
      const world = almostDue();
      world.botMs = seconds(30);
      world.until(at('12:00:20', 1));
      act(world);
      world.pass(hours(23));
      assert.deepEqual([touches(world).length, world.tasks.length], [0, 0]);
    });

    it(`D-72: by ${what} right before it is sent`, () => {
      const world = almostDue();
      world.channel = () => 'down';
      world.until(at('12:00:05', 1));
      act(world);
      world.channel = () => 'ok';
      world.pass(hours(23));
      assert.deepEqual([touches(world).length, world.tasks.length], [0, 0]);
    });
  }

  it('D-72: by a payment that no webhook told of: the card is read before the bot is asked', () => {
    const world = almostDue();
    world.card = aCard([aLead({ id: LEAD, stage: 'prepaid' })]);
    world.pass(hours(2));
    assert.equal(world.asked.length, 1);
  });

  it('D-63: a lead that left the first three stages and came back is not touched before there is a new word', () => {
    const world = almostDue();
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.leadMoves(LEAD, { stage: 'preBooked' });
    world.pass(days(2));
    assert.deepEqual(touches(world), []);
  });

  it('D-72: a move within the first three stages, ours or a person’s, does not cancel it', () => {
    const world = almostDue();
    world.leadMoves(LEAD, { stage: 'consulted' });
    world.pass(hours(1));
    assert.equal(touches(world).length, 1);
  });

  it('D-63: the deletion of another lead does not cancel it either', () => {
    const world = almostDue();
    world.event({ type: 'leadChanged', changeId: 'x', leadId: LEAD + 1 });
    world.pass(hours(1));
    assert.equal(touches(world).length, 1);
  });

  it('D-51: nothing else that people do in the CRM cancels it', () => {
    const world = almostDue();
    world.leadMoves(LEAD, { personChangedAtMs: world.nowMs, amountRub: 100 });
    world.personTouched(LEAD, ANNA);
    world.pass(hours(1));
    assert.equal(touches(world).length, 1);
  });
});

describe('one final touch', () => {
  it('D-72: there is at most one per lead: not again when the client falls silent once more', () => {
    const world = lastWordAt(at('12:00'));
    world.pass(hours(25));
    world.bot = () => [replies('Да.')];
    world.client('Спасибо, думаю');
    world.pass(minutes(1));
    world.bot = () => [replies(TOUCH)];
    world.pass(days(5));
    assert.equal(touches(world).length, 1);
  });

  it('D-72: nor in a later episode', () => {
    const world = lastWordAt(at('12:00'));
    world.pass(days(32));
    assert.equal(world.state, 'closed');
    world.continueAsNew();
    world.bot = () => [replies('Да.')];
    world.client('Здравствуйте');
    world.pass(minutes(1));
    world.bot = () => [replies(TOUCH)];
    world.pass(days(5));
    assert.equal(touches(world).length, 1);
  });

  it('D-72: another lead has one of its own', () => {
    const world = lastWordAt(at('12:00'));
    world.pass(hours(25));
    world.leadMoves(LEAD, { stage: 'lost' });
    world.leadAppears(aLead({ id: 9, stage: 'new' }));
    world.bot = () => [replies('Да.')];
    world.client('Хочу ещё раз');
    world.pass(minutes(1));
    world.bot = () => [replies(TOUCH)];
    world.pass(days(2));
    assert.equal(touches(world).length, 2);
  });

  it('D-91: one whose answer was lost is not said twice', () => {
    const world = lastWordAt(at('12:00'));
    world.echoes = false;
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'ok');
    world.pass(days(3));
    assert.equal(touches(world).length, 1);
  });

  it('D-91: while nobody knows whether it left there is no other', () => {
    const world = lastWordAt(at('19:59:50'));
    world.echoes = false;
    world.channel = () => 'lost';
    world.sendMs = seconds(20); // the answer is lost after 20:00: no moment for another try
    world.until(at('12:00', 2));
    assert.deepEqual([touches(world).length, world.dialog.outbox.unknown.length], [1, 1]);
  });

  it('D-23: one that is longer than a message goes out in parts, as any reply', () => {
    const long = `${'Мы вас ждём. '.repeat(400)}${TOUCH}`;
    const world = lastWordAt(at('12:00'), { bot: afterwards(() => [replies(long)]) });
    world.pass(hours(25));
    assert.equal(world.texts.length, 3);
    assert.equal(world.texts.slice(1).join(' ').length, long.length);
  });
});

describe('a final touch that says nothing', () => {
  const noTouch = (actions: Parameters<typeof afterwards>[0]): FakeWorld => {
    const world = lastWordAt(at('12:00'), { bot: afterwards(actions) });
    world.until(at('13:00', 1));
    return world;
  };

  for (const [what, answer] of [
    ['a handoff', () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }]],
    ['words and a handoff', () => [replies('Да.'), { type: 'handoff', reason: 'clientAsked', summary: '' }]],
    ['`silent`', () => [{ type: 'silent', because: 'незачем' }]],
    ['a refused link', () => [replies('Смотрите https://evil.example/1')]],
    ['no answer', () => 'noAnswer'],
    ['a malformed one', () => 'malformed'],
    ['only actions that have no effect here', () => [{ type: 'paymentLink', url: 'https://pay.example/1', amount: 100 }]],
  ] as const satisfies readonly (readonly [string, Parameters<typeof afterwards>[0]])[]) {
    it(`D-75: ${what}: nothing is sent, there is a task «Связаться» and the dialog stays the bot’s`, () => {
      const world = noTouch(answer);
      assert.deepEqual([world.texts.length, world.state, world.dialog.alerts.length], [1, 'withBot', 0]);
      assert.deepEqual(
        world.tasks.map(({ kind, subject }) => [kind, subject]),
        [['call', { leadId: LEAD }]],
      );
    });
  }

  it('D-75: the task is made at once and due in 15 working minutes', () => {
    const world = noTouch(() => [{ type: 'silent', because: 'незачем' }]);
    const [task] = callTasks(world);
    assert.ok((task?.atMs ?? 0) < at('12:00:02', 1));
    assert.equal(task?.dueAtMs, at('12:15:01.2', 1));
  });

  it('D-75: it was the lead’s one chance: there is no other touch and no second task', () => {
    const world = noTouch(() => [{ type: 'silent', because: 'незачем' }]);
    world.bot = () => [replies(TOUCH)];
    world.pass(days(10));
    assert.deepEqual([touches(world).length, world.tasks.length], [0, 1]);
  });

  it('D-75: no answer from the bot for a lead that has left meanwhile is nobody’s task', () => {
    const world = lastWordAt(at('12:00'), { bot: afterwards(() => 'noAnswer') });
    world.until(at('12:00:10', 1));
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.pass(hours(1));
    assert.equal(world.tasks.length, 0);
  });
});

describe('a final touch that says something', () => {
  const touched = (actions: Parameters<typeof afterwards>[0]): FakeWorld => {
    const world = lastWordAt(at('12:00'), { bot: afterwards(actions) });
    world.until(at('13:00', 1));
    return world;
  };

  it('D-75: a `clarify` counts as a `reply`', () => {
    const world = touched(() => [{ type: 'clarify', text: TOUCH }]);
    assert.equal(touches(world).length, 1);
    world.client('Да');
    world.pass(seconds(9));
    assert.equal(world.asked.at(-1)?.trigger, 'clientMessage');
  });

  it('D-75: `setBooking` has effect', () => {
    const world = touched(() => [replies(TOUCH), { type: 'setBooking', fields: { adults: 2 } }]);
    assert.equal(world.dialog.episode.booking.adults, 2);
    assert.deepEqual(
      world.done('writeBooking').map(({ fields }) => fields),
      [{ guests: 2 }],
    );
  });

  it('D-75: no other action has', () => {
    const world = touched(() => [
      replies(TOUCH),
      { type: 'paymentLink', url: 'https://pay.example/1', amount: 100 },
      { type: 'proposeStage', stage: 'Проведена консультация', because: '' },
      { type: 'knowledgeGap', question: 'Есть ли вертолёт?' },
      { type: 'newBooking' },
      { type: 'optOut' },
    ]);
    assert.deepEqual([world.texts.slice(1), world.state, world.tasks.length], [[TOUCH], 'withBot', 0]);
    assert.deepEqual([world.done('moveLead').length, world.done('addNote').length, world.dialog.alerts.length], [0, 0, 0]);
    assert.equal(world.dialog.optOutAtMs, undefined);
  });
});

describe('a guest who asks not to be written to', () => {
  const wishing = (text: string, options: WorldOptions = {}): FakeWorld => {
    const world = answered({ bot: afterwards(() => [replies('Хорошо.')]), ...options });
    world.client(text);
    world.pass(minutes(1));
    world.bot = () => [replies(TOUCH)];
    world.pass(days(5));
    return world;
  };

  it('D-76: gets no final touch, and nobody is asked to call', () => {
    const world = wishing('Пожалуйста, Не пишите мне больше');
    assert.deepEqual([touches(world).length, world.tasks.length], [0, 0]);
  });

  it('D-76: also if the bot is the one to say so', () => {
    const world = wishing('Отстаньте', { bot: afterwards(() => [replies('Хорошо.'), { type: 'optOut' }]) });
    assert.deepEqual([touches(world).length, world.tasks.length], [0, 0]);
  });

  it('D-76: other words do not count', () => {
    assert.equal(touches(wishing('Пишите мне ещё')).length, 1);
  });

  it('D-76: it is kept for the contact: the next day of the same silence, a new run, a new lead', () => {
    const world = wishing('не пишите мне');
    world.continueAsNew();
    world.leadAppears(aLead({ id: 9, stage: 'new' }));
    world.pass(days(3));
    assert.equal(touches(world).length, 0);
  });

  it('D-76: until they write of their own accord again', () => {
    const world = wishing('не пишите мне');
    world.bot = () => [replies('Рады вас слышать.')];
    world.client('Здравствуйте, передумала');
    world.pass(minutes(1));
    world.bot = () => [replies(TOUCH)];
    world.pass(days(2));
    assert.equal(touches(world).length, 1);
  });
});
