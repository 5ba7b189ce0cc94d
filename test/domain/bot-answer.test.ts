import assert from 'node:assert/strict';
import type { BotAction } from '../../domain/dialog/bot.ts';
import type { Lead, Stage } from '../../domain/dialog/card.ts';
import { HANDOFF_REASONS } from '../../domain/dialog/dialog.ts';
import { aCard, aLead, aPolicy, at, minutes, seconds } from '../support/builders.ts';
import { ANNA, FakeWorld, replies } from '../support/fake-world.ts';
import {
  type Answer,
  booking,
  clarify,
  gap,
  GREETING,
  HANDOFF_TEXT,
  handsOver,
  inTurn,
  link,
  newBooking,
  optOut,
  PAY,
  proposes,
  reasons,
  review,
  silent,
  unknownAction,
} from './actions.ts';
import { LEAD } from './situations.ts';

const START_MS = at('12:00');

function answeredWith(
  actions: readonly BotAction[],
  stage: Stage = 'new',
  options: ConstructorParameters<typeof FakeWorld>[0] = {},
): FakeWorld {
  const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage })]), bot: () => actions, ...options });
  world.client('Здравствуйте');
  world.pass(minutes(1));
  return world;
}
const handedOverText = [`${GREETING} ${HANDOFF_TEXT}`];

describe('an answer that says nothing', () => {
  const empty: Record<string, readonly BotAction[]> = {
    'no action at all': [],
    'only a booking': [booking({ adults: 2 })],
    'only a wish to be left alone': [optOut],
    'only a stage': [proposes('Проведена консультация')],
    'a reply without words': [replies('   ')],
    'a question without words': [clarify('')],
  };
  for (const [what, actions] of Object.entries(empty))
    it(`D-22: ${what} is malformed and handed over as botUnavailable, without asking again`, () => {
      const world = answeredWith(actions);
      assert.deepEqual(reasons(world), ['botUnavailable']);
      assert.equal(world.asked.length, 1);
      assert.deepEqual(world.texts, handedOverText);
    });

  it('D-22, D-18: a new booking without a word is handed over too, with its task on the new lead', () => {
    const world = answeredWith([newBooking], 'left');
    world.pass(minutes(1));
    assert.deepEqual(reasons(world), ['botUnavailable']);
    assert.deepEqual(world.tasks[0]?.subject, { leadId: 42_900_001 });
  });

  const full: Record<string, readonly BotAction[]> = {
    'a reply': [replies('Да.')],
    'a question': [clarify('О чём вы?')],
    'a payment link, which brings its own words,': [link()],
    silent: [silent],
  };
  for (const [what, actions] of Object.entries(full))
    it(`D-22: ${what} is enough`, () => assert.deepEqual(reasons(answeredWith(actions)), []));

  it('D-22: a review, which is thanked for, is enough', () => assert.deepEqual(reasons(answeredWith([review('Отлично')], 'left')), []));
});

describe('beside a handoff', () => {
  it('D-20: a booking is kept and written', () => {
    const world = answeredWith([handsOver('complaint'), booking({ arrival: '2026-07-10' })]);
    assert.equal(world.lead(LEAD)?.arrival, '2026-07-10');
  });

  it('D-20: a review becomes a note', () => {
    const world = answeredWith([handsOver('complaint'), review('Холодно в номере')], 'left');
    assert.ok(world.done('addNote').some(({ text }) => text.includes('Холодно в номере')));
  });

  it('D-20: a new booking makes its lead', () => {
    const world = answeredWith([newBooking, handsOver('pastStays')], 'left');
    world.pass(minutes(1));
    assert.equal(world.card.leads.length, 2);
  });

  it('D-20: a knowledge gap is kept: its question is in the task', () => {
    const world = answeredWith([handsOver('complaint', 'Недоволен'), gap('Есть ли сауна?')]);
    assert.match(world.tasks[0]?.text ?? '', /Недоволен[^]*Есть ли сауна\?/u);
    assert.deepEqual(
      world.raised.map(({ about }) => about),
      ['knowledgeGap'],
    );
  });

  it('D-20: nothing else takes effect: no reply, link, move or wish', () => {
    const world = answeredWith([replies('Да.'), link(), proposes('Проведена консультация'), optOut, handsOver('complaint')]);
    world.pass(minutes(5));
    assert.deepEqual(world.texts, handedOverText);
    assert.deepEqual(world.done('moveLead'), []);
    assert.deepEqual(world.done('addNote'), []);
    assert.equal(world.dialog.optOutAtMs, undefined);
  });
});

