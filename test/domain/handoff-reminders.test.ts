import assert from 'node:assert/strict';
import { aCard, aLead, aPolicy, at, days, minutes, seconds } from '../support/builders.ts';
import { ANNA, BORIS, type FakeWorld, type WorldOptions } from '../support/fake-world.ts';
import { answered, handedOver, handoff, handoffOf, LEAD, afterwards, WITH_BREAK, WITH_HOLIDAY } from './situations.ts';

const calls = ({ tasks }: FakeWorld) => tasks.filter(({ kind }) => kind === 'call');
const alertTimes = ({ raised }: FakeWorld): number[] => raised.filter(({ about }) => about === 'handoffNotTaken').map(({ atMs }) => atMs);
const waiting = (atMs: number, working?: WorldOptions['policy']): FakeWorld => handedOver(atMs, working ? { policy: working } : {});
const withHours = (working: typeof WITH_BREAK): WorldOptions['policy'] => aPolicy({ hours: { working } });

describe('nobody takes a handoff: 15 working minutes', () => {
  it('D-43: then there is a task «Связаться», not a moment earlier', () => {
    const world = waiting(at('12:00'));
    world.until(at('12:15') - 1);
    assert.equal(calls(world).length, 0);
    world.until(at('12:15:01'));
    assert.equal(calls(world).length, 1);
  });

  it('D-43: it is on the same lead, due at once, and says why', () => {
    const world = waiting(at('12:00'));
    world.until(at('12:16'));
    const [call] = calls(world);
    assert.deepEqual([call?.subject, call?.dueAtMs], [{ leadId: LEAD }, at('12:15')]);
    assert.match(call?.text ?? '', /причина clientAsked/u);
  });

  it('D-43: on the same lead even if people work on another one by now', () => {
    const world = waiting(at('12:00'));
    world.leadAppears(aLead({ id: 9, stage: 'consulted', personChangedAtMs: at('12:05') }));
    world.until(at('13:30'));
    assert.deepEqual(
      calls(world).map(({ subject }) => subject),
      [{ leadId: LEAD }],
    );
    assert.deepEqual(
      world.done('addNote').map(({ subject }) => subject),
      [{ leadId: LEAD }],
    );
  });

  it('D-43: it is for the person who got the handoff’s task', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.tasksGoTo = BORIS.id;
    world.client('Позовите человека');
    world.pass(minutes(17));
    assert.equal(calls(world)[0]?.responsibleId, BORIS.id);
  });

  it('D-43: also where both could be written only after an outage of the CRM', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.tasksGoTo = BORIS.id;
    world.pass(seconds(5));
    world.crmDown = true;
    world.client('Позовите человека');
    world.pass(minutes(30));
    world.crmDown = false;
    world.pass(minutes(15));
    assert.deepEqual(
      world.tasks.map(({ kind, responsibleId }) => [kind, responsibleId]),
      [
        ['whatsapp', undefined],
        ['call', BORIS.id],
      ],
    );
  });

  it('D-43: on the lead that D-15 brought meanwhile', () => {
    const world = handedOver(at('12:00'), { card: { contact: null, leads: [] } });
    world.until(at('12:16'));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [world.tasks[0]?.subject, world.tasks[0]?.subject],
    );
    assert.ok('leadId' in (calls(world)[0]?.subject ?? {}));
  });

  for (const [when, meanwhile] of [
    ['', () => {}],
    [', also if it came while the card was open', (world: FakeWorld) => void world.opensCard(LEAD)],
  ] as const) {
    it(`D-43: it stays on that lead, though it is lost by then${when}`, () => {
      const old = aLead({ id: LEAD, stage: 'lost' });
      const world = handedOver(at('12:00'), { card: aCard([old]) });
      meanwhile(world);
      world.until(at('12:00:20'));
      world.leadAppears(aLead({ id: 7, stage: 'new', createdAtMs: world.nowMs }));
      world.until(at('12:10'));
      world.leadMoves(7, { stage: 'lost' });
      world.until(at('13:01'));
      assert.deepEqual(
        [...world.tasks, ...world.done('addNote')].map(({ subject }) => subject),
        [{ leadId: 7 }, { leadId: 7 }, { leadId: 7 }],
      );
    });
  }

  it('D-43: if the lead is gone by then it is on the contact', () => {
    const world = waiting(at('12:00'));
    world.crmRefuses = (write) => 'subject' in write && 'leadId' in write.subject;
    world.card = { ...world.card, leads: [] };
    world.until(at('12:20'));
    assert.deepEqual(
      calls(world).map(({ subject }) => subject),
      [{ contactId: 53_000_001 }],
    );
  });

  it('D-43: if the lead was gone at the handoff already both tasks are on the contact', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.crmRefuses = (write) => 'subject' in write && 'leadId' in write.subject;
    world.client('Позовите человека');
    world.pass(seconds(9)); // the card is as it was
    world.card = { ...world.card, leads: [] };
    world.pass(minutes(20));
    assert.deepEqual(
      world.tasks.map(({ kind, subject }) => [kind, subject]),
      [
        ['whatsapp', { contactId: 53_000_001 }],
        ['call', { contactId: 53_000_001 }],
      ],
    );
  });

  for (const [how, atMs, working, dueAtMs] of [
    ['across a night', at('19:50'), undefined, at('09:05', 1)],
    ['from a night', at('22:00'), undefined, at('09:15', 1)],
    ['across a break', at('12:50'), WITH_BREAK, at('14:05')],
    ['across a holiday', at('19:50'), WITH_HOLIDAY, at('10:05', 2)],
  ] as const) {
    it(`D-43: they are working minutes: ${how}`, () => {
      const world = waiting(atMs, working && withHours(working));
      world.until(dueAtMs - 1);
      assert.equal(calls(world).length, 0);
      world.until(dueAtMs + minutes(1));
      assert.deepEqual(
        calls(world).map((call) => call.dueAtMs),
        [dueAtMs],
      );
    });
  }

  it('D-43: a new run of the workflow in between changes nothing', () => {
    const world = waiting(at('12:00'));
    world.until(at('12:07'));
    world.continueAsNew();
    world.until(at('12:15') - 1);
    assert.equal(calls(world).length, 0);
    world.until(at('12:16'));
    assert.deepEqual(
      calls(world).map(({ dueAtMs }) => dueAtMs),
      [at('12:15')],
    );
  });
});

