import assert from 'node:assert/strict';
import { BotError, parseBotAnswer } from '../../activities/bot/client.ts';

const BAD: unknown[] = [
  undefined,
  null,
  'reply',
  {},
  { actions: [] },
  { actions: {} },
  { actions: ['reply'] },
  { actions: [{}] },
  { actions: [{ type: '' }] },
  { actions: [{ type: null }] },
  { actions: [{ type: 'reply' }] },
  { actions: [{ type: 'reply', text: '  ' }] },
  { actions: [{ type: 'reply', text: null }] },
  { actions: [{ type: 'handoff', summary: 's' }] },
  { actions: [{ type: 'setBooking' }] },
  { actions: [{ type: 'setBooking', fields: { arrival: '10.07.2026' } }] },
  { actions: [{ type: 'setBooking', fields: { adults: -1 } }] },
  { actions: [{ type: 'setBooking', fields: { adults: 1.5 } }] },
  { actions: [{ type: 'setBooking', fields: { children: [null] } }] },
  { actions: [{ type: 'paymentLink', url: 'https://pay.example/1', amount: '10' }] },
  { actions: [{ type: 'silent', because: 5 }] },
];

describe('what the bot answers', () => {
  it('D-20: every action of the contract is read, with the bot’s memory', () => {
    const actions = [
      { type: 'reply', text: 'Да' },
      { type: 'clarify', text: 'Когда?' },
      { type: 'handoff', reason: 'pet', summary: 'Кот' },
      { type: 'setBooking', fields: { arrival: '2026-07-10', adults: 2, children: [{ age: 4 }], rooms: 1, pets: false, amountRub: 90000 } },
      { type: 'paymentLink', url: 'https://pay.example/1', amount: 18000 },
      { type: 'proposeStage', stage: 'Проведена консультация', because: 'рассказал' },
      { type: 'knowledgeGap', question: 'Есть ли сауна?' },
      { type: 'review', text: 'Спасибо за отзыв' },
      { type: 'newBooking' },
      { type: 'optOut' },
      { type: 'silent', because: 'благодарит' },
    ];
    assert.deepEqual(parseBotAnswer({ actions, state: { step: 2 } }), { actions, state: { step: 2 } });
  });

  it('D-24: an action nobody knows is kept by its name and hurts nothing', () => {
    assert.deepEqual(
      parseBotAnswer({
        actions: [
          { type: 'callTaxi', to: 'вокзал' },
          { type: 'reply', text: 'Да' },
        ],
      }).actions,
      [
        { type: 'unknown', name: 'callTaxi' },
        { type: 'reply', text: 'Да' },
      ],
    );
  });

  it('D-64: a parameter the bot left empty is left out', () => {
    const fields = { arrival: null, departure: '2026-07-20', children: [{ age: null, birthDate: '2020-02-02' }] };
    assert.deepEqual(parseBotAnswer({ actions: [{ type: 'setBooking', fields }] }).actions, [
      { type: 'setBooking', fields: { departure: '2026-07-20', children: [{ birthDate: '2020-02-02' }] } },
    ]);
  });

  it('D-64: names beyond all measure and a school class of children are cut, so that the dialog stays small', () => {
    const children = Array.from({ length: 30 }, () => ({ age: 7 }));
    const [action] = parseBotAnswer({ actions: [{ type: 'setBooking', fields: { programme: 'Ю'.repeat(500), children } }] }).actions;
    assert.ok(action?.type === 'setBooking');
    assert.deepEqual([action.fields.programme?.length, action.fields.children?.length], [120, 20]);
  });

  it('D-22: what breaks the contract is malformed; the place is told and the words are not', () => {
    const broken = {
      actions: [
        { type: 'reply', text: 'Да' },
        { type: 'setBooking', fields: { arrival: 'секрет гостя' } },
      ],
    };
    assert.throws(
      () => parseBotAnswer(broken),
      (error) => {
        assert.ok(error instanceof BotError);
        assert.deepEqual([error.code, error.retryable], ['BOT_MALFORMED', false]);
        assert.match(error.message, /actions\.1\.fields\.arrival/);
        assert.doesNotMatch(error.message, /секрет/);
        return true;
      },
    );
  });

  for (const body of BAD) {
    it(`D-22: malformed: ${JSON.stringify(body)}`, () => {
      assert.throws(
        () => parseBotAnswer(body),
        (error) => error instanceof BotError && error.code === 'BOT_MALFORMED',
      );
    });
  }

  it('D-20: what it says beyond the contract, and why it did something, may be anything', () => {
    const { actions } = parseBotAnswer({
      actions: [
        { type: 'optOut', extra: 1 },
        { type: 'silent' },
        { type: 'handoff', reason: 'новая', summary: null },
        { type: 'x'.repeat(200) },
      ],
      extra: true,
    });
    assert.deepEqual(actions, [
      { type: 'optOut' },
      { type: 'silent', because: '' },
      { type: 'handoff', reason: 'новая', summary: '' },
      { type: 'unknown', name: 'x'.repeat(100) },
    ]);
  });
});
