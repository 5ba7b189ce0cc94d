import assert from 'node:assert/strict';
import { aCard, aContact, aLead, at, days, minutes, seconds } from '../support/builders.ts';
import { ANNA, FakeWorld, OWN_CONTACT_ID, replies } from '../support/fake-world.ts';
import { clarify, GREETING, handsOver, link, PAY, silent, startedOf } from './actions.ts';
import { clientMessages, endings, LEAD } from './situations.ts';

const { phone: _, ...hidden } = aContact({ externalId: 'tg-555', channel: 'telegram_personal', name: 'Пётр' });

describe('a client without a phone', () => {
  const nobody = (options: ConstructorParameters<typeof FakeWorld>[0] = {}) =>
    new FakeWorld({ contact: hidden, card: aCard([], null), ...options });

  it('D-01: is not looked for in the CRM, neither for the answer nor for what is written afterwards', () => {
    const world = nobody();
    world.client('Есть номера на июль?');
    world.pass(minutes(3));
    assert.equal(world.sent.length, 1);
    assert.deepEqual(startedOf(world, 'readCard'), []);
  });

  it('D-01: the kind of their request is unclear until we have made the contact, afterwards it follows the table', () => {
    const world = nobody();
    world.client('Есть номера на июль?');
    world.pass(seconds(20));
    assert.equal(world.asked[0]?.context.requestKind, 'unclear');
    world.pass(minutes(2));
    world.client('А на август?');
    world.pass(seconds(20));
    assert.equal(world.asked[1]?.context.requestKind, 'bookingInProgress');
  });

  it('D-01: the first write names the person of the channel, so that the contact can be made before it', () => {
    const world = nobody();
    world.client('Есть номера на июль?');
    world.pass(minutes(2));
    const [first] = world.writes;
    assert.equal(first?.write, 'ensureLead');
    assert.deepEqual('contact' in first && first.contact, hidden);
  });

  it('D-01: a handoff in the first turn puts its task on the contact made for it, and the next turn is an ordinary new request', () => {
    const world = nobody({ bot: () => [handsOver('clientAsked')] });
    world.client('Позовите человека');
    world.pass(minutes(2));
    assert.deepEqual(world.tasks[0]?.subject, { contactId: null });
    assert.deepEqual(world.tasks[0]?.contact, hidden);
    world.bot = () => [replies('Да, есть.')];
    world.release();
    world.pass(minutes(2));
    assert.equal(world.asked[1]?.context.requestKind, 'newRequest');
    assert.equal(world.dialog.crm.card?.contact?.id, OWN_CONTACT_ID);
    assert.equal(world.card.leads.length, 1);
  });

  it('D-01: everything else is as for others: the second turn may bring the payment link, with its note on the lead', () => {
    const world = nobody({ bot: (request) => [request.allowedActions.includes('paymentLink') ? link() : replies('Да, есть.')] });
    world.client('Есть номера на июль?');
    world.pass(minutes(2));
    world.client('Беру');
    world.pass(minutes(1));
    assert.equal(world.texts.at(-1), `Ссылка на оплату: ${PAY}`);
    const lead = world.card.leads[0];
    assert.ok(world.done('addNote').some(({ subject, text }) => 'leadId' in subject && subject.leadId === lead?.id && text.includes(PAY)));
    assert.equal(lead?.stage, 'preBooked');
  });

  it('D-01: however much is said in that first minute, one contact and one lead are asked for', () => {
    const world = nobody();
    for (const text of ['Есть номера на июль?', 'А на август?', 'А цены?']) {
      world.client(text);
      world.pass(seconds(15));
    }
    world.pass(minutes(3));
    world.client('А парковка?');
    world.pass(minutes(3));
    assert.equal(world.sent.length, 4);
    assert.equal(world.done('ensureLead').length, 1);
  });

  it('D-01: a client with a phone is no such case, though their card could not be read: their lead is not guessed', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'left' })]) });
    world.crmDown = true;
    world.client('Здравствуйте');
    world.pass(minutes(1));
    world.crmDown = false;
    world.pass(minutes(10));
    assert.equal(world.done('ensureLead').length, 0);
  });

  it('D-01: no lead is made for a first message the bot does not answer', () => {
    const world = nobody({ bot: () => [silent] });
    world.client('👍');
    world.pass(minutes(3));
    assert.deepEqual(world.writes, []);
  });

  it('D-01: the contact survives a continue-as-new: nobody is made twice', () => {
    const world = nobody({ bot: () => [handsOver('clientAsked')] });
    world.client('Позовите человека');
    world.pass(minutes(2));
    world.continueAsNew();
    world.release();
    world.pass(minutes(2));
    assert.deepEqual(
      world.tasks.map(({ subject }) => subject),
      [{ contactId: null }, { leadId: world.card.leads[0]?.id }],
    );
  });

  it('D-01: the contact we made is known in the next episode, months later', () => {
    const world = nobody({ bot: () => [handsOver('clientAsked')] });
    world.client('Позовите человека');
    world.pass(minutes(2));
    world.bot = () => [replies('Да, есть.')];
    world.release();
    world.pass(days(40));
    assert.equal(world.state, 'closed');
    world.continueAsNew();
    world.client('Это снова я');
    world.pass(minutes(2));
    assert.notEqual(world.asked.at(-1)?.context.requestKind, 'unclear');
  });
});

