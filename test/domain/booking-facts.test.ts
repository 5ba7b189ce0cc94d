import assert from 'node:assert/strict';
import type { BotBooking } from '../../domain/dialog/bot.ts';
import type { Lead, Stage } from '../../domain/dialog/card.ts';
import { aCard, aLead, at, days, minutes } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import { type Answer, booking, gap, GREETING, HANDOFF_TEXT, handsOver, inTurn, newBooking, reasons, silent } from './actions.ts';
import { LEAD } from './situations.ts';

/** Monday, 2 March 2026, at noon. */
const START_MS = at('12:00');

function said(fields: BotBooking, lead: Partial<Lead> = {}, ...later: readonly Answer[]): FakeWorld {
  const world = new FakeWorld({
    startMs: START_MS,
    card: aCard([aLead({ id: LEAD, stage: 'new', ...lead })]),
    bot: inTurn([booking(fields), replies('Записал.')], ...later),
  });
  world.client('Нас несколько');
  world.pass(minutes(2));
  return world;
}
const next = (world: FakeWorld, text = 'Ещё вопрос'): void => {
  world.client(text);
  world.pass(minutes(2));
};
const handedOver = (fields: BotBooking, lead: Partial<Lead> = {}): string[] => reasons(said(fields, lead));

describe('facts of a booking that need a person', () => {
  it('D-31: 5 guests or more', () => {
    assert.deepEqual(handedOver({ adults: 5 }), ['moreThanFourGuests']);
    assert.deepEqual(handedOver({ adults: 9 }), ['moreThanFourGuests']);
  });
  it('D-31: 4 guests stay with the bot', () => assert.deepEqual(handedOver({ adults: 4 }), []));
  it('D-31: all people count as guests: 3 adults and 2 children are 5', () => {
    assert.deepEqual(handedOver({ adults: 3, children: [{ age: 8 }, { age: 9 }] }), ['moreThanFourGuests']);
    assert.deepEqual(handedOver({ adults: 2, children: [{ age: 8 }, { age: 9 }] }), []);
  });
  it('D-31: children whose age nobody told count too', () => {
    assert.deepEqual(handedOver({ adults: 4, children: [{}] }), ['moreThanFourGuests']);
  });

  it('D-31: a child of 3 or younger', () => {
    for (const age of [3, 2, 0]) assert.deepEqual(handedOver({ adults: 2, children: [{ age: 10 }, { age }] }), ['childUpToThree']);
  });
  it('D-31: a child of 4 stays with the bot', () => assert.deepEqual(handedOver({ adults: 2, children: [{ age: 4 }] }), []));
  it('D-31: three and a half is three', () => assert.deepEqual(handedOver({ adults: 2, children: [{ age: 3.5 }] }), ['childUpToThree']));
  it('D-31: the age follows from the day of birth: three until the day before the fourth birthday', () => {
    assert.deepEqual(handedOver({ adults: 2, children: [{ birthDate: '2022-03-03' }] }), ['childUpToThree']);
    assert.deepEqual(handedOver({ adults: 2, children: [{ birthDate: '2022-03-02' }] }), []);
  });
  it('D-31: three now is enough, though four on arrival', () => {
    assert.deepEqual(handedOver({ adults: 2, children: [{ birthDate: '2022-06-01' }], arrival: '2026-07-10' }), ['childUpToThree']);
  });
  it('D-31: a child that is yet to be born is one', () => {
    assert.deepEqual(handedOver({ adults: 2, children: [{ birthDate: '2026-05-01' }], arrival: '2026-07-10' }), ['childUpToThree']);
  });
  it('D-31: a day of birth nobody can read says nothing', () => {
    assert.deepEqual(handedOver({ adults: 2, children: [{ birthDate: 'летом' }] }), []);
  });

  it('D-31: 2 rooms or more, 1 stays with the bot', () => {
    assert.deepEqual(handedOver({ adults: 2, rooms: 2 }), ['severalRooms']);
    assert.deepEqual(handedOver({ adults: 2, rooms: 1 }), []);
  });
  it('D-31: a pet; none stays with the bot', () => {
    assert.deepEqual(handedOver({ adults: 2, pets: true }), ['pet']);
    assert.deepEqual(handedOver({ adults: 2, pets: false }), []);
  });

  it('D-31: the facts decide, not only the bot: its reply is not sent', () => {
    assert.deepEqual(said({ adults: 5 }).texts, [`${GREETING} ${HANDOFF_TEXT}`]);
  });

  it("D-31: the bot's own reason comes first", () => {
    const world = said({}, {}, [booking({ adults: 5 }), handsOver('pet')]);
    next(world);
    assert.deepEqual(reasons(world), ['pet']);
  });
});

