import assert from 'node:assert/strict';
import type { Stage } from '../../domain/dialog/card.ts';
import { aCard, aLead, at, minutes, seconds } from '../support/builders.ts';
import { BORIS, FakeWorld, replies } from '../support/fake-world.ts';
import {
  type Answer,
  booking,
  clarify,
  GREETING,
  HANDOFF_TEXT,
  handsOver,
  inTurn,
  link,
  newBooking,
  PAY,
  proposes,
  reasons,
  review,
  silent,
  startedOf,
} from './actions.ts';
import { endings, LEAD } from './situations.ts';

const START_MS = at('12:00');
const NEW_LEAD = 42_900_001;

function wrote(stage: Stage, ...answers: readonly Answer[]): FakeWorld {
  const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage })]), bot: inTurn(...answers) });
  world.client('Здравствуйте');
  world.pass(minutes(3));
  return world;
}
const next = (world: FakeWorld, text = 'Ещё вопрос'): void => {
  world.client(text);
  world.pass(minutes(3));
};
const notes = (world: FakeWorld): (readonly [object, string])[] => world.done('addNote').map(({ subject, text }) => [subject, text]);

describe('a guest whose stay is over', () => {
  it('D-14: about the past stay: answered, on the same lead, which stays where it is', () => {
    const world = wrote('left', [replies('Документы вышлем.')]);
    assert.deepEqual(world.texts, [`${GREETING} Документы вышлем.`]);
    assert.equal(world.card.leads.length, 1);
    assert.equal(world.lead(LEAD)?.stage, 'left');
    assert.equal(world.lead(LEAD)?.leader, 'bot');
  });

  it('D-14: … or handed over, with the task on the same lead', () => {
    const world = wrote('left', [handsOver('clientAsked')]);
    assert.deepEqual(world.tasks[0]?.subject, { leadId: LEAD });
    assert.equal(world.card.leads.length, 1);
  });

  it("D-14: a review: the bot's own reply is sent, its text is a note on the same lead", () => {
    const world = wrote('left', [review('Лечение отличное'), replies('Рады, что вам понравилось!')]);
    assert.deepEqual(world.texts, [`${GREETING} Рады, что вам понравилось!`]);
    const [[subject, text] = []] = notes(world);
    assert.deepEqual(subject, { leadId: LEAD });
    assert.match(text ?? '', /Лечение отличное/u);
    assert.equal(world.card.leads.length, 1);
  });

  it('D-14: without a reply the client reads «Спасибо за отзыв!»', () => {
    assert.deepEqual(wrote('left', [review('Отлично')]).texts, [`${GREETING} Спасибо за отзыв!`]);
  });

  it('D-14: the text of the thanks is a setting and may hold the review link', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage: 'left' })]), bot: () => [review('Отлично')] });
    world.policy = { ...world.policy, texts: { ...world.policy.texts, reviewThanks: 'Спасибо! https://reviews.example/1' } };
    world.client('Отлично');
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Спасибо! https://reviews.example/1`]);
  });

  const thankedAnew = (second: string): FakeWorld => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'left' })]),
      bot: inTurn([review('Лечение отличное')], [review(second)]),
    });
    world.channel = () => 'down';
    world.client('Лечение отличное');
    world.pass(seconds(20));
    world.client('Алло?');
    world.pass(seconds(75));
    world.channel = () => 'ok';
    world.pass(minutes(3));
    assert.deepEqual(world.texts, [`${GREETING} Спасибо за отзыв!`]);
    return world;
  };

  it('D-14, D-25: a review whose thanks did not leave and were decided anew is noted once', () => {
    assert.equal(notes(thankedAnew('Лечение отличное')).length, 1);
  });

  it('D-14, D-25: … again only if there is more in it', () => {
    assert.deepEqual(
      notes(thankedAnew('Лечение отличное, и кормили вкусно')).map(([, text]) => text),
      ['Отзыв гостя: Лечение отличное', 'Отзыв гостя: Лечение отличное, и кормили вкусно'],
    );
  });

  it('D-14, D-25: where the channel stays down the review is not lost: its note is on the lead, once', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'left' })]),
      bot: () => [review('Лечение отличное')],
    });
    world.channel = () => 'down';
    world.client('Лечение отличное');
    world.pass(minutes(15));
    assert.deepEqual(reasons(world), ['channelDown']);
    assert.deepEqual(notes(world), [[{ leadId: LEAD }, 'Отзыв гостя: Лечение отличное']]);
  });

  it('D-14: a complaint is handed over, and its text is a note too', () => {
    const world = wrote('left', [review('Было холодно'), handsOver('complaint')]);
    assert.deepEqual(reasons(world), ['complaint']);
    assert.deepEqual(world.texts, [`${GREETING} ${HANDOFF_TEXT}`]);
    assert.equal(notes(world).length, 1);
  });

  it('D-14: a new booking: a new lead, and the booking scenario on it', () => {
    const world = wrote('left', [newBooking, replies('На какие даты?')], [replies('Вот ссылка.'), link()]);
    assert.deepEqual(
      world.card.leads.map(({ id, stage }) => [id, stage]),
      [
        [LEAD, 'left'],
        [NEW_LEAD, 'new'],
      ],
    );
    next(world, 'На июль');
    assert.equal(world.asked[1]?.context.requestKind, 'bookingInProgress');
    assert.equal(world.asked[1]?.context.activeLeadId, NEW_LEAD);
    assert.equal(world.lead(NEW_LEAD)?.stage, 'preBooked');
    assert.equal(world.lead(LEAD)?.stage, 'left');
  });

  it('D-14: a review together with a new booking: the note stays on the lead of that stay', () => {
    const world = wrote('left', [review('Отлично'), newBooking, replies('На какие даты?')]);
    assert.deepEqual(notes(world)[0]?.[0], { leadId: LEAD });
  });

  it('D-14: a booking that comes with newBooking is written on the new lead', () => {
    const world = wrote('left', [newBooking, booking({ arrival: '2026-07-10' }), replies('Записал.')]);
    assert.equal(world.lead(NEW_LEAD)?.arrival, '2026-07-10');
    assert.equal(world.lead(LEAD)?.arrival, undefined);
  });

  it('D-15: a new booking that the bot says nothing to brings no lead', () => {
    const world = wrote('left', [newBooking, silent]);
    assert.deepEqual([world.card.leads.length, world.dialog.crm.leadDue, world.texts.length], [1, undefined, 0]);
    assert.deepEqual(endings(world), ['silent']);
  });

  it('D-14: unclear: one question, and no new lead for it', () => {
    const world = wrote('left', [clarify('Вы о прошлой поездке или о новой?')]);
    assert.equal(world.sent.length, 1);
    assert.equal(world.card.leads.length, 1);
  });

  it('D-14: while the CRM does not list the new lead yet, the guest is still about to book', () => {
    const world = wrote('left', [newBooking, replies('На какие даты?')], [replies('Да.')]);
    world.pass(minutes(11));
    world.card = aCard([aLead({ id: LEAD, stage: 'left' })]);
    next(world);
    assert.equal(world.asked[1]?.context.requestKind, 'newRequest');
  });

  it('D-12, D-14: the new lead is deleted or goes to another funnel: the stay is over as before, and a new booking brings a new lead', () => {
    const world = wrote('left', [newBooking, replies('На какие даты?')], [newBooking, replies('На июль? Записал.')]);
    world.card = aCard([aLead({ id: LEAD, stage: 'left' })]);
    world.event({ type: 'leadChanged', changeId: 'gone', leadId: NEW_LEAD });
    next(world);
    assert.equal(world.asked[1]?.context.requestKind, 'afterStay');
    assert.ok(world.asked[1]?.allowedActions.includes('newBooking'));
    assert.equal(world.card.leads.length, 2);
    assert.equal(world.dialog.crm.newLeadId, NEW_LEAD + 1);
  });

  it('D-14: what was new is past again when it is refused: the kind follows the table', () => {
    const world = wrote('left', [newBooking, replies('На какие даты?')], [replies('Да.')]);
    world.leadMoves(NEW_LEAD, { stage: 'lost' });
    next(world);
    assert.equal(world.asked[1]?.context.requestKind, 'afterStay');
  });
});

