import assert from 'node:assert/strict';
import { aCard, aLead, aPolicy, at, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import { clarify, GREETING, HANDOFF_TEXT, handsOver, inTurn, silent, startedOf } from './actions.ts';
import { clientMessages, endings, LEAD } from './situations.ts';

const START_MS = at('12:00');
const askedAt = (world: FakeWorld): number[] => startedOf(world, 'askBot').map(({ startedAtMs }) => (startedAtMs - START_MS) / 1000);
/** A card that is fresh from the start, so that a turn is asked at the moment it starts. */
const withFreshCard = (options: ConstructorParameters<typeof FakeWorld>[0] = {}): FakeWorld => {
  const world = new FakeWorld({ startMs: START_MS - minutes(5), card: aCard([aLead({ id: LEAD, stage: 'new' })]), ...options });
  world.client('Здравствуйте');
  world.until(START_MS);
  world.asked.length = 0;
  world.started.length = 0;
  world.sent.length = 0;
  return world;
};
const writes = (world: FakeWorld, ...atSeconds: readonly number[]): void => {
  for (const second of atSeconds) {
    world.until(START_MS + seconds(second));
    world.client(`сообщение на ${second}-й секунде`);
  }
};

describe('a burst of messages', () => {
  it('D-06: one message is answered after 8 s of quiet: not a moment before', () => {
    const world = withFreshCard();
    writes(world, 0);
    world.pass(seconds(8) - 1);
    assert.deepEqual(askedAt(world), []);
    world.pass(1);
    assert.deepEqual(askedAt(world), [8]);
  });

  it('D-06: several messages are answered together, 8 s after the last', () => {
    const world = withFreshCard();
    writes(world, 0, 5, 12);
    world.pass(minutes(1));
    assert.deepEqual(askedAt(world), [20]);
    assert.equal(world.asked[0]?.newMessageIds.length, 3);
    assert.equal(world.sent.length, 1);
  });

  it('D-06: somebody who never pauses is answered 30 s after their first message', () => {
    const world = withFreshCard();
    writes(world, 0, 6, 12, 18, 24, 29);
    world.until(START_MS + seconds(30) - 1);
    assert.deepEqual(askedAt(world), []);
    world.pass(1);
    assert.deepEqual(askedAt(world), [30]);
  });

  it('D-06: both spans are settings', () => {
    const world = withFreshCard({ policy: aPolicy({ durations: { quietMs: 2_000, quietMaxMs: 5_000 } }) });
    writes(world, 0, 1, 2, 3, 4);
    world.pass(minutes(1));
    assert.deepEqual(askedAt(world), [5]);
  });

  it('D-06: without any quiet asked for, a message is answered at once', () => {
    const world = withFreshCard({ policy: aPolicy({ durations: { quietMs: 0, quietMaxMs: 0 } }) });
    writes(world, 0);
    assert.deepEqual(askedAt(world), [0]);
  });

  it('D-06: messages that come while the card is read belong to the turn', () => {
    const world = new FakeWorld({ startMs: START_MS });
    world.crmMs = 3_000;
    writes(world, 0, 9);
    world.pass(minutes(1));
    assert.equal(world.asked.length, 1);
    assert.equal(world.asked[0]?.newMessageIds.length, 2);
  });

  it('D-06: the quiet survives a continue-as-new', () => {
    const world = withFreshCard();
    writes(world, 0, 4);
    world.continueAsNew();
    world.pass(seconds(8) - 1);
    assert.deepEqual(askedAt(world), []);
    world.pass(1);
    assert.deepEqual(askedAt(world), [12]);
  });
});

describe('the client writes while the bot thinks', () => {
  const slowBot = (botMs: number, options: ConstructorParameters<typeof FakeWorld>[0] = {}): FakeWorld => {
    let times = 0;
    const world = withFreshCard({
      bot: () => {
        times += 1;
        return [replies(`ответ ${times}`)];
      },
      ...options,
    });
    times = 0;
    world.botMs = botMs;
    return world;
  };

  it('D-06: the draft is stale and dropped, and one new turn covers everything unanswered', () => {
    const world = slowBot(10_000);
    writes(world, 0, 12);
    world.pass(minutes(1));
    assert.deepEqual(world.texts, ['ответ 2']);
    assert.equal(world.asked[1]?.newMessageIds.length, 2);
    assert.deepEqual(endings(world), ['answered', 'answered', 'answered']);
  });

  it('D-06: the next turn starts when the old answer is in and 8 s of quiet have passed: the answer comes last', () => {
    const world = slowBot(15_000);
    writes(world, 0, 10); // asked at 8, quiet over at 18, answer at 23
    world.pass(minutes(1));
    assert.deepEqual(askedAt(world), [8, 23]);
  });

  it('D-06: … or the quiet comes last', () => {
    const world = slowBot(10_000);
    writes(world, 0, 16); // asked at 8, answer at 18, quiet over at 24
    world.pass(minutes(1));
    assert.deepEqual(askedAt(world), [8, 24]);
  });

  it('D-06: … 30 s after the first message it newly covers at the most', () => {
    const world = slowBot(2_000);
    writes(world, 0, 9, 15, 21, 27, 33, 38); // asked at 8; newly covered from 9 on
    world.pass(minutes(1));
    assert.deepEqual(askedAt(world), [8, 39]);
  });

  it('D-06: … when the old turn never answers, its 45 s end in a handoff that covers the newer messages too', () => {
    const world = withFreshCard({ bot: (request) => (request.messages.length === 1 ? [replies('Да')] : 'noAnswer') });
    writes(world, 0, 20);
    world.pass(minutes(2));
    assert.equal(world.state, 'awaitingManager');
    assert.deepEqual(endings(world).slice(1), ['handedOver', 'handedOver']);
  });

  it('D-06: after two drops in a row the third answer is sent even so, and the newer messages get the next turn', () => {
    const world = slowBot(10_000);
    writes(world, 0, 12, 28, 44); // turns at 8, 20, 36; each answer comes behind a newer message
    world.until(START_MS + seconds(47));
    assert.deepEqual(world.texts, ['ответ 3']);
    world.pass(minutes(1));
    assert.deepEqual(askedAt(world), [8, 20, 36, 52]);
    assert.deepEqual(world.texts, ['ответ 3', 'ответ 4']);
    assert.equal(world.asked[3]?.newMessageIds.length, 1);
  });

  it('D-06: the count begins anew after an answer: two more drops are possible', () => {
    const world = slowBot(10_000);
    writes(world, 0, 12, 28, 44, 60, 76, 92); // 4th asked 52, answer 62 stale; 5th 68 → 78 stale; 6th 84 → 94 even so
    world.pass(minutes(2));
    assert.deepEqual(world.texts, ['ответ 3', 'ответ 6', 'ответ 7']);
  });

  it('D-06: how many drops there may be is a setting', () => {
    const world = slowBot(10_000, { policy: aPolicy({ settings: { staleDraftsMax: 0 } }) });
    writes(world, 0, 12);
    world.pass(minutes(1));
    assert.deepEqual(world.texts, ['ответ 1', 'ответ 2']);
  });

  it('D-06: a message that comes after the answer is in does not stop it', () => {
    const world = slowBot(1_000);
    world.sendMs = 3_000;
    writes(world, 0, 10);
    world.pass(minutes(1));
    assert.deepEqual(world.texts, ['ответ 1', 'ответ 2']);
    assert.equal(world.asked[1]?.newMessageIds.length, 1);
  });

  it('D-06: a dropped draft leaves nothing behind: no question counted, no booking, no lead', () => {
    const world = new FakeWorld({
      startMs: START_MS,
      bot: inTurn([clarify('О чём вы?'), { type: 'setBooking', fields: { adults: 5 } }], [silent]),
    });
    world.botMs = 10_000;
    writes(world, 0, 12);
    world.pass(minutes(3));
    assert.equal(world.asked[1]?.trigger, 'clientMessage');
    assert.deepEqual(world.dialog.episode.booking, {});
    assert.deepEqual(world.writes, []);
  });

  it('D-06: the rule holds across a continue-as-new between two drops', () => {
    const world = slowBot(10_000);
    writes(world, 0, 12);
    world.until(START_MS + seconds(19));
    world.continueAsNew();
    writes(world, 28);
    world.until(START_MS + seconds(35));
    world.continueAsNew();
    writes(world, 44);
    world.pass(minutes(1));
    assert.deepEqual(world.texts, ['ответ 3', 'ответ 4']);
  });
});

describe('other turns and newer messages', () => {
  it('D-06: a stale draft of the turn on return is dropped too; the turn after it is an ordinary one', () => {
    const world = withFreshCard();
    world.take();
    world.client('Есть кто?');
    world.botMs = 10_000;
    world.release();
    world.pass(seconds(3));
    world.client('Алло');
    world.pass(minutes(1));
    assert.deepEqual(
      world.asked.map(({ trigger }) => trigger),
      ['resumed', 'clientMessage'],
    );
    assert.equal(world.sent.length, 1);
    assert.equal(world.asked[1]?.newMessageIds.length, 2);
  });

  it('D-06: a final touch that got stale is dropped for good: the client gets an answer, and never a touch', () => {
    const world = withFreshCard({ bot: ({ trigger }) => [replies(trigger === 'finalTouch' ? 'Вы ещё думаете?' : 'Да.')] });
    world.botMs = 10_000;
    const touchAtMs = (world.dialog.episode.lastWord?.atMs ?? 0) + minutes(24 * 60);
    world.until(touchAtMs + seconds(5));
    assert.equal(world.asked.at(-1)?.trigger, 'finalTouch');
    world.client('А завтрак включён?');
    world.pass(minutes(2));
    assert.deepEqual(world.texts, ['Да.']);
  });
});

describe('the card', () => {
  const reads = (world: FakeWorld): number[] => startedOf(world, 'readCard').map(({ startedAtMs }) => (startedAtMs - START_MS) / 1000);

  it('D-10: is read at the start of an episode, when its first turn starts', () => {
    const world = new FakeWorld({ startMs: START_MS });
    writes(world, 0);
    world.pass(seconds(20));
    assert.deepEqual(reads(world), [8]);
  });

  it('D-10: is read again when it is older than 10 min', () => {
    const world = new FakeWorld({ startMs: START_MS }); // read at 8.2 s
    writes(world, 0, 600.201); // the turn starts at 608.201
    world.pass(seconds(20));
    assert.deepEqual(reads(world), [8, 608.201]);
  });

  it('D-10: at exactly 10 min it is still good', () => {
    const world = new FakeWorld({ startMs: START_MS });
    writes(world, 0, 600.2);
    world.pass(seconds(20));
    assert.deepEqual(reads(world), [8]);
  });

  it('D-10: its age is judged at the start of the turn, not when the client wrote', () => {
    const world = new FakeWorld({ startMs: START_MS });
    writes(world, 0, 595); // 9:47 old when written, 9:55 when asked
    world.pass(seconds(20));
    assert.deepEqual(reads(world), [8]);
  });

  it('D-10: how long it is good is a setting', () => {
    const world = new FakeWorld({ startMs: START_MS, policy: aPolicy({ durations: { cardFreshMs: 60_000 } }) });
    writes(world, 0, 90);
    world.pass(seconds(20));
    assert.equal(reads(world).length, 2);
  });

  it('D-10: what a CRM webhook says has changed is what the next turn knows', () => {
    const world = withFreshCard();
    world.leadMoves(LEAD, { stage: 'prepaid', arrival: '2026-07-10' });
    writes(world, 0);
    world.pass(seconds(20));
    assert.equal(world.asked[0]?.context.leads[0]?.stage, 'Предоплата получена');
    assert.equal(world.asked[0]?.context.leads[0]?.arrival, '2026-07-10');
    assert.equal(world.asked[0]?.context.requestKind, 'currentBooking');
  });

  it('D-10: what it says of the contact itself is read with the next turn', () => {
    const world = withFreshCard();
    const before = reads(world).length;
    world.event({ type: 'leadChanged', changeId: 'contact' });
    world.pass(seconds(20));
    assert.equal(reads(world).length, before); // nobody asks yet
    writes(world, 0, 30);
    world.pass(seconds(50));
    assert.equal(reads(world).length, before + 1);
  });

  it('D-10, D-16: a refresh that takes over 5 s leaves the old card, however old', () => {
    const world = withFreshCard();
    world.pass(minutes(3 * 60));
    world.crmDown = true;
    world.client('А на август?');
    world.pass(seconds(13) - 1);
    assert.equal(world.asked.length, 0);
    world.pass(1);
    assert.equal(world.asked[0]?.context.leads[0]?.id, LEAD);
    assert.equal(world.asked[0]?.context.requestKind, 'bookingInProgress');
  });

  it('D-16: the age of the old card is told to the bot', () => {
    const world = withFreshCard();
    world.pass(minutes(3 * 60));
    world.crmDown = true;
    world.client('А на август?');
    world.pass(seconds(30));
    const ageSeconds = world.asked[0]?.context.cardAgeSeconds ?? 0;
    assert.ok(ageSeconds > 3 * 3600 && ageSeconds < 3 * 3600 + 400, `${ageSeconds} s`);
  });

  it('D-16: a card just read is 0 s old', () => {
    const world = new FakeWorld({ startMs: START_MS });
    writes(world, 0);
    world.pass(seconds(20));
    assert.equal(world.asked[0]?.context.cardAgeSeconds, 0);
  });

  it('D-10: a new episode reads a fresh card and judges anew, however young the old one is', () => {
    const world = withFreshCard({ policy: aPolicy({ durations: { closeAfterMs: 60_000, cardFreshMs: minutes(60) } }) });
    world.pass(minutes(2));
    assert.equal(world.state, 'closed');
    world.started.length = 0;
    world.card = aCard([aLead({ id: LEAD, stage: 'left' })]);
    world.client('Забыл у вас зарядку');
    world.pass(seconds(20));
    assert.equal(startedOf(world, 'readCard').length, 1);
    assert.equal(world.asked[0]?.context.requestKind, 'afterStay');
  });

  it('D-16: with no card at all the bot is asked after those 5 s, and knows nothing of a booking', () => {
    const world = new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage: 'preBooked' })]) });
    world.crmDown = true;
    writes(world, 0);
    world.pass(seconds(30));
    assert.deepEqual(askedAt(world), [13]);
    const { context, allowedActions } = world.asked[0] ?? assert.fail();
    assert.deepEqual(
      [context.contact, context.leads, context.activeLeadId, context.requestKind, context.cardAgeSeconds],
      [null, [], null, 'unclear', null],
    );
    assert.ok(!allowedActions.includes('paymentLink') && !allowedActions.includes('proposeStage'));
    assert.equal(world.sent.length, 1);
  });
});

