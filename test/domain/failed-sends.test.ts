import assert from 'node:assert/strict';
import { at, hours, minutes, seconds } from '../support/builders.ts';
import { ANNA, type FakeWorld, replies } from '../support/fake-world.ts';
import { answered, clientMessages, endings, handedOver, handoff, holding, afterwards } from './situations.ts';

const ANSWER = 'Да, есть бассейн.';

/** The answer to the second question leaves, and Pact's own answer is lost every time; nothing comes back of it. */
function lost(): FakeWorld {
  const world = answered({ bot: afterwards(() => [replies(ANSWER)]) });
  world.echoes = false;
  world.client('Есть ли бассейн?');
  return world;
}
const copies = (world: FakeWorld): number => world.texts.filter((text) => text === ANSWER).length;

describe('the provider’s answer to a message is lost', () => {
  it('D-91: we look before we repeat: what the client has already got is not sent again', () => {
    const world = lost();
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'ok');
    world.pass(minutes(5));
    assert.deepEqual([tries, copies(world)], [2, 1]);
    assert.deepEqual(endings(world), ['answered', 'answered']);
  });

  it('D-91: it is looked for among what is newer than its first try and not among our other messages', () => {
    const world = lost();
    world.pass(seconds(1));
    world.channel = () => 'lost';
    world.pass(seconds(60));
    const looks = world.started.flatMap(({ effect }) => (effect.type === 'sendMessage' && effect.look ? [effect.look] : []));
    const first = world.sent[0]?.messageId ?? '';
    const newest = Math.max(...clientMessages(world).map(({ id }) => Number(id)), Number(first));
    assert.deepEqual(looks[0], { afterMessageId: newest, knownIds: [first] });
  });

  it('D-91: its report from Pact settles it without another look', () => {
    const world = lost();
    world.echoes = true;
    world.channel = () => 'lost';
    world.pass(minutes(5));
    assert.deepEqual([copies(world), world.state, world.dialog.outbox.sends.length], [1, 'withBot', 0]);
  });

  it('D-91: a report that comes only after the answer got lost settles it as well', () => {
    const world = lost();
    world.echoes = true;
    world.echoMs = seconds(5);
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'down');
    world.pass(minutes(5));
    assert.deepEqual([copies(world), world.state, world.dialog.outbox.sends.length], [1, 'withBot', 0]);
    assert.deepEqual(endings(world), ['answered', 'answered']);
  });

  it('D-91: where it did not leave the look finds nothing and it is sent', () => {
    const world = lost();
    world.channel = () => 'down';
    world.pass(seconds(10));
    world.event({ type: 'sendFailed', sendId: world.dialog.outbox.sends[0]?.id ?? '', fate: 'unknown', why: 'ответ потерян' });
    world.channel = () => 'ok';
    world.pass(minutes(5));
    assert.equal(copies(world), 1);
  });

  const inDoubt = (): FakeWorld => {
    const world = lost();
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'down');
    world.pass(minutes(12));
    assert.equal(world.dialog.outbox.unknown.length, 1);
    return world;
  };
  const settles = (world: FakeWorld, happened: boolean): void => {
    const [effect] = world.dialog.outbox.unknown;
    world.channel = () => 'ok';
    world.command({ type: 'settle', by: ANNA, effectId: effect?.id ?? '', happened });
  };

  it('D-91: what stays unknown goes to a manager, visibly: a task, an alert, a line to settle', () => {
    const world = inDoubt();
    assert.equal(world.state, 'awaitingManager');
    assert.deepEqual(
      world.tasks.map(({ kind }) => kind),
      ['whatsapp'],
    );
    assert.deepEqual(new Set(world.raised.map(({ about }) => about)), new Set(['unknownFate', 'channelDown']));
    assert.deepEqual(
      world.dialog.outbox.unknown.map(({ what, text }) => [what, text]),
      [['send', ANSWER]],
    );
  });

  it('D-91: of long messages in doubt people see the beginning, and the dialog stays small however many there are', () => {
    const world = answered({ bot: afterwards(() => [replies(`${'Ю'.repeat(4_000)} ${world.nowMs}`)]) });
    for (let number = 1; number <= 5; number += 1) {
      let tries = 0;
      world.channel = () => ((tries += 1) === 1 ? 'lost' : 'down');
      world.echoes = false;
      world.client(`Вопрос ${number}`);
      world.pass(minutes(12));
      world.release();
    }
    const { unknown } = world.dialog.outbox;
    assert.equal(unknown.length, 5);
    assert.ok(unknown.every(({ text }) => text.includes('ЮЮЮ') && text.length <= 201));
    assert.ok(JSON.stringify(unknown).length < 10_000, `${JSON.stringify(unknown).length} characters`);
  });

  it('D-91: nothing is repeated meanwhile, in a new run of the workflow neither', () => {
    const world = inDoubt();
    world.channel = () => 'ok';
    world.continueAsNew();
    world.pass(hours(20));
    assert.equal(copies(world), 1);
    assert.equal(world.dialog.outbox.unknown.length, 1);
  });

  it('D-91: «ушло»: it counts as sent, the client as answered', () => {
    const world = inDoubt();
    settles(world, true);
    assert.deepEqual([world.dialog.outbox.unknown.length, world.dialog.client.settledSeq], [0, 2]);
    assert.equal(world.dialog.transcript.messages.at(-1)?.text, ANSWER);
    world.pass(hours(1));
    assert.equal(copies(world), 1);
  });

  it('D-91: «не ушло»: it is done with, and the client still waits for a person', () => {
    const world = inDoubt();
    settles(world, false);
    assert.deepEqual([world.dialog.outbox.unknown.length, world.dialog.client.settledSeq], [0, 1]);
    world.pass(hours(1));
    assert.deepEqual([copies(world), world.state], [1, 'awaitingManager']);
  });

  it('D-91: a report that comes within two minutes of the last try settles it without a person', () => {
    const world = lost();
    world.channel = () => 'lost';
    world.sendMs = seconds(2);
    world.pass(seconds(11.5));
    world.take(); // not tried again: its fate is unknown
    assert.equal(world.dialog.outbox.unknown.length, 1);
    world.pass(seconds(30));
    world.manager(ANSWER);
    assert.deepEqual([world.dialog.outbox.unknown.length, world.dialog.client.settledSeq], [0, 2]);
  });

  const inDoubtAfterManyTries = (): FakeWorld => {
    const world = lost();
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'down');
    world.pass(minutes(5));
    world.take();
    assert.equal(world.dialog.outbox.unknown.length, 1);
    return world;
  };

  it('D-91: … also where the first try was long before it', () => {
    const world = inDoubtAfterManyTries();
    world.pass(seconds(30));
    world.manager(ANSWER);
    assert.equal(world.dialog.outbox.unknown.length, 0);
  });

  it('D-91: … the same words much later are a person’s', () => {
    const world = inDoubtAfterManyTries();
    world.pass(minutes(3));
    world.manager(ANSWER);
    assert.equal(world.dialog.outbox.unknown.length, 1);
  });

  it('D-26: a payment link that turns out to have left has its note and its move', () => {
    const world = answered({
      bot: afterwards(() => [replies('Ссылка: https://pay.example/1'), { type: 'paymentLink', url: 'https://pay.example/1', amount: 100 }]),
    });
    world.echoes = false;
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'down');
    world.client('Пришлите ссылку');
    world.pass(minutes(12));
    assert.equal(world.done('moveLead').length, 0);
    settles(world, true);
    world.pass(seconds(5));
    assert.deepEqual(
      world.done('moveLead').map(({ to }) => to),
      ['consulted', 'preBooked'],
    );
  });
});

