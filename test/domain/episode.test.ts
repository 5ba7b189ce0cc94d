import assert from 'node:assert/strict';
import { aCard, aLead, at, days, hours, minutes, seconds } from '../support/builders.ts';
import { ANNA, BORIS, replies, type FakeWorld } from '../support/fake-world.ts';
import { answered, endings, handedOver, holding, LEAD, managerAnswered, afterwards } from './situations.ts';

/** At «Предоплата получена» nothing else happens in a silence. */
const silent = (): FakeWorld => answered({ stage: 'prepaid' });
const lastWordMs = ({ dialog }: FakeWorld): number => dialog.episode.lastWord?.atMs ?? assert.fail('no word');

function closed(): FakeWorld {
  const world = silent();
  world.pass(days(31));
  assert.equal(world.state, 'closed');
  return world;
}

describe('an episode that nobody continues', () => {
  it('D-74: closes 30 days after the last word, not a moment earlier', () => {
    const world = silent();
    world.until(lastWordMs(world) + days(30) - 1);
    assert.equal(world.state, 'withBot');
    world.until(lastWordMs(world) + days(30));
    assert.equal(world.state, 'closed');
  });

  it('D-74: a manager’s word counts as well', () => {
    const world = managerAnswered(at('22:00'), { stage: 'prepaid' });
    world.until(at('22:00', 30) - 1);
    assert.equal(world.state, 'withBot');
    world.until(at('22:00', 30));
    assert.equal(world.state, 'closed');
  });

  it('D-74: so does the client’s, though the bot stayed silent on it', () => {
    const world = answered({ stage: 'prepaid', bot: afterwards(() => [{ type: 'silent', because: 'благодарность' }]) });
    world.until(at('12:00', 10));
    world.client('Спасибо');
    world.until(at('12:00', 40) - 1);
    assert.equal(world.state, 'withBot');
    world.until(at('12:00', 40));
    assert.equal(world.state, 'closed');
  });

  it('D-74: automatic messages are no words', () => {
    const world = silent();
    const lastMs = lastWordMs(world);
    world.pass(days(10));
    world.manager('Ваша заявка принята, номер 7');
    world.until(lastMs + days(30));
    assert.equal(world.state, 'closed');
  });

  it('D-74: a new run of the workflow in between changes nothing', () => {
    const world = silent();
    world.pass(days(12));
    world.continueAsNew();
    world.until(lastWordMs(world) + days(30) - 1);
    assert.equal(world.state, 'withBot');
    world.until(lastWordMs(world) + days(30));
    assert.equal(world.state, 'closed');
  });

  it('D-74: a dialog in which a manager is awaited never closes', () => {
    const world = handedOver();
    world.pass(days(60));
    assert.equal(world.state, 'awaitingManager');
  });
});

describe('somebody writes in a closed dialog', () => {
  it('D-74: a client’s message opens a new episode with the bot', () => {
    const world = closed();
    world.client('Здравствуйте');
    assert.deepEqual([world.state, world.dialog.episode.number], ['withBot', 2]);
  });

  it('D-74: with a fresh card and kind', () => {
    const world = closed();
    world.card = aCard([aLead({ id: LEAD, stage: 'left' })]);
    world.client('Здравствуйте');
    world.pass(seconds(20));
    assert.deepEqual(
      [world.asked.at(-1)?.context.requestKind, world.asked.at(-1)?.context.cardAgeSeconds, world.asked.at(-1)?.dialog.episode],
      ['afterStay', 0, 2],
    );
  });

  it('D-07: and with the words of a first message', () => {
    const world = closed();
    world.client('Здравствуйте');
    world.pass(seconds(20));
    assert.match(world.texts.at(-1) ?? '', /^Здравствуйте! Я виртуальный помощник/u);
  });

  it('D-74: the bot is not told the old messages, nor what it remembered', () => {
    const world = answered({ stage: 'prepaid', bot: () => ({ actions: [replies('Да.')], state: { remembered: true } }) });
    world.pass(days(31));
    world.client('Здравствуйте');
    world.pass(seconds(20));
    assert.deepEqual([world.asked[1]?.messages.map(({ text }) => text), world.asked[1]?.state], [['Здравствуйте'], null]);
  });

  for (const [what, act, holder] of [
    ['message', (world: FakeWorld) => void world.manager('Добрый день!'), {}],
    ['take by the button', (world: FakeWorld) => void world.take(BORIS), BORIS],
    ['hold', (world: FakeWorld) => void world.hold(world.nowMs + hours(1), BORIS), BORIS],
    ['message through Estafeta', (world: FakeWorld) => void world.say('Добрый день!', ANNA), ANNA],
  ] as const) {
    it(`D-74: a manager’s ${what} opens a new episode with the manager`, () => {
      const world = closed();
      act(world);
      assert.deepEqual([holding(world).holder, world.dialog.episode.number], [holder, 2]);
      assert.equal(world.dialog.episode.introduced, false);
    });
  }

  it('D-74: CRM events open none', () => {
    const world = closed();
    world.setsField(LEAD, 'manager');
    world.setsField(LEAD, 'bot');
    world.leadMoves(LEAD, { stage: 'new' });
    world.leadAppears(aLead({ id: 9, stage: 'new' }));
    world.completes({ text: 'x', marker: `${world.dialog.id}-h1` });
    world.event({ type: 'managerTook', actId: 'y', by: ANNA, via: 'field', leadId: LEAD });
    world.pass(days(3));
    assert.deepEqual([world.state, world.dialog.episode.number], ['closed', 1]);
  });

  it('D-56: automatic messages open none', () => {
    const world = closed();
    world.manager('Ваша заявка принята, номер 7');
    world.manager('С праздником!', { bulk: true });
    assert.equal(world.state, 'closed');
  });
});

