import assert from 'node:assert/strict';
import { aPolicy, at, days, hours, minutes, seconds } from '../support/builders.ts';
import { replies, type FakeWorld, type WorldOptions } from '../support/fake-world.ts';
import { answered, endings, handedOver, handoff, LEAD, managerAnswered, afterwards } from './situations.ts';

const HELLO = 'Здравствуйте! Я виртуальный помощник санатория «Шахтёр».';
const BACK = 'Я виртуальный помощник, снова на связи.';
const IDLE = `${BACK} Если есть вопросы, напишите.`;
const HANDOFF = 'Передаю ваше обращение менеджеру. Вам ответит первый освободившийся менеджер.';

/** A manager has answered the guest and gives the dialog back at that moment; nobody waits. */
function givenBack(atMs: number, options: WorldOptions = {}): FakeWorld {
  const world = managerAnswered(atMs - minutes(5), options);
  world.until(atMs);
  world.release();
  return world;
}

/** The guest has written while the manager led. */
function givenBackWaiting(options: WorldOptions = {}): FakeWorld {
  const world = managerAnswered(at('12:00'), options);
  world.until(at('12:01'));
  world.client('А завтрак?');
  world.until(at('12:05'));
  world.release();
  return world;
}
const later = (world: FakeWorld): string[] => world.texts.slice(1);

