import assert from 'node:assert/strict';
import { parseBotAnswer } from '../../activities/bot/schema.ts';
import { botAnswer } from '../../api/bot/answer.schema.ts';

/** The same contract is read in two places that may not import each other (DESIGN §5). */
const GOOD: unknown[] = [
  { actions: [{ type: 'reply', text: ' Да ' }], state: { step: 1 } },
  { actions: [{ type: 'clarify', text: 'Когда?' }], state: null },
  {
    actions: [
      { type: 'handoff', reason: 'pet', summary: 'кот' },
      { type: 'handoff', reason: 'новая', summary: null },
    ],
  },
  {
    actions: [
      {
        type: 'setBooking',
        fields: {
          arrival: '2026-07-10',
          departure: null,
          adults: 2,
          children: [{ age: 5, birthDate: null }, { birthDate: '2020-01-01' }],
          rooms: 1,
          pets: false,
          programme: 'П',
          roomCategory: null,
          amountRub: 0,
          colour: 'red',
        },
      },
    ],
  },
  { actions: [{ type: 'paymentLink', url: 'https://pay.example/1', amount: 10.5 }] },
  { actions: [{ type: 'proposeStage', stage: 'Проведена консультация', because: null }] },
  {
    actions: [
      { type: 'knowledgeGap', question: 'Есть ли сауна?' },
      { type: 'review', text: 'Спасибо' },
    ],
  },
  { actions: [{ type: 'newBooking' }, { type: 'optOut', extra: 1 }, { type: 'silent' }] },
  { actions: [{ type: 'dance', style: 'waltz' }, { type: 'x'.repeat(200) }], extra: true },
];
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

/** As it travels to the workflow. */
const onTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the bot’s answer means the same at once and later', () => {
  for (const body of GOOD) {
    it(`D-20: taken alike: ${JSON.stringify(body).slice(0, 80)}`, () => {
      assert.deepEqual(onTheWire(botAnswer.parse(body)), onTheWire(parseBotAnswer(body)));
    });
  }
  for (const body of BAD) {
    it(`D-22: refused alike: ${JSON.stringify(body)}`, () => {
      assert.throws(() => parseBotAnswer(body));
      assert.equal(botAnswer.safeParse(body).success, false);
    });
  }
});