describe('the bot does not answer', () => {
  const mute = (): FakeWorld => withFreshCard({ bot: ({ messages }) => (messages.length === 1 ? [replies('Да')] : 'noAnswer') });

  it("D-22: 45 s after the turn's start a person takes over: not a moment before", () => {
    const world = mute();
    writes(world, 0);
    world.until(START_MS + seconds(53) - 1);
    assert.equal(world.state, 'withBot');
    world.pass(1);
    assert.equal(world.state, 'awaitingManager');
    world.pass(seconds(1));
    assert.match(world.tasks[0]?.text ?? '', /^причина botUnavailable\nБот не ответил вовремя/u);
  });

  it('D-22: waiting for the card is part of the 45 s', () => {
    const world = mute();
    world.pass(minutes(60));
    world.crmDown = true;
    world.started.length = 0;
    world.client('Алло');
    world.pass(seconds(13));
    const [ask] = startedOf(world, 'askBot');
    assert.equal(ask?.leftMs, 40_000);
    assert.equal(ask?.request.deadlineMs, (ask?.startedAtMs ?? 0) + 40_000);
  });

  it('D-22: an answer that nobody can read hands over at once and is not asked again', () => {
    const world = withFreshCard({ bot: ({ messages }) => (messages.length === 1 ? [replies('Да')] : 'malformed') });
    writes(world, 0);
    world.pass(minutes(2));
    assert.equal(world.asked.length, 1);
    assert.deepEqual(world.texts, [HANDOFF_TEXT]);
    assert.equal(world.tasks.length, 1);
    assert.match(world.tasks[0]?.text ?? '', /^причина botUnavailable\nОтвет бота нельзя прочитать/u);
  });

  it('D-22: three failed attempts hand over before the 45 s are over', () => {
    const world = mute();
    writes(world, 0);
    world.pass(seconds(10));
    world.event({ type: 'botFailed', turnId: world.asked[0]?.turnId ?? '', why: 'noAnswer' });
    assert.equal(world.state, 'awaitingManager');
  });

  it('D-22: a failed turn hands over even if it was stale, and the text covers the newer messages too', () => {
    const world = mute();
    writes(world, 0, 30);
    world.pass(minutes(2));
    assert.deepEqual(world.texts, [HANDOFF_TEXT]);
    assert.equal(world.asked.length, 1);
    assert.deepEqual(
      clientMessages(world)
        .slice(1)
        .map(({ ending }) => ending),
      ['handedOver', 'handedOver'],
    );
  });

  it('D-22: … so does an answer in which there is nothing to say, stale or not', () => {
    const world = withFreshCard({
      bot: ({ messages }) => [messages.length === 1 ? replies('Да') : { type: 'setBooking', fields: { adults: 2 } }],
    });
    world.botMs = seconds(10);
    writes(world, 0, 12);
    world.pass(minutes(1));
    assert.deepEqual([world.asked.length, world.state], [1, 'awaitingManager']);
    assert.deepEqual(world.texts, [HANDOFF_TEXT]);
    assert.match(world.tasks[0]?.text ?? '', /^причина botUnavailable/u);
  });

  it('D-06: a stale answer of which the policy left nothing is no malformed one: it is dropped', () => {
    const world = withFreshCard({
      bot: inTurn([replies('Да')], [replies('Смотрите https://evil.example')], [replies('Да, есть.')]),
    });
    world.botMs = seconds(10);
    writes(world, 0, 12);
    world.pass(minutes(1));
    assert.deepEqual([world.state, ...world.texts], ['withBot', 'Да, есть.']);
  });

  it('D-22: the failure of a turn that a manager has ended hands nothing over', () => {
    const world = mute();
    writes(world, 0);
    world.pass(seconds(10));
    world.take();
    world.pass(minutes(2));
    assert.equal(world.state, 'withManager');
    assert.deepEqual(world.tasks, []);
  });

  it('D-22: the 45 s survive a continue-as-new before the turn', () => {
    const world = mute();
    writes(world, 0);
    world.continueAsNew();
    world.until(START_MS + seconds(53) - 1);
    assert.equal(world.state, 'withBot');
    world.pass(1);
    assert.equal(world.state, 'awaitingManager');
  });
});