describe('the dialog returns and the client waits', () => {
  it('D-57: the bot’s message begins with the words of the return, the answer in it', () => {
    const world = givenBackWaiting({ bot: afterwards(() => [replies('С семи до десяти.')]) });
    world.rest();
    assert.deepEqual(later(world), [`${BACK} С семи до десяти.`]);
  });

  it('D-57: the turn starts at once and has trigger `resumed`', () => {
    const world = givenBackWaiting();
    world.pass(seconds(1));
    assert.deepEqual([world.asked.length, world.asked[1]?.trigger], [2, 'resumed']);
  });

  it('D-57: later turns are ordinary', () => {
    const world = givenBackWaiting();
    world.rest();
    world.client('А ужин?');
    world.pass(seconds(7.9));
    assert.equal(world.asked.length, 2);
    world.rest();
    assert.equal(world.asked[2]?.trigger, 'clientMessage');
    assert.equal(world.texts.at(-1), 'Конечно, расскажу.');
  });

  it('D-57: only the first of several messages carries the words', () => {
    const world = givenBackWaiting({ bot: afterwards(() => [replies('С семи.'), replies('До десяти.')]) });
    world.rest();
    assert.deepEqual(later(world), [`${BACK} С семи.`, 'До десяти.']);
  });

  it('D-57: they are not added to a text that says «виртуальный помощник» already', () => {
    const world = givenBackWaiting({ bot: afterwards(() => [replies('Это снова ВИРТУАЛЬНЫЙ ПОМОЩНИК: с семи.')]) });
    world.rest();
    assert.deepEqual(later(world), ['Это снова ВИРТУАЛЬНЫЙ ПОМОЩНИК: с семи.']);
  });

  it('D-57: the silence of 20 minutes returns it in the same way', () => {
    const world = managerAnswered(at('12:00'));
    world.client('А завтрак?');
    world.until(at('12:21'));
    assert.deepEqual(later(world), [`${BACK} Конечно, расскажу.`]);
  });

  for (const [what, answer] of [
    ['hands over', [handoff('clientAsked')]],
    ['gives no answer', 'noAnswer'],
    ['gives a malformed one', 'malformed'],
  ] as const) {
    it(`D-57: the bot ${what}: a handoff again, without these words`, () => {
      const world = givenBackWaiting({ bot: afterwards(() => answer) });
      world.rest();
      assert.deepEqual(later(world), [HANDOFF]);
      assert.equal(world.state, 'awaitingManager');
    });
  }

  it('D-57: the words that fell away are not owed twice: after a manager’s answer the bot says once that it is back', () => {
    const world = givenBackWaiting({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.rest();
    world.manager('Добрый день');
    world.bot = () => [replies('Слушаю.')];
    world.until(at('12:59'));
    assert.deepEqual(later(world), [HANDOFF, IDLE]);
  });

  it('D-57: the bot stays silent on «Спасибо»: nothing is sent and the words go with its next message', () => {
    const world = givenBackWaiting({ bot: afterwards(() => [{ type: 'silent', because: 'благодарность' }]) });
    world.rest();
    assert.deepEqual(later(world), []);
    world.bot = () => [replies('С семи.')];
    world.client('А завтрак?');
    world.rest();
    assert.deepEqual(later(world), [`${BACK} С семи.`]);
  });

  it('D-12: a question that the bot asked before the manager came begins no row: it may ask one after the return', () => {
    const world = answered({ bot: () => [{ type: 'clarify', text: 'О чём речь?' }] });
    world.take();
    world.client('О путёвке');
    world.release();
    world.rest();
    assert.deepEqual([world.state, later(world)], ['withBot', [`${BACK} О чём речь?`]]);
  });

  it('D-57: from `awaitingManager` too', () => {
    const world = handedOver(at('12:00'));
    world.bot = () => [replies('С семи.')];
    world.release();
    world.pass(seconds(5));
    assert.deepEqual(later(world), [`${BACK} С семи.`]);
  });
});

describe('the dialog returns and nobody waits', () => {
  it('D-57: the bot says at once that it is back', () => {
    const world = givenBack(at('12:00'));
    world.pass(seconds(1));
    assert.deepEqual(later(world), [IDLE]);
    assert.equal(world.asked.length, 1);
  });

  it('D-57: having said so it does not say it again with its next message', () => {
    const world = givenBack(at('12:00'));
    world.pass(seconds(1));
    world.client('А завтрак?');
    world.rest();
    assert.deepEqual(later(world), [IDLE, 'Конечно, расскажу.']);
  });

  it('D-57: only from 09:00 to 21:00', () => {
    const said = (atMs: number): string[] => {
      const world = givenBack(atMs);
      world.pass(minutes(1));
      return later(world);
    };
    assert.deepEqual(
      [at('09:00') - 1, at('09:00'), at('21:00') - 1, at('21:00')].map((atMs) => said(atMs).length),
      [0, 1, 1, 0],
    );
  });

  it('D-57: at night the words stand at the head of its next message', () => {
    const world = givenBack(at('23:00'));
    world.until(at('10:00', 1));
    assert.deepEqual(later(world), []);
    world.client('А завтрак?');
    world.rest();
    assert.deepEqual(later(world), [`${BACK} Конечно, расскажу.`]);
    world.client('А ужин?');
    world.rest();
    assert.equal(world.texts.at(-1), 'Конечно, расскажу.');
  });

  it('D-57: at the head of the final touch too, if that is its next message', () => {
    const world = givenBack(at('23:00'), { bot: afterwards(() => [replies('Остались вопросы?')]) });
    world.until(at('10:01', 2));
    assert.deepEqual(later(world), [`${BACK} Остались вопросы?`]);
  });

  it('D-57: with setting `returnGreeting` the words go with the next message by day too', () => {
    const world = givenBack(at('12:00'), { policy: aPolicy({ settings: { returnGreeting: 'withNext' } }) });
    world.pass(minutes(1));
    assert.deepEqual(later(world), []);
    world.client('А завтрак?');
    world.rest();
    assert.deepEqual(later(world), [`${BACK} Конечно, расскажу.`]);
  });

  it('D-57: a client who writes before it could leave gets the words with the answer instead', () => {
    const world = managerAnswered(at('12:00'));
    world.channel = () => 'down';
    world.release();
    world.pass(seconds(2));
    world.client('А завтрак?');
    world.channel = () => 'ok';
    world.pass(minutes(2));
    assert.deepEqual(later(world), [`${BACK} Конечно, расскажу.`]);
  });

  it('D-57: a manager who takes it again before it could leave keeps it back', () => {
    const world = managerAnswered(at('12:00'));
    world.channel = () => 'down';
    world.release();
    world.pass(seconds(2));
    world.take();
    world.channel = () => 'ok';
    world.pass(minutes(5));
    assert.deepEqual(later(world), []);
  });

  it('D-57: words that left before the take do not stand for those of the return', () => {
    const world = answered({ startMs: at('22:00') });
    world.client('Есть ли бассейн?');
    world.pass(seconds(9)); // the answer is decided
    world.sendMs = seconds(5);
    world.pass(seconds(1));
    world.take();
    world.manager('Да, есть.');
    world.release();
    world.pass(minutes(1));
    world.client('А завтрак?');
    world.rest();
    assert.equal(world.texts.at(-1), `${BACK} Конечно, расскажу.`);
  });

  it('D-57: a new run of the workflow keeps the words that are due', () => {
    const world = givenBack(at('23:00'));
    world.pass(minutes(5));
    world.continueAsNew();
    world.client('А завтрак?');
    world.rest();
    assert.deepEqual(later(world), [`${BACK} Конечно, расскажу.`]);
  });
});

describe('the dialog returns and the bot has not spoken in this episode', () => {
  const managerFirst = (): FakeWorld => {
    const world = answered({ startMs: at('10:00', -31) });
    world.until(at('11:50'));
    assert.equal(world.state, 'closed');
    world.until(at('12:00'));
    world.manager('Добрый день! Это Анна.');
    return world;
  };

  it('D-57: nothing is sent when nothing is pending', () => {
    const world = managerFirst();
    const before = world.texts.length;
    world.until(at('12:45'));
    assert.equal(world.state, 'withBot');
    assert.equal(world.texts.length, before);
  });

  it('D-57: its first message begins with the words of a first message', () => {
    const world = managerFirst();
    world.client('А завтрак?');
    world.until(at('12:21'));
    assert.equal(world.texts.at(-1), `${HELLO} Конечно, расскажу.`);
  });
});

describe('a manager writes through Estafeta', () => {
  it('D-58: it is a take and goes out as it is, without the greeting', () => {
    const world = handedOver(at('12:00'), { card: { contact: null, leads: [] } });
    world.say('Добрый день! Это Анна.');
    assert.equal(world.state, 'withManager');
    world.pass(seconds(2));
    assert.equal(world.texts.at(-1), 'Добрый день! Это Анна.');
  });

  it('D-58: it is a manager’s message in the transcript, by its author', () => {
    const world = answered();
    world.say('Добрый день!');
    world.pass(seconds(2));
    const { role, by } = world.dialog.transcript.messages.at(-1) ?? {};
    assert.deepEqual({ role, by }, { role: 'manager', by: 'Анна' });
  });

  it('D-58: it settles everything written before it, as any manager’s message', () => {
    const world = answered();
    world.take();
    world.client('А завтрак?');
    world.say('С семи.');
    world.pass(seconds(5));
    assert.equal(world.dialog.client.settledSeq, world.dialog.client.seq);
    assert.deepEqual(endings(world), ['answered', 'taken']);
  });

  it('D-58: also what the client had sent before it and what arrives only later', () => {
    const world = answered();
    const sentAtMs = world.nowMs;
    world.pass(seconds(2));
    world.say('С семи.');
    world.pass(seconds(2));
    world.client('А завтрак?', { sentAtMs });
    assert.equal(world.dialog.client.settledSeq, world.dialog.client.seq);
  });

  it('D-58: a client’s message that comes while it is on its way waits for an answer', () => {
    const world = answered();
    world.sendMs = seconds(5);
    world.say('Добрый день!');
    world.pass(seconds(2));
    world.client('А завтрак?');
    world.pass(seconds(10));
    assert.equal(world.dialog.client.seq - world.dialog.client.settledSeq, 1);
  });

  it('D-58: Pact’s report of it is no second message and no second take', () => {
    const world = answered();
    world.say('Добрый день!');
    world.pass(minutes(1));
    assert.equal(world.dialog.transcript.messages.filter(({ role }) => role === 'manager').length, 1);
  });

  it('D-58: it is the word after which the final touch counts its 24 hours', () => {
    const world = answered({
      bot: afterwards(() => [replies('Остались вопросы?')]),
      policy: aPolicy({ settings: { returnGreeting: 'withNext' } }),
    });
    world.until(at('13:00'));
    world.say('Добрый день!');
    world.until(at('13:00', 1) - seconds(1));
    assert.equal(world.texts.length, 2);
    world.until(at('13:01', 1));
    assert.equal(world.texts.length, 3);
  });

  it('D-25: if it cannot leave for 10 minutes there is an alert and a task, and no late text', () => {
    const world = answered();
    world.take();
    world.channel = () => 'down';
    world.say('Добрый день!');
    world.pass(minutes(11));
    world.channel = () => 'ok';
    world.pass(minutes(5));
    assert.deepEqual(
      world.raised.map(({ about }) => about),
      ['channelDown'],
    );
    assert.deepEqual(
      world.tasks.map(({ kind, subject }) => [kind, subject]),
      [['call', { leadId: LEAD }]],
    );
    assert.equal(world.texts.length, 1);
  });
});

describe('a hold', () => {
  const held = (): FakeWorld => {
    const world = managerAnswered(at('12:00'));
    world.take(undefined, true);
    world.hold(at('15:00'));
    return world;
  };

  it('D-52: silence does not return the dialog before its end', () => {
    const world = held();
    world.client('Алло?');
    world.until(at('15:00') - 1);
    assert.equal(world.state, 'withManager');
  });

  it('D-52: at its end the clocks count as if they had always run: the dialog returns at once', () => {
    const world = held();
    world.until(at('15:00'));
    assert.equal(world.state, 'withBot');
  });

  it('D-52: an act shortly before its end leaves the usual 40 minutes', () => {
    const world = held();
    world.until(at('14:50'));
    world.manager('Уже узнаю.');
    world.until(at('15:30') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('15:30'));
    assert.equal(world.state, 'withBot');
  });

  it('D-52: a client who writes shortly before its end is left the usual 20 minutes', () => {
    const world = held();
    world.until(at('14:50'));
    world.client('Алло?');
    world.until(at('15:10') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('15:10'));
    assert.equal(world.state, 'withBot');
  });

  it('D-52: it may last a night and a whole day', () => {
    const world = answered();
    world.until(at('18:00'));
    assert.equal(world.hold(at('18:00', 1)), undefined);
    world.until(at('18:00', 1) - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('18:00', 1));
    assert.equal(world.state, 'withBot');
  });

  it('D-52: a new run of the workflow in between changes nothing', () => {
    const world = held();
    world.until(at('13:00'));
    world.continueAsNew();
    world.until(at('15:00') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('15:00'));
    assert.equal(world.state, 'withBot');
  });

  it('D-52: it is its holder’s: with another holder it is over', () => {
    const world = held();
    world.take({ id: 9500002, name: 'Борис' }, true);
    world.until(at('12:40') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('12:40'));
    assert.equal(world.state, 'withBot');
  });

  it('D-51: a return ends it', () => {
    const world = held();
    world.release();
    assert.equal(world.state, 'withBot');
    world.pass(hours(1));
    assert.equal(world.state, 'withBot');
  });
});

describe('a long time with a manager', () => {
  it('D-74: it never closes', () => {
    const world = answered();
    for (let day = 0; day < 40; day += 1) {
      world.hold(world.nowMs + hours(24));
      world.pass(days(1) - 1);
    }
    assert.equal(world.state, 'withManager');
  });
});