describe('«хочу как в прошлый раз» after the stay', () => {
  it('D-18, D-14: newBooking makes the lead, then the handoff pastStays has its task on the new lead (§10)', () => {
    const world = wrote('left', [newBooking, handsOver('pastStays')]);
    assert.deepEqual(reasons(world), ['pastStays']);
    assert.deepEqual(world.tasks[0]?.subject, { leadId: NEW_LEAD });
    assert.equal(world.lead(NEW_LEAD)?.leader, 'awaiting');
    assert.equal(world.lead(LEAD)?.leader, undefined);
  });

  it('D-18: the client reads the handoff text at once, a minute before the lead is there', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'left' })]),
      bot: () => [handsOver('pastStays'), newBooking],
    });
    world.client('Хочу как в прошлый раз');
    world.pass(seconds(10));
    assert.deepEqual(world.texts, [`${GREETING} ${HANDOFF_TEXT}`]);
    assert.equal(world.card.leads.length, 1);
  });
});

describe('a second matter', () => {
  for (const stage of ['new', 'consulted', 'preBooked', 'prepaid', 'arriving', 'staying'] as const)
    it(`D-18: newBooking while a lead is active at ${stage} is handed over as severalLeads, without a new lead`, () => {
      const world = wrote(stage, [newBooking, replies('Оформляю вторую бронь.')]);
      assert.deepEqual(reasons(world), ['severalLeads']);
      assert.deepEqual(world.texts, [`${GREETING} ${HANDOFF_TEXT}`]);
      assert.deepEqual(world.tasks[0]?.subject, { leadId: LEAD });
      assert.equal(world.card.leads.length, 1);
    });

  it('D-18: of a client without a lead it is no second matter: the answer is sent, and there is one lead', () => {
    const world = wrote('lost', [newBooking, replies('На какие даты?')]);
    assert.equal(world.state, 'withBot');
    assert.equal(world.card.leads.length, 2);
  });
});

