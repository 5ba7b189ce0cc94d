import assert from 'node:assert/strict';
import { aCard, aLead, aPolicy, at, hours, minutes, seconds } from '../support/builders.ts';
import { ANNA, BORIS, FakeWorld, replies } from '../support/fake-world.ts';
import { answered, endings, handedOver, handoffOf, holding, LEAD, managerAnswered } from './situations.ts';

const shown = (world: FakeWorld): (string | undefined)[] => world.done('setLeader').map(({ leader }) => leader);
const alertTimes = ({ raised }: FakeWorld): number[] => raised.map(({ atMs }) => atMs);

/** The responsible manager opens the lead at 12:01 while the bot leads. */
const opened = (world: FakeWorld = answered()): FakeWorld => {
  world.until(at('12:01'));
  world.opensCard(LEAD);
  return world;
};

describe('the responsible manager opens the lead', () => {
  it('D-55: it is a take: the bot is silent', () => {
    const world = opened();
    assert.deepEqual(holding(world).holder, ANNA);
    world.client('Есть ли бассейн?');
    world.pass(minutes(4));
    assert.equal(world.asked.length, 1);
  });

  it('D-55: «Ведёт диалог» is not written before the take stands', () => {
    const world = opened();
    world.pass(minutes(4));
    assert.deepEqual(shown(world), ['bot']);
    world.take();
    world.pass(seconds(5));
    assert.deepEqual(shown(world), ['bot', 'manager']);
  });

  for (const [what, act] of [
    ['a word', (world: FakeWorld) => void world.manager('Добрый день!')],
    ['a word through us', (world: FakeWorld) => void world.say('Добрый день!')],
    ['the button', (world: FakeWorld) => void world.take()],
    ['a hold', (world: FakeWorld) => void world.hold(world.nowMs + hours(1))],
    ['the field', (world: FakeWorld) => world.setsField(LEAD, 'manager')],
  ] as const) {
    it(`D-55: with ${what} within 5 minutes the take stands`, () => {
      const world = opened();
      world.client('Есть ли бассейн?');
      world.until(at('12:06') - 1);
      act(world);
      world.until(at('12:07'));
      assert.equal(world.state, 'withManager');
      assert.equal(shown(world).at(-1), 'manager');
      assert.deepEqual(endings(world), ['answered', 'taken']);
    });
  }

  it('D-55: another manager’s button within 5 minutes is not refused and makes them the holder', () => {
    const world = opened();
    assert.equal(world.take(BORIS), undefined);
    assert.deepEqual(holding(world).holder, BORIS);
  });
});

describe('the lead is opened before its card was read', () => {
  it('D-55: it is a take all the same: the bot does not answer while somebody reads', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.client('Сколько стоит номер?');
    world.pass(seconds(5));
    assert.equal(world.opensCard(LEAD), undefined);
    world.pass(minutes(4));
    assert.deepEqual([world.asked, world.texts], [[], []]);
    world.pass(minutes(2));
    assert.equal(world.texts.length, 1);
  });

  it('D-55: so while amoCRM is away and the bot thinks without a card', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]) });
    world.crmDown = true;
    world.botMs = seconds(20);
    world.client('Сколько стоит номер?');
    world.pass(seconds(20));
    assert.equal(world.opensCard(LEAD), undefined);
    world.pass(minutes(1));
    assert.deepEqual(world.texts, []);
  });
});

