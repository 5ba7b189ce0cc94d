import assert from 'node:assert/strict';
import type { Leader } from '../../domain/dialog/card.ts';
import { aCard, aLead, at, minutes, seconds } from '../support/builders.ts';
import { BORIS, FakeWorld } from '../support/fake-world.ts';
import { answered, handedOver, handoff, holding, LEAD, managerAnswered, afterwards } from './situations.ts';

const shown = (world: FakeWorld): (readonly [number, string])[] =>
  world.done('setLeader').map(({ leadId, leader }) => [leadId, leader] as const);

describe('«Ведёт диалог» is written by us', () => {
  it('D-53: «Бот» first with our first message, not before it', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.client('Сколько стоит номер?');
    world.channel = () => 'down';
    world.pass(seconds(30));
    assert.deepEqual(shown(world), []);
    world.channel = () => 'ok';
    world.pass(seconds(60));
    assert.deepEqual(shown(world), [[LEAD, 'bot']]);
  });

  it('D-53: «Менеджер» at a take, «Бот» at the return', () => {
    const world = managerAnswered(at('12:00'));
    world.pass(minutes(41));
    assert.deepEqual(shown(world), [
      [LEAD, 'bot'],
      [LEAD, 'manager'],
      [LEAD, 'bot'],
    ]);
  });

  it('D-53: «Ждёт менеджера» at a handoff', () => {
    const world = handedOver();
    world.pass(seconds(2));
    assert.deepEqual(shown(world), [[LEAD, 'awaiting']]);
  });

  it('D-53: on the new lead too, once it is there', () => {
    const world = new FakeWorld({ card: aCard([]) });
    world.client('Хочу забронировать');
    world.pass(minutes(3));
    assert.equal(shown(world).length, 1);
    assert.equal(world.card.leads[0]?.leader, 'bot');
  });

  it('D-53: of values that follow each other while the CRM is away only the last is written', () => {
    const world = answered();
    world.pass(seconds(2));
    world.crmDown = true;
    world.take();
    world.pass(seconds(5));
    world.release();
    world.take();
    world.pass(seconds(5));
    world.release();
    world.crmDown = false;
    world.pass(minutes(2));
    assert.equal(world.lead(LEAD)?.leader, 'bot');
    assert.deepEqual(
      shown(world).map(([, leader]) => leader),
      ['bot', 'bot'],
    );
  });

  it('D-53: what stands there when an episode opens is overwritten, not obeyed', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new', leader: 'manager' })]) });
    world.client('Сколько стоит номер?');
    world.pass(seconds(9)); // the card is known, the bot thinks
    world.personTouched(LEAD); // a person changes something else
    world.pass(minutes(1));
    assert.equal(world.state, 'withBot');
    assert.equal(world.texts.length, 1);
    assert.equal(world.lead(LEAD)?.leader, 'bot');
  });

  it('D-53: so in a later episode, whatever stood there at the end of the one before', () => {
    const world = answered({ stage: 'prepaid' });
    world.until(at('12:00', 31));
    assert.equal(world.state, 'closed');
    world.card = aCard([aLead({ id: LEAD, stage: 'prepaid', leader: 'manager' })]);
    world.client('Здравствуйте');
    world.pass(seconds(9));
    world.personTouched(LEAD);
    world.pass(minutes(1));
    assert.equal(world.state, 'withBot');
  });

  it('D-53: so for a person’s change of something else long before the guest wrote', () => {
    const lead = aLead({ id: LEAD, stage: 'new', leader: 'manager', personChangedAtMs: at('11:59') });
    const world = new FakeWorld({ card: aCard([lead]) });
    world.client('Сколько стоит номер?');
    world.pass(seconds(9));
    world.personTouched(LEAD);
    assert.equal(world.state, 'withBot');
  });

  it('D-53: without such a field all the rest works', () => {
    const world = answered();
    world.leaderField = 'none';
    world.take();
    world.pass(minutes(1));
    assert.equal(world.state, 'withManager');
    assert.deepEqual([world.dialog.outbox.writes.length, world.raised.length], [0, 0]);
  });
});