describe('the reasons of a handoff', () => {
  for (const reason of HANDOFF_REASONS)
    it(`D-30: ${reason} is one, and the task begins with it in words`, () => {
      const world = answeredWith([handsOver(reason, 'Кратко о деле')]);
      assert.deepEqual(reasons(world), [reason]);
      assert.match(world.tasks[0]?.text ?? '', new RegExp(`^причина ${reason}\\nКратко о деле`, 'u'));
    });

  it('D-30: the list is closed: these and no others', () => {
    assert.deepEqual(HANDOFF_REASONS.toSorted(), [
      'botUnavailable',
      'channelDown',
      'childUpToThree',
      'clientAsked',
      'complaint',
      'doesNotUnderstand',
      'extensionOrExtras',
      'media',
      'moreThanFourGuests',
      'notInKnowledgeBase',
      'pastStays',
      'paymentCheck',
      'paymentStatus',
      'pet',
      'policyRefused',
      'reportsPayment',
      'severalLeads',
      'severalRooms',
    ]);
  });

  for (const reason of ['somethingElse', '', 'PET'])
    it(`D-30: «${reason}» is outside it and counts as doesNotUnderstand`, () => {
      assert.deepEqual(reasons(answeredWith([handsOver(reason)])), ['doesNotUnderstand']);
    });

  it('D-30: of two handoffs in one answer the first counts, and there is one task', () => {
    const world = answeredWith([handsOver('pet'), handsOver('complaint')]);
    assert.deepEqual(reasons(world), ['pet']);
    assert.equal(world.tasks.length, 1);
  });
});

describe('a gap in the knowledge base', () => {
  it('D-27: hands over even beside a reply, whose place the handoff text takes (§10)', () => {
    const world = answeredWith([replies('Сауны, кажется, нет.'), gap('Есть ли сауна?')]);
    assert.deepEqual(reasons(world), ['notInKnowledgeBase']);
    assert.deepEqual(world.texts, handedOverText);
  });

  it('D-27: its question is kept, in the task and as an alert for whoever keeps the knowledge base', () => {
    const world = answeredWith([gap('Есть ли сауна?')]);
    assert.match(world.tasks[0]?.text ?? '', /Вопрос: Есть ли сауна\?/u);
    assert.deepEqual(
      world.raised.map(({ about }) => about),
      ['knowledgeGap'],
    );
  });

  it('D-27: the alert holds no words of the client', () => {
    assert.ok(!(answeredWith([gap('Можно ли Ивановой без очереди?')]).raised[0]?.text ?? 'Ивановой').includes('Ивановой'));
  });
});

