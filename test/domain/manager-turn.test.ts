import assert from 'node:assert/strict';
import { at, hours, minutes, seconds } from '../support/builders.ts';
import { BORIS, replies, type FakeWorld } from '../support/fake-world.ts';
import { answered, endings, handedOver, holding, LEAD, managerAnswered, afterwards } from './situations.ts';

/** The guest has asked again and the bot is thinking. */
const whileTheBotThinks = (): FakeWorld => {
  const world = answered({ bot: afterwards(() => [replies('Да, есть бассейн.')]) });
  world.botMs = seconds(20);
  world.client('Есть ли бассейн?');
  world.pass(seconds(10));
  assert.equal(world.asked.length, 2);
  return world;
};

const ways: readonly [string, (world: FakeWorld) => void][] = [
  ['a message that a person wrote', (world) => void world.manager('Добрый день!')],
  ['«Ведёт диалог» set to «Менеджер»', (world) => world.setsField(LEAD, 'manager')],
  ['the button', (world) => void world.take()],
  ['«Держу»', (world) => void world.hold(world.nowMs + hours(1))],
  ['«Написать»', (world) => void world.say('Добрый день!')],
  ['opening the lead', (world) => void world.opensCard(LEAD)],
];

describe('a manager takes the dialog', () => {
  for (const [way, takes] of ways) {
    it(`D-50: by ${way}: the answer that the bot is thinking of is never sent`, () => {
      const world = whileTheBotThinks();
      takes(world);
      assert.equal(world.state, 'withManager');
      world.pass(minutes(4));
      assert.equal(world.texts.includes('Да, есть бассейн.'), false);
    });

    it(`D-50: by ${way}: also while a manager is awaited`, () => {
      const world = handedOver();
      takes(world);
      assert.equal(world.state, 'withManager');
    });
  }

  it('D-50: opening by somebody who is not responsible is no take', () => {
    const world = answered();
    assert.equal(world.opensCard(LEAD, BORIS)?.code, 'NOT_RESPONSIBLE');
    assert.equal(world.state, 'withBot');
  });

  it('D-50: the turn under way is abandoned: its answer does nothing, not even for the bot’s memory', () => {
    const world = whileTheBotThinks();
    world.bot = () => [{ type: 'setBooking', fields: { adults: 2 } }, replies('Да.')];
    world.take();
    world.pass(minutes(1));
    assert.deepEqual(world.dialog.episode.booking, {});
    assert.equal(world.dialog.turn, undefined);
  });

  it('D-50: what waits to be sent is dropped', () => {
    const world = whileTheBotThinks();
    world.channel = () => 'down';
    world.pass(seconds(15));
    world.take();
    world.channel = () => 'ok';
    world.pass(minutes(15));
    assert.equal(world.texts.includes('Да, есть бассейн.'), false);
  });

  it('D-50: what Pact has accepted has left, and is shown', () => {
    const world = whileTheBotThinks();
    world.sendMs = seconds(5);
    world.pass(seconds(20)); // the send is on its way
    world.take();
    world.pass(seconds(30));
    assert.equal(world.texts.at(-1), 'Да, есть бассейн.');
    assert.deepEqual(endings(world), ['answered', 'answered']);
  });

  it('D-50: the rest of a split message is dropped', () => {
    const world = answered({ bot: afterwards(() => [replies('Первая часть. '.repeat(400))]) });
    world.sendMs = seconds(5);
    world.client('Расскажите всё');
    world.pass(seconds(11)); // the first part is on its way
    world.take();
    world.pass(minutes(1));
    assert.equal(world.texts.length, 2);
  });

  it('D-50: a message on its way at the take is not tried again after the return', () => {
    const world = whileTheBotThinks();
    world.channel = () => 'down';
    world.sendMs = seconds(5);
    world.pass(seconds(20)); // its first try is on its way
    world.take();
    world.bot = () => [replies('Новый ответ.')];
    world.release();
    world.channel = () => 'ok';
    world.pass(minutes(5));
    assert.deepEqual(world.texts.slice(1), ['Я виртуальный помощник, снова на связи. Новый ответ.']);
  });

  it('D-50: one of unknown fate at the take is shown to people and not repeated', () => {
    const world = whileTheBotThinks();
    world.echoes = false;
    world.channel = () => 'lost';
    world.sendMs = seconds(2);
    world.pass(seconds(19));
    world.take();
    world.channel = () => 'ok';
    world.pass(minutes(5));
    assert.equal(world.texts.filter((text) => text === 'Да, есть бассейн.').length, 1);
    assert.deepEqual(
      world.dialog.outbox.unknown.map(({ text }) => text),
      ['Да, есть бассейн.'],
    );
    assert.deepEqual(
      world.dialog.alerts.map(({ about }) => about),
      ['unknownFate'],
    );
  });

  it('D-50: the client’s messages are for the manager: the bot is not asked', () => {
    const world = answered();
    world.take();
    world.client('Вы человек?');
    world.pass(minutes(5));
    assert.equal(world.asked.length, 1);
    assert.deepEqual(endings(world), ['answered', 'taken']);
  });
});

