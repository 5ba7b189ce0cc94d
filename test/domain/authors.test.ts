import assert from 'node:assert/strict';
import { isQuiet } from '../../domain/dialog/due.ts';
import { closeForOperator } from '../../domain/dialog/rules/episode.ts';
import { aCard, aLead, aPolicy, at, hours, minutes, seconds } from '../support/builders.ts';
import { ANNA, BORIS, FakeWorld, replies } from '../support/fake-world.ts';
import { silent, startedOf } from './actions.ts';
import {
  afterwards,
  answered,
  callTasks,
  endings,
  handedOver,
  handoff,
  handoffOf,
  holding,
  lastWordAt,
  LEAD,
  touches,
} from './situations.ts';

const policy = aPolicy({ settings: { chatAuthors: 'trust' } });
const namesOnly = aPolicy({ settings: { chatAuthors: 'namesOnly' } });
const NOBODY = 0;
const ANNAS = ANNA.id ?? 0;
const BORISS = BORIS.id ?? 0;

const looks = (world: FakeWorld): number[] => startedOf(world, 'askAuthor').map(({ startedAtMs }) => startedAtMs);
const shown = (world: FakeWorld): (string | undefined)[] => world.done('setLeader').map(({ leader }) => leader);
const roleOf = (world: FakeWorld, id: string): string | undefined => world.dialog.transcript.messages.find((one) => one.id === id)?.role;

/** The bot has answered a minute ago, and somebody writes past us at 12:00. */
function wrote(
  shownBy: number | undefined,
  world: FakeWorld = answered({ policy, startMs: at('11:58') }),
): { world: FakeWorld; id: string } {
  world.until(at('12:00'));
  return { world, id: world.manager('Ждём вас в субботу!', shownBy === undefined ? {} : { shownBy }) };
}

/** What the guest asks while nobody knows yet who wrote. */
function asking(shownBy: number | undefined): FakeWorld {
  const { world } = wrote(shownBy);
  world.until(at('12:00:02'));
  world.client('Есть ли бассейн?');
  return world;
}