describe('the opening lapses', () => {
  it('D-55: after 5 minutes, not a moment earlier, the bot leads again', () => {
    const world = opened();
    world.until(at('12:06') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('12:06'));
    assert.equal(world.state, 'withBot');
  });

  it('D-55: a «Менеджер» that another dialog on the same lead showed because of it goes back', () => {
    const world = opened();
    const lead = aLead({ id: LEAD, stage: 'new', leader: 'manager' });
    world.event({ type: 'leadChanged', changeId: 'by another dialog', leadId: LEAD, lead, leaderShown: 'manager' });
    world.until(at('12:07'));
    assert.deepEqual(shown(world), ['bot', 'bot']);
  });

  it('D-55: a new run of the workflow in between changes nothing', () => {
    const world = opened();
    world.until(at('12:03'));
    world.continueAsNew();
    world.until(at('12:06') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('12:06'));
    assert.equal(world.state, 'withBot');
  });

  it('D-55: the client is told nothing', () => {
    const world = opened();
    world.until(at('12:30'));
    assert.equal(world.texts.length, 1);
    assert.deepEqual(shown(world), ['bot']);
  });

  it('D-55: what the client wrote meanwhile is answered at once, without the words of a return', () => {
    const world = opened();
    world.until(at('12:03'));
    world.client('Есть ли бассейн?');
    world.until(at('12:06:02'));
    assert.deepEqual(world.texts.slice(1), ['Конечно, расскажу.']);
    assert.deepEqual(endings(world), ['answered', 'answered']);
  });

  it('D-55: what was being answered when the card was opened is answered too', () => {
    const world = answered();
    world.client('Есть ли бассейн?');
    world.pass(seconds(8.5)); // the bot thinks
    world.opensCard(LEAD);
    world.pass(minutes(6));
    assert.equal(world.asked.length, 3);
    assert.equal(world.texts.length, 2);
    assert.equal(world.asked[2]?.trigger, 'clientMessage');
  });

  it('D-06: the quiet goes on as if nothing had been: a message shortly before the lapse waits its 8 s', () => {
    const world = opened();
    world.until(at('12:05:57'));
    world.client('Есть ли бассейн?');
    world.until(at('12:06:05') - 1);
    assert.equal(world.asked.length, 1);
    world.until(at('12:06:05'));
    assert.equal(world.asked.length, 2);
  });

  for (const [trigger, prepare] of [
    [
      'clarify',
      () => {
        const world = answered({ bot: () => [{ type: 'clarify', text: 'О чём речь?' }] });
        world.until(at('12:00:30'));
        world.client('О путёвке');
        return world;
      },
    ],
    [
      'resumed',
      () => {
        const world = answered({ startMs: at('11:59') });
        world.until(at('12:00'));
        world.take();
        world.client('О путёвке');
        world.until(at('12:00:59.5'));
        world.botMs = seconds(20);
        world.release();
        return world;
      },
    ],
  ] as const) {
    it(`D-55: the turn after it has the trigger it would have had: ${trigger}`, () => {
      const world = prepare();
      world.opensCard(LEAD);
      world.pass(minutes(6));
      assert.equal(world.asked.at(-1)?.trigger, trigger);
    });
  }

  it('D-55: a second opening in time gives it five minutes more', () => {
    const world = opened();
    world.until(at('12:04'));
    world.opensCard(LEAD);
    world.until(at('12:09') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('12:09'));
    assert.equal(world.state, 'withBot');
  });
});

describe('an opening while a manager is awaited', () => {
  it('D-55: after the lapse a manager is awaited again, for the same handoff', () => {
    const world = handedOver(at('12:00'));
    const { id } = handoffOf(world);
    opened(world);
    world.until(at('12:06'));
    assert.equal(handoffOf(world).id, id);
    assert.equal(world.tasks.length, 1);
  });

  it('D-55: the clocks of the handoff have run on: what fell due meanwhile is done at the lapse', () => {
    const world = handedOver(at('12:00'));
    world.until(at('12:14'));
    world.opensCard(LEAD);
    world.until(at('12:19:30'));
    assert.deepEqual(
      world.tasks.filter(({ kind }) => kind === 'call').map(({ dueAtMs }) => dueAtMs),
      [at('12:19')],
    );
    world.until(at('13:00:30'));
    assert.deepEqual(alertTimes(world), [at('13:00')]);
  });

  it('D-55: what the client wrote meanwhile is the awaited manager’s', () => {
    const world = opened(handedOver(at('12:00')));
    world.client('Вы тут?');
    world.until(at('12:10'));
    assert.deepEqual(endings(world), ['handedOver', 'handedOver']);
    assert.equal(world.asked.length, 1);
  });

  it('D-40: the text of the handoff that could not leave yet leaves after the lapse, once', () => {
    const world = handedOver(at('12:00'), { bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }] });
    world.release();
    world.channel = () => 'down';
    world.pass(seconds(5));
    world.opensCard(LEAD);
    world.channel = () => 'ok';
    world.pass(minutes(4));
    assert.equal(world.texts.length, 1);
    world.pass(minutes(3));
    assert.equal(world.texts.length, 2);
  });

  it('D-40: a take that stands spares the client that text', () => {
    const world = handedOver(at('12:00'), { bot: () => [{ type: 'handoff', reason: 'clientAsked', summary: '' }] });
    world.release();
    world.channel = () => 'down';
    world.pass(seconds(5));
    world.opensCard(LEAD);
    world.take();
    world.channel = () => 'ok';
    world.pass(minutes(15));
    assert.equal(world.texts.length, 1);
  });
});

