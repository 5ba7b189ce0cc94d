import assert from 'node:assert/strict';
import { startBotSimulator } from '../../simulators/bot/server.ts';
import type { BotSimulator } from '../../simulators/bot/server.ts';
import { actionOf, aLead, BOT_TEST_SECRET, BotGuest, typesOf, wordsOf } from './bot-guest.ts';

let bot: BotSimulator;
before(async () => {
  bot = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET });
});
after(() => bot.stop());

describe('Bot simulator: what needs a person', () => {
  const words: Record<string, string[]> = {
    clientAsked: [
      'Позовите менеджера',
      'Хочу поговорить с живым человеком',
      'Дайте оператора',
      'менеджер',
      'Перезвоните мне',
      'соедините с человеком',
    ],
    reportsPayment: [
      'Я оплатила',
      'Оплатил, что дальше?',
      'Мы внесли предоплату',
      'Вот чек',
      'Перевела деньги',
      'Оплата прошла',
      'отправил деньги',
    ],
    paymentCheck: [
      'Проверьте оплату',
      'проверьте, пожалуйста, чек',
      'Пришлите ссылку ещё раз',
      'Ссылка не работает',
      'скиньте новую ссылку',
    ],
    paymentStatus: [
      'Когда вернут деньги?',
      'Дошла ли оплата?',
      'оплата поступила?',
      'Вы получили мою предоплату?',
      'где мои деньги',
      'сколько осталось доплатить?',
    ],
    pastStays: ['В прошлом году жили у вас, хотим так же', 'Хотим как в прошлый раз', 'мы уже отдыхали у вас, можно тот же номер'],
    extensionOrExtras: [
      'Хотим продлить проживание',
      'Сколько стоит массаж?',
      'Есть ли дополнительные услуги?',
      'можно остаться ещё на три дня?',
    ],
    complaint: ['У вас ужасный сервис', 'В номере грязно', 'Хочу пожаловаться', 'Очень недовольны', 'плохо кормят'],
  };
  for (const [reason, texts] of Object.entries(words)) {
    for (const text of texts) {
      it(`«${text}» → ${reason}`, async () => {
        const answer = await new BotGuest(bot.url).says(text);
        assert.deepEqual(typesOf(answer), ['handoff']);
        assert.equal(actionOf(answer, 'handoff').reason, reason);
      });
    }
  }

  const facts: [string, string, Record<string, unknown>][] = [
    ['Можно приехать с собакой?', 'pet', { pets: true }],
    ['Едем с котом', 'pet', { pets: true }],
    ['Нас пятеро', 'moreThanFourGuests', { adults: 5 }],
    ['семья из 5 человек, двое детей 7 и 9 лет', 'moreThanFourGuests', { adults: 3, children: [{ age: 7 }, { age: 9 }] }],
    ['Двое взрослых и ребёнок 3 года', 'childUpToThree', { adults: 2, children: [{ age: 3 }] }],
    ['нас двое, дочке 10 месяцев', 'childUpToThree', { adults: 1, children: [{ age: 0 }] }],
    ['сын родился 12.05.2024', 'childUpToThree', { children: [{ birthDate: '2024-05-12' }] }],
    ['Нужно два номера', 'severalRooms', { rooms: 2 }],
  ];
  for (const [text, reason, fields] of facts) {
    it(`«${text}» → booking and ${reason}`, async () => {
      const answer = await new BotGuest(bot.url).says(text);
      assert.deepEqual(typesOf(answer), ['setBooking', 'handoff']);
      assert.deepEqual(actionOf(answer, 'setBooking').fields, fields);
      assert.equal(actionOf(answer, 'handoff').reason, reason);
    });
  }

  for (const text of [
    'нас четверо',
    'трое взрослых и ребёнок 4 лет',
    'хотим двухместный номер',
    'дайте номер на 2 человека',
    'едем без животных',
    'Жалобы на суставы, хотим подлечиться',
  ]) {
    it(`«${text}» stays with the bot`, async () => {
      assert.ok(!typesOf(await new BotGuest(bot.url).says(text)).includes('handoff'));
    });
  }

  it('the same fact calls a person once, a changed one again', async () => {
    const guest = new BotGuest(bot.url);
    assert.equal(actionOf(await guest.says('нас пятеро, с 1 по 10 мая'), 'handoff').reason, 'moreThanFourGuests');
    assert.deepEqual(typesOf(await guest.says('а парковка есть?')), ['reply']);
    assert.ok(!typesOf(await guest.says('со 2 по 10 мая')).includes('handoff'));
    assert.equal(actionOf(await guest.says('нас будет шестеро'), 'handoff').reason, 'moreThanFourGuests');
  });

  it('the summary tells a manager what is known of the booking', async () => {
    const guest = new BotGuest(bot.url);
    await guest.says('с 10 по 20 июля, двое взрослых, комфорт');
    const { summary } = actionOf(await guest.says('позовите менеджера'), 'handoff');
    assert.equal(summary, 'Просит менеджера. Собрано: с 10 по 20 июля, для 2 взрослых, Комфорт.');
  });

  it('in a paid booking a pet or a fifth guest still needs a person', async () => {
    const paid = { kind: 'currentBooking', activeLeadId: 1, leads: [aLead()] };
    assert.equal(actionOf(await new BotGuest(bot.url, paid).says('А с кошкой можно?'), 'handoff').reason, 'pet');
    assert.equal(actionOf(await new BotGuest(bot.url, paid).says('Нас будет пятеро'), 'handoff').reason, 'moreThanFourGuests');
    assert.equal(actionOf(await new BotGuest(bot.url, paid).says('пришлите ссылку на доплату'), 'handoff').reason, 'paymentCheck');
  });
});

