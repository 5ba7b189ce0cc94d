import assert from 'node:assert/strict';
import { clockWords, zoneWords } from '../../domain/dialog/clock-words.ts';
import type { Led } from '../../domain/dialog/dialog.ts';
import { ledNow } from '../../domain/dialog/rules/holder.ts';
import { aPolicy, at, hours, minutes, seconds } from '../support/builders.ts';
import { BORIS, type FakeWorld, replies } from '../support/fake-world.ts';
import { clarify, link, silent } from './actions.ts';
import { afterwards, answered, handedOver, LEAD, managerAnswered } from './situations.ts';

const led = ({ dialog, policy }: FakeWorld): Led | undefined => ledNow(dialog, policy);
const since = (world: FakeWorld, earlier: readonly string[]): string[] => world.notes.slice(earlier.length);

describe('the story of a dialog, told by its decisions', () => {
  it('D-90: the client writes, the bot answers', () => {
    assert.deepEqual(answered().notes, ['D-74 клиент написал: отвечает бот', 'D-90 бот ответил']);
  });

  it('D-12, D-26, D-90: a question back, a link, silence on purpose', () => {
    const answers = [[clarify('На какие даты?')], [replies('Вот ссылка:'), link()], [silent]];
    const world = answered({ bot: () => answers.shift() ?? [], stage: 'consulted' });
    world.client('С 10 мая');
    world.pass(seconds(12));
    world.client('Спасибо');
    world.pass(seconds(12));
    assert.deepEqual(world.notes.slice(1), [
      'D-90 бот переспросил клиента',
      'D-90 бот ответил',
      'D-26 клиент получил ссылку на оплату',
      'D-61 бот передвинул сделку: «Проведена консультация» → «Предварительная бронь»',
      'D-90 бот решил промолчать',
    ]);
  });

  it('D-42: while a manager is awaited a burst is one note, and so is the next one after something else was decided', () => {
    const world = handedOver();
    const before = world.notes;
    for (const text of ['Вы здесь?', 'Ау', 'Ответьте']) {
      world.client(text);
      world.pass(seconds(20));
    }
    assert.deepEqual(since(world, before), ['D-42 клиент пишет, бот молчит: ждём менеджера']);
    world.until(at('12:16'));
    world.client('Я жду');
    assert.deepEqual(since(world, before).slice(1), [
      'D-43 никто не взял: поставлена задача «Связаться»',
      'D-42 клиент пишет, бот молчит: ждём менеджера',
    ]);
  });

  it('D-50, D-51: while a manager leads: who leads, that the bot keeps silent, that the manager answered', () => {
    const world = answered();
    world.take();
    const before = world.notes;
    world.client('А бассейн есть?');
    world.pass(minutes(1));
    world.client('И баня?');
    world.say('Есть и то, и другое.');
    world.pass(minutes(1));
    world.client('Спасибо!');
    assert.deepEqual(since(world, before), [
      'D-50 клиент пишет, бот молчит: диалог ведёт Анна',
      'D-51 менеджер ответил клиенту',
      'D-50 клиент пишет, бот молчит: диалог ведёт Анна',
    ]);
  });

  it('D-55: while the card is only looked at the bot waits, and that is told', () => {
    const world = answered();
    world.opensCard(LEAD);
    world.client('А бассейн есть?');
    assert.equal(world.notes.at(-1), 'D-55 клиент пишет, бот ждёт: сделку открыл(а) Анна');
  });

  it('D-52: until when it is held, on the sanatorium’s own clocks', () => {
    const ural = aPolicy({ hours: { offsets: [[0, hours(5)]] } });
    const world = answered({ policy: ural });
    world.hold(at('14:00'));
    assert.deepEqual(world.notes.slice(-2), ['D-50 менеджер нажал «Держу»: диалог ведёт Анна', 'D-52 Анна держит диалог до 02.03 16:00']);
  });

  it('D-50: an answer that had left when a manager took the dialog is told as such', () => {
    const world = answered({ bot: afterwards(() => [replies('Есть.')]) });
    world.sendMs = 5_000;
    world.client('А бассейн есть?');
    world.pass(seconds(11));
    world.take();
    world.pass(seconds(10));
    assert.equal(world.notes.at(-1), 'D-50 ответ бота был уже в пути: клиент его получил');
  });

  it('D-57: the bot says that it is back', () => {
    const world = managerAnswered(at('12:00'));
    world.until(at('12:41'));
    assert.deepEqual(world.notes.slice(-2), ['D-51 диалог вернулся боту: менеджер молчит', 'D-57 бот написал, что снова на связи']);
  });

  it('D-63: where the lead has gone is told by the names of its stages', () => {
    const world = answered({ stage: 'preBooked' });
    world.leadMoves(LEAD, { stage: 'prepaid' });
    assert.equal(world.notes.at(-1), 'D-63 сделка перешла на другой этап: «Предварительная бронь» → «Предоплата получена»');
  });

  it('D-95: what the CRM refuses is told in words', () => {
    const world = answered({ bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }] });
    world.crmRefuses = ({ write }) => write === 'createTask';
    world.rest();
    world.take();
    world.client('Ещё вопрос');
    assert.deepEqual(
      world.raised.filter(({ text }) => /[a-z]+[A-Z]/u.test(text)),
      [],
    );
  });
});