describe('a person sets «Ведёт диалог» while the first turn is under way, and the card shows it before its news comes', () => {
  /** At 7.5 s; the card is read at 8 s, the news is told at `toldMs`. */
  const set = (toldMs: number, lead = aLead({ id: LEAD, stage: 'new' })): FakeWorld => {
    const world = new FakeWorld({ card: aCard([lead]) });
    world.client('Сколько стоит номер?');
    world.until(at('12:00:07.5'));
    world.card = aCard([{ ...lead, leader: 'manager', personChangedAtMs: at('12:00:07') }]);
    world.until(at('12:00') + toldMs);
    world.personTouched(LEAD, BORIS);
    return world;
  };

  for (const [what, leader] of [
    ['an empty field', undefined],
    ['«Бот»', 'bot'],
  ] as const)
    it(`D-50: it is a take, in place of ${what}: the bot does not answer over the manager`, () => {
      const world = set(seconds(8.8), aLead({ id: LEAD, stage: 'new', ...(leader === undefined ? {} : { leader }) }));
      assert.deepEqual(holding(world).holder, BORIS);
      world.pass(minutes(1));
      assert.deepEqual([world.texts, world.lead(LEAD)?.leader], [[], 'manager']);
    });

  it('D-53: a second reading before the news does not make it a value that stood there either', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.botMs = seconds(40);
    world.client('Сколько стоит номер?');
    world.until(at('12:00:20'));
    world.card = aCard([aLead({ id: LEAD, stage: 'new', leader: 'manager', personChangedAtMs: at('12:00:19') })]);
    world.event({ type: 'cardRead', card: world.card });
    world.until(at('12:00:21'));
    world.personTouched(LEAD, BORIS);
    assert.deepEqual(holding(world).holder, BORIS);
  });
});