describe('what the policy does not allow', () => {
  const recorded = (world: FakeWorld): number => world.dialog.decisions.filter(({ spec }) => spec === 'D-24').length;

  it('D-24: an unknown action is refused and recorded, the rest of the answer is used', () => {
    const world = answeredWith([unknownAction('bookRoom'), replies('Да.')]);
    assert.deepEqual(world.texts, [`${GREETING} Да.`]);
    assert.equal(recorded(world), 1);
  });

  it('D-24: an unknown action alone is handed over as policyRefused', () => {
    const world = answeredWith([unknownAction('bookRoom')]);
    assert.deepEqual(reasons(world), ['policyRefused']);
    assert.match(world.tasks[0]?.text ?? '', /bookRoom/u);
  });

  for (const stage of ['Предоплата получена', 'Заезд', 'Проживающие', 'Выезд', 'Отказ', 'Какой-то этап'])
    it(`D-24: an answer that proposes «${stage}» loses that, and is sent without it`, () => {
      const world = answeredWith([proposes(stage), replies('Да.')]);
      world.pass(minutes(1));
      assert.deepEqual(world.texts, [`${GREETING} Да.`]);
      assert.deepEqual(world.done('moveLead'), []);
      assert.equal(recorded(world), 1);
    });

  it('D-24, D-61: «Предварительная бронь» beside its payment link, or after it, is no refusal; before it, it is', () => {
    assert.equal(recorded(answeredWith([replies('Вот.'), link(), proposes('Предварительная бронь')])), 0);
    assert.equal(recorded(answeredWith([replies('Вот.'), proposes('Предварительная бронь')])), 1);
    const world = answeredWith([replies('Вот.'), link()]);
    world.bot = () => [replies('Ждём оплату.'), proposes('Предварительная бронь')];
    world.client('Понятно');
    world.pass(minutes(1));
    assert.equal(recorded(world), 0);
  });

  it('D-24: a text with a link elsewhere goes with it; the other text stays', () => {
    const world = answeredWith([replies('Смотрите https://evil.example/1'), replies('Цена 4 500 ₽.')]);
    assert.deepEqual(world.texts, [`${GREETING} Цена 4 500 ₽.`]);
    assert.equal(recorded(world), 1);
  });

  it('D-24: if nothing is left to say it is handed over', () => {
    const world = answeredWith([replies('Смотрите evil.example'), booking({ adults: 2 })]);
    assert.deepEqual(reasons(world), ['policyRefused']);
    assert.deepEqual(world.texts, handedOverText);
  });

  it('D-24: a link to an allowed host may stand in a text', () => {
    assert.deepEqual(answeredWith([replies(`Вот: ${PAY}`)]).texts, [`${GREETING} Вот: ${PAY}`]);
  });

  it('D-24: without allowed hosts no text with a link goes out', () => {
    const world = answeredWith([replies(`Вот: ${PAY}`)], 'new', { policy: aPolicy({ linkHosts: [] }) });
    assert.deepEqual(reasons(world), ['policyRefused']);
  });

  it('D-24: a payment link elsewhere is not sent, nor a text that holds it, and moves nothing', () => {
    const evil = 'https://evil.example/77';
    const world = answeredWith([replies('Вот ссылка.'), replies(`Оплатите: ${evil}`), link(evil)]);
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Вот ссылка.`]);
    assert.deepEqual([...world.done('moveLead'), ...world.done('addNote')], []);
  });

  it('D-24: two addresses are not passed off as one link', () => {
    const world = answeredWith([replies('Вот.'), link(`${PAY} https://evil.example/1`)]);
    assert.ok(world.texts.every((text) => !text.includes('evil')));
  });

  it('D-24: an action that the situation does not allow is refused: a review while a booking is in progress', () => {
    const world = answeredWith([review('Отлично'), replies('Спасибо!')], 'consulted');
    assert.deepEqual(world.done('addNote'), []);
    assert.deepEqual(world.texts, [`${GREETING} Спасибо!`]);
    assert.equal(recorded(world), 1);
  });

  it('D-24: in the record of a final touch as well', () => {
    const world = answeredWith([replies('Да.')]);
    world.bot = () => [replies('Вернитесь!'), unknownAction('bookRoom')];
    world.pass(minutes(25 * 60));
    assert.equal(world.texts.at(-1), 'Вернитесь!');
    assert.equal(recorded(world), 1);
  });
});