describe('amoCRM shows that nobody wrote it', () => {
  it('D-56: until then it is a take: the bot is silent', () => {
    const world = asking(NOBODY);
    world.until(at('12:00:07'));
    assert.deepEqual([world.state, world.asked.length, world.texts.length], ['withManager', 1, 1]);
  });

  it('D-56: the take lapses: the bot leads, and what the guest wrote meanwhile is answered as if nothing had been', () => {
    const world = asking(NOBODY);
    world.until(at('12:00:08'));
    assert.equal(world.state, 'withBot');
    world.until(at('12:00:13'));
    assert.deepEqual([world.texts.length, world.texts.at(-1), world.asked.at(-1)?.trigger], [2, 'Конечно, расскажу.', 'clientMessage']);
    assert.deepEqual(endings(world), ['answered', 'answered']);
  });

  it('D-56: it stands in the transcript as nobody’s words', () => {
    const { world, id } = wrote(NOBODY);
    world.until(at('12:00:06'));
    assert.equal(roleOf(world, id), 'manager');
    world.until(at('12:00:08'));
    assert.equal(roleOf(world, id), 'note');
  });

  it('D-53: «Ведёт диалог» has shown the bot all the time', () => {
    const { world } = wrote(NOBODY);
    world.until(at('12:05'));
    assert.deepEqual(shown(world), ['bot']);
  });

  it('D-06: what the bot was about to say is thought of anew and said', () => {
    const world = answered({ policy });
    world.client('Есть ли бассейн?');
    world.pass(seconds(8.5)); // the bot thinks
    world.manager('Ждём вас!', { shownBy: NOBODY });
    world.pass(minutes(2));
    assert.deepEqual([world.state, world.texts.length, endings(world)], ['withBot', 2, ['answered', 'answered']]);
  });

  it('D-70: the final touch goes out when it would have', () => {
    const told = lastWordAt(at('12:00'), { policy });
    told.until(at('13:00'));
    told.manager('Ждём вас!', { shownBy: NOBODY });
    told.until(at('12:05', 1));
    const plain = lastWordAt(at('12:00'));
    plain.until(at('12:05', 1));
    assert.deepEqual([touches(told).length, touches(told)], [1, touches(plain)]);
  });

  it('D-73: what follows an unanswered touch follows it', () => {
    const world = lastWordAt(at('12:00'), { policy });
    world.until(at('13:00', 1));
    assert.equal(touches(world).length, 1);
    world.manager('Ждём вас!', { shownBy: NOBODY });
    world.until(at('13:00', 3));
    assert.equal(callTasks(world).length, 1);
  });

  it('D-43: a manager is still awaited, and the clocks have run on', () => {
    const world = handedOver(at('12:00'), { policy });
    const { id } = handoffOf(world);
    world.until(at('12:14:58'));
    world.manager('Ждём вас!', { shownBy: NOBODY });
    world.client('Алло?');
    world.until(at('12:15:04'));
    assert.deepEqual([world.state, callTasks(world).length], ['withManager', 0]);
    world.until(at('12:15:06'));
    assert.equal(handoffOf(world).id, id);
    assert.deepEqual([callTasks(world).length, endings(world)], [1, ['handedOver', 'handedOver']]);
  });

  it('D-40: the handoff’s text goes out once, after the doubt', () => {
    const world = answered({ policy, bot: afterwards(() => [handoff('clientAsked')]) });
    world.channel = (text) => (text.includes('Передаю') && world.nowMs < at('12:00:25') ? 'down' : 'ok');
    world.client('Позовите человека');
    world.until(at('12:00:21'));
    world.manager('Ждём вас!', { shownBy: NOBODY });
    world.until(at('12:00:27'));
    assert.equal(world.texts.filter((text) => text.includes('Передаю')).length, 0);
    world.until(at('12:03'));
    assert.equal(world.state, 'awaitingManager');
    assert.equal(world.texts.filter((text) => text.includes('Передаю')).length, 1);
  });

  it('D-51: it is no act of the manager’s who leads, and settles nothing', () => {
    const world = answered({ policy });
    world.until(at('12:00:30'));
    world.take();
    world.client('А завтрак?');
    world.until(at('12:10'));
    world.manager('Ждём вас!', { shownBy: NOBODY });
    world.until(at('12:20:30') - 1);
    assert.deepEqual(
      [world.state, holding(world).holder, world.dialog.client.seq - world.dialog.client.settledSeq],
      ['withManager', ANNA, 1],
    );
    world.until(at('12:20:30'));
    assert.equal(world.state, 'withBot');
  });

  it('D-55: an opened card lapses at its own time', () => {
    const world = answered({ policy });
    world.until(at('12:01'));
    world.opensCard(LEAD);
    world.until(at('12:03'));
    world.manager('Ждём вас!', { shownBy: NOBODY });
    assert.equal(holding(world).opening, undefined);
    world.until(at('12:06') - 1);
    assert.equal(holding(world).opening?.untilMs, at('12:06'));
    world.until(at('12:06'));
    assert.equal(world.state, 'withBot');
  });

  it('D-56, D-74: a dialog that only these words had opened rests again, as the same episode', () => {
    const world = answered({ policy, stage: 'prepaid' });
    world.until(at('12:00', 31));
    world.manager('Ждём вас!', { shownBy: NOBODY });
    assert.deepEqual([world.state, world.dialog.episode.number], ['withManager', 2]);
    world.until(at('12:01', 31));
    assert.deepEqual([world.state, world.dialog.episode.number, world.dialog.transcript.messages], ['closed', 1, []]);
    assert.equal(world.texts.length, 1);
  });

  it('D-56, D-74: but the guest who has written since has opened it: the bot answers', () => {
    const world = answered({ policy, stage: 'prepaid' });
    world.until(at('12:00', 31));
    world.manager('Ждём вас!', { shownBy: NOBODY });
    world.until(at('12:00:05', 31));
    world.client('Когда заезд?');
    world.until(at('12:02', 31));
    assert.deepEqual([world.state, world.dialog.episode.number, world.dialog.episode.firstSentAtMs], ['withBot', 2, at('12:00:05', 31)]);
    assert.equal(world.texts.length, 2);
  });

  it('D-56: two messages of a robot are nobody’s together', () => {
    const { world } = wrote(NOBODY);
    world.until(at('12:00:03'));
    world.manager('И паспорт возьмите.', { shownBy: NOBODY });
    world.until(at('12:01'));
    assert.deepEqual([world.state, world.dialog.transcript.messages.filter(({ role }) => role === 'note').length], ['withBot', 2]);
  });

  it('D-56: it may be shown late: the second look finds it', () => {
    const world = answered({ policy, startMs: at('11:58') });
    world.chatLagMs = seconds(15);
    wrote(NOBODY, world);
    world.until(at('12:00:27'));
    assert.equal(world.state, 'withManager');
    world.until(at('12:00:28'));
    assert.equal(world.state, 'withBot');
    assert.deepEqual(
      looks(world),
      [at('12:00:07'), at('12:00:27.2')].map((ms, index) => (index === 0 ? ms : at('12:00:27') + 200)),
    );
  });

  it('D-57: however long nobody has looked, it is no return: the client is told nothing', () => {
    const { world } = wrote(NOBODY);
    world.nowMs = at('15:00'); // no worker ran
    world.pass(minutes(1));
    assert.deepEqual([world.state, world.texts.length], ['withBot', 1]);
  });

  it('D-25: an answer that was on its way and did not leave is thought of anew', () => {
    const world = answered({ policy });
    world.sendMs = seconds(3);
    world.channel = () => 'down';
    world.client('Есть ли бассейн?');
    world.pass(seconds(10));
    world.manager('Ждём вас!', { shownBy: NOBODY });
    world.pass(seconds(4));
    world.channel = () => 'ok';
    assert.deepEqual(endings(world), ['answered', undefined]);
    world.pass(minutes(2));
    assert.deepEqual([world.state, endings(world)], ['withBot', ['answered', 'answered']]);
  });

  it('D-43: what the CRM tells meanwhile of the handoff’s task is kept', () => {
    const world = answered({ policy, bot: afterwards(() => [handoff('clientAsked')]) });
    Object.assign(world, { tasksGoTo: BORISS, crmMs: seconds(3) });
    world.client('Позовите менеджера');
    while (startedOf(world, 'writeCrm').at(-1)?.write !== 'createTask') world.pass(100);
    world.manager('Ждём вас!', { shownBy: NOBODY });
    assert.deepEqual([world.state, world.tasks], ['withManager', []]);
    world.pass(minutes(1));
    assert.equal(handoffOf(world).responsibleId, BORISS);
  });

  it('D-53: a lead that comes meanwhile shows the bot', () => {
    const first = new FakeWorld({ policy, card: aCard([]), bot: () => [silent] });
    first.client('Спасибо');
    first.pass(seconds(12));
    first.manager('Мы скоро ответим вам.', { shownBy: NOBODY });
    first.pass(seconds(2));
    first.leadAppears(aLead({ id: LEAD, stage: 'new', createdAtMs: first.nowMs }));
    first.pass(minutes(2));
    assert.deepEqual([first.state, shown(first)], ['withBot', []]);

    const next = answered({ policy, stage: 'left', bot: afterwards(() => [replies('Хорошо.'), { type: 'newBooking' }]) });
    next.client('Хочу приехать ещё раз');
    next.pass(seconds(66));
    assert.equal(next.done('ensureLead').length, 0);
    next.manager('Ждём вас!', { shownBy: NOBODY });
    next.pass(minutes(2));
    assert.deepEqual([next.done('ensureLead').length, new Set(shown(next))], [1, new Set(['bot'])]);
  });

  it('D-94: while amoCRM is being asked the run does not continue as new', () => {
    const { world } = wrote(NOBODY);
    assert.equal(isQuiet(world.dialog), true);
    world.until(at('12:00:07') + 100);
    assert.equal(isQuiet(world.dialog), false);
  });

  it('D-94: a new run of the workflow in between changes nothing', () => {
    const world = asking(NOBODY);
    world.until(at('12:00:04'));
    world.continueAsNew();
    world.until(at('12:01'));
    assert.deepEqual([world.state, endings(world)], ['withBot', ['answered', 'answered']]);
  });
});

