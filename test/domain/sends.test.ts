import assert from 'node:assert/strict';
import { split } from '../../domain/dialog/rules/sends.ts';
import { aCard, aLead, at, days, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import { type Answer, GREETING, gap, HANDOFF_TEXT, handsOver, inTurn, link, PAY, review, silent } from './actions.ts';
import { LEAD, managerAnswered } from './situations.ts';

const RESUMED = 'Я виртуальный помощник, снова на связи.';

function firstTexts(...answer: Answer): string[] {
  const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]), bot: () => answer });
  world.client('Есть номера на июль?');
  world.pass(minutes(1));
  return world.texts;
}

describe('our first message of an episode', () => {
  it('D-07: begins with the greeting in the same message, joined by one space', () => {
    assert.deepEqual(firstTexts(replies('Да, есть.')), ['Здравствуйте! Я виртуальный помощник санатория «Шахтёр». Да, есть.']);
  });

  it('D-07: also when it is the handoff text', () => {
    assert.deepEqual(firstTexts(handsOver('clientAsked')), [`${GREETING} ${HANDOFF_TEXT}`]);
  });

  it('D-07: also when it is the payment link alone', () => {
    assert.deepEqual(firstTexts(link()), [`${GREETING} Ссылка на оплату: ${PAY}`]);
  });

  it('D-07: also when it is the thanks for a review', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'left' })]), bot: () => [review('Всё понравилось')] });
    world.client('Всё понравилось');
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Спасибо за отзыв!`]);
  });

  it('D-07: is not greeted twice if the text already says «виртуальный помощник»', () => {
    assert.deepEqual(firstTexts(replies('Добрый день, я виртуальный помощник. Да, есть.')), [
      'Добрый день, я виртуальный помощник. Да, есть.',
    ]);
  });

  it('D-07: whatever the case of those letters', () => {
    assert.deepEqual(firstTexts(replies('Я — Виртуальный Помощник. Да, есть.')), ['Я — Виртуальный Помощник. Да, есть.']);
  });

  it('D-07: words that are only like it do not count', () => {
    assert.deepEqual(firstTexts(replies('Я помощник. Да, есть.')), [`${GREETING} Я помощник. Да, есть.`]);
  });

  it('D-07: only the first of several messages carries the words', () => {
    assert.deepEqual(firstTexts(replies('Да, есть.'), replies('На какие даты?')), [`${GREETING} Да, есть.`, 'На какие даты?']);
  });

  it('D-07: what the second message says does not free the first from the words', () => {
    assert.deepEqual(firstTexts(replies('Да, есть.'), replies('Я виртуальный помощник.')), [
      `${GREETING} Да, есть.`,
      'Я виртуальный помощник.',
    ]);
  });

  it('D-07: the second answer of the episode has no such words', () => {
    const world = new FakeWorld();
    world.client('Есть номера?');
    world.pass(minutes(1));
    world.client('А завтрак?');
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Конечно, расскажу.`, 'Конечно, расскажу.']);
  });

  it('D-07: the handoff text after an answer has no such words', () => {
    const world = new FakeWorld({ bot: inTurn([replies('Да.')], [handsOver('clientAsked')]) });
    world.client('Есть номера?');
    world.pass(minutes(1));
    world.client('Позовите человека');
    world.pass(minutes(1));
    assert.equal(world.texts[1], HANDOFF_TEXT);
  });

  it('D-07: keeping silent is no message: the first words come later and begin with the greeting', () => {
    const world = new FakeWorld({ bot: inTurn([silent], [replies('Да, есть.')]) });
    world.client('👋');
    world.pass(minutes(1));
    world.client('Есть номера?');
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Да, есть.`]);
  });

  it('D-07: one that could not be sent has not introduced the bot: the next one does', () => {
    const world = new FakeWorld({ bot: inTurn([replies('Первый ответ.')], [replies('Второй ответ.')]) });
    world.channel = () => 'down';
    world.client('Есть номера?');
    world.pass(seconds(40));
    world.client('Алло?');
    world.pass(seconds(60));
    world.channel = () => 'ok';
    world.pass(minutes(2));
    assert.deepEqual(world.texts, [`${GREETING} Второй ответ.`]);
  });

  it('D-07: a new episode begins with the words again', () => {
    const world = new FakeWorld({ bot: ({ trigger }) => (trigger === 'finalTouch' ? [silent] : [replies('Да, есть.')]) });
    world.client('Есть номера?');
    world.pass(days(31));
    assert.equal(world.state, 'closed');
    world.client('А сейчас есть?');
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} Да, есть.`, `${GREETING} Да, есть.`]);
  });

  it('D-07: the words are not said again after a continue-as-new', () => {
    const world = new FakeWorld();
    world.client('Есть номера?');
    world.pass(minutes(1));
    world.continueAsNew();
    world.client('А завтрак?');
    world.pass(minutes(1));
    assert.equal(world.texts[1], 'Конечно, расскажу.');
  });

  it("D-07, D-57: after a return the return's words come first, joined by one space, in the first of several messages only", () => {
    const world = managerAnswered(at('12:00'));
    world.client('А завтрак?');
    world.bot = () => [replies('Включён.'), replies('Ещё вопросы?')];
    world.release();
    world.pass(minutes(1));
    assert.deepEqual(world.texts.slice(1), [`${RESUMED} Включён.`, 'Ещё вопросы?']);
  });

  it("D-07, D-57: the return's words are not added to a text that says «Виртуальный помощник» itself", () => {
    const world = managerAnswered(at('12:00'));
    world.client('А завтрак?');
    world.bot = () => [replies('Снова ваш Виртуальный помощник: включён.')];
    world.release();
    world.pass(minutes(1));
    assert.deepEqual(world.texts.slice(1), ['Снова ваш Виртуальный помощник: включён.']);
  });
});