describe('a payment link', () => {
  it('D-26: alone it goes out as a message of its own (§10)', () => {
    assert.deepEqual(answeredWith([link()]).texts, [`${GREETING} Ссылка на оплату: ${PAY}`]);
  });

  it("D-26: inside the bot's reply it is sent once", () => {
    assert.deepEqual(answeredWith([replies(`Оплатите здесь: ${PAY}`), link()]).texts, [`${GREETING} Оплатите здесь: ${PAY}`]);
  });

  it('D-26: else right after the reply', () => {
    assert.deepEqual(answeredWith([link(), replies('Забронировали.')]).texts, [`${GREETING} Забронировали.`, `Ссылка на оплату: ${PAY}`]);
  });

  it('D-26: a reply with a longer address does not hold it', () => {
    assert.deepEqual(answeredWith([replies(`Прошлая: ${PAY}1`), link()]).texts, [
      `${GREETING} Прошлая: ${PAY}1`,
      `Ссылка на оплату: ${PAY}`,
    ]);
  });

  it('D-26: the address goes out exactly as it came', () => {
    const odd = 'https://pay.example/$&$1';
    assert.deepEqual(answeredWith([link(odd)]).texts, [`${GREETING} Ссылка на оплату: ${odd}`]);
  });

  it('D-26: with its amount it goes into a note on the lead, once Pact has accepted it', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'consulted' })]),
      bot: () => [link(PAY, 18_500)],
    });
    world.sendMs = 3_000;
    world.client('Беру');
    world.until(START_MS + seconds(12));
    assert.deepEqual(world.done('addNote'), []);
    world.pass(seconds(5));
    const [note] = world.done('addNote');
    assert.deepEqual(note?.subject, { leadId: LEAD });
    assert.match(note?.text ?? '', /18500/u);
  });

  for (const stage of ['new', 'consulted', 'preBooked'] as const)
    it(`D-26: may go out at ${stage}`, () => assert.equal(answeredWith([link()], stage).sent.length, 1));

  for (const stage of ['prepaid', 'arriving', 'staying', 'left', 'unknown'] as const)
    it(`D-26: is refused at ${stage}, and so is a text that holds it`, () => {
      const world = answeredWith([replies('Добрый день.'), replies(`Оплатите: ${PAY}`), link()], stage);
      assert.deepEqual(world.texts, [`${GREETING} Добрый день.`]);
    });

  it('D-26: refused with nothing left to say it is handed over', () => {
    assert.deepEqual(reasons(answeredWith([link()], 'staying')), ['policyRefused']);
  });

  it('D-26: a lead that D-15 still owes counts as one at «Новая заявка»', () => {
    const world = answeredWith([link()], 'lost');
    assert.equal(world.sent.length, 1);
    world.pass(minutes(2));
    assert.equal(world.card.leads[1]?.stage, 'preBooked');
    assert.equal(world.done('addNote').length, 1);
  });

  it('D-26: … also in the second turn of that minute', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([]), bot: inTurn([replies('Есть.')], [link()]) });
    world.client('Есть номера?');
    world.pass(seconds(15));
    world.client('Беру');
    world.pass(seconds(20));
    assert.equal(world.card.leads.length, 0);
    assert.equal(world.texts[1], `Ссылка на оплату: ${PAY}`);
  });

  it('D-26, D-18: at «Выезд» beside newBooking it may go out: the new lead is at «Новая заявка»', () => {
    const world = answeredWith([newBooking, replies('Оформили.'), link()], 'left');
    world.pass(minutes(2));
    assert.deepEqual(world.texts, [`${GREETING} Оформили.`, `Ссылка на оплату: ${PAY}`]);
    assert.equal(world.lead(LEAD)?.stage, 'left');
    assert.equal(world.card.leads[1]?.stage, 'preBooked');
  });
});

