import assert from 'node:assert/strict';
import type { BotAction } from '../../domain/dialog/bot.ts';
import type { Stage } from '../../domain/dialog/card.ts';
import { aCard, aLead, aPolicy, at, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import { LEAD, afterwards } from './situations.ts';

const STAGE_NAMES = aPolicy().stageNames;
const proposes = (stage: Stage): BotAction => ({ type: 'proposeStage', stage: STAGE_NAMES[stage], because: 'рассказал' });
const link = (url = 'https://pay.example/1'): BotAction => ({ type: 'paymentLink', url, amount: 15_000 });
const LINK_TEXT = 'Вот ссылка: https://pay.example/1';

/** The bot answers so about a lead at that stage. */
function answers(stage: Stage, actions: readonly BotAction[]): FakeWorld {
  const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage })]), bot: () => actions });
  world.client('Хочу забронировать');
  world.pass(seconds(30));
  return world;
}
const moves = (world: FakeWorld): (readonly [Stage, Stage])[] => world.done('moveLead').map(({ from, to }) => [from, to] as const);

describe('the bot’s own moves', () => {
  it('D-61: «Новая заявка» → «Проведена консультация» when the bot says that the consultation is done', () => {
    const world = answers('new', [replies('Рассказал.'), proposes('consulted')]);
    assert.deepEqual(moves(world), [['new', 'consulted']]);
    assert.equal(world.lead(LEAD)?.stage, 'consulted');
  });

  it('D-61: … at once where the bot has nothing to say beside it', () => {
    const world = answers('new', [{ type: 'silent', because: 'спасибо' }, proposes('consulted')]);
    assert.deepEqual([moves(world), world.texts], [[['new', 'consulted']], []]);
  });

  it('D-61: only after Pact took the words that say so', () => {
    const world = new FakeWorld({
      card: aCard([aLead({ id: LEAD, stage: 'new' })]),
      bot: () => [replies('Рассказал.'), proposes('consulted')],
    });
    world.channel = () => 'down';
    world.client('Хочу забронировать');
    world.pass(seconds(30));
    assert.deepEqual(moves(world), []);
    world.channel = () => 'ok';
    world.pass(seconds(60));
    assert.deepEqual(moves(world), [['new', 'consulted']]);
  });

  it('D-61: «Проведена консультация» → «Предварительная бронь» after Pact accepted the message with the payment link', () => {
    const world = answers('consulted', [replies(LINK_TEXT), link()]);
    assert.deepEqual(moves(world), [['consulted', 'preBooked']]);
  });

  it('D-61: no link really sent, no move', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'consulted' })]), bot: () => [replies(LINK_TEXT), link()] });
    world.channel = () => 'down';
    world.client('Хочу забронировать');
    world.pass(minutes(15));
    assert.deepEqual(moves(world), []);
  });

  it('D-61: the link that goes out as a message of its own moves the lead when that message is accepted', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'consulted' })]), bot: () => [replies('Готово.'), link()] });
    world.channel = (text) => (text.includes('pay.example') ? 'down' : 'ok');
    world.client('Хочу забронировать');
    world.pass(seconds(30));
    assert.deepEqual([world.texts.length, moves(world).length], [1, 0]);
    world.channel = () => 'ok';
    world.pass(minutes(1));
    assert.deepEqual(moves(world), [['consulted', 'preBooked']]);
  });

  it('D-61: a link sent at «Новая заявка» means both moves, one after the other', () => {
    const both: readonly (readonly [Stage, Stage])[] = [
      ['new', 'consulted'],
      ['consulted', 'preBooked'],
    ];
    assert.deepEqual(moves(answers('new', [replies(LINK_TEXT), link()])), both);
    assert.deepEqual(moves(answers('new', [replies(LINK_TEXT), proposes('consulted'), link()])), both);
    assert.deepEqual(moves(answers('new', [replies(LINK_TEXT), proposes('preBooked'), link()])), both);
  });

  it('D-61: the message with the link counts, not those behind it that a take drops', () => {
    const world = new FakeWorld({
      card: aCard([aLead({ id: LEAD, stage: 'consulted' })]),
      bot: () => [replies(LINK_TEXT), link(), replies('Спрашивайте ещё.')],
    });
    world.channel = (text) => (text.includes('pay.example') ? 'ok' : 'down');
    world.client('Хочу забронировать');
    world.pass(seconds(15));
    world.take();
    world.pass(minutes(1));
    assert.deepEqual([world.texts.length, moves(world)], [1, [['consulted', 'preBooked']]]);
    assert.equal(world.done('addNote').length, 1);
  });

  it('D-61: the two moves are made once each, though the words behind the link say that the consultation is done', () => {
    const world = new FakeWorld({
      card: aCard([aLead({ id: LEAD, stage: 'new' })]),
      bot: () => [replies(LINK_TEXT), link(), replies('Вот и всё.'), proposes('consulted')],
    });
    world.crmMs = seconds(5);
    world.client('Хочу забронировать');
    world.pass(minutes(2));
    assert.equal(world.done('moveLead').length, 2);
    assert.equal(
      world.notes.some((note) => note.startsWith('D-62')),
      false,
    );
  });

  for (const [now, wanted] of [
    ['consulted', 'consulted'],
    ['consulted', 'new'],
    ['preBooked', 'consulted'],
    ['preBooked', 'preBooked'],
  ] as const) {
    it(`D-61: at \`${now}\` a proposal of \`${wanted}\` is no move and no refusal`, () => {
      const world = answers(now, [replies('Рассказал.'), proposes(wanted)]);
      assert.deepEqual([moves(world).length, world.state, world.texts.length], [0, 'withBot', 1]);
      assert.equal(
        world.notes.some((note) => note.startsWith('D-24')),
        false,
      );
    });
  }

  for (const [now, wanted] of [
    ['new', 'prepaid'],
    ['preBooked', 'prepaid'],
    ['consulted', 'preBooked'],
    ['new', 'lost'],
    ['new', 'left'],
    ['consulted', 'staying'],
  ] as const) {
    it(`D-61: from \`${now}\` to \`${wanted}\` is not the bot’s: refused and recorded, the words go out`, () => {
      const world = answers(now, [replies('Рассказал.'), proposes(wanted)]);
      assert.deepEqual([moves(world).length, world.texts.length, world.state], [0, 1, 'withBot']);
      assert.ok(world.notes.some((note) => note.startsWith('D-24')));
    });
  }

  it('D-61: once the link has left, proposing «Предварительная бронь» is nothing forbidden', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'consulted' })]), bot: () => [replies(LINK_TEXT), link()] });
    world.client('Хочу забронировать');
    world.pass(seconds(30));
    world.bot = () => [replies('Ждём оплату.'), proposes('preBooked')];
    world.client('Спасибо');
    world.pass(seconds(30));
    assert.deepEqual(moves(world), [['consulted', 'preBooked']]);
    assert.equal(world.state, 'withBot');
  });
});