describe('how a client’s message ends', () => {
  it('D-90: answered', () => {
    assert.deepEqual(endings(answered()), ['answered']);
  });

  it('D-90: handed over', () => {
    assert.deepEqual(endings(handedOver()), ['handedOver']);
  });

  it('D-90: taken by a manager: what waited at the take and what comes later', () => {
    const world = answered();
    world.client('Первый');
    world.pass(seconds(3));
    world.take();
    world.client('Второй');
    assert.deepEqual(endings(world), ['answered', 'taken', 'taken']);
    assert.deepEqual(holding(world).holder, ANNA);
  });

  it('D-90: closed on purpose: `silent`', () => {
    const world = answered({ bot: afterwards(() => [{ type: 'silent', because: 'благодарность' }]) });
    world.client('Спасибо');
    world.pass(seconds(30));
    assert.deepEqual(endings(world), ['answered', 'silent']);
  });

  it('D-90: a message whose draft a take withdrew, and that then could not leave, is the manager’s', () => {
    const world = answered();
    world.channel = () => 'down';
    world.sendMs = seconds(5);
    world.client('Второй');
    world.pass(seconds(10));
    world.take();
    assert.deepEqual(endings(world), ['answered', undefined]);
    world.pass(seconds(10));
    assert.deepEqual(endings(world), ['answered', 'taken']);
  });

  it('D-90: what waits at a take is the manager’s at once, though a greeting of the bot’s is still on its way', () => {
    const world = answered();
    world.take();
    world.sendMs = seconds(5);
    world.release();
    world.pass(seconds(1));
    world.client('Второй');
    world.take();
    assert.deepEqual(endings(world), ['answered', 'taken']);
  });

  it('D-90: so is what came after the words that a manager’s message, still on its way, answers', () => {
    const world = answered();
    world.sendMs = seconds(5);
    world.say('Это Анна.');
    world.release();
    world.client('Второй');
    world.take();
    assert.deepEqual(endings(world), ['answered', 'taken']);
  });

  it('D-90: of what waits at a take, only what an answer on its way covers may still be answered by it', () => {
    const world = answered();
    world.sendMs = seconds(5);
    world.client('Второй');
    world.pass(seconds(10)); // its answer is on its way
    world.client('Третий');
    world.take();
    assert.deepEqual(endings(world), ['answered', undefined, 'taken']);
    world.pass(seconds(10));
    assert.deepEqual(endings(world), ['answered', 'answered', 'taken']);
  });

  it('D-90: each ends once: what a manager took is not answered a second time in the books', () => {
    const world = answered();
    world.take();
    world.client('Второй');
    world.pass(minutes(25));
    assert.equal(world.state, 'withBot');
    assert.deepEqual([endings(world), world.dialog.client.settledSeq], [['answered', 'taken'], 2]);
  });

  it('D-90: who still owes whom an answer is known all the time', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    const waiting = (): readonly [number, number | undefined] => [
      world.dialog.client.seq - world.dialog.client.settledSeq,
      world.dialog.client.pendingSinceMs,
    ];
    assert.deepEqual(waiting(), [0, undefined]);
    world.until(at('12:05'));
    world.client('Раз');
    world.until(at('12:06'));
    world.client('Два');
    assert.deepEqual(waiting(), [2, at('12:05')]);
    world.manager('Ответ');
    assert.deepEqual(waiting(), [0, undefined]);
  });
});