describe('amoCRM shows that a person wrote it', () => {
  it('D-50: the take stands: what the guest wrote is the manager’s, «Ведёт диалог» shows it', () => {
    const world = asking(ANNAS);
    world.until(at('12:00:10'));
    assert.deepEqual([world.state, endings(world), shown(world)], ['withManager', ['answered', 'taken'], ['bot', 'manager']]);
  });

  it('D-54: the holder has a name, and so have the words', () => {
    const { world, id } = wrote(ANNAS);
    world.until(at('12:00:08'));
    assert.deepEqual(holding(world).holder, ANNA);
    assert.equal(world.dialog.transcript.messages.find((one) => one.id === id)?.by, 'Анна');
    assert.match(world.take(BORIS)?.message ?? '', /уже ведёт Анна/u);
    assert.equal(world.take(ANNA), undefined);
  });

  it('D-54: so it is shortly after a manager’s words through us, which amoCRM shows as nobody’s', () => {
    const world = answered({ policy, startMs: at('11:58') });
    world.until(at('11:59:40'));
    world.say('Это Борис.', BORIS);
    world.pass(seconds(3));
    world.release(BORIS);
    world.pass(seconds(3));
    wrote(ANNAS, world);
    world.until(at('12:01'));
    assert.deepEqual(holding(world).holder, ANNA);
  });

  it('D-51: the manager’s words settle what came before them, and silence counts from them', () => {
    const world = answered({ policy, startMs: at('11:58') });
    world.client('Есть ли бассейн?');
    world.pass(seconds(1));
    wrote(ANNAS, world);
    world.until(at('12:00:08'));
    assert.equal(world.dialog.client.settledSeq, 2);
    world.until(at('12:40') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('12:40'));
    assert.equal(world.state, 'withBot');
  });

  it('D-54: whoever held it holds it, and the words have their writer’s name', () => {
    const world = answered({ policy, startMs: at('11:58') });
    world.take(BORIS);
    const { id } = wrote(ANNAS, world);
    world.until(at('12:01'));
    assert.deepEqual([holding(world).holder, holding(world).lastActAtMs], [BORIS, at('12:00')]);
    assert.equal(world.dialog.transcript.messages.find((one) => one.id === id)?.by, 'Анна');
  });

  it('D-74: in `closed` it opens an episode with a manager', () => {
    const world = answered({ policy, stage: 'prepaid' });
    world.until(at('12:00', 31));
    world.manager('Ждём вас!', { shownBy: ANNAS });
    world.until(at('12:01', 31));
    assert.deepEqual([world.state, world.dialog.episode.number, holding(world).holder], ['withManager', 2, ANNA]);
    assert.equal(world.dialog.transcript.messages.at(-1)?.text, 'Ждём вас!');
  });
});