describe('Bot simulator: what it cannot read or does not know', () => {
  it('a photo without words is a manager’s; at «Предварительная бронь» it is most likely a receipt', async () => {
    assert.equal(actionOf(await new BotGuest(bot.url).says([null]), 'handoff').reason, 'media');
    const prebooked = { kind: 'bookingInProgress', activeLeadId: 1, leads: [aLead({ stage: 'Предварительная бронь' })] };
    assert.equal(actionOf(await new BotGuest(bot.url, prebooked).says([null]), 'handoff').reason, 'reportsPayment');
  });

  it('words beside the photo that say enough decide', async () => {
    assert.equal(actionOf(await new BotGuest(bot.url).says([null, 'я оплатила']), 'handoff').reason, 'reportsPayment');
  });

  it('a question outside the knowledge base is a gap and nothing but a gap', async () => {
    const answer = await new BotGuest(bot.url).says('Здравствуйте. Есть ли у вас вертолётная площадка?');
    assert.deepEqual(typesOf(answer), ['knowledgeGap']);
    assert.equal(actionOf(answer, 'knowledgeGap').question, 'Есть ли у вас вертолётная площадка?');
  });

  it('a gap takes what was read of the booking along', async () => {
    const answer = await new BotGuest(bot.url).says('с 10 по 20 июля двое взрослых. А вертолёт есть?');
    assert.deepEqual(typesOf(answer), ['setBooking', 'knowledgeGap']);
  });

  it('gibberish gets one question, the second time a person', async () => {
    const guest = new BotGuest(bot.url);
    assert.deepEqual(typesOf(await guest.says('ываыва')), ['clarify']);
    const again = await guest.says('ололо', { trigger: 'clarify' });
    assert.equal(actionOf(again, 'handoff').reason, 'doesNotUnderstand');
  });

  it('who explains is understood after all', async () => {
    const guest = new BotGuest(bot.url);
    await guest.says('ываыва');
    assert.deepEqual(typesOf(await guest.says('да, хочу номер', { trigger: 'clarify' })), ['reply']);
  });

  it('with several leads one question is asked, then a person', async () => {
    const several = { kind: 'severalLeads', activeLeadId: 1, leads: [aLead({ stage: 'Новая заявка' }), { id: 2, stage: 'Новая заявка' }] };
    const guest = new BotGuest(bot.url, several);
    const asked = await guest.says('Есть ли парковка?');
    assert.deepEqual(typesOf(asked), ['clarify']);
    assert.match(wordsOf(asked), /с 1 по 10 декабря/);
    assert.equal(actionOf(await guest.says('про первую', { trigger: 'clarify' }), 'handoff').reason, 'severalLeads');
    assert.deepEqual(typesOf(await new BotGuest(bot.url, several).says('спасибо')), ['silent']);
  });
});
