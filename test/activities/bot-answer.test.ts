import assert from 'node:assert/strict';
import { BotError, parseBotAnswer } from '../../activities/bot/client.ts';

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

  it('D-22: an answer without actions is malformed', () => {
    assert.throws(() => parseBotAnswer({ actions: [], state: null }), BotError);
  });
});