describe('amoCRM shows nothing that is certain: it is a person’s', () => {
  const uncertain: readonly [string, (world: FakeWorld) => void][] = [
    ['no event at all', () => undefined],
    ['amoCRM is away', (world) => (world.crmDown = true)],
    ['two users', (world) => [ANNAS, BORISS].forEach((by) => world.chatEvent(by, at('12:00')))],
    ['nobody, twice', (world) => [NOBODY, NOBODY].forEach((by) => world.chatEvent(by, at('12:00')))],
    ['our own user', (world) => world.chatEvent(9500010, at('12:00'))],
    ['nobody, a minute earlier', (world) => world.chatEvent(NOBODY, at('11:59'))],
  ];
  for (const [what, given] of uncertain)
    it(`D-56: ${what}`, () => {
      const { world } = wrote(undefined);
      given(world);
      world.until(at('12:00:05'));
      world.client('Есть ли бассейн?');
      world.until(at('12:02'));
      assert.deepEqual([world.state, endings(world), looks(world).length], ['withManager', ['answered', 'taken'], 2]);
      world.until(at('12:20:05') - 1);
      assert.deepEqual([world.texts.length, looks(world).length, holding(world).holder], [1, 2, {}]);
    });

  it('D-56: a robot and a person within a minute: who wrote which is not told', () => {
    const { world } = wrote(NOBODY);
    world.until(at('12:00:20'));
    world.manager('Это Анна, чем помочь?', { shownBy: ANNAS });
    world.until(at('12:02'));
    assert.equal(world.state, 'withManager');
  });

  it('D-56: a person whose event is late, seconds after a robot: the robot’s event is not taken for it', () => {
    const { world } = wrote(NOBODY);
    world.until(at('12:00:05'));
    world.chatLagMs = minutes(5);
    world.manager('Это Анна, чем помочь?', { shownBy: ANNAS });
    world.until(at('12:02'));
    assert.equal(world.state, 'withManager');
  });

  it('D-56: a person whose event is late, while a robot’s comes that nobody has told of yet', () => {
    const world = answered({ policy, startMs: at('11:58') });
    world.chatLagMs = minutes(5);
    world.crmMs = seconds(1);
    const { id } = wrote(ANNAS, world);
    world.chatLagMs = seconds(2);
    world.until(at('12:00:05'));
    world.chatEvent(NOBODY);
    world.until(at('12:00:07.5'));
    world.manager('Ждём вас в субботу!');
    world.until(at('12:00:10'));
    assert.deepEqual([world.state, roleOf(world, id)], ['withManager', 'manager']);
    world.until(at('12:02'));
    assert.equal(world.state, 'withManager');
  });

  it('D-56: a row of messages a minute apart: a late event of the first is not taken for the last one’s', () => {
    const world = answered({ policy, startMs: at('11:57:30') });
    world.chatEvents.length = 0;
    world.echoes = false;
    world.client('Есть ли бассейн?');
    world.until(at('11:58:20'));
    world.client('А парковка?');
    world.until(at('11:59:10'));
    assert.deepEqual([world.texts.length, world.chatEvents.length], [3, 2]);
    world.chatEvent(NOBODY, at('11:59:30')); // the first one’s
    world.chatEvents.splice(0, 1);
    wrote(undefined, world);
    world.until(at('12:02'));
    assert.equal(world.state, 'withManager');
  });

  it('D-56: a person right after the bot, whose own message amoCRM shows as nobody’s', () => {
    const world = answered({ policy, startMs: at('11:59:40') });
    world.chatLagMs = minutes(5);
    wrote(ANNAS, world);
    world.until(at('12:02'));
    assert.equal(world.state, 'withManager');
  });

  it('D-91: while it is unknown whether a message of ours left', () => {
    const world = answered({ policy, startMs: at('11:58') });
    world.echoes = false;
    world.channel = () => 'lost';
    world.client('Есть ли бассейн?');
    world.until(at('11:58:19'));
    world.channel = () => 'down';
    wrote(NOBODY, world);
    world.until(at('12:02'));
    assert.deepEqual([world.state, looks(world)], ['withManager', []]);
  });

  it('D-56: a user who wrote more than came past us is the channel’s own link, and names nobody', () => {
    const world = answered({ policy, startMs: at('11:59:40') });
    world.chatEvents.length = 0;
    world.chatEvent(ANNAS, at('11:59:50'));
    wrote(ANNAS, world);
    world.until(at('12:02'));
    assert.deepEqual([world.state, holding(world).holder], ['withManager', {}]);
  });
});

