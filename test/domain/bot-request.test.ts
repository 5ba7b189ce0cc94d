import assert from 'node:assert/strict';
import type { BotActionType, BotRequest } from '../../domain/dialog/bot.ts';
import type { Stage } from '../../domain/dialog/card.ts';
import { aCard, aContact, aLead, aPolicy, at, everyDay, minutes, seconds } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';
import { newBooking } from './actions.ts';

function requestOf(
  options: ConstructorParameters<typeof FakeWorld>[0] = {},
  before: (world: FakeWorld) => void = () => undefined,
): BotRequest {
  const world = new FakeWorld(options);
  before(world);
  world.client('Есть номера на июль?');
  world.pass(seconds(20));
  return world.asked.at(-1) ?? assert.fail('nobody was asked');
}

describe('what the bot is given', () => {
  it('D-13: first name, patronymic and last name', () => {
    const { context } = requestOf({
      card: aCard([], { id: 1, firstName: 'Ольга', patronymic: 'Ивановна', lastName: 'Петрова', notes: [] }),
    });
    assert.deepEqual(context.contact, { firstName: 'Ольга', patronymic: 'Ивановна', lastName: 'Петрова', notes: [] });
  });

  it('D-13: what the CRM does not know is null', () => {
    const { context } = requestOf({ card: aCard([], { id: 1, notes: [] }) });
    assert.deepEqual(context.contact, { firstName: null, patronymic: null, lastName: null, notes: [] });
  });

  it('D-13: nobody with this phone: no contact', () => assert.equal(requestOf({ card: aCard([], null) }).context.contact, null));

  it('D-13: the notes about the guest', () => {
    const { context } = requestOf({ card: aCard([], { id: 1, notes: ['Аллергия на цитрусовые', 'Просит тихий номер'] }) });
    assert.deepEqual(context.contact?.notes, ['Аллергия на цитрусовые', 'Просит тихий номер']);
  });

  it('D-13: of every lead, past ones too: stage, dates, programme, room category, amount and guests', () => {
    const full = {
      arrival: '2026-07-10',
      departure: '2026-07-20',
      programme: 'Антистресс',
      roomCategory: 'Люкс',
      amountRub: 90_000,
      guests: 2,
    };
    const { context } = requestOf({
      card: aCard([
        aLead({ id: 1, stage: 'left', ...full }),
        aLead({ id: 2, stage: 'lost' }),
        aLead({ id: 3, stage: 'preBooked', guests: 4 }),
      ]),
    });
    const nothing = { arrival: null, departure: null, programme: null, roomCategory: null, amount: null, guests: null };
    const { amountRub: amount, ...rest } = full;
    assert.deepEqual(context.leads, [
      { id: 1, stage: 'Выезд', amount, ...rest },
      { id: 2, stage: 'Отказ', ...nothing },
      { id: 3, stage: 'Предварительная бронь', ...nothing, guests: 4 },
    ]);
    assert.equal(context.activeLeadId, 3);
  });

  it('D-13: the request kind', () => {
    assert.equal(requestOf({ card: aCard([aLead({ id: 1, stage: 'staying' })]) }).context.requestKind, 'currentBooking');
  });

  it('D-13, D-44: whether it is working time, to the moment', () => {
    const workingAt = (startMs: number): boolean => requestOf({ startMs: startMs - 8_200 }).context.workingNow;
    assert.deepEqual([at('09:00') - 1, at('09:00'), at('20:00') - 1, at('20:00')].map(workingAt), [false, true, true, false]);
  });

  it('D-13, D-44: on a dated exception', () => {
    const policy = aPolicy({ hours: { working: everyDay('09:00', '20:00', { 0: [] }) } });
    assert.equal(requestOf({ policy, startMs: at('12:00') }).context.workingNow, false);
  });

  it('D-13: the dialog so far, with who said what', () => {
    const { messages } = requestOf({ policy: aPolicy({ automaticTexts: ['Ваша заявка принята*'] }) }, (world) => {
      world.client('Здравствуйте');
      world.pass(minutes(1));
      world.manager('Ваша заявка принята, номер 5');
      world.manager('Добрый день, это Анна');
      world.release();
      world.pass(minutes(1));
    });
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['client', 'bot', 'note', 'manager', 'bot', 'client'],
    );
    assert.equal(messages[1]?.text, 'Здравствуйте! Я виртуальный помощник санатория «Шахтёр». Конечно, расскажу.');
  });

  it('D-20: which messages are new: everything unanswered, nothing else', () => {
    const world = new FakeWorld();
    world.client('Здравствуйте', { id: '11' });
    world.pass(minutes(1));
    world.client('Есть номера?', { id: '12' });
    world.client('На июль', { id: '13' });
    world.pass(minutes(1));
    assert.deepEqual(
      world.asked.map(({ newMessageIds }) => newMessageIds),
      [['11'], ['12', '13']],
    );
  });

  it('D-20: its own memory comes back to it', () => {
    const world = new FakeWorld({ bot: (request) => ({ actions: [replies('Да.')], state: { turns: [request.state] } }) });
    world.client('Раз');
    world.pass(minutes(1));
    world.continueAsNew();
    world.client('Два');
    world.pass(minutes(1));
    assert.deepEqual(
      world.asked.map(({ state }) => state),
      [null, { turns: [null] }],
    );
  });

  it('D-20: an answer that says nothing of its memory, or far too much, leaves the earlier one', () => {
    const told: readonly object[] = [{ state: 'помню' }, {}, { state: 'я'.repeat(2_047) }, { state: 'я'.repeat(2_048) }, {}];
    let turn = 0;
    const world = new FakeWorld({ bot: () => ({ actions: [replies('Да.')], ...told[turn++] }) });
    for (const text of ['Раз', 'Два', 'Три', 'Четыре', 'Пять']) {
      world.client(text);
      world.pass(minutes(1));
    }
    assert.deepEqual(
      world.asked.map(({ state }) => (typeof state === 'string' ? state.length : state)),
      [null, 5, 5, 2_047, 2_047],
    );
  });

  it('D-20: each turn has an id of its own', () => {
    const world = new FakeWorld();
    for (const text of ['Раз', 'Два', 'Три']) {
      world.client(text);
      world.pass(minutes(1));
    }
    assert.equal(new Set(world.asked.map(({ turnId }) => turnId)).size, 3);
  });

  it('D-20: until when WhatsApp would take an answer, where the channel has such a window', () => {
    const startMs = at('12:00');
    assert.equal(
      requestOf({ startMs, contact: aContact({ channel: 'whatsapp_business' }) }).dialog.windowEndsMs,
      startMs + minutes(24 * 60),
    );
    for (const channel of ['whatsapp', 'telegram_personal', 'telegram', 'max', 'max_bot'])
      assert.equal(requestOf({ startMs, contact: aContact({ channel }) }).dialog.windowEndsMs, null, channel);
  });

  it('D-20: what state the dialog came from', () => {
    const { dialog } = requestOf({}, (world) => {
      world.manager('Добрый день, это Анна');
      world.release();
    });
    assert.deepEqual([dialog.state, dialog.previousState], ['withBot', 'withManager']);
  });
});

