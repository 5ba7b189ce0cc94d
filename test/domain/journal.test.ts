import assert from 'node:assert/strict';
import type { Fact } from '../../domain/journal/facts.ts';
import { aCard, aLead, aPolicy, at, days, hours, minutes, seconds } from '../support/builders.ts';
import { ANNA, BORIS, replies, type FakeWorld } from '../support/fake-world.ts';
import { afterwards, answered, handedOver, handoff, lastWordAt, LEAD, managerAnswered, TOUCH } from './situations.ts';

type Kind = Fact['kind'];

/** What the journal has from that moment on, in order, without the bare numbers of statements. */
const since = (world: FakeWorld, fromMs = 0): Kind[] =>
  world.journal.filter(({ atMs, fact }) => atMs >= fromMs && fact.kind !== 'noted').map(({ fact }) => fact.kind);

const only = <Wanted extends Kind>(world: FakeWorld, kind: Wanted): Extract<Fact, { kind: Wanted }>[] =>
  world.journal.map(({ fact }) => fact).filter((fact): fact is Extract<Fact, { kind: Wanted }> => fact.kind === kind);

describe('what a decision leaves in the journal', () => {
  it('D-02, D-20, D-74: a question opens the episode and is answered', () => {
    const world = answered();
    assert.deepEqual(since(world), ['opened', 'clientWrote', 'botWrote']);
    assert.deepEqual(only(world, 'opened'), [{ kind: 'opened', spec: 'D-74', by: 'client' }]);
    assert.deepEqual(only(world, 'botWrote'), [{ kind: 'botWrote', spec: 'D-20', purpose: 'answer' }]);
  });

  it('D-02: a message that comes twice, and its edit, are one', () => {
    const world = answered();
    const id = world.client('И завтрак?');
    world.client('И завтрак?', { id });
    world.client('И ужин?', { id, edited: true });
    assert.equal(only(world, 'clientWrote').length, 2);
  });

  it('D-40: a handoff, with its reason, and its text', () => {
    const world = handedOver();
    world.pass(seconds(5));
    assert.deepEqual(since(world).slice(-2), ['handedOver', 'botWrote']);
    assert.deepEqual(only(world, 'handedOver'), [{ kind: 'handedOver', spec: 'D-40', reason: 'clientAsked' }]);
    assert.equal(only(world, 'botWrote').at(-1)?.purpose, 'handoff');
  });

  it('D-43: that nobody took it: the task, then the alert, and no third time', () => {
    const world = handedOver();
    world.pass(days(2));
    assert.deepEqual(
      only(world, 'notTaken').map(({ step }) => step),
      ['reminded', 'escalated'],
    );
  });

  it('D-50, D-54: who took it and how, who took it over, and not the holder’s own second take', () => {
    const world = handedOver();
    world.take(ANNA);
    world.take(ANNA);
    world.take(BORIS, true);
    assert.deepEqual(only(world, 'taken'), [{ kind: 'taken', spec: 'D-50', managerId: ANNA.id, how: 'button' }]);
    assert.deepEqual(only(world, 'passedOn'), [{ kind: 'passedOn', spec: 'D-54', managerId: BORIS.id, how: 'button' }]);
  });

  it('D-50: a manager’s message in the chat is a word and a take, whoever it was', () => {
    const world = managerAnswered(at('12:00'));
    assert.deepEqual(since(world, at('12:00')).slice(0, 2), ['taken', 'managerWrote']);
    assert.deepEqual(only(world, 'taken'), [{ kind: 'taken', spec: 'D-50', how: 'message' }]);
    assert.deepEqual(only(world, 'managerWrote'), [{ kind: 'managerWrote', spec: 'D-50', through: 'channel' }]);
  });

  it('D-58: what a manager wrote through us is theirs, once Pact has it', () => {
    const world = answered();
    world.say('Добрый день!', BORIS);
    assert.deepEqual(only(world, 'taken'), [{ kind: 'taken', spec: 'D-50', managerId: BORIS.id, how: 'say' }]);
    assert.equal(only(world, 'managerWrote').length, 0);
    world.pass(seconds(2));
    assert.deepEqual(only(world, 'managerWrote'), [{ kind: 'managerWrote', spec: 'D-58', managerId: BORIS.id, through: 'estafeta' }]);
  });

  it('D-43, D-50: a completed task and the field are takes too', () => {
    const world = handedOver();
    world.pass(seconds(5));
    const task = world.tasks[0];
    assert.ok(task);
    world.completes(task, ANNA);
    assert.equal(only(world, 'taken')[0]?.how, 'task');
    const other = answered();
    other.setsField(LEAD, 'manager');
    assert.deepEqual(only(other, 'taken'), [{ kind: 'taken', spec: 'D-50', managerId: ANNA.id, how: 'field' }]);
  });

  it('D-52: a hold, and until when', () => {
    const world = answered();
    const untilMs = world.nowMs + hours(3);
    world.hold(untilMs);
    assert.deepEqual(since(world).slice(-2), ['taken', 'held']);
    assert.deepEqual(only(world, 'held'), [{ kind: 'held', spec: 'D-52', managerId: ANNA.id, untilMs }]);
  });

  it('D-51: how it came back: by silence, by the button, by the field', () => {
    const silence = managerAnswered(at('12:00'));
    silence.pass(minutes(41));
    const button = handedOver();
    button.release();
    const field = managerAnswered(at('12:00'));
    field.pass(seconds(5));
    field.setsField(LEAD, 'bot');
    assert.deepEqual(
      [silence, button, field].flatMap((world) => only(world, 'returned').map(({ how }) => how)),
      ['silence', 'button', 'field'],
    );
  });

  it('D-55: an opened card that lapses is no take, and what is behind it is no second handoff', () => {
    const world = handedOver();
    world.opensCard(LEAD, ANNA);
    world.pass(minutes(6));
    assert.deepEqual([only(world, 'cardOpened').length, only(world, 'taken').length, only(world, 'returned').length], [1, 0, 0]);
    assert.deepEqual(only(world, 'lapsed'), [{ kind: 'lapsed', spec: 'D-55', what: 'opening' }]);
    assert.equal(only(world, 'handedOver').length, 1);
  });

  it('D-55: an opening that an act follows is a take by that act', () => {
    const world = answered();
    world.opensCard(LEAD, ANNA);
    world.take(ANNA);
    assert.deepEqual(only(world, 'taken'), [{ kind: 'taken', spec: 'D-50', managerId: ANNA.id, how: 'button' }]);
  });

  it('D-56: words in doubt are nobody’s until amoCRM has told', () => {
    const policy = aPolicy({ settings: { chatAuthors: 'trust' } });
    const nobodys = answered({ policy });
    nobodys.manager('Ждём вас!', { shownBy: 0 });
    assert.deepEqual(since(nobodys).slice(-1), ['doubted']);
    nobodys.pass(seconds(30));
    assert.deepEqual([only(nobodys, 'lapsed').length, only(nobodys, 'taken').length, only(nobodys, 'managerWrote').length], [1, 0, 0]);
    const annas = answered({ policy });
    annas.manager('Ждём вас!', { shownBy: ANNA.id ?? 0 });
    annas.pass(seconds(30));
    assert.deepEqual(only(annas, 'taken'), [{ kind: 'taken', spec: 'D-50', managerId: ANNA.id, how: 'message' }]);
    assert.deepEqual(only(annas, 'managerWrote'), [{ kind: 'managerWrote', spec: 'D-56', managerId: ANNA.id, through: 'channel' }]);
  });

  it('D-51, D-56: words in doubt that an act makes a person’s are no lapse', () => {
    const world = answered({ policy: aPolicy({ settings: { chatAuthors: 'trust' } }) });
    world.manager('Ждём вас!', { shownBy: 0 });
    world.release();
    assert.deepEqual([only(world, 'lapsed').length, only(world, 'managerWrote').length, only(world, 'returned').length], [0, 1, 1]);
  });

  it('D-70, D-73: a final touch, and the guest who came back after it, once', () => {
    const world = lastWordAt(at('12:00'));
    world.until(at('12:05', 1));
    assert.deepEqual(only(world, 'touchSent'), [{ kind: 'touchSent', spec: 'D-70', leadId: LEAD }]);
    const touchedAtMs = world.journal.find(({ fact }) => fact.kind === 'touchSent')?.atMs;
    world.client('Да, ещё думаем');
    world.client('Перезвоните');
    assert.deepEqual(only(world, 'cameBack'), [{ kind: 'cameBack', spec: 'D-73', touchedAtMs }]);
  });

  it('D-73: a final touch that nobody answered; who comes back even later came back', () => {
    const world = lastWordAt(at('12:00'));
    world.until(at('13:00', 4));
    assert.deepEqual(only(world, 'touchUnanswered'), [{ kind: 'touchUnanswered', spec: 'D-73', leadId: LEAD }]);
    world.client('Здравствуйте, мы вернулись');
    assert.equal(only(world, 'cameBack').length, 1);
  });

  it('D-75: a touch that said nothing is none, and nobody comes back after it', () => {
    const world = answered({ bot: afterwards(() => [{ type: 'silent', because: 'нечего сказать' }]), startMs: at('12:00') });
    world.pass(days(2));
    assert.deepEqual(only(world, 'touchFailed'), [{ kind: 'touchFailed', spec: 'D-75', leadId: LEAD }]);
    world.client('Здравствуйте');
    assert.deepEqual([only(world, 'touchSent').length, only(world, 'cameBack').length], [0, 0]);
  });

  it('D-61, D-63: our moves and the CRM’s, and who led then', () => {
    const world = answered({ bot: () => [replies('Сделано'), { type: 'proposeStage', stage: 'Проведена консультация', because: 'цены' }] });
    world.pass(seconds(30));
    world.take(ANNA);
    world.leadMoves(LEAD, { stage: 'prepaid' });
    assert.deepEqual(only(world, 'stageMoved'), [
      { kind: 'stageMoved', spec: 'D-61', leadId: LEAD, from: 'new', to: 'consulted', by: 'bot', owner: 'bot' },
      { kind: 'stageMoved', spec: 'D-63', leadId: LEAD, from: 'consulted', to: 'prepaid', by: 'crm', owner: 'manager', managerId: ANNA.id },
    ]);
  });

  it('D-26: that the payment link left', () => {
    const world = answered({ bot: () => [{ type: 'paymentLink', url: 'https://pay.example/1', amount: 50_000 }] });
    assert.deepEqual(only(world, 'linkSent'), [{ kind: 'linkSent', spec: 'D-26', leadId: LEAD }]);
  });

  it('D-74: that it closed, and the next episode', () => {
    const world = managerAnswered(at('12:00'), { card: aCard([]) });
    world.pass(days(40));
    assert.deepEqual(only(world, 'closed'), [{ kind: 'closed', spec: 'D-74', how: 'silence' }]);
    world.continueAsNew();
    world.manager('Здравствуйте!');
    assert.deepEqual(
      only(world, 'opened').map(({ by }) => by),
      ['client', 'manager'],
    );
  });

  it('D-90: that the bot kept silent on purpose', () => {
    const world = answered({ bot: () => [{ type: 'silent', because: 'благодарность' }] });
    assert.deepEqual(since(world), ['opened', 'clientWrote', 'keptSilent']);
  });

  it('D-91: an effect of unknown fate, and what a person said of it', () => {
    const world = answered();
    let tries = 0;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'down');
    world.echoes = false;
    world.client('Есть ли бассейн?');
    world.pass(minutes(15));
    assert.deepEqual(only(world, 'unknownEffect'), [{ kind: 'unknownEffect', spec: 'D-91', what: 'send' }]);
    const [effect] = world.dialog.outbox.unknown;
    world.command({ type: 'settle', by: ANNA, effectId: effect?.id ?? '', happened: true });
    assert.deepEqual(only(world, 'unknownSettled'), [{ kind: 'unknownSettled', spec: 'D-91', happened: true }]);
  });

  it('D-24: other decisions by their statement alone', () => {
    const world = answered({ bot: () => [replies('Смотрите https://elsewhere.example/'), replies('Да, есть.')] });
    assert.ok(only(world, 'noted').some(({ spec }) => spec === 'D-24'));
  });

  it('D-76: a wish not to be written to', () => {
    const world = answered();
    world.client('Не пишите мне больше');
    assert.deepEqual(only(world, 'optedOut'), [{ kind: 'optedOut', spec: 'D-76' }]);
  });

  it('nothing that the guest, the bot or a manager said, and nobody’s name or phone, is in it', () => {
    const world = handedOver(at('12:00'), {
      card: aCard([aLead({ id: LEAD, stage: 'new' })]),
      bot: () => [handoff('pet', 'Собака Жучка')],
    });
    world.take({ id: 9_500_001, name: 'Анна Петрова' });
    world.say('Добрый день, Ольга!');
    world.pass(hours(3));
    assert.ok(world.journal.length > 5);
    const strings = JSON.stringify(world.journal).match(/"(?:[^"\\]|\\.)*"/gu) ?? [];
    assert.deepEqual(
      strings.filter((one) => /[^\x20-\x7e]/u.test(one) || one.includes('7900')),
      [],
    );
    assert.ok(!JSON.stringify(world.journal).includes(TOUCH));
  });
});
