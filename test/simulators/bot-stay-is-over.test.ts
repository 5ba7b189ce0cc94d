import assert from 'node:assert/strict';
import { startBotSimulator } from '../../simulators/bot/server.ts';
import type { BotSimulator } from '../../simulators/bot/server.ts';
import { actionOf, aLead, BOT_TEST_SECRET, BotGuest, typesOf, wordsOf } from './bot-guest.ts';

let bot: BotSimulator;
before(async () => {
  bot = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET });
});
after(() => bot.stop());

describe('Bot simulator: after the stay', () => {
  const left = aLead({ stage: 'Выезд' });
  const afterStay = { kind: 'afterStay', leads: [left] };
  const says = (text: string) => new BotGuest(bot.url, afterStay).says(text);

  it('a review is passed on with its text', async () => {
    const answer = await says('Спасибо, нам всё очень понравилось!');
    assert.deepEqual(typesOf(answer), ['review']);
    assert.equal(actionOf(answer, 'review').text, 'Спасибо, нам всё очень понравилось!');
  });

  it('a bad one is a review and a complaint', async () => {
    const answer = await says('В номере было грязно');
    assert.deepEqual(typesOf(answer), ['review', 'handoff']);
    assert.equal(actionOf(answer, 'handoff').reason, 'complaint');
  });

  it('documents the knowledge base knows of are answered, a bill and things left behind are a manager’s', async () => {
    assert.match(wordsOf(await says('Нужна справка для налоговой')), /вычета/);
    assert.equal(actionOf(await says('Пришлите счёт за проживание'), 'handoff').reason, 'notInKnowledgeBase');
    assert.equal(actionOf(await says('Отдыхали у вас с 1 по 10 ноября, нужен чек'), 'handoff').reason, 'notInKnowledgeBase');
    assert.equal(actionOf(await says('Забыли куртку в номере'), 'handoff').reason, 'notInKnowledgeBase');
  });

  it('a new booking is announced first and then led as any other', async () => {
    const guest = new BotGuest(bot.url, afterStay);
    assert.deepEqual(typesOf(await guest.says('Хотим снова приехать с 10 по 20 июля')), ['newBooking', 'setBooking', 'reply']);
    assert.deepEqual(
      typesOf(await guest.says('хотим забронировать на двоих')),
      ['setBooking', 'reply'],
      'not announced twice while the lead is on its way',
    );
    const withLead = { kind: 'newRequest', leads: [left, { id: 2, stage: 'Новая заявка' }], activeLeadId: 2 };
    assert.ok(typesOf(await guest.says('бронируем', withLead)).includes('paymentLink'));
  });

  it('«как в прошлый раз» and five guests make the new lead first and then call a person', async () => {
    const same = await says('Хочу как в прошлый раз');
    assert.deepEqual(typesOf(same), ['newBooking', 'handoff']);
    assert.equal(actionOf(same, 'handoff').reason, 'pastStays');
    const five = await says('Хотим забронировать, нас пятеро');
    assert.deepEqual(typesOf(five), ['newBooking', 'setBooking', 'handoff']);
    assert.equal(actionOf(five, 'handoff').reason, 'moreThanFourGuests');
  });

  it('what is neither is asked about once', async () => {
    assert.deepEqual(typesOf(await says('ывап')), ['clarify']);
  });
});

describe('Bot simulator: nothing to add', () => {
  it('thanks after a manager’s answer need no words, after ours they get a short one', async () => {
    assert.deepEqual(typesOf(await new BotGuest(bot.url).says('Спасибо!', { trigger: 'resumed' })), ['silent']);
    assert.match(wordsOf(await new BotGuest(bot.url).says('Спасибо!')), /^Пожалуйста!/);
  });

  it('a resumed turn answers what is pending', async () => {
    assert.match(wordsOf(await new BotGuest(bot.url).says('А парковка есть?', { trigger: 'resumed' })), /парковка/);
  });

  it('who does not want to be written to is left alone until they write again', async () => {
    const lead = { kind: 'bookingInProgress', activeLeadId: 1, leads: [aLead({ stage: 'Новая заявка' })] };
    const guest = new BotGuest(bot.url, lead);
    assert.deepEqual(typesOf(await guest.says('Не пишите мне больше')), ['optOut', 'reply']);
    assert.deepEqual(typesOf(await guest.isTouched()), ['silent']);
    await guest.says('Есть бассейн?');
    assert.deepEqual(typesOf(await guest.isTouched()), ['reply']);
  });
});

describe('Bot simulator: the final touch', () => {
  const touch = (stage: string) =>
    new BotGuest(bot.url, {
      kind: 'bookingInProgress',
      activeLeadId: 1,
      leads: [aLead({ stage })],
      contact: { firstName: 'Иван', notes: [] },
    }).isTouched();

  const texts: [string, RegExp][] = [
    ['Новая заявка', /^Иван, вы интересовались отдыхом с 1 по 10 декабря/],
    ['Проведена консультация', /^Иван, мы подобрали для вас отдых с 1 по 10 декабря/],
    ['Предварительная бронь', /^Иван, для вас оформлена предварительная бронь с 1 по 10 декабря/],
  ];
  for (const [stage, expected] of texts) {
    it(`at «${stage}» one message speaks of the situation and of the dates`, async () => {
      const answer = await touch(stage);
      assert.deepEqual(typesOf(answer), ['reply']);
      assert.match(wordsOf(answer), expected);
    });
  }

  it('a lead outside the bot’s stages is not touched', async () => {
    assert.deepEqual(typesOf(await touch('Предоплата получена')), ['silent']);
  });
});
