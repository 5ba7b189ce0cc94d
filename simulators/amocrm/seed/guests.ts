import type { Contact, Lead, Note, StoredField, UnsortedItem } from '../world/state.ts';
import { PIPELINE_ID, STAGES } from './account.ts';
import { dialogLeaderId, FIELD, PHONE_WORK } from './fields.ts';

const DAY_SECONDS = 24 * 60 * 60;
const ANNA = 9500001;
const BORIS = 9500002;
const FIRST_CONTACT = 53000000;
const FIRST_LEAD = 42000000;

/** A guest's stay, told in days from today. */
interface Stay {
  stage: keyof typeof STAGES;
  arrival?: number;
  nights?: number;
  guests?: number;
  price?: number;
  /** How many days ago the lead was changed last; created ten days before. */
  changedDaysAgo: number;
  responsible?: number;
  lossReasonId?: number;
  leader?: 'Менеджер';
}

export interface Guests {
  contacts: Contact[];
  leads: Lead[];
  notes: Note[];
  unsorted: UnsortedItem[];
}

/**
 * One guest in every situation of SPEC D-12, phones +7 900 000-00-01 and on; README.md has the list.
 * Ids never change; dates lie around `today` (midnight in the account's zone, Unix seconds), so that nobody's stay grows old.
 */
export function guests(today: number): Guests {
  const world: Guests = { contacts: [], leads: [], notes: [], unsorted: [] };
  const person = (
    number: number,
    first: string,
    last: string,
    more: { patronymic?: string; timezone?: string; phone?: string; responsible?: number } = {},
  ): number => {
    world.contacts.push(contact(today, number, first, last, more));
    return FIRST_CONTACT + number;
  };
  const stays = (contactIds: number[], stay: Stay): number => {
    const id = FIRST_LEAD + world.leads.length + 1;
    world.leads.push(lead(today, id, contactIds, stay));
    return id;
  };

  person(1, 'Ольга', 'Смирнова', { patronymic: 'Петровна' });
  stays([person(2, 'Игорь', 'Волков')], { stage: 'refused', arrival: -60, nights: 10, changedDaysAgo: 70, lossReasonId: 3100001 });
  stays([person(3, 'Марина', 'Кузнецова', { patronymic: 'Сергеевна' })], { stage: 'newRequest', changedDaysAgo: 1 });
  stays([person(4, 'Павел', 'Морозов', { timezone: 'Asia/Yekaterinburg' })], {
    stage: 'consulted',
    arrival: 30,
    nights: 14,
    guests: 2,
    changedDaysAgo: 2,
    leader: 'Менеджер',
  });
  stays([person(5, 'Елена', 'Новикова', { patronymic: 'Ивановна' })], {
    stage: 'preBooked',
    arrival: 21,
    nights: 10,
    guests: 2,
    price: 128000,
    changedDaysAgo: 1,
  });
  stays([person(6, 'Андрей', 'Фёдоров', { responsible: BORIS })], {
    stage: 'prepaid',
    arrival: 12,
    nights: 14,
    guests: 2,
    price: 176400,
    changedDaysAgo: 3,
    responsible: BORIS,
  });
  stays([person(7, 'Наталья', 'Орлова')], { stage: 'arriving', arrival: 1, nights: 12, guests: 1, price: 91200, changedDaysAgo: 1 });
  stays([person(8, 'Виктор', 'Лебедев', { patronymic: 'Андреевич' })], {
    stage: 'staying',
    arrival: -4,
    nights: 14,
    guests: 2,
    price: 184800,
    changedDaysAgo: 4,
  });
  stays([person(9, 'Татьяна', 'Соколова')], { stage: 'left', arrival: -17, nights: 14, guests: 1, price: 98000, changedDaysAgo: 3 });

  const both = person(10, 'Сергей', 'Павлов', { responsible: BORIS });
  stays([both], { stage: 'left', arrival: -45, nights: 10, guests: 2, price: 131000, changedDaysAgo: 35, responsible: BORIS });
  stays([both], { stage: 'consulted', arrival: 60, nights: 10, guests: 2, changedDaysAgo: 2, responsible: BORIS });

  const two = person(11, 'Людмила', 'Зайцева');
  stays([two], { stage: 'newRequest', changedDaysAgo: 1 });
  stays([two], { stage: 'prepaid', arrival: 40, nights: 7, guests: 1, price: 55300, changedDaysAgo: 6 });

  person(12, 'Дмитрий', 'Крылов');
  stays([person(13, 'Дима', '', { phone: '8 (900) 000-00-12' })], {
    stage: 'preBooked',
    arrival: 15,
    nights: 7,
    guests: 1,
    price: 52500,
    changedDaysAgo: 5,
  });

  const mother = person(14, 'Анастасия', 'Белова');
  stays([mother, person(15, 'Роман', 'Белов')], { stage: 'consulted', arrival: 25, nights: 10, guests: 3, changedDaysAgo: 1 });

  const regular = person(16, 'Галина', 'Тихонова', { patronymic: 'Васильевна' });
  const past = stays([regular], { stage: 'won', arrival: -400, nights: 14, guests: 1, price: 87000, changedDaysAgo: 380 });
  const current = stays([regular], { stage: 'newRequest', changedDaysAgo: 1 });
  const say = (note: Pick<Note, 'entity_type' | 'entity_id'>, daysAgo: number, text: string): number =>
    world.notes.push(textNote(today, world.notes.length + 1, note, daysAgo, text));
  say({ entity_type: 'contacts', entity_id: regular }, 390, 'Просит номер не выше второго этажа.');
  say({ entity_type: 'contacts', entity_id: regular }, 30, 'Аллергия на мёд, в столовой предупреждены.');
  say({ entity_type: 'leads', entity_id: past }, 385, 'Отдыхала в октябре, осталась довольна.');
  say({ entity_type: 'leads', entity_id: current }, 1, 'Спрашивает про весну.');

  const stranger = person(17, 'Ксения', '');
  world.unsorted.push(fromChat(stays([stranger], { stage: 'unsorted', changedDaysAgo: 1 }), stranger, today));
  return world;
}

