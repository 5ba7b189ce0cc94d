import assert from 'node:assert/strict';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { givenAmocrm, guest, stopAmocrm, stranger, withoutPhone, toBanquets } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';

const MOSCOW_MIDNIGHT_MS = Date.parse('2026-11-21T00:00:00+03:00');
const HOUR_MS = 3_600_000;

describe('reading the card of somebody who wrote', () => {
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
  });
  afterEach(stopAmocrm);
  const read = (contact = guest(1)) => crm.activities.readCard({ contact, nowMs: Date.now() });

  it('D-10: a phone that nobody has is nobody’s card', async () => {
    assert.deepEqual(await read(stranger), { contact: null, leads: [] });
  });

  it('D-01: without a phone the CRM is not searched', async () => {
    assert.deepEqual(await read(withoutPhone), { contact: null, leads: [] });
  });

  it('D-10: a phone that is only part of somebody’s number is not theirs', async () => {
    const { contact } = await read({ ...stranger, phone: '39000000001' });
    assert.equal(contact, null);
  });

  it('D-01: a foreign number that stands in the CRM without its plus is known again', async () => {
    await crm.api('POST', '/contacts', [
      { name: 'Nguyen', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '84912345678', enum_code: 'MOB' }] }] },
    ]);
    const { contact } = await read({ ...stranger, phone: '84912345678' });
    assert.equal(contact?.firstName, 'Nguyen');
  });

  it('D-13: the bot is given the first name and the field «Отчество»', async () => {
    const { contact } = await read(guest(1));
    assert.deepEqual([contact?.firstName, contact?.patronymic, contact?.lastName], ['Ольга', 'Петровна', 'Смирнова']);
  });

  it('D-13: of a stay the bot is given stage, dates, programme, room, amount and guests', async () => {
    const [lead] = (await read(guest(5))).leads;
    assert.equal(lead?.stage, 'preBooked');
    assert.equal(lead.amountRub, 128000);
    assert.equal(lead.guests, 2);
    assert.equal(lead.programme, 'Общетерапевтическая');
    assert.equal(lead.roomCategory, 'Стандарт двухместный');
    const seen = await crm.seeLead(lead.id);
    assert.deepEqual([lead.arrival, lead.departure], [seen.fields['Дата заезда'], seen.fields['Дата выезда']]);
  });

  it('D-13: guests are the registration links where there are any, whatever the number field says', async () => {
    const links = 'https://registration.example/1\nhttps://registration.example/2\nhttps://registration.example/3';
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000004, field: 'Ссылки на регистрацию', value: links });
    assert.equal((await read(guest(5))).leads[0]?.guests, 3);
  });

  it('D-13: a guest’s notes come oldest first, without those that we wrote', async () => {
    await crm.client.createNote('contacts', 53000016, 'Клиенту отправлена ссылка\n#estafeta:d1-w3');
    const { contact } = await read(guest(15));
    assert.deepEqual(contact?.notes, ['Просит номер не выше второго этажа.', 'Аллергия на мёд, в столовой предупреждены.']);
  });

  it('D-13: of many long notes the newest are kept, and long names are cut: the card travels with the dialog', async () => {
    for (let number = 1; number <= 6; number += 1) await crm.client.createNote('contacts', 53000005, `${number} ${'ю'.repeat(600)}`);
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000004, field: 'Программа лечения', value: 'Ю'.repeat(200) });
    const { contact, leads } = await read(guest(5));
    assert.deepEqual(
      contact?.notes.map((note) => [note.slice(0, 1), note.length]),
      ['2', '3', '4', '5', '6'].map((number) => [number, 500]),
    );
    assert.equal(leads[0]?.programme?.length, 60);
  });

  it('D-13: past leads are in the card too', async () => {
    assert.deepEqual(
      (await read(guest(15))).leads.map(({ stage }) => stage),
      ['new', 'closed'],
    );
  });

  it('D-10: of two contacts with one phone the one with an active lead counts, whichever changed last', async () => {
    await crm.api('PATCH', '/contacts/53000012', { name: 'Дмитрий Крылов-младший' });
    const { contact, leads } = await read(guest(12));
    assert.equal(contact?.id, 53000013);
    assert.deepEqual(
      leads.map(({ id }) => id),
      [42000013],
    );
  });

  it('D-10: of two contacts without an active lead the last changed counts', async () => {
    await crm.sim('/act', { as: 'anna', do: 'move', lead: 42000013, stage: 'Отказ' });
    await crm.api('PATCH', '/contacts/53000012', { name: 'Дмитрий Крылов-младший' });
    assert.equal((await read(guest(12))).contact?.id, 53000012);
  });

  it('D-15: a lead in «Неразобранное» counts as new and says so', async () => {
    const [lead] = (await read(guest(16))).leads;
    assert.equal(lead?.stage, 'new');
    assert.equal(lead.unsorted, true);
  });

  it('D-17: a lead that a robot made and nobody touched is untouched; a person’s change ends that', async () => {
    assert.equal((await read(guest(16))).leads[0]?.untouched, true);
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000017, field: 'Программа лечения', value: 'Детокс' });
    assert.equal((await read(guest(16))).leads[0]?.untouched, false);
  });

  it('D-17: a person’s change ends that though a robot came later, where two leads make us ask who changed them', async () => {
    const other = await crm.sim('/act', { as: 'anna', do: 'create-lead', phone: '+79000000016', stage: 'Проведена консультация' });
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000017, field: 'Программа лечения', value: 'Детокс' });
    await crm.sim('/act', { as: 'robot', do: 'set-field', lead: 42000017, field: 'Количество гостей', value: '1' });
    const { leads } = await read(guest(16));
    const isUntouched = (id: unknown): boolean | undefined => leads.find((lead) => lead.id === id)?.untouched;
    assert.deepEqual([isUntouched(42000017), isUntouched(other['lead'])], [false, false]);
  });

  it('D-17: leads of another pipeline do not count', async () => {
    await toBanquets(crm, 42000002);
    assert.deepEqual((await read(guest(3))).leads, []);
  });

  it('D-19: of two active leads the one a person changed is the younger, though a robot came later', async () => {
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000011, field: 'Программа лечения', value: 'Детокс' });
    await crm.sim('/act', { as: 'robot', do: 'set-field', lead: 42000011, field: 'Количество гостей', value: '1' });
    const { leads } = await read(guest(11));
    const changedAtMs = (id: number): number => leads.find((lead) => lead.id === id)?.personChangedAtMs ?? 0;
    assert.ok(changedAtMs(42000011) > changedAtMs(42000012), `${changedAtMs(42000011)} > ${changedAtMs(42000012)}`);
  });

  it('D-95: notes and events that the token may not read leave the card without them, not unread', async () => {
    const forbidden = () => Promise.reject(new AmocrmError('amoCRM refused it (403)', { code: 'AMOCRM_REJECTED' }));
    crm.client.notesOf = forbidden;
    crm.client.eventsOfLeads = forbidden;
    const { contact, leads } = await read(guest(11)); // two active leads: who changed them is asked
    assert.deepEqual([contact?.notes, leads.length], [[], 2]);
  });

  it('D-16: notes that cannot be read just now make the card wait, as everything does', async () => {
    crm.client.notesOf = () => Promise.reject(new AmocrmError('amoCRM is in trouble (502)', { code: 'AMOCRM_UNAVAILABLE' }));
    await assert.rejects(read(guest(1)), AmocrmError);
  });

  it('D-53: what «Ведёт диалог» says is in the card', async () => {
    assert.equal((await read(guest(4))).leads[0]?.leader, 'manager');
    assert.equal((await read(guest(3))).leads[0]?.leader, undefined);
  });

  it('D-71: a guest with a time zone of their own has their own hours for the final touch', async () => {
    const { contact } = await crm.activities.readCard({ contact: guest(4), nowMs: MOSCOW_MIDNIGHT_MS });
    const tenToEightInYekaterinburg = [MOSCOW_MIDNIGHT_MS + 8 * HOUR_MS, MOSCOW_MIDNIGHT_MS + 18 * HOUR_MS];
    assert.ok(
      contact?.finalTouchHours?.some(([start, end]) => start === tenToEightInYekaterinburg[0] && end === tenToEightInYekaterinburg[1]),
    );
    assert.equal((await read(guest(5))).contact?.finalTouchHours, undefined);
  });
});

describe('an account that has not paid for filters', () => {
  afterEach(stopAmocrm);

  it('D-12: shows a guest’s own leads and nobody else’s', async () => {
    const crm = await givenAmocrm({ reset: { without: ['apiFilter'] } });
    const { leads } = await crm.activities.readCard({ contact: guest(10), nowMs: Date.now() });
    assert.deepEqual(
      leads.map(({ id, stage }) => [id, stage]),
      [
        [42000010, 'consulted'],
        [42000009, 'left'],
      ],
    );
  });

  it('D-12: shows no strangers’ leads though filters were switched off a minute ago', async () => {
    const crm = await givenAmocrm();
    const read = () => crm.activities.readCard({ contact: guest(10), nowMs: Date.now() });
    const before = await read();
    await crm.sim('/reset', { without: ['apiFilter'] });
    assert.deepEqual(
      (await read()).leads.map(({ id }) => id),
      before.leads.map(({ id }) => id),
    );
  });
});