describe('a manager acts while nobody knows yet who wrote', () => {
  const acts: readonly [string, (world: FakeWorld) => void][] = [
    ['takes it by force', (world) => void world.take(ANNA, true)],
    ['holds it by the field', (world) => world.setsField(LEAD, 'manager')],
    ['writes through us', (world) => void world.say('Это Анна.')],
    ['opens the lead', (world) => void world.opensCard(LEAD)],
  ];
  for (const [what, act] of acts)
    it(`D-56: ${what}: the take stands, whatever amoCRM shows`, () => {
      const world = asking(NOBODY);
      world.until(at('12:00:05'));
      act(world);
      assert.equal(holding(world).doubt, undefined);
      world.until(at('12:10'));
      assert.deepEqual([world.state, endings(world), shown(world).at(-1)], ['withManager', ['answered', 'taken'], 'manager']);
    });

  it('D-51: silence counts from that act, however long nobody has looked', () => {
    const { world } = wrote(NOBODY);
    world.nowMs = at('15:00'); // no worker ran
    world.setsField(LEAD, 'manager');
    world.until(at('15:40') - 1);
    assert.equal(world.state, 'withManager');
    world.until(at('15:40'));
    assert.equal(world.state, 'withBot');
  });

  it('D-51: gives it back: the answer that comes later changes nothing', () => {
    const world = asking(NOBODY);
    world.until(at('12:00:07') + 100);
    world.release();
    world.until(at('12:02'));
    assert.deepEqual([world.state, world.asked.at(-1)?.trigger], ['withBot', 'resumed']);
    assert.equal(looks(world).length, 1);
  });

  it('D-53: the news of a lead that somebody edited is no act: the doubt goes on', () => {
    const world = asking(NOBODY);
    world.changeByPerson(LEAD, { leader: 'bot' });
    world.leadTold(LEAD);
    world.personTouched(LEAD);
    assert.ok(holding(world).doubt);
    world.until(at('12:00:08'));
    assert.equal(world.state, 'withBot');
  });

  it('D-90: an operator stops the dialog: what waits is the manager’s, and nobody is asked any more', () => {
    const world = asking(NOBODY);
    world.event({ type: 'cancelRequested' });
    world.until(at('12:05'));
    assert.deepEqual([world.state, endings(world), looks(world)], ['closed', ['answered', 'taken'], []]);
    assert.equal(closeForOperator(world.dialog, { nowMs: world.nowMs, policy }).outbox.authors, undefined);
  });
});