describe('where the bot never moves a lead', () => {
  for (const stage of ['prepaid', 'arriving', 'staying', 'left'] as const) {
    it(`D-60: at \`${stage}\` it answers, and no move is even offered to it`, () => {
      const world = answers(stage, [replies('Да, конечно.')]);
      assert.deepEqual([world.texts.length, moves(world).length], [1, 0]);
      assert.deepEqual(
        world.asked[0]?.allowedActions.filter((action) => action === 'proposeStage' || action === 'paymentLink'),
        [],
      );
    });

    it(`D-60: at \`${stage}\` a move that it asks for all the same is refused`, () => {
      const world = answers(stage, [replies('Да, конечно.'), proposes('consulted'), link()]);
      assert.deepEqual([moves(world).length, world.texts.length], [0, 1]);
    });
  }

  it('D-60: at the first three it may work the lead', () => {
    for (const stage of ['new', 'consulted', 'preBooked'] as const)
      assert.ok(answers(stage, [replies('Да.')]).asked[0]?.allowedActions.includes('proposeStage'));
  });
});

describe('no conflict with the CRM', () => {
  it('D-62: a lead that was moved meanwhile stays where it was put, and that is recorded', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'consulted' })]), bot: () => [replies(LINK_TEXT), link()] });
    world.client('Хочу забронировать');
    world.pass(seconds(9.3)); // the link is on its way
    world.card = aCard([aLead({ id: LEAD, stage: 'prepaid' })]); // the robot was quicker, its webhook has not come
    world.pass(seconds(5));
    assert.equal(world.lead(LEAD)?.stage, 'prepaid');
    assert.ok(world.notes.some((note) => note.startsWith('D-62')));
  });

  it('D-62: what is known from then on is where it really stands', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]), bot: () => [replies('Да.'), proposes('consulted')] });
    world.client('Хочу забронировать');
    world.pass(seconds(9.3));
    world.card = aCard([aLead({ id: LEAD, stage: 'staying' })]);
    world.pass(seconds(5));
    assert.equal(world.dialog.crm.card?.leads[0]?.stage, 'staying');
  });

  it('D-62: a move owed over an outage of the CRM is looked at again when it can be made', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]), bot: () => [replies('Да.'), proposes('consulted')] });
    world.client('Хочу забронировать');
    world.pass(seconds(9.3));
    world.crmDown = true;
    world.pass(minutes(60));
    world.card = aCard([aLead({ id: LEAD, stage: 'lost' })]);
    world.crmDown = false;
    world.pass(minutes(15));
    assert.equal(world.lead(LEAD)?.stage, 'lost');
  });
});