describe('the same message reported again and again', () => {
  it('D-02: is taken in once, by its Pact id', () => {
    const world = new FakeWorld();
    for (let times = 0; times < 3; times += 1) world.client('Есть номера?', { id: '501' });
    world.pass(seconds(20));
    assert.equal(clientMessages(world).length, 1);
    assert.equal(world.asked.length, 1);
  });

  it('D-02: a late repeat of an answered message asks nobody anything', () => {
    const world = new FakeWorld();
    world.client('Есть номера?', { id: '501' });
    world.pass(minutes(5));
    world.client('Есть номера?', { id: '501' });
    world.pass(minutes(5));
    assert.equal(world.sent.length, 1);
  });

  it('D-02: also when a continue-as-new lies between', () => {
    const world = new FakeWorld();
    world.client('Есть номера?', { id: '501' });
    world.pass(minutes(5));
    world.continueAsNew();
    world.client('Есть номера?', { id: '501' });
    world.pass(minutes(5));
    assert.equal(world.asked.length, 1);
  });

  it('D-02: two messages with the same words are two', () => {
    const world = new FakeWorld();
    world.client('Алло', { id: '501' });
    world.client('Алло', { id: '502' });
    world.pass(seconds(20));
    assert.equal(clientMessages(world).length, 2);
  });

  const states: Record<string, (world: FakeWorld) => void> = {
    closed: () => undefined,
    withBot: (world) => {
      world.client('Здравствуйте', { id: '400' });
      world.pass(minutes(1));
    },
    awaitingManager: (world) => {
      world.bot = () => [handsOver('clientAsked')];
      world.client('Позовите человека', { id: '400' });
      world.pass(minutes(1));
    },
    withManager: (world) => {
      world.manager('Добрый день, это Анна');
      world.pass(seconds(1));
    },
  };
  for (const [state, prepare] of Object.entries(states))
    it(`D-02: in state ${state} a message is taken in, and taken in once`, () => {
      const world = new FakeWorld();
      prepare(world);
      assert.equal(world.state, state);
      const before = world.dialog.client.seq;
      world.client('Ещё вопрос', { id: '501' });
      world.client('Ещё вопрос', { id: '501' });
      assert.equal(world.dialog.client.seq, before + 1);
    });
});

describe('messages that come in the wrong order', () => {
  const texts = (world: FakeWorld): string[] => clientMessages(world).map(({ text }) => text);

  it("D-02: are ordered by the provider's time", () => {
    const world = new FakeWorld();
    world.client('и сколько стоит?', { id: '502', sentAtMs: at('11:59:59') });
    world.client('Есть номера', { id: '501', sentAtMs: at('11:59:57') });
    world.pass(seconds(20));
    assert.deepEqual(
      world.asked[0]?.messages.map(({ text }) => text),
      ['Есть номера', 'и сколько стоит?'],
    );
  });

  it('D-02: at the same time by their id, as a number: 1000 comes after 999', () => {
    const world = new FakeWorld();
    world.client('второе', { id: '1000', sentAtMs: at('11:59:59') });
    world.client('первое', { id: '999', sentAtMs: at('11:59:59') });
    world.pass(seconds(20));
    assert.deepEqual(texts(world), ['первое', 'второе']);
  });

  it("D-02: the provider's time counts before the id", () => {
    const world = new FakeWorld();
    world.client('второе', { id: '10', sentAtMs: at('11:59:59') });
    world.client('первое', { id: '999', sentAtMs: at('11:59:58') });
    assert.deepEqual(texts(world), ['первое', 'второе']);
  });

  it('D-02: also while a manager leads', () => {
    const world = new FakeWorld();
    world.manager('Слушаю вас');
    world.client('второе', { id: '2002', sentAtMs: at('12:00:02') });
    world.client('первое', { id: '2001', sentAtMs: at('12:00:01') });
    assert.deepEqual(texts(world), ['первое', 'второе']);
  });

  it('D-02: a message that comes in after the answer stays after the answer, and is answered', () => {
    const world = new FakeWorld();
    world.client('второе', { id: '502', sentAtMs: at('11:59:59') });
    world.pass(minutes(1));
    world.client('первое', { id: '501', sentAtMs: at('11:59:58') });
    world.pass(minutes(1));
    assert.deepEqual(
      world.dialog.transcript.messages.map(({ role }) => role),
      ['client', 'bot', 'client', 'bot'],
    );
  });
});