describe('where the facts come from', () => {
  const without = (lead: Partial<Lead>): string[] => handedOver({}, lead);

  it("D-31: without the bot's word the lead's fields decide", () => {
    assert.deepEqual(without({ guests: 5 }), ['moreThanFourGuests']);
    assert.deepEqual(without({ guests: 4 }), []);
  });
  it("D-31: the bot's word goes before the lead's field", () => {
    assert.deepEqual(handedOver({ adults: 2 }, { guests: 6 }), []);
    assert.deepEqual(handedOver({ adults: 6 }, { guests: 2 }), ['moreThanFourGuests']);
  });
  it('D-31: children alone do not tell how many come: the field still counts', () => {
    assert.deepEqual(handedOver({ children: [{ age: 8 }] }, { guests: 6 }), ['moreThanFourGuests']);
    assert.deepEqual(handedOver({ children: [{ age: 8 }] }, { guests: 2 }), []);
  });
  it('D-31: five children are five guests, whoever comes with them', () => {
    assert.deepEqual(handedOver({ children: Array.from({ length: 5 }, () => ({ age: 9 })) }), ['moreThanFourGuests']);
  });
  it('D-64: and such a half-known number is not written into the CRM', () => {
    assert.ok(
      said({ children: [{ age: 8 }], arrival: '2026-07-10' })
        .done('writeBooking')
        .every(({ fields }) => fields.guests === undefined),
    );
  });
  it('D-31: parts told one after the other add up', () => {
    const world = said({ adults: 3 }, {}, [booking({ children: [{ age: 8 }, { age: 9 }] }), replies('Записал.')]);
    assert.deepEqual(reasons(world), []);
    next(world);
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
  });
  it('D-31: even an answer that would be silent', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'consulted', guests: 5 })]),
      bot: () => [silent],
    });
    world.client('Спасибо');
    world.pass(minutes(1));
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
  });
});

describe('in which kinds the facts decide', () => {
  const kinds: Record<string, readonly Stage[]> = { newRequest: ['lost'], bookingInProgress: ['preBooked'], afterStay: ['left'] };
  for (const [kind, stages] of Object.entries(kinds))
    it(`D-31: in ${kind}`, () => {
      const world = new FakeWorld({
        startMs: START_MS,
        card: aCard(stages.map((stage) => aLead({ id: LEAD, stage }))),
        bot: () => [booking({ adults: 5 }), replies('Записал.')],
      });
      world.client('Нас пятеро');
      world.pass(minutes(2));
      assert.equal(world.asked[0]?.context.requestKind, kind);
      assert.deepEqual(reasons(world), ['moreThanFourGuests']);
    });

  it('D-31: in unclear', () => {
    const world = new FakeWorld({ startMs: START_MS, bot: () => [booking({ pets: true }), replies('Записал.')] });
    world.crmDown = true;
    world.client('Мы с собакой');
    world.pass(minutes(1));
    assert.deepEqual(reasons(world), ['pet']);
  });

  for (const stage of ['prepaid', 'arriving', 'staying'] as const)
    it(`D-31: not in currentBooking, here at ${stage}`, () => {
      assert.deepEqual(handedOver({ adults: 6, rooms: 2, pets: true, children: [{ age: 1 }] }, { stage, guests: 6 }), []);
    });
});