describe('the CRM changes the stage', () => {
  const withBot = (stage: Stage): FakeWorld => answers(stage, [replies('Да.')]);

  it('D-63: kind and rights of the next turn are those of the new stage', () => {
    const world = withBot('preBooked');
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.client('Оплатил');
    world.pass(seconds(9));
    assert.deepEqual(
      [world.asked[1]?.context.requestKind, world.asked[1]?.allowedActions.includes('paymentLink')],
      ['currentBooking', false],
    );
  });

  for (const [stage, kind] of [
    ['prepaid', 'currentBooking'],
    ['arriving', 'currentBooking'],
    ['staying', 'currentBooking'],
    ['left', 'afterStay'],
    ['lost', 'newRequest'],
  ] as const) {
    it(`D-63: \`${stage}\` makes the next turn one of kind \`${kind}\`, without another reading of the CRM`, () => {
      const world = withBot('preBooked');
      world.leadMoves(LEAD, { stage });
      world.client('Ещё вопрос');
      world.pass(seconds(9));
      assert.equal(world.asked[1]?.context.requestKind, kind);
    });
  }

  it('D-63: at once: a link that the bot is thinking of is not sent any more', () => {
    const world = withBot('preBooked');
    world.bot = (request) => [replies('Да.'), ...(request.allowedActions.includes('paymentLink') ? [link()] : [])];
    world.botMs = seconds(5);
    world.client('Ещё раз ссылку');
    world.pass(seconds(10));
    world.leadMoves(LEAD, { stage: 'prepaid' });
    world.pass(seconds(30));
    assert.equal(
      world.texts.some((text) => text.includes('pay.example')),
      false,
    );
    assert.equal(world.texts.length, 2);
  });

  it('D-63: a lead that is gone is gone', () => {
    const world = withBot('new');
    world.event({ type: 'leadChanged', changeId: 'x', leadId: LEAD });
    assert.deepEqual(world.dialog.crm.card?.leads, []);
  });

  it('D-96: the client is told nothing of it', () => {
    const world = withBot('preBooked');
    for (const stage of ['prepaid', 'arriving', 'staying', 'left'] as const) {
      world.leadMoves(LEAD, { stage });
      world.pass(minutes(30));
    }
    assert.equal(world.texts.length, 1);
  });
});