describe('nobody takes a handoff: 60 working minutes', () => {
  it('D-43: then there is a note on the lead and an alert in the dialog’s view', () => {
    const world = waiting(at('12:00'));
    world.until(at('13:00') - 1);
    assert.deepEqual([world.done('addNote').length, world.dialog.alerts.length], [0, 0]);
    world.until(at('13:00:01'));
    assert.deepEqual(
      world.done('addNote').map(({ subject }) => subject),
      [{ leadId: LEAD }],
    );
    assert.deepEqual(
      world.dialog.alerts.map(({ about, atMs }) => [about, atMs]),
      [['handoffNotTaken', at('13:00')]],
    );
    assert.deepEqual(alertTimes(world), [at('13:00')]);
  });

  for (const [how, atMs, working, dueAtMs] of [
    ['across a night', at('19:30'), undefined, at('09:30', 1)],
    ['across a break', at('12:30'), WITH_BREAK, at('14:30')],
    ['across a holiday', at('19:30'), WITH_HOLIDAY, at('10:30', 2)],
  ] as const) {
    it(`D-43: they are working minutes and count from the handoff: ${how}`, () => {
      const world = waiting(atMs, working && withHours(working));
      world.until(dueAtMs - 1);
      assert.deepEqual(alertTimes(world), []);
      world.until(dueAtMs + minutes(1));
      assert.deepEqual(alertTimes(world), [dueAtMs]);
    });
  }

  it('D-43: a new run of the workflow in between changes nothing', () => {
    const world = waiting(at('12:00'));
    world.until(at('12:40'));
    world.continueAsNew();
    world.until(at('13:01'));
    assert.deepEqual(alertTimes(world), [at('13:00')]);
    assert.equal(calls(world).length, 1);
  });
});

describe('nobody takes a handoff for days', () => {
  it('D-43: there is an alert at each opening of a working day, and one task «Связаться» in all', () => {
    const world = waiting(at('12:00'));
    world.until(at('12:00', 3));
    assert.deepEqual(alertTimes(world), [at('13:00'), at('09:00', 1), at('09:00', 2), at('09:00', 3)]);
    assert.deepEqual([calls(world).length, world.done('addNote').length, world.tasks.length], [1, 1, 2]);
  });

  it('D-43: the end of a break is no opening of a day', () => {
    const world = waiting(at('10:00'), withHours(WITH_BREAK));
    world.until(at('08:00', 2));
    assert.deepEqual(alertTimes(world), [at('11:00'), at('09:00', 1)]);
  });

  it('D-43: where nobody ever closes there is one each 24 hours', () => {
    const working = [[at('00:00', -1), at('00:00', 60)]] as const;
    const world = waiting(at('12:00'), aPolicy({ hours: { working, dayMs: days(1) } }));
    world.until(at('14:00', 2));
    assert.deepEqual(alertTimes(world), [at('13:00'), at('13:00', 1), at('13:00', 2)]);
  });

  it('D-43: there is none on a holiday', () => {
    const world = waiting(at('10:00'), withHours(WITH_HOLIDAY));
    world.until(at('11:00', 2));
    assert.deepEqual(alertTimes(world), [at('11:00'), at('10:00', 2)]);
  });

  it('D-43: a new run of the workflow each day changes nothing', () => {
    const world = waiting(at('12:00'));
    for (let day = 0; day < 3; day += 1) {
      world.pass(days(1));
      world.continueAsNew();
    }
    assert.deepEqual(alertTimes(world), [at('13:00'), at('09:00', 1), at('09:00', 2), at('09:00', 3)]);
  });
});

