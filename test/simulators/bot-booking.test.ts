import assert from 'node:assert/strict';
import { startBotSimulator } from '../../simulators/bot/server.ts';
import type { BotSimulator } from '../../simulators/bot/server.ts';
import { actionOf, aLead, BOT_TEST_SECRET, BotGuest, typesOf, wordsOf } from './bot-guest.ts';

let bot: BotSimulator;
before(async () => {
  bot = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET });
});
after(() => bot.stop());

const MARIA = { firstName: 'Мария', patronymic: 'Ивановна', lastName: 'Петрова', notes: [] };

describe('Bot simulator: a new guest books (scenario 1)', () => {
  it('a greeting is answered with a question about dates and guests, by reply and not by clarify', async () => {
    const answer = await new BotGuest(bot.url).says('Здравствуйте!');
    assert.deepEqual(typesOf(answer), ['reply']);
    assert.match(wordsOf(answer), /даты заезда и выезда и сколько будет гостей/);
  });

  it('step by step: dates, guests, a child’s age, the price, the link', async () => {
    const guest = new BotGuest(bot.url);
    await guest.says('Добрый день, хотим отдохнуть');
    assert.match(wordsOf(await guest.says('с 10 по 20 июля')), /сколько будет гостей/);
    assert.match(wordsOf(await guest.says('двое взрослых и ребёнок')), /сколько лет ребёнку/);

    const priced = await guest.says('6 лет');
    assert.deepEqual(typesOf(priced), ['setBooking', 'reply', 'proposeStage']);
    assert.deepEqual(actionOf(priced, 'setBooking').fields, {
      arrival: '2027-07-10',
      departure: '2027-07-20',
      adults: 2,
      children: [{ age: 6 }],
      amountRub: 124_200,
    });
    assert.equal(actionOf(priced, 'proposeStage').stage, 'Проведена консультация');
    assert.match(wordsOf(priced), /«Стандарт» — 124 200 ₽, «Комфорт» — 151 200 ₽/);

    const linked = await guest.says('Комфорт, бронируем');
    const link = actionOf(linked, 'paymentLink');
    assert.equal(link.amount, 45_400, 'thirty per cent of 151 200, rounded up to hundreds');
    assert.match(link.url ?? '', /^https:\/\/pay\.example\//);
    assert.ok(wordsOf(linked).includes(link.url ?? '-'), 'the link is inside the reply');
    assert.equal(actionOf(linked, 'setBooking').fields?.['roomCategory'], 'Комфорт');
  });

  it('everything in one message is priced at once, and a question in it is answered too', async () => {
    const answer = await new BotGuest(bot.url).says('Хотим к вам с 28 декабря по 8 января, нас двое, люкс, антистресс. Есть ли Wi-Fi?');
    assert.equal(actionOf(answer, 'setBooking').fields?.['amountRub'], 242_000, '11 nights, two adults, 10 500 + 500 a night');
    assert.match(wordsOf(answer), /Wi-Fi бесплатный/);
    assert.match(wordsOf(answer), /«Люкс».*242 000 ₽/);
  });

  it('a stay across two seasons is priced night by night', async () => {
    const answer = await new BotGuest(bot.url).says('с 29 мая по 3 июня, один взрослый, стандарт');
    assert.equal(actionOf(answer, 'setBooking').fields?.['amountRub'], 3 * 4000 + 2 * 4600);
  });

  it('wanting to book is not yet knowing the price: the price comes first, then the link', async () => {
    const guest = new BotGuest(bot.url);
    assert.ok(!typesOf(await guest.says('Хочу забронировать с 10 по 20 июля на двоих')).includes('paymentLink'));
    assert.ok(typesOf(await guest.says('да')).includes('paymentLink'));
  });

  it('who asks for the link outright gets it at once', async () => {
    assert.ok(
      typesOf(await new BotGuest(bot.url).says('Пришлите ссылку на оплату: 10-20 июля, 2 взрослых, стандарт')).includes('paymentLink'),
    );
  });

  it('changed dates are a new price and, asked for, a new link', async () => {
    const guest = new BotGuest(bot.url);
    await guest.says('10-20 июля, 2 взрослых');
    const first = actionOf(await guest.says('бронируем'), 'paymentLink');
    assert.match(wordsOf(await guest.says('нет, лучше с 12 июля')), /с 12 по 20 июля/i);
    const second = actionOf(await guest.says('да, пришлите ссылку'), 'paymentLink');
    assert.notEqual(second.url, first.url);
    assert.ok((second.amount ?? 0) < (first.amount ?? 0));
  });

  it('after the link «сейчас оплачу» makes no second one', async () => {
    const guest = new BotGuest(bot.url);
    await guest.says('10-20 июля, 2 взрослых');
    await guest.says('бронируем');
    assert.deepEqual(typesOf(await guest.says('хорошо, сейчас оплачу')), ['reply']);
  });

  it('the guest is called by first name and patronymic where the card has them', async () => {
    assert.match(wordsOf(await new BotGuest(bot.url, { contact: MARIA }).says('Добрый день')), /^Мария Ивановна, подскажите/);
    const byName = { contact: { ...MARIA, patronymic: null } };
    assert.match(wordsOf(await new BotGuest(bot.url, byName).says('Добрый день')), /^Мария, подскажите/);
  });

  it('our question is not repeated under every answer', async () => {
    const guest = new BotGuest(bot.url);
    assert.match(wordsOf(await guest.says('Есть парковка?')), /сколько будет гостей/);
    assert.doesNotMatch(wordsOf(await guest.says('А бассейн?')), /сколько будет гостей/);
  });

  it('an answer that was dropped as stale leaves no trace: what was said is read again from the transcript', async () => {
    const guest = new BotGuest(bot.url);
    const lost = guest.writes('client', 'с 10 по 20 июля');
    const next = guest.writes('client', 'двое взрослых');
    assert.equal(actionOf(await guest.isAsked([lost, next]), 'setBooking').fields?.['arrival'], '2027-07-10');
  });

  it('what the guest told a manager meanwhile counts', async () => {
    const guest = new BotGuest(bot.url);
    guest.writes('client', 'с 10 по 20 июля, нас двое');
    guest.writes('manager', 'Секунду');
    assert.match(wordsOf(await guest.says('Сколько стоит?', { trigger: 'resumed' })), /92 000 ₽/);
  });
});

describe('Bot simulator: a booking that a manager prepared', () => {
  const prepared = {
    kind: 'bookingInProgress',
    activeLeadId: 1,
    leads: [aLead({ stage: 'Проведена консультация', amount: 88_000 })],
    contact: MARIA,
  };

  it('is paid as it stands in the lead', async () => {
    const answer = await new BotGuest(bot.url, prepared).says('Да, бронируем');
    assert.equal(actionOf(answer, 'paymentLink').amount, 26_400);
    assert.match(wordsOf(answer), /с 1 по 10 декабря.*«Люкс».*88 000 ₽/);
    assert.ok(!typesOf(answer).includes('proposeStage'), 'the stage is reached already');
  });

  it('is quoted anew when the guest changes it', async () => {
    const answer = await new BotGuest(bot.url, prepared).says('А если стандарт?');
    assert.equal(actionOf(answer, 'setBooking').fields?.['roomCategory'], 'Стандарт');
    assert.match(wordsOf(answer), /«Стандарт»/);
  });

  it('a link asked for at «Предварительная бронь» is a second one and goes to a manager', async () => {
    const options = { ...prepared, leads: [aLead({ stage: 'Предварительная бронь' })] };
    assert.equal(actionOf(await new BotGuest(bot.url, options).says('Пришлите ссылку'), 'handoff').reason, 'paymentCheck');
  });

  it('without a link being allowed a person is asked', async () => {
    const guest = new BotGuest(bot.url, { context: null, allowedActions: ['reply', 'setBooking', 'handoff'] });
    await guest.says('с 10 по 20 июля двое взрослых');
    assert.equal(actionOf(await guest.says('бронируем'), 'handoff').reason, 'doesNotUnderstand');
  });
});

describe('Bot simulator: questions about the guest’s own booking', () => {
  const paid = { kind: 'currentBooking', activeLeadId: 1, leads: [aLead()], contact: MARIA };

  const questions: [string, RegExp][] = [
    ['Когда у нас заезд?', /с 1 по 10 декабря/],
    ['На какие даты у меня бронь?', /с 1 по 10 декабря/],
    ['Какая у нас программа?', /«Антистресс»/],
    ['Какой у нас номер?', /«Люкс»/],
    ['Сколько стоит моя путёвка?', /90 000 ₽/],
    ['Бронь в силе?', /бронь подтверждена/],
    ['Во сколько заезд?', /Заезд с 14:00/],
    ['Когда заезд и есть ли трансфер?', /с 1 по 10 декабря[^]*Трансфер/],
  ];
  for (const [question, expected] of questions) {
    it(`«${question}» is answered from the card`, async () => {
      const answer = await new BotGuest(bot.url, paid).says(question);
      assert.deepEqual(typesOf(answer), ['reply']);
      assert.match(wordsOf(answer), expected);
    });
  }

  it('what the card does not hold, and everything without a card, goes to a manager', async () => {
    const bare = { ...paid, leads: [{ id: 1, stage: 'Заезд' }] };
    assert.equal(actionOf(await new BotGuest(bot.url, bare).says('Какая у нас программа?'), 'handoff').reason, 'notInKnowledgeBase');
    const noCard = new BotGuest(bot.url, { context: null });
    assert.equal(actionOf(await noCard.says('На какие даты у меня бронь?'), 'handoff').reason, 'notInKnowledgeBase');
    assert.match(wordsOf(await noCard.says('Есть бассейн?')), /бассейн/);
  });

  it('a paid booking is never collected, priced or linked anew', async () => {
    const answer = await new BotGuest(bot.url, paid).says('Сколько стоит ночь в стандарте с 10 по 20 июля?');
    assert.deepEqual(typesOf(answer), ['reply']);
  });

  it('changing or cancelling is a manager’s business, the rules for it are not', async () => {
    assert.equal(
      actionOf(await new BotGuest(bot.url, paid).says('Перенесите бронь на 12 декабря'), 'handoff').reason,
      'notInKnowledgeBase',
    );
    assert.match(wordsOf(await new BotGuest(bot.url, paid).says('Можно перенести бронь?')), /за 7 дней/);
  });

  it('a second matter beside an active lead is announced as a new booking', async () => {
    for (const options of [paid, { ...paid, kind: 'bookingInProgress' }]) {
      assert.ok(typesOf(await new BotGuest(bot.url, options).says('Хотим ещё одну бронь на август')).includes('newBooking'));
    }
  });
});
