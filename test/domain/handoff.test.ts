import assert from 'node:assert/strict';
import { aCard, aContact, aLead, aPolicy, at, everyDay, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, OWN_CONTACT_ID, replies, type WorldOptions } from '../support/fake-world.ts';
import {
  answered,
  clientMessages,
  endings,
  handedOver,
  handoff,
  handoffOf,
  LEAD,
  afterwards,
  WITH_BREAK,
  WITH_HOLIDAY,
} from './situations.ts';

const HELLO = 'Здравствуйте! Я виртуальный помощник санатория «Шахтёр».';
const IN_HOURS = 'Передаю ваше обращение менеджеру. Вам ответит первый освободившийся менеджер.';
const AFTER_HOURS = 'Передаю ваше обращение менеджеру. В рабочее время вам ответит менеджер.';

const handoffTexts = ({ texts }: FakeWorld): string[] => texts.filter((text) => text.includes('Передаю ваше обращение'));
const handoffText = (atMs: number, options: WorldOptions = {}): string => {
  const world = handedOver(atMs, options);
  world.rest();
  return handoffTexts(world).join('|').replace(`${HELLO} `, '');
};
/** The bot answers the first question and hands over the second. */
const handedOverLater = (): FakeWorld => {
  const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
  world.client('Позовите человека');
  world.pass(seconds(20));
  return world;
};

describe('the text of a handoff', () => {
  it('D-40: in working hours the first free manager is promised', () => {
    assert.equal(handoffText(at('12:00')), IN_HOURS);
  });

  it('D-40: outside them an answer in working hours is promised', () => {
    assert.equal(handoffText(at('23:00')), AFTER_HOURS);
  });

  it('D-40: the first moment of the hours is in them, the last is not', () => {
    assert.deepEqual(
      [at('09:00') - 1, at('09:00'), at('20:00') - 1, at('20:00')].map((atMs) => handoffText(atMs)),
      [AFTER_HOURS, IN_HOURS, IN_HOURS, AFTER_HOURS],
    );
  });

  it('D-44: a break, a holiday and a short day are outside the hours', () => {
    const withBreak = { policy: aPolicy({ hours: { working: WITH_BREAK } }) };
    const withHoliday = { policy: aPolicy({ hours: { working: WITH_HOLIDAY } }) };
    assert.equal(handoffText(at('13:30'), withBreak), AFTER_HOURS);
    assert.equal(handoffText(at('12:00', 1), withHoliday), AFTER_HOURS);
    assert.equal(handoffText(at('16:00', 2), withHoliday), AFTER_HOURS);
  });

  it('D-44: the moment of the decision counts, not that of the client’s message', () => {
    const world = handedOver(at('20:00:01'));
    world.rest();
    assert.equal(clientMessages(world)[0]?.atMs, at('20:00:01') - 9_200);
    assert.deepEqual(world.texts, [`${HELLO} ${AFTER_HOURS}`]);
  });

  it('D-40: as our first message it begins with the greeting, in the same message', () => {
    const world = handedOver();
    world.rest();
    assert.deepEqual(world.texts, [`${HELLO} ${IN_HOURS}`]);
  });

  it('D-40: later in the dialog it stands alone', () => {
    assert.equal(handedOverLater().texts.at(-1), IN_HOURS);
  });

  it('D-40: it replaces what the bot wanted to say beside it', () => {
    const world = handedOver(at('12:00'), { bot: () => [replies('Сейчас узнаю.'), handoff('clientAsked')] });
    world.rest();
    assert.deepEqual(world.texts, [`${HELLO} ${IN_HOURS}`]);
  });
});

describe('one text per handoff', () => {
  it('D-40: it is sent once, whatever the client writes and however long nobody comes', () => {
    const world = handedOver();
    for (let hour = 0; hour < 30; hour += 1) {
      world.client('Ау!');
      world.pass(minutes(60));
    }
    assert.equal(world.texts.length, 1);
  });

  it('D-40: a handoff that is repeated after a return has one text of its own, without the words of the return', () => {
    const world = handedOver();
    world.rest();
    world.release();
    world.rest();
    assert.deepEqual(world.texts, [`${HELLO} ${IN_HOURS}`, IN_HOURS]);
    assert.equal(world.tasks.length, 2);
  });

  it('D-40: its text survives a short failure of the channel and is still one', () => {
    const world = handedOver(at('12:00'), {});
    world.channel = () => (world.nowMs < at('12:00:30') ? 'down' : 'ok');
    world.pass(minutes(5));
    assert.deepEqual(world.texts, [`${HELLO} ${IN_HOURS}`]);
    assert.equal(world.tasks.length, 1);
  });

  it('D-40: a text whose answer was lost is looked for, not sent again', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    let tries = 0;
    world.echoes = false;
    world.channel = () => ((tries += 1) === 1 ? 'lost' : 'ok');
    world.client('Позовите человека');
    world.pass(minutes(5));
    assert.equal(tries, 2);
    assert.deepEqual(handoffTexts(world), [IN_HOURS]);
  });

  it('D-40: while the channel is down there is no text, and no late one either', () => {
    const world = answered();
    world.channel = () => 'down';
    world.client('Есть ли бассейн?');
    world.pass(minutes(12));
    assert.equal(handoffOf(world).reason, 'channelDown');
    world.channel = () => 'ok';
    world.pass(minutes(60));
    assert.equal(world.texts.length, 1);
    assert.equal(world.tasks.filter(({ kind }) => kind === 'whatsapp').length, 1);
  });

  it('D-40: a manager who takes it before the text could leave spares the client the text', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.channel = () => 'down';
    world.client('Позовите человека');
    world.pass(seconds(15));
    world.take();
    world.channel = () => 'ok';
    world.pass(minutes(20));
    assert.deepEqual(handoffTexts(world), []);
  });
});