describe('a fact that was handed over', () => {
  const family = (...later: readonly Answer[]): FakeWorld => {
    const world = said({ adults: 5 }, {}, ...later);
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
    world.manager('Есть два номера рядом.');
    world.release();
    return world;
  };

  it('D-31: a family of five, answered and released by the manager, then asks about parking: the bot answers (§10)', () => {
    const world = family([replies('Парковка есть.')]);
    next(world, 'А парковка есть?');
    assert.match(world.texts.at(-1) ?? '', /Парковка есть\.$/u);
    assert.equal(world.state, 'withBot');
  });

  it('D-31: hands over once per lead: said again it does not', () => {
    const world = family([booking({ adults: 5 }), replies('Парковка есть.')]);
    next(world);
    assert.equal(world.tasks.length, 1);
  });

  it('D-31: a changed one does', () => {
    const world = family([booking({ adults: 6 }), replies('Записал.')]);
    next(world);
    assert.deepEqual(reasons(world), ['moreThanFourGuests', 'moreThanFourGuests']);
  });

  it('D-31: a new one does', () => {
    const world = family([booking({ pets: true }), replies('Записал.')]);
    next(world);
    assert.deepEqual(reasons(world), ['moreThanFourGuests', 'pet']);
  });

  it('D-31: one that fell below the limit does not', () => {
    const world = family([booking({ adults: 4 }), replies('Записал.')]);
    next(world);
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
  });

  it('D-31: several at once are one handoff, and all of them are known afterwards', () => {
    const world = said({ adults: 5, pets: true, rooms: 2 }, {}, [replies('Парковка есть.')]);
    world.manager('Понял вас.');
    world.release();
    next(world);
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
  });

  it('D-31: holds across a continue-as-new', () => {
    const world = family([replies('Парковка есть.')]);
    world.continueAsNew();
    next(world);
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
  });

  it('D-31: holds in the next episode, for the same lead', () => {
    const world = family([silent], [booking({ adults: 5 }), replies('Парковка есть.')]);
    world.pass(days(32));
    assert.equal(world.state, 'closed');
    world.continueAsNew();
    next(world);
    assert.equal(world.state, 'withBot');
    assert.deepEqual(reasons(world).slice(1), []);
  });

  const withoutCard = (...leads: readonly Lead[]): FakeWorld => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard(leads),
      bot: inTurn([booking({ adults: 5 }), replies('Записал.')], [replies('Парковка есть.')]),
    });
    world.crmDown = true;
    world.client('Нас пятеро');
    world.pass(minutes(1));
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
    world.crmDown = false;
    return world;
  };

  it('D-31: handed over without a card, it is known of the lead that the card then shows', () => {
    const world = withoutCard(aLead({ id: LEAD, stage: 'new' }));
    world.pass(minutes(5)); // the task was written: the card is there
    world.manager('Есть два номера рядом.');
    world.release();
    next(world, 'А парковка есть?');
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
    assert.match(world.texts.at(-1) ?? '', /Парковка есть\.$/u);
  });

  it('D-31: … beside what was handed over for that lead before', () => {
    const world = said(
      { pets: true },
      {},
      [silent],
      [booking({ adults: 5 }), replies('Записал.')],
      [booking({ pets: true }), replies('Да.')],
    );
    world.manager('Можно с собакой.');
    world.release();
    world.pass(days(32));
    world.continueAsNew();
    world.crmDown = true;
    next(world);
    assert.deepEqual(reasons(world).slice(-1), ['moreThanFourGuests']);
    world.crmDown = false;
    world.pass(minutes(5));
    world.manager('Есть два номера рядом.');
    world.release();
    next(world);
    assert.equal(world.state, 'withBot');
  });

  it('D-31: handed over where no lead ever came, it is a new one in the next episode', () => {
    const world = withoutCard();
    world.pass(minutes(5));
    world.manager('Есть два номера рядом.');
    world.release();
    world.pass(days(31));
    assert.equal(world.state, 'closed');
    world.continueAsNew();
    world.bot = () => [booking({ adults: 5 }), replies('Записал.')];
    next(world, 'Мы опять впятером');
    assert.deepEqual(reasons(world).slice(-1), ['moreThanFourGuests']);
    assert.equal(world.state, 'awaitingManager');
  });

  it('D-31: what another handoff never spoke of was not handed over: the bot was not reached, the five guests are still news', () => {
    let asked = 0;
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'new', guests: 5 })]),
      bot: () => ((asked += 1) === 1 ? 'malformed' : [replies('Записал.')]),
    });
    world.client('Есть номера?');
    world.pass(minutes(2));
    world.manager('Есть.');
    world.release();
    next(world);
    assert.deepEqual(reasons(world), ['botUnavailable', 'moreThanFourGuests']);
  });

  it('D-31: … nor did one by our own rules', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'preBooked', guests: 5 })]),
      bot: () => [replies('Записал.')],
    });
    world.client('', { attachments: [{ kind: 'photo', url: 'https://pact.example/1.jpg' }] });
    world.pass(minutes(2));
    world.manager('Оплату вижу.');
    world.release();
    next(world);
    assert.deepEqual(reasons(world), ['reportsPayment', 'moreThanFourGuests']);
  });

  it('D-31: the bot’s own handoff, whatever its reason, tells of the facts that it knew', () => {
    const world = said({}, { guests: 5 });
    assert.deepEqual(reasons(world), ['moreThanFourGuests']);
    for (const answer of [handsOver('clientAsked'), gap('Есть ли сауна?')]) {
      const other = new FakeWorld({
        startMs: START_MS,
        card: aCard([aLead({ id: LEAD, stage: 'new' })]),
        bot: inTurn([booking({ adults: 5 }), answer], [replies('Парковка есть.')]),
      });
      other.client('Нас пятеро, позовите человека');
      other.pass(minutes(2));
      other.manager('Здравствуйте!');
      other.release();
      next(other);
      assert.equal(other.state, 'withBot');
      assert.equal(reasons(other).length, 1);
    }
  });

  it('D-31: a second child of 3 beside a known one of 2 is a new fact', () => {
    const world = said({ adults: 1, children: [{ age: 2 }] }, {}, [booking({ children: [{ age: 2 }, { age: 3 }] }), replies('Записал.')]);
    world.manager('Кроватку дадим.');
    world.release();
    next(world);
    assert.deepEqual(reasons(world), ['childUpToThree', 'childUpToThree']);
  });

  it('D-31: … so is a second one of the same age', () => {
    const world = said({ adults: 1, children: [{ age: 2 }] }, {}, [booking({ children: [{ age: 2 }, { age: 2 }] }), replies('Записал.')]);
    world.manager('Кроватку дадим.');
    world.release();
    next(world);
    assert.deepEqual(reasons(world), ['childUpToThree', 'childUpToThree']);
  });

  it('D-31: … one of 8 is none, nor is it one that fewer small children come', () => {
    const world = said(
      { adults: 1, children: [{ age: 2 }, { age: 3 }] },
      {},
      [booking({ children: [{ age: 3 }, { age: 2 }, { age: 8 }] }), replies('Записал.')],
      [booking({ children: [{ age: 3 }] }), replies('Записал.')],
    );
    world.manager('Кроватку дадим.');
    world.release();
    next(world);
    next(world);
    assert.deepEqual(reasons(world), ['childUpToThree']);
  });

  it('D-31: another handoff in between does not make it new again', () => {
    const world = said(
      { children: [{ age: 2 }], adults: 2 },
      {},
      [silent],
      [handsOver('complaint')],
      [booking({ children: [{ age: 2 }] }), replies('Да.')],
    );
    assert.deepEqual(reasons(world), ['childUpToThree']);
    world.manager('Кроватку дадим.');
    world.release();
    world.pass(days(32)); // a new episode knows no booking
    world.continueAsNew();
    next(world);
    assert.deepEqual(reasons(world).slice(-1), ['complaint']);
    world.manager('Разберёмся.');
    world.release();
    next(world);
    assert.equal(world.state, 'withBot');
  });

  it('D-31: on another lead it is a new one: here the new booking after «Выезд»', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'left', guests: 5 })]),
      bot: inTurn([replies('Вышлем чек.')], [newBooking, booking({ adults: 5 }), replies('Записал.')]),
    });
    world.client('Нужен чек');
    world.pass(minutes(2));
    world.manager('Вот чек.');
    world.release();
    next(world, 'Хотим снова, впятером');
    assert.deepEqual(reasons(world), ['moreThanFourGuests', 'moreThanFourGuests']);
    assert.deepEqual(world.tasks[1]?.subject, { leadId: 42_900_001 });
  });

  it('D-31: the number of guests of a past stay says nothing about a new booking', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'left', guests: 6 })]),
      bot: () => [newBooking, booking({ arrival: '2026-07-10' }), replies('Сколько вас будет?')],
    });
    world.client('Хотим снова');
    world.pass(minutes(2));
    assert.deepEqual(reasons(world), []);
    assert.equal(world.sent.length, 1);
  });
});