describe('a message without words', () => {
  const voice = [{ kind: 'voice' as const, url: 'https://files.example/1.ogg' }];

  it('D-03: is a message: the bot is asked, and told what it is', () => {
    const world = new FakeWorld();
    world.client('', { attachments: voice });
    world.pass(seconds(20));
    assert.deepEqual(world.asked[0]?.messages[0]?.attachments, voice);
    assert.equal(world.asked[0]?.messages[0]?.text, '');
    assert.equal(world.sent.length, 1);
  });

  for (const kind of ['photo', 'voice', 'document', 'video', 'other'] as const)
    it(`D-03: ${kind} reaches the bot as ${kind}`, () => {
      const world = new FakeWorld();
      world.client('', { attachments: [{ kind, url: 'https://files.example/1' }] });
      world.pass(seconds(20));
      assert.equal(world.asked[0]?.messages[0]?.attachments[0]?.kind, kind);
    });

  it('D-03: if the bot cannot deal with it, it is handed over as media, and the task tells what came', () => {
    const world = new FakeWorld({ bot: () => [handsOver('media')] });
    world.client('', { attachments: voice });
    world.pass(minutes(2));
    assert.equal(world.state, 'awaitingManager');
    assert.match(world.tasks[0]?.text ?? '', /^причина media[^]*голосовое сообщение/u);
  });

  it('D-03: a quoted reply carries what it quotes', () => {
    const world = new FakeWorld();
    world.client('А этот?', { quotes: 'Номер «Стандарт», 4 500 ₽' });
    world.pass(seconds(20));
    assert.equal(world.asked[0]?.messages[0]?.quotes, 'Номер «Стандарт», 4 500 ₽');
  });
});

describe('an edited message', () => {
  it('D-03: edited before the turn is asked, the bot reads the new text only', () => {
    const world = new FakeWorld();
    const id = world.client('Есть номера на июль?');
    world.pass(seconds(5));
    world.client('Есть номера на июнь?', { id, edited: true });
    world.pass(seconds(20));
    assert.deepEqual(
      world.asked[0]?.messages.map(({ text }) => text),
      ['Есть номера на июнь?'],
    );
  });

  it('D-03: an edit does not begin the quiet anew', () => {
    const world = new FakeWorld();
    const id = world.client('Есть номера на июль?');
    world.pass(seconds(7));
    world.client('Есть номера на июнь?', { id, edited: true });
    world.pass(seconds(2));
    assert.equal(world.asked.length, 1);
  });

  it('D-03: edited while the bot thinks, the answer to the old text is sent and the new text is only shown', () => {
    const world = new FakeWorld();
    const id = world.client('Есть номера на июль?');
    world.pass(seconds(9));
    assert.equal(world.asked.length, 1);
    world.client('Есть номера на июнь?', { id, edited: true });
    world.pass(minutes(5));
    assert.equal(world.asked.length, 1);
    assert.equal(world.sent.length, 1);
    assert.equal(clientMessages(world)[0]?.text, 'Есть номера на июнь?');
  });

  it('D-03: edited after the answer, nothing is sent', () => {
    const world = new FakeWorld();
    const id = world.client('Есть номера на июль?');
    world.pass(minutes(1));
    world.client('Есть номера на июнь?', { id, edited: true });
    world.pass(minutes(5));
    assert.equal(world.sent.length, 1);
  });

  it('D-02: the edit overtakes its message: the message is taken in once, with the new text', () => {
    const world = new FakeWorld();
    world.client('Есть номера на июнь?', { id: '501', edited: true });
    world.client('Есть номера на июль?', { id: '501' });
    world.pass(seconds(20));
    assert.deepEqual(
      world.asked[0]?.messages.map(({ text }) => text),
      ['Есть номера на июнь?'],
    );
  });

  it('D-02: an edit of a message that was taken in and let go of since is no new message: no episode opens, nobody is asked', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'prepaid' })]) });
    const id = world.client('Есть номера на июль?');
    world.pass(days(31));
    assert.equal(world.state, 'closed');
    world.continueAsNew();
    world.client('Есть номера на июнь?', { id, edited: true });
    world.pass(minutes(5));
    assert.deepEqual([world.state, world.sent.length, world.dialog.client.seq], ['closed', 1, 1]);
  });

  it('D-02: nor in the episode after it', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'prepaid' })]) });
    const id = world.client('Есть номера на июль?');
    world.pass(days(31));
    world.client('Здравствуйте');
    world.client('Есть номера на июнь?', { id, edited: true });
    world.pass(minutes(5));
    assert.deepEqual([world.sent.length, clientMessages(world).length], [2, 1]);
  });

  describe('in a dialog so long that its beginning is not kept', () => {
    const long = (): FakeWorld => {
      const world = new FakeWorld();
      for (let count = 0; count < 60; count += 1) {
        world.client(`Вопрос ${count}`, { id: String(2_000 + count) });
        world.pass(seconds(1));
      }
      world.take();
      return world;
    };

    it('D-03: an edit that overtakes its message is the message: the old text is not answered', () => {
      const world = long();
      world.release();
      world.client('Есть номера на июнь?', { id: '3000', edited: true });
      world.client('Есть номера на июль?', { id: '3000' });
      assert.deepEqual(
        clientMessages(world)
          .filter(({ id }) => id === '3000')
          .map(({ text }) => text),
        ['Есть номера на июнь?'],
      );
    });

    it('D-03: an edit of what is not kept any more changes nothing', () => {
      const world = long();
      const { client } = world.dialog;
      world.client('Исправлено', { id: '2000', edited: true, sentAtMs: at('12:00') });
      world.client('Исправлено', { id: '1999', edited: true, sentAtMs: at('11:59') });
      assert.deepEqual(world.dialog.client, client);
    });
  });

  it('D-03: a new text is kept no longer than any other', () => {
    const world = new FakeWorld();
    const id = world.client('Есть номера?');
    world.client('я'.repeat(20_000), { id, edited: true });
    assert.ok((clientMessages(world)[0]?.text.length ?? 0) <= 4_001);
  });
});