describe('what outlives an episode', () => {
  it('D-02: messages that were taken in are still known', () => {
    const world = answered({ stage: 'prepaid' });
    world.client('Ещё вопрос', { id: '77' });
    world.pass(days(31));
    world.continueAsNew();
    world.client('Ещё вопрос', { id: '77' });
    assert.equal(world.state, 'closed');
  });

  it('D-31: a fact that was handed over for the lead is not handed over again', () => {
    const pet = { type: 'setBooking', fields: { pets: true } } as const;
    const world = answered({ bot: () => [replies('Хорошо.'), pet] });
    assert.equal(world.state, 'awaitingManager');
    world.bot = () => [replies('Хорошо.')];
    world.release();
    world.pass(minutes(1));
    world.leadMoves(LEAD, { stage: 'preBooked' });
    world.pass(days(40));
    assert.equal(world.state, 'closed');
    world.continueAsNew();
    world.bot = () => [replies('Хорошо.'), pet];
    world.client('Мы с собакой');
    world.pass(seconds(30));
    assert.equal(world.state, 'withBot');
  });

  it('D-64: what we wrote into the lead’s fields is still known as ours', () => {
    const booking = (arrival: string) => () => [replies('Хорошо.'), { type: 'setBooking', fields: { arrival } } as const];
    const world = answered({ bot: booking('2026-05-01') });
    world.pass(days(40));
    world.continueAsNew();
    world.bot = booking('2026-06-01');
    world.client('Перенесём');
    world.pass(seconds(30));
    assert.deepEqual(world.done('writeBooking').at(-1)?.ours, { arrival: '2026-05-01' });
  });

  it('D-76: a wish not to be written to is kept through the rest; writing again ends it', () => {
    const world = answered({ stage: 'prepaid', bot: afterwards(() => [replies('Хорошо.')]) });
    world.client('Не пишите мне');
    world.pass(days(31));
    world.continueAsNew();
    assert.ok(world.dialog.optOutAtMs);
    world.client('Здравствуйте, передумала');
    assert.equal(world.dialog.optOutAtMs, undefined);
  });

  it('D-74: the transcript and the card do not', () => {
    const world = closed();
    world.continueAsNew();
    assert.deepEqual([world.dialog.transcript.messages, world.dialog.crm], [[], {}]);
  });
});

describe('an operator stops a dialog', () => {
  it('D-90: what waits for the bot is handed over, with text and task, then the dialog is closed', () => {
    const world = answered();
    world.client('Есть ли бассейн?');
    world.event({ type: 'cancelRequested' });
    assert.equal(world.state, 'closed');
    world.pass(minutes(2));
    assert.deepEqual(endings(world), ['answered', 'handedOver']);
    assert.deepEqual([world.texts.length, world.tasks.length], [2, 1]);
    assert.deepEqual(world.dialog.outbox, { sends: [], writes: [], alerts: [], unknown: [] });
  });

  it('D-90: what the client writes while what is owed is being finished is handed over too', () => {
    const world = closed();
    world.event({ type: 'cancelRequested' });
    world.client('Здравствуйте');
    world.pass(minutes(2));
    assert.deepEqual([world.state, endings(world), world.tasks.length], ['closed', ['handedOver'], 1]);
  });

  for (const when of ['before', 'during'] as const)
    it(`D-90: what the client wrote ${when} an opening that nobody confirmed yet is handed over too`, () => {
      const world = answered();
      if (when === 'before') world.client('Есть ли бассейн?');
      world.opensCard(LEAD);
      if (when === 'during') world.client('Есть ли бассейн?');
      world.event({ type: 'cancelRequested' });
      world.pass(minutes(2));
      assert.deepEqual([world.state, endings(world)], ['closed', ['answered', 'handedOver']]);
      assert.deepEqual([world.texts.length, world.tasks.length], [2, 1]);
    });

  it('D-90: what the client wrote during an opening while a manager was awaited belongs to that handoff', () => {
    const world = handedOver();
    world.opensCard(LEAD);
    world.client('Ау!');
    world.event({ type: 'cancelRequested' });
    world.pass(minutes(2));
    assert.deepEqual([world.state, endings(world)], ['closed', ['handedOver', 'handedOver']]);
    assert.deepEqual([world.texts.length, world.tasks.length], [1, 1]);
  });

  it('D-90: what an answer on its way at a take covered is the manager’s, if that answer fails after the stop', () => {
    const world = answered();
    world.sendMs = seconds(3);
    world.channel = () => 'down';
    world.client('Есть ли бассейн?');
    world.pass(seconds(10));
    world.take();
    world.event({ type: 'cancelRequested' });
    world.pass(minutes(2));
    assert.deepEqual(endings(world), ['answered', 'taken']);
  });

  it('D-90: with nothing waiting it closes without a word', () => {
    const world = answered();
    world.pass(seconds(5));
    world.event({ type: 'cancelRequested' });
    world.pass(minutes(2));
    assert.deepEqual([world.state, world.texts.length, world.tasks.length], ['closed', 1, 0]);
  });
});