describe('the trigger of a turn', () => {
  const triggers = (world: FakeWorld): string[] => world.asked.map(({ trigger }) => trigger);

  it('D-12: after a clarify the next turn has trigger clarify, after any other answer it has not', () => {
    const world = new FakeWorld({
      bot: inTurn([clarify('О чём вы?')], [replies('Понятно.')], [silent], [clarify('О какой поездке?')], [silent]),
    });
    for (const text of ['Алло', 'О номере', 'Спасибо', 'Ещё вопрос', 'Про июль', 'Пока']) {
      world.client(text);
      world.pass(minutes(3));
    }
    assert.deepEqual(triggers(world), ['clientMessage', 'clarify', 'clientMessage', 'clientMessage', 'clarify', 'clientMessage']);
  });

  it('D-12: a draft that got stale does not end the row', () => {
    const world = new FakeWorld({ startMs: START_MS, bot: inTurn([clarify('О чём вы?')], [replies('Понятно.')]) });
    writes(world, 0);
    world.pass(minutes(1));
    world.botMs = 10_000;
    writes(world, 90, 100);
    world.pass(minutes(1));
    assert.deepEqual(triggers(world), ['clientMessage', 'clarify', 'clarify']);
  });
});

describe('a photo or document without words at «Предварительная бронь»', () => {
  const photo = [{ kind: 'photo' as const, url: 'https://files.example/1.jpg' }];
  const standingAt = (
    stage: 'new' | 'consulted' | 'preBooked' | 'prepaid',
    options: ConstructorParameters<typeof FakeWorld>[0] = {},
  ): FakeWorld => new FakeWorld({ startMs: START_MS, card: aCard([aLead({ id: LEAD, stage })]), ...options });

  for (const kind of ['photo', 'document'] as const)
    it(`D-32: a ${kind} is handed over as a payment, without asking the bot`, () => {
      const world = standingAt('preBooked');
      world.client('', { attachments: [{ kind, url: 'https://files.example/1' }] });
      world.pass(minutes(2));
      assert.deepEqual(world.asked, []);
      assert.match(world.tasks[0]?.text ?? '', /^причина reportsPayment/u);
      assert.deepEqual(world.texts, [`${GREETING} ${HANDOFF_TEXT}`]);
    });

  it('D-32: a voice message there goes to the bot', () => {
    const world = standingAt('preBooked');
    world.client('', { attachments: [{ kind: 'voice', url: 'https://files.example/1' }] });
    world.pass(minutes(2));
    assert.equal(world.asked.length, 1);
  });

  it('D-32: a photo with a caption goes to the bot', () => {
    const world = standingAt('preBooked');
    world.client('Это вид из окна?', { attachments: photo });
    world.pass(minutes(2));
    assert.equal(world.asked.length, 1);
  });

  it('D-32: spaces are no caption', () => {
    const world = standingAt('preBooked');
    world.client('  \n', { attachments: photo });
    world.pass(minutes(2));
    assert.deepEqual(world.asked, []);
  });

  for (const stage of ['new', 'consulted', 'prepaid'] as const)
    it(`D-32: at stage ${stage} it goes to the bot`, () => {
      const world = standingAt(stage);
      world.client('', { attachments: photo });
      world.pass(minutes(2));
      assert.equal(world.asked.length, 1);
    });

  it('D-32: is decided when the burst ends, not at once', () => {
    const world = standingAt('preBooked');
    world.client('', { attachments: photo });
    world.pass(seconds(8) - 1);
    assert.equal(world.state, 'withBot');
    world.pass(seconds(1));
    assert.equal(world.state, 'awaitingManager');
  });

  it('D-32: one such photo among messages with words is enough', () => {
    const world = standingAt('preBooked');
    world.client('Добрый день');
    world.client('', { attachments: photo });
    world.client('Это вам');
    world.pass(minutes(2));
    assert.deepEqual(world.asked, []);
    assert.equal(world.state, 'awaitingManager');
  });

  it('D-32: sent while the bot thinks, it is decided on when its own burst ends: the draft is stale', () => {
    const world = standingAt('preBooked');
    world.botMs = 10_000;
    writes(world, 0);
    world.pass(seconds(12));
    world.client('', { attachments: photo });
    world.pass(minutes(2));
    assert.equal(world.asked.length, 1);
    assert.deepEqual(world.texts, [`${GREETING} ${HANDOFF_TEXT}`]);
  });

  it('D-32: once handed over it is not handed over again when a manager returns the dialog', () => {
    const world = standingAt('preBooked');
    world.client('', { attachments: photo });
    world.pass(minutes(2));
    world.release();
    world.pass(minutes(2));
    assert.equal(world.asked.length, 1);
    assert.equal(world.tasks.length, 1);
  });

  it('D-32: one that a silent manager left unanswered is handed over when the dialog returns', () => {
    const world = standingAt('preBooked');
    world.manager('Ждём оплату');
    world.pass(minutes(1));
    world.client('', { attachments: photo });
    world.pass(minutes(21));
    assert.deepEqual(world.asked, []);
    assert.equal(world.state, 'awaitingManager');
  });

  it('D-32: one that comes while a manager is awaited for another reason is handed over as a payment on return, once', () => {
    const world = standingAt('preBooked', { bot: () => [handsOver('clientAsked')] });
    world.client('Позовите человека');
    world.pass(minutes(1));
    world.bot = () => [replies('Да, есть.')];
    world.client('', { attachments: photo });
    world.pass(minutes(1));
    world.release();
    world.pass(minutes(2));
    assert.equal(world.state, 'awaitingManager');
    assert.match(world.tasks[1]?.text ?? '', /^причина reportsPayment/u);
    world.release();
    world.pass(minutes(2));
    assert.deepEqual([world.state, world.tasks.length, world.asked.length], ['withBot', 2, 2]);
  });

  it('D-32: … nor is one more that comes while its handoff as a payment stands, across a new run of the workflow', () => {
    const world = standingAt('preBooked');
    world.client('', { attachments: photo });
    world.pass(minutes(2));
    world.client('', { attachments: photo });
    world.pass(minutes(1));
    world.continueAsNew();
    world.release();
    world.pass(minutes(2));
    assert.deepEqual([world.state, world.tasks.length, world.asked.length], ['withBot', 1, 1]);
  });

  it('D-32: one that a silent manager left unanswered is handed over once, however often the dialog returns', () => {
    const world = standingAt('preBooked');
    world.manager('Ждём оплату');
    world.pass(minutes(1));
    world.client('', { attachments: photo });
    world.pass(minutes(21));
    assert.equal(world.state, 'awaitingManager');
    world.release();
    world.pass(minutes(2));
    assert.deepEqual([world.state, world.tasks.length, world.asked.length], ['withBot', 1, 1]);
  });

  it('D-32: it is not decided while a manager leads', () => {
    const world = standingAt('preBooked', { bot: () => [handsOver('clientAsked')] });
    world.manager('Жду чек');
    world.client('', { attachments: photo });
    world.pass(minutes(10));
    assert.deepEqual(world.tasks, []);
    assert.equal(world.state, 'withManager');
  });
});