describe('what is no dialog', () => {
  it('D-04: a bulk mailing to somebody who never wrote opens nothing', () => {
    const world = new FakeWorld();
    world.manager('Скидка 20 % только до пятницы!', { bulk: true });
    world.pass(minutes(5));
    assert.equal(world.state, 'closed');
    assert.deepEqual(world.started, []);
  });
});

describe('the name that WhatsApp shows', () => {
  const { name: _, ...nameless } = aContact();

  it('D-10: a manager’s message that comes without it does not make us forget it', () => {
    const world = new FakeWorld();
    world.client('Есть номера?');
    world.contact = nameless;
    world.manager('Добрый день!');
    assert.equal(world.dialog.contact.name, 'Ольга');
  });

  it('D-10: nor does a message of the client’s own', () => {
    const world = new FakeWorld();
    world.client('Есть номера?');
    world.contact = nameless;
    world.client('Вы тут?');
    assert.equal(world.dialog.contact.name, 'Ольга');
  });

  it('D-10: a new one replaces it', () => {
    const world = new FakeWorld();
    world.client('Есть номера?');
    world.contact = aContact({ name: 'Ольга П.' });
    world.client('Вы тут?');
    assert.equal(world.dialog.contact.name, 'Ольга П.');
  });
});

describe('a manager who writes first', () => {
  const world = (): FakeWorld => {
    const opened = new FakeWorld({ card: aCard([aLead({ id: LEAD, stage: 'consulted' })]) });
    opened.manager('Ольга, добрый день! Это Анна из «Шахтёра».');
    return opened;
  };

  it('D-05: opens the dialog in state withManager', () => {
    const opened = world();
    assert.equal(opened.state, 'withManager');
    assert.equal(opened.dialog.episode.number, 1);
  });

  it('D-05: the bot does not barge in: neither at once nor when the client answers', () => {
    const opened = world();
    opened.pass(minutes(1));
    opened.client('Здравствуйте, слушаю');
    opened.pass(minutes(19));
    assert.deepEqual(opened.asked, []);
    assert.deepEqual(opened.sent, []);
    assert.deepEqual(endings(opened), ['taken']);
  });

  it('D-05: in «Ведёт диалог» stands the manager', () => {
    const opened = world();
    opened.pass(minutes(1));
    assert.equal(opened.lead(LEAD)?.leader, 'manager');
  });

  it("D-05, D-07: if the manager then falls silent, the bot's first message begins with the greeting, as it has not spoken yet", () => {
    const opened = world();
    opened.client('А бассейн есть?');
    opened.pass(minutes(21));
    assert.deepEqual(opened.texts, [`${GREETING} Конечно, расскажу.`]);
  });

  it('D-05: they may give the dialog to the bot', () => {
    const opened = world();
    opened.release(ANNA);
    assert.equal(opened.state, 'withBot');
  });
});

describe('what the bot asks back', () => {
  it('D-07: a question is a first message like any other', () => {
    const world = new FakeWorld({ bot: () => [clarify('Вы о новой поездке?')] });
    world.client('Здравствуйте');
    world.pass(seconds(20));
    assert.deepEqual(world.texts, [`${GREETING} Вы о новой поездке?`]);
  });
});