describe('an answer is checked again when it arrives', () => {
  const thinking = (stage: Stage, ...answers: readonly Answer[]): FakeWorld => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage })]), bot: inTurn(...answers) });
    world.botMs = 10_000;
    world.client('Здравствуйте');
    world.pass(seconds(10));
    assert.equal(world.asked.length, 1);
    return world;
  };
  const turnsOver: Record<string, (world: FakeWorld) => void> = {
    'a manager wrote': (world) => void world.manager('Добрый день!'),
    'a manager took it': (world) => void world.take(),
    'the field was set to «Менеджер»': (world) => world.setsField(LEAD, 'manager'),
    'a manager holds it': (world) => void world.hold(at('18:00')),
  };
  for (const [what, act] of Object.entries(turnsOver))
    it(`D-21: ${what} meanwhile: the answer is dropped`, () => {
      const world = thinking('new', [replies('Да.'), link(), proposes('Проведена консультация')]);
      act(world);
      world.pass(minutes(5));
      assert.deepEqual(world.texts, []);
      assert.deepEqual([...world.done('moveLead'), ...world.done('addNote')], []);
      assert.equal(world.state, 'withManager');
    });

  it('D-21: also a handoff in it: no second text, no task', () => {
    const world = thinking('new', [handsOver('complaint')]);
    world.take();
    world.pass(minutes(5));
    assert.deepEqual([...world.texts, ...world.tasks], []);
  });

  it('D-21: taken and returned while the bot thought, its old answer is still dropped', () => {
    const world = thinking('new', [replies('старый ответ')], [replies('новый ответ')]);
    world.take();
    world.release(BORIS);
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} новый ответ`]);
  });

  it('D-06: taken and returned while the bot thinks, the turn on return waits for the old answer', () => {
    const world = thinking('new', [replies('старый ответ')], [replies('новый ответ')]);
    world.take();
    world.release(BORIS);
    world.pass(minutes(1));
    assert.deepEqual(
      startedOf(world, 'askBot').map(({ startedAtMs, request }) => [(startedAtMs - START_MS) / 1000, request.trigger]),
      [
        [8.2, 'clientMessage'],
        [18.2, 'resumed'],
      ],
    );
  });

  it('D-21: the answer to a turn that is no more is dropped, however late it comes', () => {
    const world = thinking('new', [replies('Да.')]);
    const turnId = world.asked[0]?.turnId ?? '';
    world.pass(minutes(1));
    world.event({ type: 'botAnswered', turnId, answer: { actions: [replies('Ещё раз да.')] } });
    world.pass(minutes(1));
    assert.equal(world.sent.length, 1);
  });

  it('D-21: the lead left the stages of a link: nothing of the answer is sent, the bot is asked again on a fresh card', () => {
    const world = thinking('preBooked', [replies('Вот ссылка.'), link()], [replies('Оплата получена, спасибо!')]);
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.started.length = 0;
    world.pass(minutes(1));
    assert.deepEqual(
      world.started.map(({ effect }) => effect.type).filter((type) => type === 'readCard' || type === 'askBot'),
      ['readCard', 'askBot'],
    );
    assert.equal(world.asked[1]?.context.requestKind, 'currentBooking');
    assert.deepEqual(world.texts, [`${GREETING} Оплата получена, спасибо!`]);
    assert.deepEqual(endings(world), ['answered']);
  });

  it('D-21: the same for a move', () => {
    const world = thinking('new', [replies('Всё рассказал.'), proposes('Проведена консультация')], [replies('Да.')]);
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.pass(minutes(1));
    assert.equal(world.asked.length, 2);
    assert.deepEqual(world.texts, [`${GREETING} Да.`]);
    assert.deepEqual(world.done('moveLead'), []);
  });

  it('D-21: it is asked again once: outdated a second time, it is handed over as policyRefused', () => {
    const world = thinking('preBooked', [link()]);
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.pass(seconds(15)); // asked again, and told that the stage allows no link
    world.leadMoves(LEAD, { stage: 'preBooked' });
    assert.equal(world.asked.length, 2);
    world.pass(minutes(1));
    assert.deepEqual(reasons(world), ['policyRefused']);
  });

  it('D-21: … also where the CRM moves it back and forth, so that the link was allowed both times it was asked', () => {
    const world = thinking('preBooked', [link()]);
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.until(START_MS + seconds(18) + 200); // the first answer is in, the card is being read again
    world.card = aCard([aLead({ id: LEAD, stage: 'preBooked' })]);
    world.pass(seconds(2));
    assert.ok(world.asked[1]?.allowedActions.includes('paymentLink'));
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.pass(minutes(1));
    assert.deepEqual(reasons(world), ['policyRefused']);
    assert.equal(world.asked.length, 2);
  });

  const leaves: Record<string, (world: FakeWorld) => void> = {
    'was refused': (world) => world.leadMoves(LEAD, { stage: 'lost' }),
    'was deleted, or went to another funnel': (world) => {
      world.card = aCard([]);
      world.event({ type: 'leadChanged', changeId: 'gone', leadId: LEAD });
    },
  };
  for (const [what, leave] of Object.entries(leaves)) {
    it(`D-21, D-26: the lead ${what} while the bot thought: its link is not sent, the bot is asked again on a fresh card`, () => {
      const world = thinking('consulted', [replies('Вот ссылка.'), link()], [replies('Чем помочь?')]);
      leave(world);
      world.pass(minutes(3));
      assert.equal(world.asked[1]?.context.requestKind, 'newRequest');
      assert.deepEqual(world.texts, [`${GREETING} Чем помочь?`]);
      assert.deepEqual(world.done('moveLead'), []);
    });

    it(`D-21, D-61: … nor is the move made that it asked for, where the lead ${what}`, () => {
      const world = thinking('new', [replies('Рассказал.'), proposes('Проведена консультация')], [replies('Чем помочь?')]);
      leave(world);
      world.pass(minutes(3));
      assert.deepEqual(world.texts, [`${GREETING} Чем помочь?`]);
      assert.deepEqual(world.done('moveLead'), []);
    });

    it(`D-21, D-26: … nor a link that still waits for the channel, where the lead ${what}`, () => {
      const world = new FakeWorld({
        startMs: START_MS,
        card: aCard([aLead({ id: LEAD, stage: 'consulted' })]),
        bot: inTurn([replies('Оплатите, пожалуйста.'), link()], [replies('Чем помочь?')]),
      });
      world.channel = () => 'down';
      world.client('Беру');
      world.pass(seconds(30));
      leave(world);
      world.channel = () => 'ok';
      world.pass(minutes(3));
      assert.deepEqual(world.texts, [`${GREETING} Чем помочь?`]);
      assert.deepEqual(world.done('moveLead'), []);
    });
  }

  it('D-26: the lead that D-15 owes comes while the link waits for the channel: the link is still right', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([]), bot: () => [replies('Оплатите, пожалуйста.'), link()] });
    world.channel = () => 'down';
    world.client('Беру');
    world.pass(seconds(30));
    world.leadAppears(aLead({ id: NEW_LEAD, stage: 'new', createdAtMs: world.nowMs }));
    world.pass(seconds(20));
    world.channel = () => 'ok';
    world.pass(minutes(3));
    assert.deepEqual([world.asked.length, world.sent.length], [1, 2]);
    assert.equal(world.lead(NEW_LEAD)?.stage, 'preBooked');
  });

  it('D-18, D-26: a link beside newBooking is about the new lead: the one at «Выезд» does not make it outdated', () => {
    const world = thinking('left', [newBooking, replies('Вот ссылка.'), link()]);
    world.pass(minutes(3));
    assert.deepEqual([world.asked.length, world.sent.length], [1, 2]);
    assert.equal(world.lead(NEW_LEAD)?.stage, 'preBooked');
  });

  it('D-21: an answer without links and moves is still good when the stage has changed', () => {
    const world = thinking('preBooked', [replies('Заезд с 14:00.')]);
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Заезд с 14:00.`]);
    assert.equal(world.asked.length, 1);
  });

  it('D-21, D-24: what was forbidden when the bot was asked is refused, not asked again', () => {
    const world = thinking('prepaid', [replies('Вот.'), link()]);
    world.pass(minutes(1));
    assert.equal(world.asked.length, 1);
    assert.deepEqual(world.texts, [`${GREETING} Вот.`]);
  });

  it('D-21: moves between the first three stages change nothing about a link', () => {
    const world = thinking('new', [link()]);
    world.leadMoves(LEAD, { stage: 'consulted' });
    world.pass(minutes(1));
    assert.equal(world.texts.length, 1);
    assert.equal(world.asked.length, 1);
  });

  it('D-21: a link that still waits for the channel when the payment comes is not sent: the bot is asked again', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'preBooked' })]),
      bot: inTurn([replies('Оплатите, пожалуйста.'), link()], [replies('Спасибо за оплату!')]),
    });
    world.channel = () => 'down';
    world.client('Беру');
    world.pass(seconds(30));
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Спасибо за оплату!`]);
  });

  it('D-21, D-07: … nor is the rest of that answer, without its link part: the bot is asked again and greets', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: LEAD, stage: 'preBooked' })]),
      bot: inTurn([replies(`Оплатить: ${PAY}`), replies('Бронь держим сутки.'), link()], [replies('Спасибо за оплату!')]),
    });
    world.channel = () => 'down';
    world.client('Беру');
    world.pass(seconds(37));
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Спасибо за оплату!`]);
    assert.deepEqual(endings(world), ['answered']);
  });

  it('D-21: the same answer is good across a continue-as-new right before it is asked', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.client('Здравствуйте');
    world.pass(seconds(5));
    world.continueAsNew();
    world.pass(minutes(1));
    assert.equal(world.sent.length, 1);
  });
});