describe('a release during an opening', () => {
  it('D-54, D-55: anyone may: the bot is back before the 5 minutes are over and answers what waits', () => {
    const world = opened();
    world.client('Есть ли бассейн?');
    world.until(at('12:02'));
    assert.equal(world.release(BORIS), undefined);
    assert.equal(world.state, 'withBot');
    world.until(at('12:02:05'));
    assert.deepEqual(endings(world), ['answered', 'answered']);
    world.until(at('12:07'));
    assert.deepEqual([world.state, world.texts.length], ['withBot', 2]);
  });

  it('D-43, D-54: while a manager was awaited it ends the handoff: nothing more is reminded of', () => {
    const world = opened(handedOver(at('12:00')));
    world.bot = () => [replies('Я снова тут.')];
    world.release();
    world.until(at('14:00'));
    assert.deepEqual([world.state, world.tasks.length, world.raised.length], ['withBot', 1, 0]);
  });
});

describe('an opening while somebody holds the dialog', () => {
  it('D-55: of the holder’s it is an act', () => {
    const world = managerAnswered(at('12:00'));
    world.take(ANNA, true);
    world.until(at('12:10'));
    world.opensCard(LEAD);
    assert.equal(holding(world).lastActAtMs, at('12:10'));
  });

  it('D-55: of the holder’s it is an act, though another manager is responsible for the lead', () => {
    const world = answered();
    world.take(BORIS);
    world.until(at('12:19'));
    assert.equal(world.opensCard(LEAD, BORIS), undefined);
    assert.equal(holding(world).lastActAtMs, at('12:19'));
    world.until(at('12:59') - 1);
    assert.equal(world.state, 'withManager');
  });

  it('D-55: of somebody who neither holds it nor is responsible it is refused', () => {
    const world = answered();
    world.take(ANNA);
    assert.equal(world.opensCard(LEAD, BORIS)?.code, 'NOT_RESPONSIBLE');
  });

  it('D-55: of anybody else’s it is nothing, though they are responsible', () => {
    const world = answered();
    world.take(BORIS);
    const before = world.dialog.state;
    world.until(at('12:10'));
    assert.equal(world.opensCard(LEAD, ANNA), undefined);
    assert.deepEqual(world.dialog.state, before);
  });
});