describe('a long reply', () => {
  const sentence = (words: number): string => `${'слово '.repeat(words).trim()}.`;

  it('D-23: 4096 characters are one message', () => {
    assert.equal(split('я'.repeat(4096)).length, 1);
  });

  it('D-23: 4097 are two', () => {
    assert.equal(split('я'.repeat(4097)).length, 2);
  });

  it('D-23: it is split at a sentence end, the last that fits', () => {
    const first = `${sentence(300)} ${sentence(300)}`;
    const second = sentence(300);
    assert.deepEqual(split(`${first} ${second}`), [first, second]);
  });

  for (const end of ['.', '!', '?', '…'])
    it(`D-23: «${end}» ends a sentence`, () => {
      const first = `${'слово '.repeat(600).trim()}${end}`;
      assert.deepEqual(split(`${first} ${'слово '.repeat(600).trim()}`), [first, 'слово '.repeat(600).trim()]);
    });

  it('D-23: a line break ends one too', () => {
    const line = 'пункт '.repeat(600).trim();
    assert.deepEqual(split(`${line}\n${line}`), [line, line]);
  });

  it('D-23: without a sentence end it is split at a space, without a space anywhere', () => {
    assert.deepEqual(
      split('слово '.repeat(1000).trim()).map((part) => part.replaceAll('слово', '').trim()),
      ['', ''],
    );
    assert.deepEqual(
      split('я'.repeat(9000)).map(({ length }) => length),
      [4096, 4096, 808],
    );
  });

  it('D-23: never in the middle of an emoji', () => {
    const [first = '', second = ''] = split(`я${'😀'.repeat(2100)}`);
    assert.equal(`${encodeURIComponent(first)}${encodeURIComponent(second)}`, encodeURIComponent(`я${'😀'.repeat(2100)}`));
  });

  it('D-23: nothing is lost and no part is longer than 4096', () => {
    const text = Array.from({ length: 40 }, (_, index) => sentence(20 + index)).join(' ');
    const parts = split(text);
    assert.equal(parts.join(' '), text);
    assert.ok(parts.length > 1 && parts.every(({ length }) => length <= 4096));
  });

  it('D-23: each part is a message of its own, in order, and the client is answered by the last', () => {
    const [one, two] = [sentence(500), sentence(500)];
    const world = new FakeWorld({ bot: () => [replies(`${one} ${two}`)] });
    world.sendMs = 2_000;
    world.client('Расскажите всё');
    world.pass(seconds(12));
    assert.equal(world.dialog.client.settledSeq, 0);
    world.pass(seconds(10));
    assert.deepEqual(world.texts, [`${GREETING} ${one}`, two]);
    assert.equal(world.dialog.client.settledSeq, 1);
  });

  it('D-23: the greeting counts: with it a text may become too long for one message', () => {
    const world = new FakeWorld({ bot: () => [replies(`${'слово '.repeat(680).trim()}.`)] });
    world.client('Расскажите всё');
    world.pass(minutes(1));
    assert.equal(world.sent.length, 2);
    assert.ok(world.texts.every(({ length }) => length <= 4096));
  });

  it('D-23: its parts go out in order across a continue-as-new', () => {
    const [one, two, three] = [sentence(500), sentence(501), sentence(502)];
    const world = new FakeWorld({ bot: () => [replies(`${one} ${two} ${three}`)] });
    world.client('Расскажите всё');
    world.pass(seconds(9) + 450);
    world.continueAsNew();
    world.pass(minutes(1));
    assert.deepEqual(world.texts, [`${GREETING} ${one}`, two, three]);
  });
});

describe('two replies in one answer', () => {
  it('D-20: go out one after the other, in order (§10)', () => {
    assert.deepEqual(firstTexts(replies('Первое.'), replies('Второе.'), replies('Третье.')).slice(1), ['Второе.', 'Третье.']);
  });

  it('D-27: beside a knowledge gap none of them does: the handoff text replaces them (§10)', () => {
    assert.deepEqual(firstTexts(replies('Первое.'), gap('Есть ли сауна?'), replies('Второе.')), [`${GREETING} ${HANDOFF_TEXT}`]);
  });
});

describe('a message that is on its way when a manager takes the dialog', () => {
  it('D-50: is called back, once; whether anybody had begun it only the world knows', () => {
    const world = new FakeWorld({ bot: () => [replies('Да, есть.')] });
    world.sendMs = seconds(30);
    world.client('Есть бассейн?');
    world.pass(seconds(15));
    world.command({ type: 'take', by: { id: 1, name: 'Анна' } });
    world.pass(seconds(5));
    const called = world.started.filter(({ effect }) => effect.type === 'callBack').map(({ effect }) => effect);
    const given = world.started.flatMap(({ effect }) => (effect.type === 'sendMessage' ? [effect.sendId] : []));
    assert.deepEqual(called, [{ type: 'callBack', sendId: given[0] }]);
  });

  it('D-50, D-58: but a manager’s own words are not', () => {
    const world = new FakeWorld({ bot: () => [replies('Да, есть.')] });
    world.client('Есть бассейн?');
    world.pass(minutes(1));
    world.sendMs = seconds(30);
    world.command({ type: 'say', text: 'Здравствуйте, это Анна', by: { id: 1, name: 'Анна' } });
    world.command({ type: 'take', force: true, by: { id: 2, name: 'Борис' } });
    world.pass(seconds(5));
    assert.deepEqual(
      world.started.filter(({ effect }) => effect.type === 'callBack'),
      [],
    );
  });
});