describe('the bot decides to keep silent', () => {
  it('D-20: the message is closed on purpose, nothing is sent, nobody waits', () => {
    const world = wrote('new', [silent]);
    assert.deepEqual(endings(world), ['silent']);
    assert.deepEqual(world.texts, []);
    assert.equal(world.dialog.client.settledSeq, 1);
  });

  it('D-90, D-20: what comes after it is a question of its own', () => {
    const world = wrote('new', [silent], [replies('Да.')]);
    next(world);
    assert.equal(world.asked[1]?.newMessageIds.length, 1);
    assert.deepEqual(endings(world), ['silent', 'answered']);
  });
});

describe('a link that went out', () => {
  it('D-26: is what the note names, and Pact accepting it is what counts as sent (§10)', () => {
    const world = wrote('consulted', [replies('Оформили.'), link()]);
    assert.equal(world.lead(LEAD)?.stage, 'preBooked');
    assert.ok(notes(world).some(([subject, text]) => JSON.stringify(subject) === JSON.stringify({ leadId: LEAD }) && text.includes(PAY)));
  });

  it('D-26: one that Pact never took leaves no note and moves nothing', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage: 'consulted' })]), bot: () => [link()] });
    world.channel = () => 'down';
    world.client('Беру');
    world.pass(minutes(12));
    assert.deepEqual(notes(world), []);
    assert.equal(world.lead(LEAD)?.stage, 'consulted');
  });
});
