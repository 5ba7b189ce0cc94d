import assert from 'node:assert/strict';
import type { CrmWriteNow, Effect } from '../../domain/dialog/effects.ts';
import { summaryOf } from '../../workflows/dialog/summaries.ts';
import { link } from '../domain/actions.ts';
import { answered, handedOver, handoff } from '../domain/situations.ts';
import { aCard, hours, minutes } from '../support/builders.ts';
import { FakeWorld, replies } from '../support/fake-world.ts';

type Shown = Exclude<Effect, { type: 'callBack' }>;
const shown = (worlds: readonly FakeWorld[]): Shown[] =>
  worlds.flatMap(({ started }) => started.map(({ effect }) => effect)).filter((effect): effect is Shown => effect.type !== 'callBack');

describe('what the Web UI’s Timeline calls an activity', () => {
  const waited = handedOver();
  waited.pass(hours(2));
  const returned = answered({ stage: 'new', bot: () => [replies('Вот ссылка:'), link(), { type: 'setBooking', fields: { adults: 2 } }] });
  returned.take();
  returned.client('Вопрос');
  returned.say('Ответ');
  returned.pass(minutes(1));
  returned.client('Ещё вопрос');
  returned.pass(minutes(45));
  const touched = answered();
  touched.pass(hours(25));
  const newcomer = new FakeWorld({ card: aCard([], null), bot: () => [handoff('clientAsked')] });
  newcomer.client('Здравствуйте');
  newcomer.pass(minutes(3));
  const effects = shown([waited, returned, touched, newcomer]);

  it('says what it is for, in words: no codes, nothing of the guest', () => {
    for (const effect of effects) {
      const summary = summaryOf(effect);
      assert.match(summary, /^[А-Я]/u);
      assert.doesNotMatch(summary.replaceAll(/WhatsApp|amoCRM|CRM/gu, ''), /[a-z]|Ольга|79000000001/iu, summary);
    }
  });

  it('tells apart what one activity does for different ends', () => {
    const named = (type: Effect['type']): string[] => [
      ...new Set(effects.filter((effect) => effect.type === type).map((effect) => summaryOf(effect))),
    ];
    assert.deepEqual(named('askBot').sort(), [
      'Спросить бота: диалог вернулся, клиент ждёт',
      'Спросить бота: финальное касание',
      'Спросить бота: что ответить клиенту',
    ]);
    assert.deepEqual(named('sendMessage').sort(), [
      'Отправить клиенту: ответ бота',
      'Отправить клиенту: слова менеджера',
      'Отправить клиенту: текст о передаче менеджеру',
      'Отправить клиенту: финальное касание',
    ]);
    const [reading] = effects.filter((effect) => effect.type === 'readCard');
    if (reading?.forTurn === undefined) assert.fail('no turn has read the card');
    const { forTurn: _, ...forWrite } = reading;
    assert.notEqual(summaryOf(reading), summaryOf(forWrite));
  });

  it('knows every write', () => {
    const writes = new Map(effects.flatMap((effect) => (effect.type === 'writeCrm' ? [[effect.write, summaryOf(effect)] as const] : [])));
    const all: readonly CrmWriteNow['write'][] = ['ensureLead', 'createTask', 'addNote', 'setLeader', 'moveLead', 'writeBooking'];
    assert.deepEqual([...writes.keys()].sort(), [...all].sort());
  });
});
