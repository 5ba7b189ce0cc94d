import assert from 'node:assert/strict';
import { dayIn, numberIn, textIn, valueFor } from '../../activities/amocrm/field-values.ts';
import type { AmoField, FieldValues } from '../../activities/amocrm/schema.ts';

const MOSCOW = 'Europe/Moscow';
/** Midnight of 10 March 2027 in Moscow. */
const MOSCOW_MIDNIGHT = 1_804_626_000;
const ENUMS = [
  { id: 11, value: 'Люкс' },
  { id: 12, value: 'Стандарт' },
];
const field = (type: string): AmoField => ({ id: 7, name: 'Поле', type, enums: ENUMS });
const filled = (...values: { value: unknown; enum_id?: number }[]): FieldValues => [{ field_id: 7, values }];

describe('a custom field as amoCRM writes and takes it', () => {
  const WRITTEN: readonly [type: string, value: string | number, sent: unknown][] = [
    ['text', 'Детокс', { value: 'Детокс' }],
    ['text', 2, { value: '2' }],
    ['textarea', 'https://a.example\nhttps://b.example', { value: 'https://a.example\nhttps://b.example' }],
    ['streetaddress', 'Ессентуки', { value: 'Ессентуки' }],
    ['url', 'https://a.example', { value: 'https://a.example' }],
    ['numeric', 2, { value: '2' }],
    ['numeric', 'двое', undefined],
    ['numeric', '', undefined],
    ['monetary', 150_000, { value: '150000' }],
    ['select', 'люкс ', { enum_id: 11 }],
    ['select', 'Шале', undefined],
    ['radiobutton', 'Стандарт', { enum_id: 12 }],
    ['multiselect', 'Стандарт', { enum_id: 12 }],
    ['date', '2027-03-10', { value: MOSCOW_MIDNIGHT }],
    ['date_time', '2027-03-10', { value: MOSCOW_MIDNIGHT }],
    ['birthday', '2027-03-10', { value: MOSCOW_MIDNIGHT }],
    ['date', 'весной', undefined],
    ['checkbox', 'да', undefined],
    ['file', 'x', undefined],
    ['chained_list', 'x', undefined],
  ];
  for (const [type, value, sent] of WRITTEN)
    it(`D-64: ${type}, «${String(value).split('\n')[0]}»: ${sent === undefined ? 'is left out, so that the rest is taken' : 'is written in its form'}`, () =>
      assert.deepEqual(valueFor(field(type), value, MOSCOW), sent));

  it('D-13: a text, a link and a list are read as their words', () => {
    for (const type of ['text', 'textarea', 'url', 'select', 'radiobutton'])
      assert.equal(textIn(filled({ value: ' Люкс ', enum_id: 11 }), field(type)), 'Люкс', type);
  });

  it('D-64: several values of a multiselect are all read: with another one beside it our own is a person’s', () =>
    assert.equal(textIn(filled({ value: 'Люкс' }, { value: 'Стандарт' }), field('multiselect')), 'Люкс, Стандарт'));

  it('D-13: numbers are read from text, a number and with a comma', () => {
    assert.deepEqual(
      ['2', 2, '2,5', ' 2 ', 'двое', '', null].map((value) => numberIn(filled({ value }), field('numeric'))),
      [2, 2, 2.5, 2, undefined, undefined, undefined],
    );
  });

  it('D-13: a date is the day that people see in the account, whatever form it comes in', () => {
    for (const value of [
      MOSCOW_MIDNIGHT,
      String(MOSCOW_MIDNIGHT),
      MOSCOW_MIDNIGHT + 14 * 3_600,
      '2027-03-10T00:00:00+03:00',
      '2027-03-09T21:00:00Z',
    ])
      assert.equal(dayIn(filled({ value }), field('date'), MOSCOW), '2027-03-10', String(value));
    assert.equal(dayIn(filled({ value: MOSCOW_MIDNIGHT }), field('date'), 'America/New_York'), '2027-03-09');
  });

  for (const zone of ['Europe/Moscow', 'Asia/Yekaterinburg', 'Pacific/Auckland', 'America/New_York'])
    it(`D-64: a day that we write is the same day when it is read, ${zone}`, () => {
      for (const type of ['date', 'date_time', 'birthday']) {
        const sent = valueFor(field(type), '2027-03-28', zone) as { value: number };
        assert.equal(dayIn(filled(sent), field(type), zone), '2027-03-28', type);
      }
    });

  it('D-13: what is empty, absent or of no form we know is nothing', () => {
    for (const values of [filled({ value: '' }), filled({ value: null }), filled({ value: { file_uuid: 'x' } }), filled(), []]) {
      assert.equal(textIn(values, field('text')), undefined);
      assert.equal(numberIn(values, field('numeric')), undefined);
    }
    assert.equal(textIn(filled({ value: 'x' }), undefined), undefined);
    assert.equal(dayIn([], field('date'), MOSCOW), undefined);
    assert.equal(dayIn(filled({ value: null }), field('date'), MOSCOW), undefined);
  });
});
