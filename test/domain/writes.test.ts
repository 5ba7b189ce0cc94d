import assert from 'node:assert/strict';
import type { CrmWriteNow } from '../../domain/dialog/effects.ts';
import { aCard, aLead, aPolicy, at, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, OWN_CONTACT_ID, replies } from '../support/fake-world.ts';
import { booking, GREETING, HANDOFF_TEXT, handsOver, inTurn, link, newBooking, silent, startedOf } from './actions.ts';

const START_MS = at('12:00');
/** When the bot's answer is decided: 8 s of quiet, 0.2 s card, 1 s bot. */
const DECIDED_MS = START_MS + 9_200;
const LINKS_LEAD = 42_000_700;

const newcomer = (options: ConstructorParameters<typeof FakeWorld>[0] = {}): FakeWorld => {
  const world = new FakeWorld({ startMs: START_MS, card: aCard([]), ...options });
  world.client('Есть номера на июль?');
  return world;
};
const amoLead = (world: FakeWorld) =>
  aLead({ id: LINKS_LEAD, stage: 'new', untouched: true, createdAtMs: world.nowMs, personChangedAtMs: world.nowMs });
const searches = (world: FakeWorld): { atMs: number; create: boolean }[] =>
  startedOf(world, 'writeCrm').flatMap((effect) =>
    effect.write === 'ensureLead' ? [{ atMs: effect.startedAtMs, create: effect.create }] : [],
  );
const kinds = (world: FakeWorld): CrmWriteNow['write'][] => world.writes.map(({ write }) => write);

