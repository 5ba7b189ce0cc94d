import assert from 'node:assert/strict';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { givenAmocrm, stopAmocrm, TOKEN } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';
import { asActivity } from './running.ts';

describe('a move in the funnel', () => {
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
  });
  afterEach(stopAmocrm);

  it('D-61: «Новая заявка» → «Проведена консультация»', async () => {
    assert.deepEqual(await crm.activities.moveLead({ leadId: 42000002, from: 'new', to: 'consulted' }), {
      moved: true,
      stage: 'consulted',
    });
    assert.equal((await crm.seeLead(42000002)).stage, 'Проведена консультация');
  });

  it('D-62: a lead that somebody moved meanwhile stays where they put it', async () => {
    await crm.sim('/pay', { lead: 42000004 });
    assert.deepEqual(await crm.activities.moveLead({ leadId: 42000004, from: 'consulted', to: 'preBooked' }), {
      moved: false,
      stage: 'prepaid',
    });
    assert.equal((await crm.seeLead(42000004)).stage, 'Предоплата получена');
  });

  it('D-91: repeated after a lost answer, our own move is our own', async () => {
    await crm.activities.moveLead({ leadId: 42000002, from: 'new', to: 'consulted' });
    assert.deepEqual(await crm.activities.moveLead({ leadId: 42000002, from: 'new', to: 'consulted' }), {
      moved: true,
      stage: 'consulted',
    });
    assert.equal((await crm.writes()).length, 1);
  });

  it('D-62: somebody else’s same move is not ours', async () => {
    await crm.sim('/act', { as: 'anna', do: 'move', lead: 42000002, stage: 'Проведена консультация' });
    assert.deepEqual(await crm.activities.moveLead({ leadId: 42000002, from: 'new', to: 'consulted' }), {
      moved: false,
      stage: 'consulted',
    });
  });

  it('D-15: out of «Неразобранное» it goes by «Новая заявка»', async () => {
    assert.deepEqual(await crm.activities.moveLead({ leadId: 42000017, unsorted: true, from: 'new', to: 'consulted' }), {
      moved: true,
      stage: 'consulted',
    });
    assert.deepEqual(await crm.writes(), ['PATCH /leads/42000017 200', 'PATCH /leads/42000017 200']);
  });

  it('D-73: to «Отказ» it goes with a loss reason', async () => {
    assert.deepEqual(await crm.activities.moveLead({ leadId: 42000003, from: 'consulted', to: 'lost' }), { moved: true, stage: 'lost' });
    assert.equal((await crm.seeLead(42000003)).stage, 'Отказ');
    const response = await fetch(`${crm.url}/api/v4/leads/42000003`, { headers: { authorization: `Bearer ${TOKEN}` } });
    assert.equal(((await response.json()) as { loss_reason_id: number }).loss_reason_id, 3100003);
  });

  it('D-95: a deleted lead refuses it for good', async () => {
    await crm.sim('/act', { as: 'anna', do: 'delete', lead: 42000002 });
    await assert.rejects(
      crm.activities.moveLead({ leadId: 42000002, from: 'new', to: 'consulted' }),
      (error) => error instanceof AmocrmError && error.code === 'AMOCRM_REJECTED',
    );
  });
});