describe('the task of a handoff', () => {
  const task = (world: FakeWorld) => {
    world.rest();
    const [only, ...others] = world.tasks;
    assert.equal(others.length, 0);
    return only ?? assert.fail('no task');
  };

  it('D-41: it is of type «WhatsApp», on the lead', () => {
    const { kind, subject } = task(handedOver());
    assert.deepEqual({ kind, subject }, { kind: 'whatsapp', subject: { leadId: LEAD } });
  });

  it('D-41: its text begins with the reason in words, then the summary and the client’s last words', () => {
    assert.deepEqual(task(handedOver()).text.split('\n'), ['причина clientAsked', 'Просит человека', 'Клиент: «Сколько стоит номер?»']);
  });

  it('D-41: all that waits for an answer is the client’s last words, an attachment by its name', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'new' })]), bot: () => [handoff('media')] });
    world.client('Вот');
    world.client('', { attachments: [{ kind: 'voice', url: 'https://files.example/1' }] });
    world.pass(seconds(20));
    assert.match(task(world).text, /Клиент: «Вот \/ \[голосовое сообщение\]»$/u);
  });

  it('D-41: what the manager has answered already is not among the last words', () => {
    const world = answered({ bot: afterwards(() => [handoff('clientAsked')]) });
    world.take();
    world.client('Первый вопрос');
    world.manager('Ответ');
    world.client('Второй вопрос');
    world.client('И третий');
    world.release();
    assert.match(task(world).text, /Клиент: «Второй вопрос \/ И третий»$/u);
  });

  it('D-41: its mark is the handoff’s id, unlike that of any other handoff', () => {
    const world = handedOver();
    const { id } = handoffOf(world);
    assert.equal(task(world).marker, id);
    world.release();
    world.rest();
    assert.notEqual(world.tasks[1]?.marker, id);
  });

  it('D-41: without a lead, and where none is due, it is on the contact', () => {
    const world = handedOver(at('12:00'), { card: aCard([]), bot: () => [handoff('clientAsked')] });
    world.crmRefuses = ({ write }) => write === 'ensureLead';
    world.pass(minutes(5));
    assert.deepEqual(
      world.tasks.map(({ kind, subject }) => ({ kind, subject })),
      [{ kind: 'whatsapp', subject: { contactId: 53_000_001 } }],
    );
  });

  it('D-41: while a new lead is awaited the text leaves at once and the task waits for that lead', () => {
    const world = handedOver(at('12:00'), { card: aCard([]) });
    world.pass(seconds(30));
    assert.deepEqual([world.texts.length, world.tasks.length], [1, 0]);
    world.leadAppears(aLead({ id: 7, stage: 'new', createdAtMs: world.nowMs }));
    world.pass(seconds(2));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ leadId: 7 }],
    );
  });

  const dueOf = (atMs: number, working = everyDay('09:00', '20:00')): number =>
    task(handedOver(atMs, { policy: aPolicy({ hours: { working } }) })).dueAtMs;

  it('D-41: it is due 15 working minutes from now', () => {
    assert.equal(dueOf(at('12:00')), at('12:15'));
  });

  it('D-41: the 15 minutes go on in the morning, after a break, after a holiday', () => {
    assert.equal(dueOf(at('19:55')), at('09:10', 1));
    assert.equal(dueOf(at('23:00')), at('09:15', 1));
    assert.equal(dueOf(at('12:50'), WITH_BREAK), at('14:05'));
    assert.equal(dueOf(at('19:50'), WITH_HOLIDAY), at('10:05', 2));
  });

  it('D-41: what would be due at the very end of the day is due at the next opening', () => {
    assert.equal(dueOf(at('19:45') - 1), at('20:00') - 1);
    assert.equal(dueOf(at('19:45')), at('09:00', 1));
  });

  it('D-41: there is exactly one, out of hours too, whatever the client writes', () => {
    const world = handedOver(at('22:00'));
    world.client('Ау!');
    world.until(at('09:00', 1));
    assert.deepEqual(
      world.tasks.map(({ kind }) => kind),
      ['whatsapp'],
    );
  });
});

