import assert from 'node:assert/strict';
import { aPolicy, at, minutes, seconds } from '../support/builders.ts';
import type { FakeWorld } from '../support/fake-world.ts';
import { answered, handedOver, managerAnswered } from './situations.ts';

const policy = aPolicy({ automaticTexts: ['Ваша заявка принята*', 'Заявка № * оплачена', 'Мы скоро ответим'] });

const machines: readonly [string, (world: FakeWorld) => void][] = [
  ['a bulk mailing', (world) => void world.manager('С праздником!', { bulk: true })],
  ['a robot’s text', (world) => void world.manager('Ваша заявка принята, номер 7')],
  ['a robot’s text with something in the middle', (world) => void world.manager('Заявка № 17 оплачена')],
  ['a greeting of WhatsApp, written otherwise', (world) => void world.manager(' мы  СКОРО ответим\n')],
];

for (const [machine, writes] of machines) {
  describe(`${machine} goes to the client`, () => {
    it('D-56: it takes nothing: the bot goes on with its answer', () => {
      const world = answered({ policy });
      world.client('Есть ли бассейн?');
      world.pass(seconds(8.5));
      writes(world);
      assert.equal(world.state, 'withBot');
      world.pass(seconds(5));
      assert.equal(world.texts.length, 2);
    });

    it('D-56: it enters the transcript, as nobody’s words', () => {
      const world = answered({ policy });
      writes(world);
      assert.equal(world.dialog.transcript.messages.at(-1)?.role, 'note');
    });

    it('D-56: an awaited manager is still awaited', () => {
      const world = handedOver(at('12:00'), { policy });
      writes(world);
      assert.equal(world.state, 'awaitingManager');
    });

    it('D-56: it is no act of the manager’s who leads, and settles nothing', () => {
      const world = managerAnswered(at('12:00'), { policy });
      world.client('А завтрак?');
      world.until(at('12:10'));
      writes(world);
      world.until(at('12:20') - 1);
      assert.deepEqual([world.state, world.dialog.client.seq - world.dialog.client.settledSeq], ['withManager', 1]);
      world.until(at('12:20'));
      assert.equal(world.state, 'withBot');
    });

    it('D-56: in `closed` it opens nothing', () => {
      const world = answered({ policy, stage: 'prepaid' });
      world.until(at('12:00', 31));
      writes(world);
      assert.deepEqual([world.state, world.dialog.episode.number], ['closed', 1]);
    });
  });
}

describe('any other message that is not ours', () => {
  for (const text of ['Добрый день!', 'Уточню: Ваша заявка принята', 'Заявка № 17', 'Мы скоро ответим вам', '']) {
    it(`D-56: counts as a person’s: «${text}»`, () => {
      const world = answered({ policy });
      world.manager(text);
      assert.equal(world.state, 'withManager');
    });
  }

  it('D-56: our own, reported back by Pact minutes later, is not one of them', () => {
    const world = answered({ policy });
    world.echoes = false;
    world.client('Есть ли бассейн?');
    world.pass(seconds(30));
    const { messageId, text } = world.sent.at(-1) ?? assert.fail('nothing was sent');
    world.pass(minutes(30));
    world.manager(text, { id: messageId });
    assert.equal(world.state, 'withBot');
  });

  it('D-56: nor is our own that comes back before we know that it was sent', () => {
    const world = answered({ policy });
    world.client('Есть ли бассейн?');
    world.pass(seconds(30));
    assert.deepEqual([world.state, world.dialog.transcript.messages.filter(({ role }) => role === 'bot').length], ['withBot', 2]);
  });

  it('D-56: the words of the bot, said by a person an hour later, are a person’s', () => {
    const world = answered({ policy });
    world.pass(minutes(60));
    world.manager(world.texts[0] ?? '');
    assert.equal(world.state, 'withManager');
  });
});
