import type { EntityKind, Field, FieldEnum } from '../world/state.ts';

/** Ids of the fields the seed's guests have values in. */
export const FIELD = {
  phone: 1010001,
  email: 1010002,
  patronymic: 1010003,
  timezone: 1010004,
  companyPhone: 1010051,
  companyEmail: 1010052,
  dialogLeader: 1010100,
  arrival: 1010101,
  departure: 1010102,
  programme: 1010103,
  roomCategory: 1010104,
  guests: 1010105,
  registrationLinks: 1010106,
} as const;

export const PHONE_WORK = 2020001;
export const DIALOG_LEADERS = ['Бот', 'Менеджер', 'Ждёт менеджера'] as const;
const FIRST_DIALOG_LEADER = 2030001;

export function fields(): Field[] {
  return [
    {
      ...field('contacts', FIELD.phone, 'Телефон', 'multitext'),
      code: 'PHONE',
      is_predefined: true,
      enums: coded(PHONE_WORK, ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER']),
    },
    {
      ...field('contacts', FIELD.email, 'Email', 'multitext'),
      code: 'EMAIL',
      is_predefined: true,
      enums: coded(2020011, ['WORK', 'PRIV', 'OTHER']),
    },
    field('contacts', FIELD.patronymic, 'Отчество', 'text'),
    field('contacts', FIELD.timezone, 'Часовой пояс', 'text'),
    {
      ...field('companies', FIELD.companyPhone, 'Телефон', 'multitext'),
      code: 'PHONE',
      is_predefined: true,
      enums: coded(2020021, ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER']),
    },
    {
      ...field('companies', FIELD.companyEmail, 'Email', 'multitext'),
      code: 'EMAIL',
      is_predefined: true,
      enums: coded(2020031, ['WORK', 'PRIV', 'OTHER']),
    },
    { ...field('leads', FIELD.dialogLeader, 'Ведёт диалог', 'select'), enums: options(FIRST_DIALOG_LEADER, DIALOG_LEADERS) },
    field('leads', FIELD.arrival, 'Дата заезда', 'date'),
    field('leads', FIELD.departure, 'Дата выезда', 'date'),
    field('leads', FIELD.programme, 'Программа лечения', 'text'),
    field('leads', FIELD.roomCategory, 'Категория номера', 'text'),
    field('leads', FIELD.guests, 'Количество гостей', 'numeric'),
    field('leads', FIELD.registrationLinks, 'Ссылки на регистрацию', 'textarea'),
  ];
}

/** The id of a value of «Ведёт диалог». */
export const dialogLeaderId = (value: (typeof DIALOG_LEADERS)[number]): number => FIRST_DIALOG_LEADER + DIALOG_LEADERS.indexOf(value);

function field(entity_type: EntityKind, id: number, name: string, type: string): Field {
  return { id, name, code: null, type, sort: 500 + (id % 100), entity_type, is_predefined: false, is_api_only: false, enums: null };
}
function coded(firstId: number, codes: readonly string[]): FieldEnum[] {
  return codes.map((code, place) => ({ id: firstId + place, value: code, sort: place * 2 + 1, code }));
}
function options(firstId: number, values: readonly string[]): FieldEnum[] {
  return values.map((value, place) => ({ id: firstId + place, value, sort: place + 1, code: null }));
}