describe('since when and why a dialog is led as it is', () => {
  it('D-74: with the bot since the first message', () => {
    assert.deepEqual(led(answered({ startMs: at('12:00') })), { sinceMs: at('12:00'), because: 'клиент написал' });
  });

  it('D-40: a manager is awaited since the handoff, whoever only opened the card meanwhile (D-55)', () => {
    const world = handedOver(at('12:00'));
    const handed = { sinceMs: at('12:00'), because: 'причина clientAsked' };
    assert.deepEqual(led(world), handed);
    world.until(at('12:02'));
    world.opensCard(LEAD);
    assert.deepEqual(led(world), { sinceMs: at('12:02'), because: 'сделка открыта' });
    world.until(at('12:08'));
    assert.deepEqual(led(world), handed);
  });

  it('D-50, D-54: with a manager since the take; an act of the same one changes nothing, another one’s take does', () => {
    const world = answered();
    world.until(at('12:05'));
    world.take();
    const taken = { sinceMs: at('12:05'), because: 'менеджер нажал кнопку' };
    world.until(at('12:07'));
    world.manager('Добрый день!');
    assert.deepEqual(led(world), taken);
    world.until(at('12:09'));
    world.take(BORIS, true);
    assert.deepEqual(led(world), { ...taken, sinceMs: at('12:09') });
  });

  it('D-51: with the bot again since the return', () => {
    const world = managerAnswered(at('12:00'));
    world.until(at('12:41'));
    assert.deepEqual(led(world), { sinceMs: at('12:40'), because: 'менеджер молчит' });
  });

  it('D-56: words in doubt: since they came, with whom they were and without whom they were not', () => {
    const trusting = aPolicy({ settings: { chatAuthors: 'trust' } });
    const world = answered({ policy: trusting });
    world.until(at('12:05'));
    world.manager('Здравствуйте!', { shownBy: 0 });
    assert.deepEqual(led(world), { sinceMs: at('12:05'), because: 'написали мимо Эстафеты' });
    world.pass(minutes(1));
    assert.deepEqual([world.state, led(world)?.because], ['withBot', 'клиенту написал не человек']);
  });

  it('D-74: closed since nobody writes; it goes through continue-as-new and the next episode begins anew', () => {
    const world = answered();
    world.bot = () => [silent];
    world.take();
    world.release();
    world.until(at('12:00', 40));
    assert.deepEqual([world.state, led(world)?.because], ['closed', 'давно нет сообщений']);
    const closed = led(world);
    world.continueAsNew();
    assert.deepEqual(led(world), closed);
    world.client('Здравствуйте!');
    assert.deepEqual(led(world), { sinceMs: world.nowMs, because: 'клиент написал' });
  });

  it('a dialog of before does not know it', () => {
    const world = answered();
    const { led: _, ...before } = world.dialog;
    assert.equal(ledNow(before, world.policy), undefined);
  });
});

describe('moments in words', () => {
  const policyIn = (offsets?: readonly (readonly [number, number])[]) => aPolicy(offsets ? { hours: { offsets } } : {}).hours;

  it('are on the sanatorium’s clocks; a policy that earlier code has loaded means Moscow', () => {
    assert.deepEqual([clockWords(at('12:05'), policyIn()), zoneWords(at('12:05'), policyIn())], ['02.03 12:05', 'московское']);
    const ural = policyIn([[0, hours(5)]]);
    assert.deepEqual([clockWords(at('23:05'), ural), zoneWords(at('23:05'), ural)], ['03.03 01:05', 'UTC+5']);
    assert.equal(zoneWords(0, policyIn([[0, -minutes(210)]])), 'UTC−3:30');
  });

  it('follow the change to summer time, and go on with what is known last', () => {
    const change = policyIn([
      [at('10:00'), hours(1)],
      [at('12:00'), hours(2)],
    ]);
    const shown = ['09:00', '11:59', '12:00', '23:00'].map((time) => clockWords(at(time), change));
    assert.deepEqual(shown, ['02.03 07:00', '02.03 09:59', '02.03 11:00', '02.03 22:00']);
  });
});