describe('what ends the reminders of a handoff', () => {
  const nothingMore = (world: FakeWorld): void => {
    const before = [world.tasks.length, world.raised.length];
    world.until(at('11:59', 1));
    assert.deepEqual([world.tasks.length, world.raised.length], before);
  };

  it('D-43: a take', () => {
    const world = waiting(at('12:00'));
    world.hold(world.nowMs + days(1));
    nothingMore(world);
  });

  it('D-43: a return', () => {
    const world = waiting(at('12:00'));
    world.bot = () => [{ type: 'reply', text: 'Я снова тут.' }];
    world.release();
    world.until(at('12:00', 1) - minutes(1)); // before the final touch
    assert.deepEqual([calls(world).length, alertTimes(world).length], [0, 0]);
  });

  for (const [what, act] of [
    ['the client’s messages', (world: FakeWorld) => void world.client('Ау')],
    ['a move of the lead', (world: FakeWorld) => world.leadMoves(LEAD, { stage: 'consulted' })],
    ['a person’s change of the lead', (world: FakeWorld) => world.leadMoves(LEAD, { personChangedAtMs: at('12:05') })],
    ['somebody else’s task', (world: FakeWorld) => world.completes({ text: 'Позвонить', marker: 'key.other-h1' })],
    [
      'a task of which nobody can read the text',
      (world: FakeWorld) => world.event({ type: 'managerTook', actId: 'x', by: ANNA, via: 'task' }),
    ],
    ['an automatic message', (world: FakeWorld) => void world.manager('Ваша заявка принята, номер 7')],
  ] as const) {
    it(`D-43: ${what} ends nothing`, () => {
      const world = waiting(at('12:00'));
      world.until(at('12:05'));
      act(world);
      world.until(at('13:01'));
      assert.deepEqual([world.state, calls(world).length, alertTimes(world).length], ['awaitingManager', 1, 1]);
    });
  }
});

describe('completing the task of the handoff', () => {
  const completed = (): FakeWorld => {
    const world = waiting(at('12:00'));
    world.client('Вы тут?');
    world.until(at('12:10'));
    world.completes({ text: 'x', marker: handoffOf(world).id }, BORIS);
    return world;
  };

  it('D-43: it is a take by whoever completed it', () => {
    const world = completed();
    assert.equal(world.state, 'withManager');
    assert.deepEqual(world.dialog.state.name === 'withManager' && world.dialog.state.holder, BORIS);
  });

  it('D-43: it settles what the client wrote so far: nobody is owed an answer', () => {
    const { client } = completed().dialog;
    assert.equal(client.seq, client.settledSeq);
  });

  it('D-51: it settles only what was written by then, however late the news of it comes', () => {
    const world = waiting(at('12:00'));
    world.until(at('12:10'));
    world.client('А бассейн открыт?');
    world.until(at('12:40'));
    world.completes({ text: 'x', marker: handoffOf(world).id }, BORIS, at('12:05'));
    assert.deepEqual([world.state, world.dialog.client.seq - world.dialog.client.settledSeq], ['withManager', 1]);
    world.until(at('13:00'));
    assert.equal(world.state, 'withBot');
  });

  it('D-51: so the dialog returns after 40 minutes, not after 20', () => {
    const world = completed();
    world.until(at('12:50') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('12:50'));
    assert.equal(world.state, 'withBot');
  });

  it('D-51: what the client writes afterwards waits again', () => {
    const world = completed();
    world.until(at('12:20'));
    world.client('И ещё вопрос');
    world.until(at('12:40') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('12:40'));
    assert.equal(world.state, 'withBot');
  });

  it('D-43: of an older handoff, while the bot leads again: a take all the same, and what the client asked meanwhile is settled', () => {
    const world = waiting(at('12:00'));
    const { id } = handoffOf(world);
    world.release();
    world.bot = () => [{ type: 'reply', text: 'Я снова тут.' }];
    world.until(at('12:10'));
    world.client('И ещё вопрос');
    world.pass(seconds(5));
    world.completes({ text: 'x', marker: id }, BORIS);
    const told = world.texts.length;
    world.pass(minutes(39));
    assert.deepEqual(world.dialog.state, { name: 'withManager', holder: BORIS, lastActAtMs: at('12:10:05') });
    assert.deepEqual([world.dialog.client.settledSeq, world.texts.length], [world.dialog.client.seq, told]);
  });

  it('D-54: while another manager leads, that one goes on leading', () => {
    const world = waiting(at('12:00'));
    const { id } = handoffOf(world);
    world.take(ANNA);
    world.client('Вы тут?');
    world.until(at('12:10'));
    world.completes({ text: 'x', marker: id }, BORIS);
    assert.deepEqual(world.dialog.state, { name: 'withManager', holder: ANNA, lastActAtMs: at('12:10') });
    assert.equal(world.dialog.client.settledSeq, world.dialog.client.seq);
  });
});