describe('a person sets «Ведёт диалог» just before our own write of it', () => {
  const taken = (): FakeWorld => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.client('Сколько стоит номер?');
    world.until(at('12:00:09'));
    world.changeByPerson(LEAD, { leader: 'manager' }); // nobody has told us yet
    world.until(at('12:00:11'));
    return world;
  };

  it('D-50: their «Менеджер» is not written over by a dialog that has not heard of it, and its news is a take', () => {
    const world = taken();
    assert.deepEqual([world.texts.length, world.lead(LEAD)?.leader, world.dialog.outbox.writes], [1, 'manager', []]);
    world.personTouched(LEAD, BORIS);
    assert.deepEqual(holding(world).holder, BORIS);
  });

  it('D-50: nor after an outage in which our first «Бот» failed', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.client('Сколько стоит номер?');
    world.until(at('12:00:09'));
    world.crmDown = true;
    world.until(at('12:00:30'));
    world.changeByPerson(LEAD, { leader: 'manager' });
    world.crmDown = false;
    world.until(at('12:02'));
    assert.deepEqual([world.lead(LEAD)?.leader, world.dialog.outbox.writes], ['manager', []]);
    world.personTouched(LEAD, BORIS);
    assert.deepEqual(holding(world).holder, BORIS);
  });

  it('D-53: news that was read before our own «Менеджер» and comes after it does not make that a person’s', () => {
    const world = answered();
    world.pass(seconds(2));
    world.take();
    world.pass(seconds(2));
    const lead = world.lead(LEAD);
    assert.equal(lead?.leader, 'manager');
    world.event({ type: 'leadChanged', changeId: 'late', leadId: LEAD, lead: { ...lead, leader: 'bot' }, leaderShown: 'bot' });
    world.release();
    world.pass(seconds(5));
    assert.deepEqual([world.lead(LEAD)?.leader, world.dialog.outbox.writes], ['bot', []]);
  });

  it('D-51: a «Бот» set by a person right after their «Менеджер» is not written over, and its news gives the dialog back', () => {
    const world = answered();
    world.pass(seconds(5));
    world.crmDown = true;
    world.setsField(LEAD, 'manager', BORIS);
    world.pass(seconds(5));
    world.changeByPerson(LEAD, { leader: 'bot' }); // nobody has told us yet
    world.crmDown = false;
    world.pass(seconds(30));
    assert.deepEqual([world.state, world.lead(LEAD)?.leader, world.dialog.outbox.writes], ['withManager', 'bot', []]);
    world.personTouched(LEAD, BORIS);
    assert.equal(world.state, 'withBot');
  });

  it('D-53: our own «Менеджер» whose «Бот» failed is written over by what comes after it, and is nobody’s act', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.take();
    world.pass(seconds(30));
    world.client('Вы тут?');
    world.crmDown = true;
    world.release();
    world.pass(minutes(1));
    assert.equal(world.state, 'awaitingManager');
    world.crmDown = false;
    world.pass(minutes(12));
    assert.deepEqual([world.lead(LEAD)?.leader, world.state], ['awaiting', 'awaitingManager']);
  });

  it('D-53: a «Менеджер» that a robot put on the lead which amoCRM has just made is written over', () => {
    const world = new FakeWorld({ card: aCard([]) });
    world.client('Сколько стоит номер?');
    world.pass(seconds(5));
    world.leadAppears(
      aLead({ id: LEAD, stage: 'new', untouched: true, createdAtMs: world.nowMs, personChangedAtMs: world.nowMs, leader: 'manager' }),
    );
    world.pass(minutes(2));
    assert.deepEqual([world.state, world.lead(LEAD)?.leader], ['withBot', 'bot']);
  });

  it('D-53: a «Менеджер» that we wrote ourselves is written over at the return', () => {
    const world = answered();
    world.take();
    world.pass(minutes(50));
    assert.deepEqual([world.state, world.lead(LEAD)?.leader], ['withBot', 'bot']);
  });
});

describe('our own write comes back from the CRM', () => {
  it('D-53: it is no act: a person’s other change of the lead changes nothing', () => {
    const world = answered();
    world.take();
    world.pass(seconds(2));
    world.release();
    world.pass(seconds(5));
    world.personTouched(LEAD);
    assert.equal(world.state, 'withBot');
    world.take();
    world.pass(seconds(5));
    world.personTouched(LEAD, BORIS);
    assert.equal(world.state, 'withManager');
  });

  it('D-53: while it is still on its way it is no act either', () => {
    const world = answered();
    world.pass(seconds(5));
    world.crmMs = seconds(5);
    world.take();
    const { lastActAtMs } = holding(world);
    world.pass(seconds(2));
    world.leadMoves(LEAD, { leader: 'manager' }); // it is there, its answer is not
    world.personTouched(LEAD);
    assert.equal(holding(world).lastActAtMs, lastActAtMs);
  });

  it('D-53: «Бот» in place of «Ждёт менеджера», where the field has no such value, returns nothing', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.leaderField = 'noAwaiting';
    world.client('Позовите человека');
    world.pass(seconds(20));
    assert.equal(world.lead(LEAD)?.leader, 'bot');
    world.personTouched(LEAD);
    assert.equal(world.state, 'awaitingManager');
    world.setsField(LEAD, 'manager');
    assert.equal(world.state, 'withManager');
  });

  it('D-50: while nobody knows whether our «Бот» is there already, a person’s «Менеджер» is a take', () => {
    const world = answered();
    world.take();
    world.pass(seconds(5));
    world.crmLoses = true;
    world.release();
    world.pass(seconds(5)); // «Бот» stands there, its answer was lost
    assert.equal(world.lead(LEAD)?.leader, 'bot');
    world.setsField(LEAD, 'manager', BORIS);
    assert.deepEqual(holding(world).holder, BORIS);
  });

  it('D-50: … so while our «Бот» is on its way', () => {
    const world = answered();
    world.take();
    world.pass(seconds(5));
    world.crmMs = seconds(5);
    world.release();
    world.pass(seconds(2));
    world.setsField(LEAD, 'manager', BORIS);
    assert.deepEqual(holding(world).holder, BORIS);
  });

  it('D-53: a value that a failed try could not write is no act of a person’s', () => {
    const world = answered();
    world.pass(seconds(2));
    world.crmDown = true;
    world.take();
    world.pass(seconds(2));
    world.personTouched(LEAD); // the field still shows «Бот»
    assert.equal(world.state, 'withManager');
  });
});

