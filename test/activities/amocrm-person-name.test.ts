import assert from 'node:assert/strict';
import { personName } from '../../activities/amocrm/person-name.ts';

describe('what a guest is called', () => {
  const CASES: readonly [string, Parameters<typeof personName>[0], string | undefined, Record<string, string>][] = [
    [
      'the field «Отчество» counts',
      { first_name: 'Ольга', last_name: 'Смирнова' },
      'Петровна',
      { firstName: 'Ольга', patronymic: 'Петровна', lastName: 'Смирнова' },
    ],
    [
      'first name and patronymic in one field',
      { first_name: 'Ольга Петровна', last_name: 'Смирнова' },
      undefined,
      { firstName: 'Ольга', patronymic: 'Петровна', lastName: 'Смирнова' },
    ],
    [
      'a full name that begins with the surname, cut by amoCRM',
      { first_name: 'Смирнова', last_name: 'Ольга Петровна' },
      undefined,
      { firstName: 'Ольга', patronymic: 'Петровна', lastName: 'Смирнова' },
    ],
    [
      'a man’s full name',
      { first_name: 'Пётр', last_name: 'Ильич Чайковский' },
      undefined,
      { firstName: 'Пётр', patronymic: 'Ильич', lastName: 'Чайковский' },
    ],
    ['only name and patronymic', { name: 'Галина Васильевна' }, undefined, { firstName: 'Галина', patronymic: 'Васильевна' }],
    [
      'a surname that looks like a patronymic',
      { first_name: 'Роман', last_name: 'Абрамович' },
      undefined,
      { firstName: 'Роман', lastName: 'Абрамович' },
    ],
    ['a WhatsApp name of one word', { name: 'Дима' }, undefined, { firstName: 'Дима' }],
    ['nothing at all', { name: '', first_name: '', last_name: null }, undefined, {}],
  ];
  for (const [what, parts, patronymic, expected] of CASES) {
    it(`D-13: ${what}`, () => assert.deepEqual(personName(parts, patronymic), expected));
  }
});
