import assert from 'node:assert/strict';
import type { Lead, Stage } from '../../domain/dialog/card.ts';
import { aCard, aLead, at, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import { type Answer, clarify, handsOver, inTurn, newBooking, reasons, silent } from './actions.ts';

const START_MS = at('12:00');
const OWN = 42_000_900;
const OLD = 42_000_001;
/** amoCRM makes it out of the message, a second later by its clock. */
const ownLead = (change: Partial<Lead> = {}): Lead =>
  aLead({ id: OWN, stage: 'new', untouched: true, createdAtMs: START_MS + 1_000, personChangedAtMs: START_MS + 1_000, ...change });

interface Case {
  old?: Stage;
  own?: Lead;
  answers?: readonly Answer[];
}

function wrote({ old, own = ownLead(), answers = [[replies('Да.')]] }: Case = {}): FakeWorld {
  const leads = [...(old === undefined ? [] : [aLead({ id: OLD, stage: old })]), own];
  const world = new FakeWorld({ startMs: START_MS, card: aCard(leads), bot: inTurn(...answers) });
  world.client('Здравствуйте');
  world.pass(minutes(2));
  return world;
}
const next = (world: FakeWorld, text = 'Ещё вопрос'): void => {
  world.client(text);
  world.pass(minutes(2));
};
const kinds = (world: FakeWorld): string[] => world.asked.map(({ context }) => context.requestKind);
const notesOn = (world: FakeWorld, id: number): string[] =>
  world
    .done('addNote')
    .filter(({ subject }) => 'leadId' in subject && subject.leadId === id)
    .map(({ text }) => text);

describe("the lead that amoCRM made out of this episode's own first message", () => {
  it('D-17: does not change the kind of the first turn: it is a new request; from the second turn on it is the booking in progress', () => {
    const world = wrote();
    next(world);
    assert.deepEqual(kinds(world), ['newRequest', 'bookingInProgress']);
  });

  it('D-17, D-15: it is the new lead: no second one is made, and no note calls it needless', () => {
    const world = wrote();
    next(world);
    assert.deepEqual(
      world.card.leads.map(({ id }) => id),
      [OWN],
    );
    assert.deepEqual(notesOn(world, OWN), []);
  });

  it('D-17: a first turn that was dropped as stale leaves the next one the first', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([ownLead()]) });
    world.botMs = 10_000;
    world.client('Здравствуйте');
    world.pass(seconds(12));
    world.client('Есть номера?');
    world.pass(minutes(1));
    assert.deepEqual(kinds(world), ['newRequest', 'newRequest']);
  });

  for (const old of ['consulted', 'staying'] as const)
    it(`D-17: beside a lead at ${old} it makes no second active lead, in this turn and in later ones`, () => {
      const world = wrote({ old });
      next(world);
      const kind = old === 'consulted' ? 'bookingInProgress' : 'currentBooking';
      assert.deepEqual(kinds(world), [kind, kind]);
    });

  it('D-17: it hides no lead at «Выезд»', () => {
    const world = wrote({ old: 'left' });
    next(world);
    assert.deepEqual(kinds(world), ['afterStay', 'afterStay']);
  });

  it('D-17: beside «Отказ» it is the new lead', () => {
    const world = wrote({ old: 'lost' });
    next(world);
    assert.deepEqual(kinds(world), ['newRequest', 'bookingInProgress']);
    assert.deepEqual(notesOn(world, OWN), []);
  });

  for (const [what, answer] of Object.entries({ reply: [replies('Да.')], silent: [silent], handoff: [handsOver('clientAsked')] }))
    it(`D-17: with the first answer that is not newBooking (${what}) one note on it says that it is not needed`, () => {
      const world = wrote({ old: 'left', answers: [answer] });
      const [note, ...others] = notesOn(world, OWN);
      assert.match(note ?? '', /не нужна/u);
      assert.deepEqual(others, []);
    });

  it('D-17: the note is written once, however many answers follow', () => {
    const world = wrote({ old: 'staying' });
    next(world);
    next(world);
    assert.equal(notesOn(world, OWN).length, 1);
  });

  it('D-17: a question back is no answer yet: the note waits for it', () => {
    const world = wrote({ old: 'left', answers: [[clarify('Вы о прошлой поездке?')], [replies('Вышлем.')]] });
    assert.deepEqual(notesOn(world, OWN), []);
    next(world);
    assert.equal(notesOn(world, OWN).length, 1);
  });

  it('D-17, D-14: newBooking makes it the lead of the booking, without a note and without another lead', () => {
    const world = wrote({ old: 'left', answers: [[newBooking, replies('На какие даты?')]] });
    next(world);
    assert.deepEqual(notesOn(world, OWN), []);
    assert.equal(world.card.leads.length, 2);
    assert.equal(world.asked[1]?.context.activeLeadId, OWN);
    assert.equal(world.asked[1]?.context.requestKind, 'bookingInProgress');
  });

  it('D-17, D-18: newBooking beside an active lead hands over without calling the lead needless', () => {
    const world = wrote({ old: 'consulted', answers: [[newBooking]] });
    assert.deepEqual(reasons(world), ['severalLeads']);
    assert.deepEqual(notesOn(world, OWN), []);
  });
});

