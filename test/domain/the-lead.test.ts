import assert from 'node:assert/strict';
import type { Lead } from '../../domain/dialog/card.ts';
import { aCard, aLead, at, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import { handsOver, newBooking } from './actions.ts';

const OLDER = 42_000_001;
const NEWER = 42_000_002;

/** The bot hands over: where does the task go? */
function taskAbout(leads: readonly Lead[], options: ConstructorParameters<typeof FakeWorld>[0] = {}): unknown {
  const world = new FakeWorld({ card: aCard(leads), bot: () => [handsOver('clientAsked')], ...options });
  world.client('Позовите человека');
  world.pass(minutes(3));
  assert.equal(world.tasks.length, 1);
  return world.tasks[0]?.subject;
}

describe('*the* lead for tasks, notes and the field', () => {
  for (const stage of ['new', 'consulted', 'preBooked', 'prepaid', 'arriving', 'staying'] as const)
    it(`D-19: the only active one, here at ${stage}, whatever else there is`, () => {
      const others = [
        aLead({ id: 1, stage: 'left', personChangedAtMs: at('11:00') }),
        aLead({ id: 2, stage: 'lost' }),
        aLead({ id: 3, stage: 'closed' }),
      ];
      assert.deepEqual(taskAbout([...others, aLead({ id: OLDER, stage })]), { leadId: OLDER });
    });

  it('D-19: of several active ones the one that a person changed last', () => {
    const leads = [
      aLead({ id: OLDER, stage: 'new', personChangedAtMs: at('11:00'), createdAtMs: at('09:00', -9) }),
      aLead({ id: NEWER, stage: 'staying', personChangedAtMs: at('10:00'), createdAtMs: at('09:00', -1) }),
    ];
    assert.deepEqual(taskAbout(leads), { leadId: OLDER });
    assert.deepEqual(taskAbout(leads.toReversed()), { leadId: OLDER });
  });

  it('D-19: a change by a machine, told of by a webhook, does not count', () => {
    const first = aLead({ id: OLDER, stage: 'consulted', personChangedAtMs: at('11:00') });
    const second = aLead({ id: NEWER, stage: 'staying', personChangedAtMs: at('10:00') });
    const world = new FakeWorld({ card: aCard([first, second]), bot: () => [replies('Да.')] });
    world.bot = () => [{ type: 'clarify', text: 'О какой поездке вы?' }];
    world.client('Здравствуйте');
    world.pass(minutes(1));
    world.leadMoves(OLDER, { amountRub: 1, personChangedAtMs: at('09:00', -20) }); // the webhook tells no more than its making
    world.bot = () => [handsOver('clientAsked')];
    world.client('Позовите человека');
    world.pass(minutes(1));
    assert.deepEqual(world.tasks[0]?.subject, { leadId: OLDER });
  });

  it('D-19: a change by a person, told of by a webhook, does', () => {
    const first = aLead({ id: OLDER, stage: 'consulted', personChangedAtMs: at('11:00') });
    const second = aLead({ id: NEWER, stage: 'staying', personChangedAtMs: at('10:00') });
    const world = new FakeWorld({ card: aCard([first, second]), bot: () => [{ type: 'clarify', text: 'О какой поездке вы?' }] });
    world.client('Здравствуйте');
    world.pass(minutes(1));
    world.leadMoves(NEWER, { amountRub: 1, personChangedAtMs: world.nowMs });
    world.bot = () => [handsOver('clientAsked')];
    world.client('Позовите человека');
    world.pass(minutes(1));
    assert.deepEqual(world.tasks[0]?.subject, { leadId: NEWER });
  });

  it('D-19: none active: the one at «Выезд»', () => {
    assert.deepEqual(taskAbout([aLead({ id: 1, stage: 'lost' }), aLead({ id: OLDER, stage: 'left' })]), { leadId: OLDER });
  });

  it('D-12, D-19: of several at «Выезд» the one left last, by the day of departure', () => {
    const leads = [
      aLead({ id: OLDER, stage: 'left', departure: '2025-07-10', personChangedAtMs: at('11:00') }),
      aLead({ id: NEWER, stage: 'left', departure: '2026-02-10', personChangedAtMs: at('09:00', -20) }),
    ];
    assert.deepEqual(taskAbout(leads), { leadId: NEWER });
    assert.deepEqual(taskAbout(leads.toReversed()), { leadId: NEWER });
  });

  it('D-19: … or by the last change where the CRM has no such day', () => {
    const leads = [
      aLead({ id: OLDER, stage: 'left', personChangedAtMs: at('09:00', -200) }),
      aLead({ id: NEWER, stage: 'left', personChangedAtMs: at('09:00', -20) }),
    ];
    assert.deepEqual(taskAbout(leads), { leadId: NEWER });
  });

  it('D-19: else the one that D-15 makes', () => {
    assert.deepEqual(taskAbout([aLead({ id: OLDER, stage: 'lost' })]), { leadId: 42_900_001 });
  });

  it('D-19: an asked-for new booking after «Выезд»: the lead D-15 makes, not the old one', () => {
    const bot = () => [newBooking, handsOver('pastStays')];
    assert.deepEqual(taskAbout([aLead({ id: OLDER, stage: 'left' })], { bot }), { leadId: 42_900_001 });
  });

  it('D-19: else the contact', () => {
    const world = new FakeWorld({ card: aCard([]), bot: () => [handsOver('clientAsked')] });
    world.crmRefuses = ({ write }) => write === 'ensureLead';
    world.client('Позовите человека');
    world.pass(minutes(3));
    assert.deepEqual(world.tasks[0]?.subject, { contactId: 53_000_001 });
    assert.equal(world.dialog.crm.card?.contact?.firstName, 'Ольга');
  });

  it('D-19: a person who opens another lead meanwhile: once there are several, the one a person changed last', () => {
    const world = new FakeWorld({ card: aCard([]) });
    world.client('Есть номера?');
    world.pass(minutes(2));
    const [ours] = world.card.leads;
    world.leadAppears(aLead({ id: NEWER, stage: 'consulted', createdAtMs: world.nowMs, personChangedAtMs: world.nowMs }));
    world.bot = () => [handsOver('clientAsked')];
    world.client('Позовите человека');
    world.pass(minutes(2));
    assert.ok(ours && ours.id !== NEWER);
    assert.deepEqual(world.tasks[0]?.subject, { leadId: NEWER });
  });

  it('D-19: the task of a handoff without a card finds its lead when the CRM is back', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: OLDER, stage: 'left' })]), bot: () => [handsOver('clientAsked')] });
    world.crmDown = true;
    world.client('Позовите человека');
    world.pass(minutes(3));
    world.crmDown = false;
    world.pass(minutes(11));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ leadId: OLDER }],
    );
  });
});

describe('a lead in «Неразобранное»', () => {
  it('D-15: counts as one at «Новая заявка», and every write to it says that it is to be accepted first', () => {
    const lead = aLead({ id: OLDER, stage: 'new', unsorted: true });
    const world = new FakeWorld({ card: aCard([lead]), bot: () => [replies('Да.'), handsOver('clientAsked')] });
    world.client('Позовите человека');
    world.pass(seconds(30));
    assert.equal(world.asked[0]?.context.requestKind, 'bookingInProgress');
    assert.deepEqual(world.tasks[0]?.subject, { leadId: OLDER, unsorted: true });
    assert.deepEqual(
      world.done('setLeader').map(({ leadId, unsorted }) => [leadId, unsorted]),
      [[OLDER, true]],
    );
  });

  it('D-15: accepting it is no move of the funnel', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: OLDER, stage: 'new', unsorted: true })]) });
    world.client('Есть номера?');
    world.pass(minutes(3));
    assert.deepEqual(world.done('moveLead'), []);
    assert.equal(world.card.leads.length, 1);
  });
});