describe('booking parameters from the bot', () => {
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
  });
  afterEach(stopAmocrm);
  const FIELDS = {
    arrival: '2027-03-10',
    departure: '2027-03-20',
    programme: 'Детокс',
    roomCategory: 'Люкс',
    guests: 2,
    amountRub: 150000,
  };

  it('D-64: fill what is empty, dates as the account’s people see them', async () => {
    assert.deepEqual(await crm.activities.writeBooking({ leadId: 42000002, fields: FIELDS, ours: {} }), { written: FIELDS });
    const { fields, price } = await crm.seeLead(42000002);
    assert.equal(fields['Дата заезда'], '2027-03-10');
    assert.equal(fields['Дата выезда'], '2027-03-20');
    assert.equal(fields['Программа лечения'], 'Детокс');
    assert.equal(fields['Категория номера'], 'Люкс');
    assert.equal(fields['Количество гостей'], '2');
    assert.equal(price, 150000);
  });

  it('D-64: what they wrote is read back as it was written', async () => {
    await crm.activities.writeBooking({ leadId: 42000002, fields: FIELDS, ours: {} });
    const lead = (await crm.activities.readChange({ entity: { type: 'lead', id: 42000002 } }))[0]?.lead;
    assert.ok(lead);
    const { arrival, departure, programme, roomCategory, guests, amountRub } = lead;
    assert.deepEqual({ arrival, departure, programme, roomCategory, guests, amountRub }, FIELDS);
  });

  it('D-64: a person’s value is never overwritten', async () => {
    const { written } = await crm.activities.writeBooking({ leadId: 42000004, fields: { ...FIELDS, guests: 3 }, ours: {} });
    assert.deepEqual(written, {});
    assert.deepEqual(await crm.writes(), []);
  });

  it('D-64: our own earlier value gives way to the newer one', async () => {
    await crm.activities.writeBooking({ leadId: 42000002, fields: { guests: 2, programme: 'Детокс' }, ours: {} });
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000002, field: 'Программа лечения', value: 'Базовая' });
    const { written } = await crm.activities.writeBooking({
      leadId: 42000002,
      fields: { guests: 4, programme: 'Антистресс' },
      ours: { guests: 2, programme: 'Детокс' },
    });
    assert.deepEqual(written, { guests: 4 });
    assert.equal((await crm.seeLead(42000002)).fields['Программа лечения'], 'Базовая');
  });

  it('D-91: repeated after a lost answer, what stands there is ours', async () => {
    const request = { leadId: 42000002, fields: { guests: 2 }, ours: {} };
    await crm.activities.writeBooking(request);
    assert.deepEqual(await crm.activities.writeBooking({ ...request, repeat: true }), { written: { guests: 2 } });
    assert.deepEqual(await asActivity({ attempt: 2 }, () => crm.activities.writeBooking(request)), { written: { guests: 2 } });
  });

  it('D-64: a person’s value that the bot happens to name too stays the person’s, though we wrote another field since', async () => {
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000002, field: 'Программа лечения', value: 'Детокс' });
    await crm.activities.setLeader({ leadId: 42000002, leader: 'bot', contactKey: 'key' });
    const same = await crm.activities.writeBooking({ leadId: 42000002, fields: { programme: 'Детокс' }, ours: {} });
    assert.deepEqual(same, { written: {} });
  });

  it('D-64: our own value of a list is known again though the list spells it its own way', async () => {
    await crm.api('PATCH', '/leads/custom_fields/1010103', { name: 'Программа (старая)' });
    const enums = ['Детокс', 'Антистресс'].map((value, index) => ({ value, sort: index + 1 }));
    await crm.api('POST', '/leads/custom_fields', [{ name: 'Программа лечения', type: 'select', enums }]);
    const first = await crm.activities.writeBooking({ leadId: 42000002, fields: { programme: 'детокс' }, ours: {} });
    assert.equal((await crm.seeLead(42000002)).fields['Программа лечения'], 'Детокс');
    await crm.activities.writeBooking({ leadId: 42000002, fields: { programme: 'Антистресс' }, ours: first.written });
    assert.equal((await crm.seeLead(42000002)).fields['Программа лечения'], 'Антистресс');
  });

  it('D-15: a lead in «Неразобранное» is accepted before they are written', async () => {
    assert.deepEqual(await crm.activities.writeBooking({ leadId: 42000017, unsorted: true, fields: { guests: 2 }, ours: {} }), {
      written: { guests: 2 },
    });
    const { stage, fields } = await crm.seeLead(42000017);
    assert.deepEqual([stage, fields['Количество гостей']], ['Новая заявка', '2']);
    assert.deepEqual(await crm.writes(), ['PATCH /leads/42000017 200', 'PATCH /leads/42000017 200']);
  });

  it('D-64: a lead past the first three stages is left alone', async () => {
    assert.deepEqual(await crm.activities.writeBooking({ leadId: 42000006, fields: { amountRub: 1 }, ours: { amountRub: 91200 } }), {
      written: {},
    });
  });
});