describe('a second payment link for the same lead', () => {
  const second = (answers: readonly Answer[], stage: Stage = 'consulted'): FakeWorld => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage })]), bot: inTurn(...answers) });
    world.client('Беру');
    world.pass(minutes(1));
    return world;
  };
  const again = (world: FakeWorld): void => {
    world.client('Ссылка не открывается');
    world.pass(minutes(1));
  };

  it('D-32: is handed over as paymentCheck and not sent', () => {
    const world = second([[link()], [link('https://pay.example/78')]]);
    again(world);
    assert.deepEqual(reasons(world), ['paymentCheck']);
    assert.deepEqual(world.texts, [`${GREETING} Ссылка на оплату: ${PAY}`, HANDOFF_TEXT]);
  });

  it('D-32: also with the same address', () => {
    const world = second([[link()], [replies('Ещё раз:'), link()]]);
    again(world);
    assert.deepEqual(reasons(world), ['paymentCheck']);
  });

  it('D-32: also in the same answer', () => {
    const world = second([[link(), link('https://pay.example/78')]]);
    assert.deepEqual(reasons(world), ['paymentCheck']);
    assert.deepEqual(world.texts, handedOverText);
  });

  it('D-32: also in a later episode', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'consulted' })]),
      bot: ({ trigger }) => [trigger === 'finalTouch' ? silent : link()],
    });
    world.client('Беру');
    world.pass(minutes(31 * 24 * 60));
    assert.equal(world.state, 'closed');
    world.continueAsNew();
    again(world);
    assert.deepEqual(reasons(world), ['paymentCheck']);
  });

  it('D-32: one that never left does not count', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage: 'consulted' })]), bot: () => [link()] });
    world.channel = () => 'down';
    world.client('Беру');
    world.pass(minutes(11));
    assert.deepEqual(reasons(world), ['channelDown']);
    world.channel = () => 'ok';
    world.release();
    world.pass(minutes(1));
    assert.deepEqual(reasons(world), ['channelDown']);
    assert.equal(world.sent.length, 1);
  });

  const linkInDoubt = (card: readonly Lead[], ...later: readonly Answer[]): FakeWorld => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard(card), bot: inTurn([link()], ...later) });
    world.echoes = false;
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'down');
    world.client('Беру');
    world.pass(minutes(13));
    assert.equal(world.dialog.outbox.unknown.length, 1);
    world.channel = () => 'ok';
    world.manager('Сейчас посмотрим.');
    world.release();
    return world;
  };

  for (const [which, card] of Object.entries({ 'a known lead': [aLead({ id: LEAD, stage: 'consulted' })], 'a lead still owed': [] }))
    it(`D-32, D-91: one of unknown fate counts, until somebody says that it did not leave: here for ${which}`, () => {
      const world = linkInDoubt(card, [link('https://pay.example/78')], [link('https://pay.example/79')]);
      again(world);
      assert.deepEqual(reasons(world), ['channelDown', 'paymentCheck']);
      world.command({ type: 'settle', by: ANNA, effectId: world.dialog.outbox.unknown[0]?.id ?? '', happened: false });
      world.manager('Не дошла, пришлём ещё.');
      world.release();
      again(world);
      assert.deepEqual(reasons(world), ['channelDown', 'paymentCheck']);
      assert.equal(world.texts.at(-1)?.includes('https://pay.example/79'), true);
    });

  it('D-32, D-91: … not for another lead', () => {
    const world = linkInDoubt([aLead({ id: LEAD, stage: 'consulted' })], [newBooking, link('https://pay.example/78')]);
    world.leadMoves(LEAD, { stage: 'left' });
    again(world);
    assert.deepEqual(reasons(world), ['channelDown']);
  });

  it('D-32: for another lead it is a first one: here for the new booking after «Выезд»', () => {
    const world = second([[link()], [newBooking, link('https://pay.example/78')]]);
    world.leadMoves(LEAD, { stage: 'left' });
    again(world);
    assert.equal(world.texts[1], 'Ссылка на оплату: https://pay.example/78');
  });

  it('D-32: sent while the lead was still owed, it counts for the lead that came', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([]), bot: () => [link()] });
    world.client('Беру');
    world.pass(minutes(3));
    again(world);
    assert.deepEqual(reasons(world), ['paymentCheck']);
  });
});