describe('a new request whose lead amoCRM is to make', () => {
  it('D-15: the reply does not wait for it', () => {
    const world = newcomer();
    world.until(DECIDED_MS + 200);
    assert.equal(world.sent.length, 1);
    assert.deepEqual(world.writes, []);
  });

  it('D-15: neither does the handoff text; its task waits, and goes on that lead (§10)', () => {
    const world = newcomer({ bot: () => [handsOver('clientAsked')] });
    world.until(DECIDED_MS + 200);
    assert.deepEqual(world.texts, [`${GREETING} ${HANDOFF_TEXT}`]);
    world.until(DECIDED_MS + seconds(30));
    assert.equal(world.tasks.length, 0);
    world.leadAppears(amoLead(world));
    world.pass(seconds(2));
    assert.deepEqual(world.tasks[0]?.subject, { leadId: LINKS_LEAD });
  });

  it('D-15: a webhook that tells of the lead ends the waiting at once', () => {
    const world = newcomer();
    world.until(DECIDED_MS + seconds(7));
    world.leadAppears(amoLead(world));
    world.pass(seconds(1));
    assert.equal(world.lead(LINKS_LEAD)?.leader, 'bot');
    world.pass(minutes(5));
    assert.equal(world.card.leads.length, 1);
  });

  it('D-15: without a webhook it is found by reading again', () => {
    const world = newcomer();
    world.until(DECIDED_MS + seconds(7));
    world.leadAppears(amoLead(world), false);
    world.until(DECIDED_MS + seconds(59));
    assert.equal(world.lead(LINKS_LEAD)?.leader, 'bot');
    world.pass(minutes(5));
    assert.equal(world.card.leads.length, 1);
  });

  it('D-15: before 60 s are over nothing is made', () => {
    const world = newcomer();
    world.until(DECIDED_MS + seconds(60) - 1);
    assert.deepEqual(world.card.leads, []);
    assert.ok(searches(world).every(({ create }) => !create));
  });

  it('D-15: after 60 s we search once more and, if it is not there, make one', () => {
    const world = newcomer();
    world.until(DECIDED_MS + seconds(60) + world.crmMs);
    const [last] = searches(world).slice(-1);
    assert.deepEqual(last, { atMs: DECIDED_MS + seconds(60), create: true });
    assert.equal(world.card.leads.length, 1);
  });

  it('D-15: the lead that came in the last moment is taken, so that two never appear', () => {
    const world = newcomer();
    world.until(DECIDED_MS + seconds(59));
    world.leadAppears(amoLead(world), false);
    world.pass(minutes(5));
    assert.deepEqual(
      world.card.leads.map(({ id }) => id),
      [LINKS_LEAD],
    );
  });

  it('D-15: what we make bears our marker, the same on every search for it', () => {
    const world = newcomer();
    world.pass(minutes(3));
    const markers = startedOf(world, 'writeCrm').flatMap((effect) => (effect.write === 'ensureLead' ? [effect.marker] : []));
    assert.ok(markers.length > 1);
    assert.equal(new Set(markers).size, 1);
    assert.match(markers[0] ?? '', /^key\.run-/u);
  });

  it('D-15: it is asked for once, however many turns fall into that minute', () => {
    const world = newcomer();
    world.until(START_MS + seconds(20));
    world.client('А цены?');
    world.pass(minutes(5));
    assert.equal(world.sent.length, 2);
    assert.equal(world.card.leads.length, 1);
    assert.equal(world.done('ensureLead').length, 1);
  });

  it('D-15: the 60 s go on across a continue-as-new', () => {
    const world = newcomer();
    world.until(DECIDED_MS + seconds(30));
    world.continueAsNew();
    world.until(DECIDED_MS + seconds(60) - 1);
    assert.deepEqual(world.card.leads, []);
    world.pass(seconds(1));
    assert.equal(world.card.leads.length, 1);
  });

  it('D-15: no lead is made for a turn the bot calls silent', () => {
    const world = newcomer({ bot: () => [silent] });
    world.pass(minutes(10));
    assert.deepEqual(world.writes, []);
    assert.deepEqual(world.card.leads, []);
  });

  it('D-15: … nor for its booking; the next turn that speaks makes it', () => {
    const world = newcomer({ bot: inTurn([silent, booking({ arrival: '2026-07-10' })], [replies('Есть.')]) });
    world.pass(minutes(3));
    assert.deepEqual(world.card.leads, []);
    world.client('Алло?');
    world.pass(minutes(3));
    assert.equal(world.card.leads.length, 1);
  });

  it('D-15: also for «Отказ», and the refused lead is not taken for it', () => {
    const world = newcomer({ card: aCard([aLead({ id: 1, stage: 'lost' }), aLead({ id: 2, stage: 'closed' })]) });
    world.pass(minutes(3));
    assert.equal(world.card.leads.length, 3);
    const [search] = startedOf(world, 'writeCrm').filter(({ write }) => write === 'ensureLead');
    assert.deepEqual(search?.write === 'ensureLead' && search.notLeadIds, [1, 2]);
  });

  it('D-15, D-14: also for a new booking after «Выезд»', () => {
    const world = newcomer({ card: aCard([aLead({ id: 1, stage: 'left' })]), bot: () => [newBooking, replies('На какие даты?')] });
    world.pass(minutes(3));
    assert.equal(world.card.leads.length, 2);
    assert.equal(world.lead(1)?.leader, undefined);
    assert.equal(world.card.leads[1]?.leader, 'bot');
  });

  it('D-15: a second request after «Отказ», in the same episode, gets a second lead', () => {
    const world = newcomer();
    world.pass(minutes(3));
    const [first] = world.card.leads;
    world.leadMoves(first?.id ?? 0, { stage: 'lost' });
    world.client('А на август есть?');
    world.pass(minutes(3));
    assert.equal(world.card.leads.length, 2);
  });

  it('D-15, D-19: if amoCRM refuses to have one, the task goes on the contact (§10)', () => {
    const world = newcomer({ bot: () => [handsOver('clientAsked')] });
    world.crmRefuses = ({ write }) => write === 'ensureLead';
    world.pass(minutes(3));
    assert.deepEqual(world.tasks[0]?.subject, { contactId: 53_000_001 });
  });

  it('D-10, D-15: nobody with this phone: the contact is made with the lead, by phone and WhatsApp name, after those 60 s', () => {
    const world = newcomer({ card: aCard([], null) });
    world.until(DECIDED_MS + seconds(60) - 1);
    assert.equal(world.done('ensureLead').length, 0);
    world.pass(seconds(1));
    const [made] = world.done('ensureLead');
    assert.deepEqual([made?.contact.phone, made?.contact.name], ['79000000001', 'Ольга']);
    assert.equal(world.dialog.crm.card?.contact?.id, OWN_CONTACT_ID);
  });

  it('D-15: all that is owed about the lead comes after it, in order', () => {
    const world = newcomer({ bot: () => [replies('Вот ссылка.'), link(), booking({ arrival: '2026-07-10' })] });
    world.pass(minutes(3));
    assert.equal(kinds(world)[0], 'ensureLead');
    assert.deepEqual(kinds(world).toSorted(), ['addNote', 'ensureLead', 'moveLead', 'moveLead', 'setLeader', 'writeBooking']);
    assert.equal(world.card.leads[0]?.stage, 'preBooked');
  });

  it('D-15: the wait is a setting', () => {
    const world = newcomer({ policy: aPolicy({ durations: { leadWaitMs: 5_000 } }) });
    world.until(DECIDED_MS + seconds(6));
    assert.equal(world.card.leads.length, 1);
  });
});

