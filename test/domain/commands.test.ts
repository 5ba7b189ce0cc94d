import assert from 'node:assert/strict';
import { at, hours, minutes } from '../support/builders.ts';
import { ANNA, BORIS, FakeWorld } from '../support/fake-world.ts';
import { answered, handedOver, holding, LEAD, managerAnswered } from './situations.ts';

describe('two managers and one dialog', () => {
  const annaHolds = (): FakeWorld => {
    const world = answered();
    world.take(ANNA);
    return world;
  };

  it('D-54: the second take is refused and names the present holder', () => {
    const world = annaHolds();
    const refused = world.take(BORIS);
    assert.equal(refused?.code, 'ALREADY_TAKEN');
    assert.match(refused?.message ?? '', /Анна/u);
    assert.deepEqual(holding(world).holder, ANNA);
  });

  it('D-54: a holder whom nothing names is «менеджер (WhatsApp)»', () => {
    assert.match(managerAnswered(at('12:00')).take(BORIS)?.message ?? '', /менеджер \(WhatsApp\)/u);
  });

  it('D-54: forced, it makes the second manager the holder', () => {
    const world = annaHolds();
    assert.equal(world.take(BORIS, true), undefined);
    assert.deepEqual(holding(world).holder, BORIS);
  });

  it('D-54: the holder’s own second take is an act and changes nothing else', () => {
    const world = annaHolds();
    world.pass(minutes(10));
    const { decisions } = world.dialog;
    const writes = world.writes.length;
    assert.equal(world.take(ANNA), undefined);
    assert.deepEqual(world.dialog.state, { name: 'withManager', holder: ANNA, lastActAtMs: world.nowMs });
    assert.deepEqual([world.dialog.decisions, world.writes.length], [decisions, writes]);
  });

  it('D-54: a manager’s message in the chat always counts', () => {
    const world = annaHolds();
    world.pass(minutes(10));
    world.manager('Добрый день!');
    assert.deepEqual(holding(world), { name: 'withManager', holder: ANNA, lastActAtMs: world.nowMs });
  });

  it('D-54: so does one through Estafeta: its author leads from then on', () => {
    const world = annaHolds();
    assert.equal(world.say('Добрый день, это Борис.', BORIS), undefined);
    assert.deepEqual(holding(world).holder, BORIS);
  });

  for (const [who, other, isSame] of [
    ['the same user under another name', { id: 9500001, name: 'Анна Петровна' }, true],
    ['another user of the same name', { id: 9500009, name: 'Анна' }, false],
    ['somebody of the same name whose user nobody knows', { name: 'Анна' }, true],
    ['somebody of another name whose user nobody knows', { name: 'Борис' }, false],
    ['a user of whom only the id is known', { id: 9500001 }, true],
    ['another user of whom only the id is known', { id: 9500009 }, false],
  ] as const) {
    it(`D-54: ${who} is ${isSame ? 'the holder' : 'a second manager'}`, () => {
      assert.equal(annaHolds().take(other)?.code, isSame ? undefined : 'ALREADY_TAKEN');
    });
  }

  it('D-54: to a holder whose name nobody knows every named manager is a second one', () => {
    assert.equal(managerAnswered(at('12:00')).take(ANNA)?.code, 'ALREADY_TAKEN');
    assert.equal(managerAnswered(at('12:00')).take({ name: 'Анна' })?.code, 'ALREADY_TAKEN');
  });

  it('D-54: anyone may release', () => {
    const world = annaHolds();
    assert.equal(world.release(BORIS), undefined);
    assert.equal(world.state, 'withBot');
  });
});

describe('a release that there is nothing for', () => {
  it('D-54: is refused in `withBot`', () => {
    assert.equal(answered().release()?.code, 'NOT_WITH_MANAGER');
  });

  it('D-54: is refused in `closed`', () => {
    const world = answered({ stage: 'prepaid' });
    world.pass(hours(24 * 31));
    assert.equal(world.state, 'closed');
    assert.equal(world.release()?.code, 'NOT_WITH_MANAGER');
  });

  it('D-54: is refused for a dialog in which nobody has written', () => {
    assert.equal(new FakeWorld().release()?.code, 'NOT_WITH_MANAGER');
  });
});

describe('a hold is asked for', () => {
  it('D-52: 24 hours are the most', () => {
    const world = answered();
    assert.equal(world.hold(world.nowMs + hours(24) + 1)?.code, 'HOLD_TOO_LONG');
    assert.equal(world.state, 'withBot');
    assert.equal(world.hold(world.nowMs + hours(24)), undefined);
    assert.equal(world.state, 'withManager');
  });

  it('D-52: a time that has passed is refused', () => {
    const world = answered();
    assert.equal(world.hold(world.nowMs)?.code, 'HOLD_IN_PAST');
    assert.equal(world.hold(world.nowMs + 1), undefined);
  });

  for (const [where, world] of [
    ['withBot', () => answered()],
    ['awaitingManager', () => handedOver()],
  ] as const) {
    it(`D-52: in \`${where}\` it is a take`, () => {
      const situation = world();
      assert.equal(situation.hold(situation.nowMs + hours(1)), undefined);
      assert.deepEqual(holding(situation).holder, ANNA);
    });
  }

  it('D-52: while another holds it is refused and names them', () => {
    const world = answered();
    world.take(ANNA);
    const refused = world.hold(world.nowMs + hours(1), BORIS);
    assert.equal(refused?.code, 'ALREADY_TAKEN');
    assert.match(refused?.message ?? '', /Анна/u);
    assert.equal(holding(world).holdUntilMs, undefined);
  });

  it('D-52: the holder may name another time', () => {
    const world = answered();
    world.hold(world.nowMs + hours(2));
    world.hold(world.nowMs + hours(1));
    assert.equal(holding(world).holdUntilMs, world.nowMs + hours(1));
  });
});

describe('other commands that are refused', () => {
  it('D-58: an empty text and one that WhatsApp would not take', () => {
    const world = answered();
    assert.equal(world.say('  ')?.code, 'TEXT_EMPTY');
    assert.equal(world.say('а'.repeat(4097))?.code, 'TEXT_TOO_LONG');
    assert.equal(world.state, 'withBot');
    assert.equal(world.say('а'.repeat(4096)), undefined);
  });

  it('D-91: settling what is not in doubt', () => {
    const world = answered();
    assert.equal(world.command({ type: 'settle', by: ANNA, effectId: 'key.run-m1', happened: true })?.code, 'NO_SUCH_EFFECT');
  });

  it('D-55: opening by somebody whom the card does not show as responsible', () => {
    const world = answered();
    assert.equal(world.opensCard(LEAD, BORIS)?.code, 'NOT_RESPONSIBLE');
    assert.equal(world.opensCard(LEAD + 1, ANNA)?.code, 'NOT_RESPONSIBLE');
  });
});