describe('silence gives the dialog back', () => {
  const returnsAt = (world: FakeWorld, atMs: number): void => {
    world.until(atMs - 1);
    assert.equal(world.state, 'withManager');
    world.until(atMs);
    assert.equal(world.state, 'withBot');
  };

  it('D-51: the manager writes at 10:00, the client at 10:19: the bot returns at 10:39', () => {
    const world = managerAnswered(at('10:00'));
    world.until(at('10:19'));
    world.client('А завтрак?');
    returnsAt(world, at('10:39'));
  });

  it('D-51: the manager at 19:50, the client at 19:55: 20:15, at night too; if the bot cannot answer, the text is the one for the night', () => {
    const world = managerAnswered(at('19:50'), { bot: afterwards(() => 'noAnswer') });
    world.until(at('19:55'));
    world.client('А завтрак?');
    returnsAt(world, at('20:15'));
    world.pass(minutes(2));
    assert.equal(world.texts.at(-1), 'Передаю ваше обращение менеджеру. В рабочее время вам ответит менеджер.');
  });

  it('D-51: the minutes are plain ones, at three in the night too', () => {
    const world = managerAnswered(at('03:00'));
    returnsAt(world, at('03:40'));
  });

  it('D-51: with nobody waiting it is 40 minutes after the manager’s last act', () => {
    returnsAt(managerAnswered(at('10:00')), at('10:40'));
  });

  it('D-51: the client’s first unanswered message counts, not the later ones', () => {
    const world = managerAnswered(at('10:00'));
    for (const time of ['10:05', '10:15', '10:24']) {
      world.until(at(time));
      world.client('Алло?');
    }
    returnsAt(world, at('10:25'));
  });

  it('D-51: a manager’s message settles everything written before it', () => {
    const world = managerAnswered(at('10:00'));
    world.until(at('10:10'));
    world.client('А завтрак?');
    world.until(at('10:20'));
    world.manager('Да, с семи.');
    returnsAt(world, at('11:00'));
  });

  it('D-51: one that is reported late settles what was written before it, not what came after', () => {
    const world = managerAnswered(at('10:00'));
    for (const time of ['10:05', '10:15']) {
      world.until(at(time));
      world.client(`Вопрос в ${time}`);
    }
    world.until(at('10:16'));
    world.manager('Да, с семи.', { sentAtMs: at('10:10') });
    assert.deepEqual([world.dialog.client.settledSeq, world.dialog.client.pendingSinceMs], [2, at('10:15')]);
    returnsAt(world, at('10:36'));
  });

  it('D-51: what was written before it is settled though it is reported later', () => {
    const world = managerAnswered(at('10:00'));
    world.until(at('10:10'));
    world.manager('И ещё: с семи.');
    world.until(at('10:12'));
    world.manager('Это написано раньше, дошло позже.', { sentAtMs: at('10:05') });
    world.client('Вопрос', { sentAtMs: at('10:09') });
    assert.equal(world.dialog.client.settledSeq, world.dialog.client.seq);
    world.client('Вопрос', { sentAtMs: at('10:11') });
    assert.equal(world.dialog.client.seq - world.dialog.client.settledSeq, 1);
  });

  it('D-02, D-51, D-90: what was written after it within the same second of the provider’s is not settled, though it came first', () => {
    const world = managerAnswered(at('10:00'));
    world.until(at('10:10'));
    world.client('Вопрос до', { id: '5000000001', sentAtMs: at('10:09') });
    world.client('Вопрос после', { id: '5000000003', sentAtMs: at('10:09') });
    world.manager('Всё записала.', { id: '5000000002', sentAtMs: at('10:09') });
    assert.equal(world.dialog.client.seq - world.dialog.client.settledSeq, 1);
  });

  it('D-51, D-90: of what came in disorder nothing that is later than the word is settled', () => {
    const world = managerAnswered(at('10:00'));
    world.until(at('10:10'));
    world.client('Последний вопрос', { sentAtMs: at('10:09') });
    world.client('Вопрос до него', { sentAtMs: at('10:08') });
    world.manager('Да, с семи.', { sentAtMs: at('10:07') });
    assert.equal(world.dialog.client.seq - world.dialog.client.settledSeq, 2);
  });

  it('D-51, D-58, D-90: a client’s message of the same second as words through us is not settled when it comes later', () => {
    const world = managerAnswered(at('10:00'));
    world.until(at('10:10') + 700);
    world.say('Это Анна, слушаю вас.');
    world.pass(seconds(2));
    world.client('Есть ли спортзал?', { sentAtMs: at('10:10') });
    assert.equal(world.dialog.client.seq - world.dialog.client.settledSeq, 1);
  });

  it('D-51: «Спасибо» after the manager’s answer counts as waiting', () => {
    const world = managerAnswered(at('10:00'));
    world.until(at('10:01'));
    world.client('Спасибо');
    returnsAt(world, at('10:21'));
  });

  for (const [way, takes] of ways.filter(([name]) => /button|field|Ведёт/u.test(name))) {
    it(`D-51: a take by ${way} settles nothing: 20 minutes from the take`, () => {
      const world = whileTheBotThinks();
      world.until(at('12:05'));
      world.take(BORIS);
      world.release(BORIS);
      world.bot = () => 'noAnswer';
      world.client('Вопрос');
      takes(world);
      const { lastActAtMs } = holding(world);
      assert.equal(world.dialog.client.seq > world.dialog.client.settledSeq, true);
      returnsAt(world, lastActAtMs + minutes(20));
    });
  }

  for (const [act, acts] of [
    ['a further take', (world: FakeWorld) => void world.take()],
    ['opening the lead', (world: FakeWorld) => void world.opensCard(LEAD)],
    ['a message through us', (world: FakeWorld) => void world.say('Минуту')],
  ] as const) {
    it(`D-51: ${act} of the holder is an act: the 40 minutes start anew`, () => {
      const world = answered();
      world.take();
      world.until(at('12:20'));
      acts(world);
      returnsAt(world, at('13:00'));
    });
  }

  it('D-51: nothing else done in the CRM is an act', () => {
    const world = answered();
    world.until(at('12:01'));
    world.take();
    world.until(at('12:20'));
    world.leadMoves(LEAD, { stage: 'consulted', personChangedAtMs: world.nowMs });
    world.personTouched(LEAD);
    returnsAt(world, at('12:41'));
  });

  it('D-51: a new run of the workflow in between changes nothing', () => {
    const world = managerAnswered(at('10:00'));
    world.until(at('10:19'));
    world.client('А завтрак?');
    world.pass(seconds(5));
    world.continueAsNew();
    returnsAt(world, at('10:39'));
  });
});

describe('a manager gives the dialog back', () => {
  for (const from of ['withManager', 'awaitingManager'] as const) {
    const situation = (): FakeWorld => {
      if (from === 'awaitingManager') return handedOver();
      const world = answered();
      world.take();
      world.pass(seconds(2));
      return world;
    };

    it(`D-51: by the button, from ${from}`, () => {
      const world = situation();
      assert.equal(world.release(BORIS), undefined);
      assert.equal(world.state, 'withBot');
    });

    it(`D-51: by «Ведёт диалог» set to «Бот», from ${from}`, () => {
      const world = situation();
      world.pass(seconds(2));
      world.setsField(LEAD, 'bot', BORIS);
      assert.equal(world.state, 'withBot');
    });
  }
});