describe('somebody else’s dialog on the same lead, or a robot, has changed «Ведёт диалог»', () => {
  const shows = (world: FakeWorld, leader: Leader): void => {
    const lead = aLead({ id: LEAD, stage: 'new', leader });
    world.event({ type: 'leadChanged', changeId: `shows-${leader}`, leadId: LEAD, lead, leaderShown: leader });
    world.card = aCard([lead]);
  };

  it('D-53: a person’s later change of something else is no act of this dialog’s', () => {
    const world = answered();
    world.pass(seconds(5));
    shows(world, 'manager');
    world.personTouched(LEAD);
    assert.equal(world.state, 'withBot');
  });

  it('D-53: when it is «Бот» again, a person’s «Менеджер» is an act of theirs', () => {
    const world = answered();
    world.pass(seconds(5));
    shows(world, 'manager');
    shows(world, 'bot');
    world.setsField(LEAD, 'manager', BORIS);
    assert.deepEqual(holding(world).holder, BORIS);
  });

  it('D-53: a person’s «Бот» in its place returns nothing to the bot that has it already', () => {
    const world = answered();
    world.pass(seconds(5));
    shows(world, 'manager');
    world.setsField(LEAD, 'bot', BORIS);
    world.pass(minutes(1));
    assert.deepEqual([world.state, world.texts.length], ['withBot', 1]);
  });
});

describe('a person changes «Ведёт диалог»', () => {
  it('D-53: on any open lead of the contact', () => {
    const leads = [aLead({ id: LEAD, stage: 'new', personChangedAtMs: at('11:00') }), aLead({ id: 9, stage: 'prepaid' })];
    const world = answered({ card: aCard(leads) });
    world.setsField(9, 'manager', BORIS);
    assert.deepEqual(holding(world).holder, BORIS);
    world.setsField(9, 'bot', BORIS);
    assert.equal(world.state, 'withBot');
  });

  it('D-53: on a closed one it is no act', () => {
    const world = answered({ card: aCard([aLead({ id: LEAD, stage: 'new' }), aLead({ id: 9, stage: 'lost' })]) });
    world.setsField(9, 'manager', BORIS);
    assert.equal(world.state, 'withBot');
  });

  it('D-51: «Бот» where the bot leads already changes nothing', () => {
    const world = answered();
    world.setsField(LEAD, 'bot');
    world.pass(minutes(1));
    assert.deepEqual([world.state, world.texts.length], ['withBot', 1]);
  });

  it('D-54: «Менеджер» on a second lead while somebody leads makes nobody else the holder', () => {
    const world = answered({ card: aCard([aLead({ id: LEAD, stage: 'new' }), aLead({ id: 9, stage: 'prepaid' })]) });
    world.take();
    world.pass(minutes(5));
    world.setsField(9, 'manager', BORIS);
    assert.deepEqual(holding(world), { name: 'withManager', holder: { id: 9500001, name: 'Анна' }, lastActAtMs: world.nowMs });
  });

  it('D-74: in `closed` it opens nothing', () => {
    const world = answered({ stage: 'prepaid' });
    world.until(at('12:00', 31));
    world.setsField(LEAD, 'manager');
    assert.equal(world.state, 'closed');
  });
});
