import assert from 'node:assert/strict';
import { aCard, aLead, hours, minutes, seconds } from '../support/builders.ts';
import { FakeWorld } from '../support/fake-world.ts';
import { answered, handoff, LEAD, afterwards } from './situations.ts';

describe('the CRM is away', () => {
  it('D-91: owed writes are done later, in order, each once', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.pass(seconds(5));
    world.crmDown = true;
    world.client('Позовите человека');
    world.pass(minutes(70));
    assert.equal(world.tasks.length, 0);
    world.crmDown = false;
    world.pass(minutes(15));
    assert.deepEqual(
      world.writes.slice(1).map(({ write }) => write),
      ['createTask', 'setLeader', 'createTask', 'addNote'],
    );
    assert.deepEqual(
      world.tasks.map(({ kind }) => kind),
      ['whatsapp', 'call'],
    );
  });

  it('D-94: a new run of the workflow in between loses none', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.crmDown = true;
    world.client('Позовите человека');
    world.pass(minutes(5));
    world.continueAsNew();
    world.crmDown = false;
    world.pass(minutes(9));
    assert.deepEqual(
      world.tasks.map(({ kind }) => kind),
      ['whatsapp'],
    );
  });

  it('D-91: a repeated try says so, and under the same mark, so that what an earlier one wrote is found', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.pass(seconds(5));
    world.crmDown = true;
    world.client('Позовите человека');
    world.pass(minutes(2));
    const tries = world.started.flatMap(({ effect }) => (effect.type === 'writeCrm' && effect.write === 'createTask' ? [effect] : []));
    assert.ok(tries.length > 2);
    assert.deepEqual(
      tries.map(({ repeat }) => repeat),
      tries.map((_, index) => index > 0),
    );
    assert.equal(new Set(tries.map(({ marker }) => marker)).size, 1);
  });

  it('D-94: tries come after 10 seconds, doubling to 10 minutes', () => {
    const world = answered();
    world.pass(seconds(5));
    world.crmDown = true;
    world.take();
    world.hold(world.nowMs + hours(20));
    world.pass(hours(2));
    const tries = world.started.filter(({ effect }) => effect.type === 'writeCrm').map(({ atMs }) => atMs);
    const pauses = tries.slice(2).map((atMs, index) => Math.round((atMs - (tries[index + 1] ?? 0) - world.crmMs) / 1000));
    assert.deepEqual(pauses.slice(0, 9), [10, 20, 40, 80, 160, 320, 600, 600, 600]);
  });

  it('D-16: a write that needs the card first waits for it, and goes on', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.crmDown = true;
    world.manager('Добрый день!');
    world.pass(minutes(3));
    assert.equal(world.writes.length, 0);
    world.crmDown = false;
    world.pass(minutes(3));
    assert.deepEqual(
      world.done('setLeader').map(({ leadId, leader }) => [leadId, leader]),
      [[LEAD, 'manager']],
    );
  });
});

describe('the CRM refuses to show the card', () => {
  it('D-95: that is recorded and shown to people once, and the handoff’s task goes to the contact', () => {
    const world = new FakeWorld({ bot: () => [handoff('clientAsked')] });
    world.crmHidesCard = true;
    world.client('Позовите человека');
    world.pass(minutes(2));
    assert.deepEqual(
      world.tasks.map(({ kind, subject }) => [kind, subject]),
      [['whatsapp', { contactId: null }]],
    );
    assert.equal(world.dialog.outbox.writes.length, 0);
    assert.deepEqual(
      world.raised.map(({ about }) => about),
      ['crmRefused'],
    );
    assert.ok(world.notes.some((note) => note.startsWith('D-95 ')));
  });

  it('D-95: what was read before counts on', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.pass(seconds(5));
    world.crmHidesCard = true;
    world.pass(minutes(11));
    world.client('Позовите человека');
    world.pass(minutes(2));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ leadId: LEAD }],
    );
  });

  it('D-16: once it is shown again it counts', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.crmHidesCard = true;
    world.client('Сколько стоит номер?');
    world.pass(minutes(1));
    world.crmHidesCard = false;
    world.client('А люкс?');
    world.pass(minutes(1));
    world.take();
    world.pass(seconds(5));
    assert.deepEqual(
      world.done('setLeader').map(({ leadId, leader }) => [leadId, leader]),
      [[LEAD, 'manager']],
    );
  });
});

describe('the CRM refuses for good', () => {
  it('D-95: it is recorded, shown to people, and what is owed behind it is done', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.pass(seconds(5));
    world.crmRefuses = ({ write }) => write === 'setLeader';
    world.client('Позовите человека');
    world.pass(minutes(16));
    assert.deepEqual(
      world.tasks.map(({ kind }) => kind),
      ['whatsapp', 'call'],
    );
    assert.deepEqual(
      world.raised.map(({ about }) => about),
      ['crmRefused'],
    );
    assert.ok(world.notes.some((note) => note.startsWith('D-95')));
    assert.equal(world.dialog.outbox.writes.length, 0);
  });

  it('D-95: it is not tried again', () => {
    const world = answered();
    world.pass(seconds(5));
    world.crmRefuses = () => true;
    world.take();
    world.pass(minutes(30));
    assert.equal(world.started.filter(({ effect }) => effect.type === 'writeCrm' && effect.write === 'setLeader').length, 2);
  });

  it('D-95: a task for a lead that is gone is made on what there is', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.pass(seconds(5));
    world.crmRefuses = (write) => 'subject' in write && 'leadId' in write.subject && write.subject.leadId === LEAD;
    world.client('Позовите человека');
    world.pass(seconds(9));
    world.card = aCard([aLead({ id: 9, stage: 'consulted' })]);
    world.pass(minutes(1));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ leadId: 9 }],
    );
  });

  it('D-95: a task that nobody can have is an alert', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.pass(seconds(5));
    world.crmRefuses = ({ write }) => write === 'createTask';
    world.client('Позовите человека');
    world.pass(minutes(1));
    assert.deepEqual([world.tasks.length, world.raised.map(({ about }) => about)], [0, ['crmRefused']]);
  });
});