describe('a new lead after a first answer about something else', () => {
  it('D-53, D-15: «Ведёт диалог» is written on it too', () => {
    const world = newcomer({
      card: aCard([aLead({ id: 1, stage: 'left' })]),
      bot: inTurn([replies('Вышлем чек.')], [newBooking, replies('На какие даты?')]),
    });
    world.pass(minutes(3));
    world.client('И ещё хочу приехать');
    world.pass(minutes(3));
    assert.equal(world.card.leads[1]?.leader, 'bot');
  });
});

describe('the CRM is down', () => {
  const downFor = (world: FakeWorld, ms: number): void => {
    world.crmDown = true;
    world.pass(ms);
    world.crmDown = false;
    world.pass(minutes(8));
  };

  it('D-16: the client hears nothing of it', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: 1, stage: 'new' })]) });
    world.crmDown = true;
    world.client('Есть номера?');
    world.pass(seconds(30));
    assert.deepEqual(world.texts, [`${GREETING} Конечно, расскажу.`]);
  });

  it('D-16: writes are owed and done later, in order, once', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: 1, stage: 'new' })]) });
    world.client('Здравствуйте');
    world.pass(minutes(1));
    world.bot = inTurn([replies('Вот.'), link(), booking({ arrival: '2026-07-10' })], [handsOver('clientAsked')]);
    world.writes.length = 0;
    world.client('Беру');
    world.crmDown = true;
    world.pass(minutes(1));
    world.client('Позовите человека');
    downFor(world, minutes(3));
    assert.deepEqual(
      world.writes.map((write) => (write.write === 'moveLead' ? `moveLead ${write.to}` : write.write)),
      ['writeBooking', 'addNote', 'moveLead consulted', 'moveLead preBooked', 'createTask', 'setLeader'],
    );
  });

  it('D-16: … with no card at the start as well', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: 1, stage: 'new' })]),
      bot: () => [handsOver('clientAsked')],
    });
    world.client('Позовите человека');
    downFor(world, minutes(2));
    assert.deepEqual(kinds(world), ['createTask', 'setLeader']);
  });

  it('D-16: … and across a continue-as-new', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: 1, stage: 'new' })]),
      bot: () => [handsOver('clientAsked')],
    });
    world.client('Позовите человека');
    world.crmDown = true;
    world.pass(minutes(2));
    world.continueAsNew();
    downFor(world, minutes(2));
    assert.deepEqual(kinds(world), ['createTask', 'setLeader']);
  });
});