describe('a handoff in the minute in which a new lead is awaited', () => {
  it('D-41: after 60 s the task is on the lead that we made', () => {
    const world = handedOver(at('12:00'), { card: aCard([]) });
    world.until(at('12:01') - 1);
    assert.deepEqual([world.texts.length, world.tasks.length, world.card.leads.length], [1, 0, 0]);
    world.until(at('12:01:02'));
    const [made] = world.card.leads;
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ leadId: made?.id }],
    );
  });

  it('D-41: it is due 15 working minutes after the handoff all the same', () => {
    const world = handedOver(at('12:00'), { card: aCard([]) });
    world.until(at('12:02'));
    assert.equal(world.tasks[0]?.dueAtMs, at('12:15'));
  });

  it('D-41: where nobody knows what it is about no lead is made: the task is on the contact', () => {
    const world = new FakeWorld({ card: aCard([]), bot: () => [handoff('clientAsked')] });
    world.crmDown = true;
    world.client('Позовите человека');
    world.pass(seconds(30));
    assert.equal(world.texts.length, 1);
    world.crmDown = false;
    world.pass(minutes(5));
    assert.deepEqual([world.card.leads, world.tasks.map(({ subject }) => subject)], [[], [{ contactId: 53_000_001 }]]);
  });
});

describe('a handoff of somebody the CRM does not know yet, while nobody knows what it is about', () => {
  const HANDED_MS = at('12:00:13') + seconds(1); // 8 s of quiet, 5 s without a card, the bot
  const stranger = (): FakeWorld => {
    const world = new FakeWorld({ card: aCard([], null), bot: () => [handoff('clientAsked')] });
    world.crmDown = true;
    world.client('Позовите человека');
    world.until(HANDED_MS - 1);
    world.crmDown = false;
    world.until(HANDED_MS);
    assert.equal(world.state, 'awaitingManager');
    return world;
  };

  it('D-10: the contact that amoCRM’s own link makes within the minute is waited for, and gets the task', () => {
    const world = stranger();
    world.until(HANDED_MS + seconds(20));
    assert.deepEqual([world.texts.length, world.writes], [1, []]);
    world.card = aCard([], { id: 53_000_001, notes: [] });
    world.until(HANDED_MS + seconds(45));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ contactId: 53_000_001 }],
    );
  });

  it('D-10: … or the lead that comes with it', () => {
    const world = stranger();
    world.until(HANDED_MS + seconds(20));
    world.card = aCard([aLead({ id: 7, stage: 'new' })], { id: 53_000_001, notes: [] });
    world.until(HANDED_MS + seconds(45));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ leadId: 7 }],
    );
    assert.equal(world.lead(7)?.leader, 'awaiting');
  });

  it('D-10: after those 60 s it is made, not a moment earlier, and once', () => {
    const world = stranger();
    world.until(HANDED_MS + seconds(60) - 1);
    assert.deepEqual(world.writes, []);
    world.continueAsNew();
    world.until(HANDED_MS + seconds(62));
    assert.deepEqual(
      world.tasks.map(({ subject, dueAtMs }) => [subject, dueAtMs]),
      [[{ contactId: null }, HANDED_MS + minutes(15)]],
    );
    world.until(HANDED_MS + minutes(16));
    assert.deepEqual(world.tasks[1]?.subject, { contactId: OWN_CONTACT_ID });
  });

  it('D-01: somebody without a phone has nobody to wait for', () => {
    const { phone: _, ...hidden } = aContact();
    const world = new FakeWorld({ contact: hidden, card: aCard([], null), bot: () => [handoff('clientAsked')] });
    world.client('Позовите человека');
    world.pass(seconds(15));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ contactId: null }],
    );
  });
});

describe('a handoff as the first turn of an episode', () => {
  it('D-17: the next turn is not the first any more: the lead that amoCRM made of the first message is a booking in progress', () => {
    const own = aLead({ id: LEAD, stage: 'new', untouched: true, createdAtMs: at('12:00') - seconds(5) });
    const world = handedOver(at('12:00'), { card: aCard([own]) });
    world.bot = () => [replies('Слушаю.')];
    world.release();
    world.pass(seconds(5));
    assert.deepEqual(
      world.asked.map(({ context }) => context.requestKind),
      ['newRequest', 'bookingInProgress'],
    );
  });
});

describe('at night', () => {
  it('D-44: the bot answers as by day', () => {
    assert.deepEqual(answered({ startMs: at('03:00') }).texts, [`${HELLO} Конечно, расскажу.`]);
  });
});

describe('while a manager is awaited', () => {
  it('D-42: the bot is silent: it is not even asked', () => {
    const world = handedOver();
    world.client('Алло?');
    world.pass(minutes(10));
    assert.equal(world.state, 'awaitingManager');
    assert.equal(world.asked.length, 1);
    assert.equal(world.texts.length, 1);
  });

  for (const [when, atMs] of [
    ['in', at('12:00')],
    ['out of', at('22:00')],
  ] as const) {
    it(`D-42: what the client writes ${when} hours is kept and shown`, () => {
      const world = handedOver(atMs);
      world.client('Алло?');
      world.pass(seconds(5));
      assert.deepEqual(
        clientMessages(world).map(({ text }) => text),
        ['Сколько стоит номер?', 'Алло?'],
      );
      assert.deepEqual(endings(world), ['handedOver', 'handedOver']);
      assert.equal(world.dialog.client.seq - world.dialog.client.settledSeq, 2);
    });
  }
});