describe('settings for an opened card', () => {
  it('D-55: `ignore`: it is nothing', () => {
    const world = opened(answered({ policy: aPolicy({ settings: { cardOpened: 'ignore' } }) }));
    assert.equal(world.state, 'withBot');
    world.client('Есть ли бассейн?');
    world.pass(seconds(20));
    assert.equal(world.texts.length, 2);
  });

  const softly = (): FakeWorld => opened(answered({ policy: aPolicy({ settings: { cardOpened: 'softHold' } }) }));

  it('D-55: `softHold`: the dialog stays the bot’s and its drafts wait 3 minutes', () => {
    const world = softly();
    assert.equal(world.state, 'withBot');
    world.client('Есть ли бассейн?');
    world.until(at('12:04') - 1);
    assert.deepEqual([world.asked.length, world.texts.length], [2, 1]);
    world.until(at('12:04:01'));
    assert.equal(world.texts.length, 2);
  });

  it('D-55: `softHold`: a new run of the workflow in between changes nothing', () => {
    const world = softly();
    world.client('Есть ли бассейн?');
    world.pass(seconds(15));
    world.continueAsNew();
    world.until(at('12:04') - 1);
    assert.equal(world.texts.length, 1);
    world.until(at('12:04:01'));
    assert.equal(world.texts.length, 2);
  });

  it('D-55: `softHold`: a take drops the draft', () => {
    const world = softly();
    world.client('Есть ли бассейн?');
    world.pass(seconds(30));
    world.take();
    world.pass(minutes(10));
    assert.equal(world.texts.length, 1);
  });

  it('D-23: without a hold a message that comes between the parts of an answer drops none of them', () => {
    const world = answered();
    world.bot = () => [replies('Да, есть.'), replies('И сауна.')];
    world.sendMs = seconds(3);
    world.client('Есть ли бассейн?');
    world.pass(seconds(10));
    world.bot = () => [replies('Пожалуйста.')];
    world.client('Спасибо');
    world.pass(minutes(1));
    assert.deepEqual(world.texts.slice(1), ['Да, есть.', 'И сауна.', 'Пожалуйста.']);
  });

  it('D-23: nor does one that comes between the parts once the hold is over', () => {
    const world = softly();
    world.bot = () => [replies('Да, есть.'), replies('И сауна.')];
    world.client('Есть ли бассейн?');
    world.sendMs = seconds(3);
    world.until(at('12:04:01')); // the first part is on its way
    world.bot = () => [replies('Пожалуйста.')];
    world.client('Спасибо');
    world.pass(minutes(1));
    assert.deepEqual(world.texts.slice(1), ['Да, есть.', 'И сауна.', 'Пожалуйста.']);
  });

  it('D-06: `softHold`: a message that comes while the draft waits makes it stale', () => {
    const world = softly();
    world.bot = ({ newMessageIds }) => [replies(`Ответ на ${newMessageIds.length}`)];
    world.client('Есть ли бассейн?');
    world.pass(seconds(30));
    world.client('И сауна?');
    world.pass(minutes(5));
    assert.deepEqual(world.texts.slice(1), ['Ответ на 2']);
  });

  it('D-06: `softHold`: after two dropped drafts the third is sent even so when the hold is over', () => {
    const world = softly();
    world.bot = ({ newMessageIds }) => [replies(`Ответ на ${newMessageIds.length}`)];
    for (const text of ['Есть ли бассейн?', 'И сауна?', 'И парковка?', 'И завтрак?']) {
      world.client(text);
      world.pass(seconds(30));
    }
    assert.equal(world.texts.length, 1);
    world.until(at('12:04:01'));
    assert.deepEqual(world.texts.slice(1), ['Ответ на 3']);
    world.pass(minutes(1));
    assert.deepEqual(world.texts.slice(2), ['Ответ на 1']);
  });

  it('D-06: `softHold`: an hour after it a guest who keeps writing is answered as if there had been none', () => {
    const keepsWriting = (world: FakeWorld): readonly string[] => {
      world.until(at('13:00'));
      world.botMs = seconds(10);
      world.bot = ({ newMessageIds }) => [replies(`Ответ на ${newMessageIds.length}`)];
      for (let count = 0; count < 8; count += 1) {
        world.client('Алло?');
        world.pass(seconds(10));
      }
      world.pass(minutes(2));
      return world.texts.slice(1);
    };
    assert.deepEqual(keepsWriting(softly()), ['Ответ на 3', 'Ответ на 3', 'Ответ на 2']);
    assert.deepEqual(keepsWriting(answered()), ['Ответ на 3', 'Ответ на 3', 'Ответ на 2']);
  });

  it('D-55: in `closed` it is nothing', () => {
    const world = answered({ stage: 'prepaid' });
    world.pass(hours(24 * 31));
    assert.equal(world.state, 'closed');
    world.continueAsNew(); // nobody knows the lead any more
    assert.equal(world.opensCard(LEAD), undefined);
    assert.equal(world.state, 'closed');
  });
});