describe('who is not asked about', () => {
  it('D-56: our own messages, bulk mailings and the texts of known machines', () => {
    const world = answered({ policy });
    world.client('Есть ли бассейн?');
    world.pass(minutes(1));
    world.manager('С праздником!', { bulk: true });
    world.manager('Ваша заявка принята, номер 7');
    world.pass(minutes(5));
    assert.deepEqual([looks(world), world.dialog.outbox.authors], [[], undefined]);
  });

  it('D-56: nobody, where the policy does not say so', () => {
    const { world } = wrote(NOBODY, answered({ startMs: at('11:58') }));
    world.until(at('12:05'));
    assert.deepEqual([looks(world), world.state], [[], 'withManager']);
  });
});

describe('amoCRM’s events only name people (`namesOnly`)', () => {
  const given = (): FakeWorld => answered({ policy: namesOnly, startMs: at('11:58') });

  it('D-56: «nobody» counts for nothing: it is a person’s at once and stays so', () => {
    const { world, id } = wrote(NOBODY, given());
    assert.equal(holding(world).doubt, undefined);
    world.until(at('12:05'));
    assert.deepEqual(
      [world.state, holding(world).holder, roleOf(world, id), shown(world)],
      ['withManager', {}, 'manager', ['bot', 'manager']],
    );
  });

  it('D-54: the nameless holder gets a name', () => {
    const { world } = wrote(ANNAS, given());
    world.until(at('12:00:08'));
    assert.deepEqual(holding(world).holder, ANNA);
  });

  it('D-54: whoever has taken it meanwhile keeps it', () => {
    const { world } = wrote(ANNAS, given());
    world.take(BORIS, true);
    world.until(at('12:05'));
    assert.deepEqual(holding(world).holder, BORIS);
  });

  it('D-56: one question at a time, and none about a holder with a name', () => {
    const { world } = wrote(ANNAS, given());
    world.manager('И ещё.', { shownBy: ANNAS });
    world.until(at('12:01'));
    world.manager('И вот ещё.', { shownBy: ANNAS });
    world.until(at('12:05'));
    assert.equal(looks(world).length, 1);
  });

  it('D-51: a name that comes after the return names nobody', () => {
    const quiet = aPolicy({ settings: { chatAuthors: 'namesOnly', returnGreeting: 'withNext' } });
    const { world } = wrote(ANNAS, answered({ policy: quiet, startMs: at('11:58') }));
    world.until(at('12:00:07') + 100); // amoCRM is being asked
    world.release();
    world.manager('Снова я.', { sentAtMs: world.nowMs + hours(1) });
    world.until(at('12:00:20'));
    assert.deepEqual(holding(world).holder, {});
  });
});