describe('which lead that is', () => {
  const kindWith = (change: Partial<Lead>): string | undefined => kinds(wrote({ old: 'consulted', own: ownLead(change) }))[0];

  it('D-17: at most 2 min older than the message', () => {
    assert.equal(kindWith({ createdAtMs: START_MS - minutes(2) }), 'bookingInProgress');
    assert.equal(kindWith({ createdAtMs: START_MS - minutes(2) - 1 }), 'severalLeads');
  });

  it('D-17: untouched by people', () => {
    assert.equal(kindWith({ untouched: false }), 'severalLeads');
  });

  it('D-17: once a person works on it, it counts like any other', () => {
    const world = wrote({ old: 'consulted' });
    world.leadMoves(OWN, { untouched: false });
    next(world);
    assert.deepEqual(kinds(world), ['bookingInProgress', 'severalLeads']);
  });

  for (const [what, later] of [
    ['the news of our own write', (world: FakeWorld) => world.leadMoves(OWN, { untouched: true })],
    [
      'a new reading of the card',
      (world: FakeWorld) => {
        world.card = aCard(world.card.leads.map((lead) => (lead.id === OWN ? { ...lead, untouched: true } : lead)));
        world.pass(minutes(11));
      },
    ],
  ] as const)
    it(`D-17: that stays so though a machine has changed it since: ${what}`, () => {
      const world = wrote({ old: 'consulted' });
      world.leadMoves(OWN, { untouched: false });
      later(world);
      next(world);
      assert.deepEqual(kinds(world), ['bookingInProgress', 'severalLeads']);
    });

  it('D-17: one that appears hours later was made out of something else', () => {
    const world = wrote({ old: 'consulted', own: aLead({ id: 42_000_002, stage: 'lost' }) });
    world.pass(minutes(180));
    world.leadAppears(ownLead({ createdAtMs: START_MS + minutes(180) }));
    next(world);
    assert.deepEqual(kinds(world), ['bookingInProgress', 'severalLeads']);
  });

  it("D-17: the episode's first message counts by the provider's clock, not by when it came in", () => {
    const world = new FakeWorld({
      startMs: START_MS,
      card: aCard([aLead({ id: OLD, stage: 'consulted' }), ownLead({ createdAtMs: START_MS - minutes(6) })]),
    });
    world.client('Здравствуйте', { sentAtMs: START_MS - minutes(5) });
    world.pass(minutes(1));
    assert.deepEqual(kinds(world), ['bookingInProgress']);
  });

  it('D-17: in «Неразобранное» it is the same', () => {
    assert.equal(kindWith({ unsorted: true }), 'bookingInProgress');
  });
});

describe('it appears only after the first turn has read the card', () => {
  const appears = (old: Stage, answers: readonly Answer[], tells: boolean): FakeWorld => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: OLD, stage: old })]), bot: inTurn(...answers) });
    world.client('Здравствуйте');
    world.pass(seconds(20));
    world.leadAppears(ownLead({ createdAtMs: START_MS + seconds(18) }), tells);
    world.pass(minutes(2));
    return world;
  };

  it('D-17: told of by a webhook, it changes no kind, and the note is written at once', () => {
    const world = appears('left', [[replies('Вышлем.')]], true);
    assert.equal(notesOn(world, OWN).length, 1);
    next(world);
    assert.deepEqual(kinds(world), ['afterStay', 'afterStay']);
  });

  it('D-17: found at the next reading, it changes no kind, and the note comes with the next answer', () => {
    const world = appears('staying', [[replies('Вышлем.')]], false);
    world.pass(minutes(11));
    next(world);
    assert.deepEqual(kinds(world), ['currentBooking', 'currentBooking']);
    assert.equal(notesOn(world, OWN).length, 1);
  });

  it('D-17, D-15: after newBooking it is the lead that was awaited', () => {
    const world = appears('left', [[newBooking, replies('На какие даты?')]], true);
    assert.deepEqual(notesOn(world, OWN), []);
    assert.deepEqual(
      world.card.leads.map(({ id }) => id),
      [OLD, OWN],
    );
    assert.equal(world.dialog.crm.newLeadId, OWN);
  });

  it('D-17, D-15: too late, after we had to make one ourselves, it makes no second active lead and is called needless', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([]) });
    world.client('Здравствуйте');
    world.pass(seconds(90));
    const [ours] = world.card.leads;
    assert.ok(ours);
    world.leadAppears(ownLead({ createdAtMs: START_MS + seconds(90) }));
    next(world);
    assert.deepEqual(kinds(world), ['newRequest', 'bookingInProgress']);
    assert.equal(world.asked[1]?.context.activeLeadId, ours.id);
    assert.equal(notesOn(world, OWN).length, 1);
  });

  it('D-17: holds across a continue-as-new', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: OLD, stage: 'left' })]) });
    world.client('Здравствуйте');
    world.pass(seconds(20));
    world.continueAsNew();
    world.leadAppears(ownLead({ createdAtMs: START_MS + seconds(18) }));
    world.continueAsNew();
    next(world);
    assert.deepEqual(kinds(world), ['afterStay', 'afterStay']);
    assert.equal(notesOn(world, OWN).length, 1);
  });
});
