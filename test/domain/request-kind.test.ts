import assert from 'node:assert/strict';
import type { RequestKind } from '../../domain/dialog/bot.ts';
import type { Stage } from '../../domain/dialog/card.ts';
import { aCard, aLead, aPolicy, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import {
  type Answer,
  booking,
  clarify,
  GREETING,
  HANDOFF_TEXT,
  handsOver,
  inTurn,
  link,
  newBooking,
  optOut,
  proposes,
  reasons,
  silent,
} from './actions.ts';

const ACTIVE: readonly Stage[] = ['new', 'consulted', 'preBooked', 'prepaid', 'arriving', 'staying'];
const OVER: readonly Stage[] = ['lost', 'closed'];

const withLeads = (stages: readonly Stage[], options: ConstructorParameters<typeof FakeWorld>[0] = {}): FakeWorld =>
  new FakeWorld({ card: aCard(stages.map((stage, index) => aLead({ id: 42_000_001 + index, stage }))), ...options });

function asked(stages: readonly Stage[], options: ConstructorParameters<typeof FakeWorld>[0] = {}): FakeWorld {
  const world = withLeads(stages, options);
  world.client('Здравствуйте');
  world.pass(minutes(2));
  return world;
}

const kindOf = (...stages: Stage[]): RequestKind | undefined => asked(stages).asked[0]?.context.requestKind;

describe('the kind of a request', () => {
  it('D-12: no leads at all: a new request', () => assert.equal(kindOf(), 'newRequest'));

  for (const stage of OVER) it(`D-12: only a lead at ${stage}: a new request`, () => assert.equal(kindOf(stage, stage), 'newRequest'));

  for (const stage of ['new', 'consulted', 'preBooked'] as const)
    it(`D-12: one active lead at ${stage}: the booking in progress`, () => assert.equal(kindOf(stage), 'bookingInProgress'));

  for (const stage of ['prepaid', 'arriving', 'staying'] as const)
    it(`D-12: one active lead at ${stage}: the current booking`, () => assert.equal(kindOf(stage), 'currentBooking'));

  it('D-12: none active, one at «Выезд»: after the stay', () => assert.equal(kindOf('left'), 'afterStay'));
  it('D-12: none active, several at «Выезд»: after the stay', () => assert.equal(kindOf('left', 'left', 'lost'), 'afterStay'));
  it('D-12: one active and one at «Выезд»: the active one decides', () => assert.equal(kindOf('left', 'consulted'), 'bookingInProgress'));
  it('D-12: one active and refused ones: the active one decides', () =>
    assert.equal(kindOf('lost', 'staying', 'closed'), 'currentBooking'));

  for (const stage of ACTIVE)
    it(`D-11, D-12: two leads at ${stage} are several: that stage is active`, () => assert.equal(kindOf(stage, stage), 'severalLeads'));

  it('D-12: two active leads at different stages are several', () => assert.equal(kindOf('new', 'staying', 'left'), 'severalLeads'));
  for (const stage of ['left', ...OVER] as const)
    it(`D-11: ${stage} is not active`, () => assert.equal(kindOf('consulted', stage), 'bookingInProgress'));

  it('D-17: at a stage the policy does not know the bot answers and never moves', () => {
    const world = asked(['unknown'], {
      bot: () => [replies('Да.'), { type: 'proposeStage', stage: 'Проведена консультация', because: '' }],
    });
    assert.equal(world.asked[0]?.context.requestKind, 'currentBooking');
    assert.equal(world.sent.length, 1);
    assert.deepEqual(world.done('moveLead'), []);
  });

  it('D-12: without a card it is unclear, and that alone demands no question', () => {
    const world = withLeads(['consulted']);
    world.crmDown = true;
    world.client('Здравствуйте');
    world.pass(seconds(30));
    assert.equal(world.asked[0]?.context.requestKind, 'unclear');
    assert.deepEqual(world.texts, [`${GREETING} Конечно, расскажу.`]);
    assert.equal(world.state, 'withBot');
  });

  it('D-12: is judged anew at the next turn, when the CRM is back', () => {
    const world = withLeads(['consulted']);
    world.crmDown = true;
    world.client('Здравствуйте');
    world.pass(seconds(30));
    world.crmDown = false;
    world.client('А цены?');
    world.pass(seconds(30));
    assert.equal(world.asked[1]?.context.requestKind, 'bookingInProgress');
  });

  it('D-12: is judged anew across a continue-as-new, with the same answer', () => {
    const world = asked(['left']);
    world.continueAsNew();
    world.client('А ещё вопрос');
    world.pass(minutes(1));
    assert.equal(world.asked[1]?.context.requestKind, 'afterStay');
  });
});

describe('what follows from the kind', () => {
  it('D-12: a new request gets a new lead', () => {
    const world = asked([]);
    assert.equal(world.card.leads.length, 1);
    assert.equal(world.card.leads[0]?.stage, 'new');
  });

  it('D-12, D-15: so does a client who only has «Отказ»', () => {
    assert.deepEqual(
      asked(['lost']).card.leads.map(({ stage }) => stage),
      ['lost', 'new'],
    );
  });

  for (const stage of [...ACTIVE, 'left'] as const)
    it(`D-12: with a lead at ${stage} no other is made`, () => {
      assert.equal(asked([stage]).card.leads.length, 1);
    });

  for (const stage of ['prepaid', 'arriving', 'staying'] as const)
    it(`D-12: at ${stage} the question is answered and the lead never moved, whatever the bot proposes`, () => {
      const world = asked([stage], { bot: () => [replies('Да.'), { type: 'proposeStage', stage: 'Предварительная бронь', because: '' }] });
      assert.equal(world.sent.length, 1);
      assert.deepEqual(world.done('moveLead'), []);
    });
});

describe('several leads', () => {
  const several = (...answers: readonly Answer[]): FakeWorld => asked(['consulted', 'staying'], { bot: inTurn(...answers) });
  const next = (world: FakeWorld, text: string): void => {
    world.client(text);
    world.pass(minutes(2));
  };

  it('D-12: the bot may send one clarify', () => {
    const world = several([clarify('О какой поездке вы?')]);
    assert.deepEqual(world.texts, [`${GREETING} О какой поездке вы?`]);
    assert.equal(world.state, 'withBot');
  });

  it('D-12: its reply becomes the handoff severalLeads, and the client reads the handoff text only', () => {
    const world = several([replies('Заезд в 14:00.')]);
    assert.deepEqual(world.texts, [`${GREETING} ${HANDOFF_TEXT}`]);
    assert.deepEqual(reasons(world), ['severalLeads']);
    assert.match(world.tasks[0]?.text ?? '', /Заезд в 14:00/u);
  });

  it('D-12: so does a payment link, which is not sent', () => {
    const world = several([link()]);
    assert.deepEqual(world.texts, [`${GREETING} ${HANDOFF_TEXT}`]);
    assert.deepEqual(reasons(world), ['severalLeads']);
  });

  for (const [what, action] of Object.entries({ 'a booking alone': booking({ adults: 2 }), 'a wish alone': optOut, newBooking }))
    it(`D-12: so does ${what}`, () => assert.deepEqual(reasons(several([action])), ['severalLeads']));

  it('D-12: so does a clarify that comes with a reply', () => {
    assert.deepEqual(reasons(several([clarify('О какой поездке вы?'), replies('Заезд в 14:00.')])), ['severalLeads']);
  });

  it('D-12: so does a clarify that comes with a move, and silence with one: neither lead is moved', () => {
    for (const words of [clarify('О какой поездке вы?'), silent]) {
      const world = asked(['new', 'staying'], { bot: () => [words, proposes('Проведена консультация')] });
      assert.deepEqual(reasons(world), ['severalLeads']);
      assert.deepEqual(world.done('moveLead'), []);
    }
  });

  it('D-12: a second clarify becomes it too', () => {
    const world = several([clarify('О какой поездке вы?')], [clarify('Уточните, пожалуйста')]);
    next(world, 'О поездке');
    assert.deepEqual(reasons(world), ['severalLeads']);
    assert.equal(world.texts[1], HANDOFF_TEXT);
  });

  it('D-12: also when the bot was silent in between: it is one question in all', () => {
    const world = several([clarify('О какой поездке вы?')], [silent], [clarify('Уточните, пожалуйста')]);
    next(world, 'Минуту');
    next(world, 'О поездке');
    assert.deepEqual(reasons(world), ['severalLeads']);
  });

  it('D-12: silent stays silent', () => {
    const world = several([silent]);
    assert.deepEqual(world.texts, []);
    assert.equal(world.state, 'withBot');
  });

  it('D-12: a handoff of its own keeps its reason', () => {
    assert.deepEqual(reasons(several([handsOver('complaint')])), ['complaint']);
  });

  it('D-12: after a manager has returned the dialog the bot may ask once again', () => {
    const world = several([clarify('О какой поездке вы?')], [replies('Да.')], [clarify('О какой поездке вы?')]);
    next(world, 'О поездке');
    world.manager('Это про июль, да.');
    world.release();
    world.pass(minutes(2));
    next(world, 'А ещё вопрос');
    assert.equal(world.texts.at(-1), 'О какой поездке вы?');
    assert.equal(world.state, 'withBot');
  });
});

describe('a question back', () => {
  const next = (world: FakeWorld, text: string): void => {
    world.client(text);
    world.pass(minutes(2));
  };

  for (const stages of [[], ['consulted'], ['staying'], ['left']] as const)
    it(`D-12: with leads [${stages.join()}] a second clarify in a row is handed over as doesNotUnderstand`, () => {
      const world = asked(stages, { bot: inTurn([clarify('О чём вы?')], [clarify('Всё же, о чём?')]) });
      next(world, 'Ну это');
      assert.deepEqual(reasons(world), ['doesNotUnderstand']);
      assert.deepEqual(world.texts, [`${GREETING} О чём вы?`, HANDOFF_TEXT]);
    });

  it('D-12: any other answer ends the row', () => {
    const world = asked(['consulted'], { bot: inTurn([clarify('О чём вы?')], [replies('Понятно.')], [clarify('А теперь о чём?')]) });
    next(world, 'О номере');
    next(world, 'А ещё');
    assert.equal(world.texts.at(-1), 'А теперь о чём?');
    assert.equal(world.state, 'withBot');
  });

  it('D-12: being silent ends the row too', () => {
    const world = asked(['consulted'], { bot: inTurn([clarify('О чём вы?')], [silent], [clarify('А теперь о чём?')]) });
    next(world, 'Спасибо');
    next(world, 'А ещё');
    assert.equal(world.state, 'withBot');
  });

  it('D-12: the row goes on across a continue-as-new', () => {
    const world = asked(['consulted'], { bot: inTurn([clarify('О чём вы?')], [clarify('Всё же, о чём?')]) });
    world.continueAsNew();
    next(world, 'Ну это');
    assert.deepEqual(reasons(world), ['doesNotUnderstand']);
  });

  const neverLeft: Record<string, { before: (world: FakeWorld) => void; settings?: Parameters<typeof aPolicy>[0] }> = {
    'it grew old while the channel was down': {
      before: (world) => {
        world.channel = () => 'down';
        world.client('Здравствуйте');
        world.pass(seconds(20));
        world.client('Алло?');
        world.pass(seconds(70));
        world.channel = () => 'ok';
      },
    },
    'the responsible manager opened the lead before it left, and the opening lapsed': {
      before: (world) => {
        world.channel = () => 'down';
        world.client('Здравствуйте');
        world.pass(seconds(11));
        world.opensCard(42_000_001);
        world.channel = () => 'ok';
        world.pass(minutes(6));
      },
    },
    'the client wrote more while it waited for a manager who looks at the lead': {
      settings: { settings: { cardOpened: 'softHold' } },
      before: (world) => {
        world.client('Здравствуйте');
        world.pass(seconds(9));
        world.opensCard(42_000_001);
        world.pass(seconds(10));
        world.client('Алло?');
      },
    },
  };
  for (const [how, { before, settings }] of Object.entries(neverLeft))
    it(`D-12: one that the client never saw begins no row: ${how}`, () => {
      const world = withLeads(['consulted'], {
        policy: aPolicy(settings),
        bot: inTurn([clarify('О чём вы?')], [clarify('Всё же, о чём?')]),
      });
      before(world);
      world.pass(minutes(5));
      assert.deepEqual(
        world.asked.map(({ trigger }) => trigger),
        ['clientMessage', 'clientMessage'],
      );
      assert.deepEqual(world.texts, [`${GREETING} Всё же, о чём?`]);
      world.client('Ну это');
      world.pass(minutes(1));
      assert.deepEqual([world.asked[2]?.trigger, ...reasons(world)], ['clarify', 'doesNotUnderstand']);
    });

  it('D-12: nor does an answer that the client never saw end one', () => {
    const world = asked(['consulted'], { bot: inTurn([clarify('О чём вы?')], [replies('Понятно.')], [clarify('Всё же, о чём?')]) });
    world.channel = () => 'down';
    world.client('Ну это');
    world.pass(seconds(20));
    world.client('Алло?');
    world.pass(seconds(70));
    world.channel = () => 'ok';
    world.pass(minutes(2));
    assert.deepEqual(reasons(world), ['doesNotUnderstand']);
  });

  it('D-12: a reply that asks for dates and guests is no clarify: any number of them may follow each other', () => {
    const world = asked([], { bot: inTurn([replies('На какие даты?')], [replies('Сколько вас?')], [replies('Какой номер?')]) });
    next(world, 'июль');
    next(world, 'двое');
    assert.equal(world.sent.length, 3);
    assert.equal(world.state, 'withBot');
  });
});