/** An application that Pact's link left in «Неразобранное» yesterday and nobody has looked at. */
function fromChat(leadId: number, contactId: number, today: number): UnsortedItem {
  return {
    uid: 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e',
    source_uid: 'pact',
    source_name: 'Pact',
    category: 'chats',
    pipeline_id: PIPELINE_ID,
    created_at: today - DAY_SECONDS / 2,
    metadata: { service: 'whatsapp', received_at: today - DAY_SECONDS / 2, from: 'Ксения' },
    lead_id: leadId,
    contact_ids: [contactId],
  };
}

function contact(
  today: number,
  number: number,
  first: string,
  last: string,
  more: { patronymic?: string; timezone?: string; phone?: string; responsible?: number },
): Contact {
  const responsible = more.responsible ?? ANNA;
  const phone = more.phone ?? `+790000000${String(number > 12 ? number - 1 : number).padStart(2, '0')}`;
  return {
    id: FIRST_CONTACT + number,
    name: `${first} ${last}`.trim(),
    first_name: first,
    last_name: last,
    responsible_user_id: responsible,
    created_by: responsible,
    updated_by: responsible,
    created_at: today - 420 * DAY_SECONDS + number,
    updated_at: today - 30 * DAY_SECONDS + number,
    is_deleted: false,
    fields: [
      { field_id: FIELD.phone, values: [{ value: phone, enum_id: PHONE_WORK }] },
      ...text(FIELD.patronymic, more.patronymic),
      ...text(FIELD.timezone, more.timezone),
    ],
    tag_ids: [],
    company_id: null,
  };
}

function lead(today: number, id: number, contactIds: number[], stay: Stay): Lead {
  const responsible = stay.responsible ?? ANNA;
  const status = STAGES[stay.stage];
  const changedAt = today - stay.changedDaysAgo * DAY_SECONDS + 10 * 60 * 60;
  const registered = ['prepaid', 'arriving', 'staying', 'left', 'won'].includes(stay.stage);
  return {
    id,
    name: `Заявка ${id - FIRST_LEAD}`,
    price: stay.price ?? 0,
    responsible_user_id: responsible,
    pipeline_id: PIPELINE_ID,
    status_id: status,
    loss_reason_id: stay.lossReasonId ?? null,
    created_by: 0,
    updated_by: stay.stage === 'unsorted' ? 0 : responsible,
    created_at: changedAt - 10 * DAY_SECONDS,
    updated_at: changedAt,
    closed_at: status === STAGES.won || status === STAGES.refused ? changedAt : null,
    is_deleted: false,
    fields: [
      ...(stay.leader === undefined
        ? []
        : [{ field_id: FIELD.dialogLeader, values: [{ value: stay.leader, enum_id: dialogLeaderId(stay.leader) }] }]),
      ...(stay.arrival === undefined ? [] : [{ field_id: FIELD.arrival, values: [{ value: today + stay.arrival * DAY_SECONDS }] }]),
      ...(stay.arrival === undefined || stay.nights === undefined
        ? []
        : [{ field_id: FIELD.departure, values: [{ value: today + (stay.arrival + stay.nights) * DAY_SECONDS }] }]),
      ...text(FIELD.programme, stay.guests === undefined ? undefined : 'Общетерапевтическая'),
      ...text(
        FIELD.roomCategory,
        stay.guests === undefined ? undefined : stay.guests > 1 ? 'Стандарт двухместный' : 'Стандарт одноместный',
      ),
      ...text(FIELD.guests, stay.guests === undefined ? undefined : String(stay.guests)),
      ...text(FIELD.registrationLinks, registered ? registrationLinks(id, stay.guests ?? 0) : undefined),
    ],
    tag_ids: [],
    contacts: contactIds.map((contactId, place) => ({ id: contactId, is_main: place === 0 })),
    company_id: null,
  };
}

function textNote(today: number, number: number, about: Pick<Note, 'entity_type' | 'entity_id'>, daysAgo: number, noteText: string): Note {
  const at = today - daysAgo * DAY_SECONDS + 12 * 60 * 60;
  return {
    ...about,
    id: 86000000 + number,
    created_by: ANNA,
    updated_by: ANNA,
    created_at: at,
    updated_at: at,
    responsible_user_id: ANNA,
    note_type: 'common',
    params: { text: noteText },
  };
}

const text = (field_id: number, value: string | undefined): StoredField[] =>
  value === undefined ? [] : [{ field_id, values: [{ value }] }];
const registrationLinks = (leadId: number, count: number): string =>
  Array.from({ length: count }, (_, place) => `https://registration.example/${leadId}/${place + 1}`).join('\n');