describe('what the bot may do', () => {
  const ALWAYS: readonly BotActionType[] = ['reply', 'clarify', 'handoff', 'silent', 'knowledgeGap', 'setBooking', 'optOut'];
  const allowedWith = (...stages: Stage[]): readonly string[] =>
    requestOf({ card: aCard(stages.map((stage, index) => aLead({ id: 1 + index, stage }))) })
      .allowedActions.filter((action) => !ALWAYS.includes(action))
      .toSorted();

  it('D-20: always: reply, clarify, handoff, silent, knowledgeGap, setBooking, optOut', () => {
    for (const stage of ['new', 'staying', 'left', 'lost'] as const) {
      const { allowedActions } = requestOf({ card: aCard([aLead({ id: 1, stage })]) });
      assert.deepEqual(
        ALWAYS.filter((action) => !allowedActions.includes(action)),
        [],
      );
    }
  });

  it('D-26: payment links and moves in the first three stages; newBooking there hands over (D-18)', () => {
    for (const stage of ['new', 'consulted', 'preBooked'] as const)
      assert.deepEqual(allowedWith(stage), ['newBooking', 'paymentLink', 'proposeStage']);
  });

  it('D-26: … also for a lead that D-15 is still to make', () => {
    assert.deepEqual(allowedWith(), ['paymentLink', 'proposeStage']);
    assert.deepEqual(allowedWith('lost'), ['paymentLink', 'proposeStage']);
  });

  it('D-26: … and none of them later', () => {
    for (const stage of ['prepaid', 'arriving', 'staying'] as const) assert.deepEqual(allowedWith(stage), ['newBooking']);
  });

  it('D-14: at «Выезд» review and newBooking', () => assert.deepEqual(allowedWith('left'), ['newBooking', 'review']));

  it('D-14, D-26: at «Выезд» after newBooking the booking scenario, in the minute before the lead is there too', () => {
    const world = new FakeWorld({ card: aCard([aLead({ id: 1, stage: 'left' })]), bot: () => [newBooking, replies('На какие даты?')] });
    world.client('Хочу ещё раз');
    world.pass(seconds(20));
    world.client('На июль');
    world.pass(seconds(20));
    assert.equal(world.card.leads.length, 1);
    assert.ok(world.asked[1]?.allowedActions.includes('paymentLink'));
    assert.equal(world.asked[1]?.context.requestKind, 'newRequest');
  });
});