describe('booking parameters from the bot', () => {
  const told: BotAction = {
    type: 'setBooking',
    fields: {
      arrival: '2026-05-01',
      departure: '2026-05-15',
      adults: 2,
      children: [{ age: 7 }],
      rooms: 1,
      pets: false,
      programme: 'Общетерапевтическая',
      roomCategory: 'Стандарт',
      amountRub: 180_000,
    },
  };
  const FIELDS = {
    arrival: '2026-05-01',
    departure: '2026-05-15',
    programme: 'Общетерапевтическая',
    roomCategory: 'Стандарт',
    amountRub: 180_000,
    guests: 3,
  };

  for (const stage of ['new', 'consulted', 'preBooked'] as const) {
    it(`D-64: at \`${stage}\` they are written to the lead’s fields; children’s ages, rooms and pets are not`, () => {
      const world = answers(stage, [replies('Записал.'), told]);
      assert.deepEqual(
        world.done('writeBooking').map(({ leadId, fields }) => ({ leadId, fields })),
        [{ leadId: LEAD, fields: FIELDS }],
      );
    });
  }

  for (const stage of ['prepaid', 'arriving', 'staying', 'left'] as const) {
    it(`D-64: at \`${stage}\` they are kept in the dialog only`, () => {
      const world = answers(stage, [replies('Записал.'), told]);
      assert.equal(world.done('writeBooking').length, 0);
      assert.equal(world.dialog.episode.booking.arrival, '2026-05-01');
    });
  }

  it('D-64: also where the bot has nothing to say beside them', () => {
    const world = answers('new', [{ type: 'silent', because: 'спасибо' }, told]);
    assert.deepEqual(
      world.done('writeBooking').map(({ leadId, fields }) => ({ leadId, fields })),
      [{ leadId: LEAD, fields: FIELDS }],
    );
    assert.deepEqual(world.texts, []);
  });

  it('D-64, D-15: … but no lead is made for them then', () => {
    const world = new FakeWorld({ card: aCard([]), bot: () => [{ type: 'silent', because: 'спасибо' }, told] });
    world.client('Нас будет трое');
    world.pass(minutes(5));
    assert.deepEqual([world.card.leads.length, world.done('writeBooking').length], [0, 0]);
    assert.equal(world.dialog.episode.booking.arrival, '2026-05-01');
  });

  it('D-64, D-16: without a card they are written as soon as it is there', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]), bot: () => [replies('Записал.'), told] });
    world.crmDown = true;
    world.client('Нас будет трое');
    world.pass(minutes(1));
    assert.deepEqual([world.texts.length, world.done('writeBooking').length], [1, 0]);
    world.crmDown = false;
    world.pass(minutes(5));
    assert.deepEqual(
      world.done('writeBooking').map(({ leadId, fields }) => ({ leadId, fields })),
      [{ leadId: LEAD, fields: FIELDS }],
    );
  });

  it('D-64: they are kept in the dialog, what is told later beside what was told before', () => {
    const world = answers('new', [replies('Записал.'), { type: 'setBooking', fields: { adults: 2, rooms: 1 } }]);
    world.bot = () => [replies('Записал.'), { type: 'setBooking', fields: { adults: 1, arrival: '2026-05-01' } }];
    world.client('И ещё');
    world.pass(seconds(30));
    assert.deepEqual(world.dialog.episode.booking, { adults: 1, rooms: 1, arrival: '2026-05-01' });
  });

  it('D-64: each write says which values are our own, so that a person’s is never overwritten', () => {
    const world = answers('new', [replies('Записал.'), { type: 'setBooking', fields: { arrival: '2026-05-01' } }]);
    assert.deepEqual(world.done('writeBooking')[0]?.ours, {});
    world.bot = () => [replies('Записал.'), { type: 'setBooking', fields: { arrival: '2026-06-01' } }];
    world.client('Перенесём');
    world.pass(seconds(30));
    assert.deepEqual(world.done('writeBooking')[1]?.ours, { arrival: '2026-05-01' });
  });

  it('D-91: a second try of such a write says that an earlier one may have got through; the first does not', () => {
    const world = new FakeWorld({
      card: aCard([aLead({ id: LEAD, stage: 'new' })]),
      bot: () => [replies('Записал.'), { type: 'setBooking', fields: { arrival: '2026-05-01' } }],
    });
    world.client('Запишите нас с первого мая');
    world.pass(seconds(9));
    world.crmLoses = true;
    world.pass(seconds(5));
    world.crmLoses = false;
    world.pass(minutes(2));
    assert.deepEqual(
      world.done('writeBooking').map(({ repeat }) => repeat),
      [undefined, true],
    );
  });

  it('D-64: setting `writeBooking` off: nothing is written, everything kept', () => {
    const world = new FakeWorld({
      policy: aPolicy({ settings: { writeBooking: false } }),
      card: aCard([aLead({ id: LEAD, stage: 'new' })]),
      bot: () => [replies('Записал.'), told],
    });
    world.client('Хочу забронировать');
    world.pass(seconds(30));
    assert.equal(world.done('writeBooking').length, 0);
    assert.equal(world.dialog.episode.booking.amountRub, 180_000);
  });

  it('D-20: beside a handoff they are written as well', () => {
    const world = answers('new', [{ type: 'handoff', reason: 'clientAsked', summary: '' }, told]);
    assert.deepEqual([world.state, world.done('writeBooking').length], ['awaitingManager', 1]);
  });

  it('D-64: while the new lead is awaited the write waits for it', () => {
    const world = new FakeWorld({ card: aCard([]), bot: afterwards(() => [replies('Да.')]) });
    world.bot = () => [replies('Записал.'), told];
    world.client('Хочу забронировать');
    world.until(at('12:00:40'));
    assert.equal(world.done('writeBooking').length, 0);
    world.leadAppears(aLead({ id: 9, stage: 'new', createdAtMs: world.nowMs }));
    world.pass(seconds(5));
    assert.deepEqual(
      world.done('writeBooking').map(({ leadId }) => leadId),
      [9],
    );
  });
});

describe('a lead that appears only after the dialog began', () => {
  it('D-05, D-53: shows that a manager leads, who wrote before there was one', () => {
    const world = new FakeWorld({ card: aCard([]) });
    world.manager('Добрый день! Вы спрашивали о путёвке.');
    world.pass(seconds(10));
    assert.equal(world.done('setLeader').length, 0);
    world.leadAppears(aLead({ id: 9, stage: 'new', createdAtMs: world.nowMs }));
    world.pass(seconds(10));
    assert.deepEqual([world.lead(9)?.leader, world.state], ['manager', 'withManager']);
  });

  it('D-53: shows nothing while the bot has not spoken: that is written with our first message', () => {
    const world = new FakeWorld({ card: aCard([]) });
    world.client('Здравствуйте');
    world.pass(seconds(2));
    world.leadAppears(aLead({ id: 9, stage: 'new', createdAtMs: world.nowMs }));
    world.pass(seconds(3));
    assert.equal(world.done('setLeader').length, 0);
    world.pass(seconds(30));
    assert.equal(world.lead(9)?.leader, 'bot');
  });
});
