import assert from 'node:assert/strict';
import type { Leader } from '../../domain/dialog/card.ts';
import { contactKeyOf, givenAmocrm, guest, stopAmocrm } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';

const keyOf = (number: number): string => contactKeyOf({ phone: guest(number).phone ?? '' });
const shown = async (crm: Amocrm, id: number) => (await crm.seeLead(id)).fields['Ведёт диалог'];

describe('who leads the dialog, written to the lead', () => {
  const LEAD = 42000002;
  const contactKey = keyOf(3);
  afterEach(stopAmocrm);

  it('D-53: «Бот», «Менеджер» and «Ждёт менеджера»', async () => {
    const crm = await givenAmocrm();
    for (const [leader, value] of [
      ['bot', 'Бот'],
      ['manager', 'Менеджер'],
      ['awaiting', 'Ждёт менеджера'],
    ] as const) {
      assert.deepEqual(await crm.activities.setLeader({ leadId: LEAD, leader, contactKey }), { written: true });
      assert.equal(await shown(crm, LEAD), value);
    }
  });

  it('D-53: a value that stands there already is not written again', async () => {
    const crm = await givenAmocrm();
    assert.deepEqual(await crm.activities.setLeader({ leadId: 42000003, leader: 'manager', contactKey: keyOf(4) }), { written: true });
    assert.deepEqual(await crm.writes(), []);
  });

  it('D-53: a field without «Ждёт менеджера» shows «Бот» until a take, and the dialog is told so', async () => {
    const crm = await givenAmocrm({ reset: { without_enum: ['Ждёт менеджера'] } });
    assert.deepEqual(await crm.activities.setLeader({ leadId: LEAD, leader: 'awaiting', contactKey }), { written: true, shows: 'bot' });
    assert.equal(await shown(crm, LEAD), 'Бот');
  });

  it('D-53: an account without the field is told of once, and the rest works', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    assert.deepEqual(await crm.activities.setLeader({ leadId: LEAD, leader: 'bot', contactKey }), { written: false });
    await crm.activities.moveLead({ leadId: LEAD, from: 'new', to: 'consulted' });
    assert.deepEqual(crm.missing, [['поле сделки «Ведёт диалог»']]);
  });

  it('D-50: a «Менеджер» of which the dialog has not heard is left alone', async () => {
    const crm = await givenAmocrm();
    assert.deepEqual(await crm.activities.setLeader({ leadId: 42000003, leader: 'bot', unlessTaken: true, contactKey: keyOf(4) }), {
      written: false,
    });
    assert.equal(await shown(crm, 42000003), 'Менеджер');
    assert.deepEqual(await crm.activities.setLeader({ leadId: 42000003, leader: 'bot', contactKey: keyOf(4) }), { written: true });
    assert.equal(await shown(crm, 42000003), 'Бот');
  });

  it('D-51: «Менеджер» is put back where a write of ours went over it, and not where a person has set «Бот» since', async () => {
    const crm = await givenAmocrm();
    const lead = 42000003; // a person has set «Менеджер»
    const request = { leadId: lead, leader: 'manager', unlessReleased: true, contactKey: keyOf(4) } as const;
    await crm.sim('/act', { as: 'boris', do: 'set-field', lead, field: 'Ведёт диалог', value: 'Менеджер' });
    await crm.activities.setLeader({ leadId: lead, leader: 'bot', contactKey: keyOf(4) });
    assert.deepEqual(await crm.activities.setLeader(request), { written: true });
    assert.equal(await shown(crm, lead), 'Менеджер');
    await crm.sim('/act', { as: 'boris', do: 'set-field', lead, field: 'Ведёт диалог', value: 'Бот' });
    assert.deepEqual(await crm.activities.setLeader(request), { written: false });
    assert.equal(await shown(crm, lead), 'Бот');
  });

  it('D-15: a lead in «Неразобранное» is accepted first', async () => {
    const crm = await givenAmocrm();
    await crm.activities.setLeader({ leadId: 42000017, unsorted: true, leader: 'bot', contactKey: keyOf(17) });
    assert.equal((await crm.seeLead(42000017)).stage, 'Новая заявка');
    assert.equal(await shown(crm, 42000017), 'Бот');
  });
});

describe('two phones of one family on one lead', () => {
  const LEAD = 42000014;
  const MOTHER = keyOf(13);
  const FATHER = keyOf(14);
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
  });
  afterEach(stopAmocrm);
  const mothersBecomes = (leader: Leader) => crm.activities.setLeader({ leadId: LEAD, leader, contactKey: MOTHER });

  it('D-53: «Менеджер» stays while one of them is with a manager', async () => {
    crm.dialogs.set(FATHER, { state: 'withManager', leadId: LEAD });
    assert.deepEqual(await mothersBecomes('manager'), { written: true });
    for (const leader of ['awaiting', 'bot'] as const) {
      assert.deepEqual(await mothersBecomes(leader), { written: true, shows: 'manager' });
      assert.equal(await shown(crm, LEAD), 'Менеджер');
    }
    crm.dialogs.set(FATHER, { state: 'withBot', leadId: LEAD });
    assert.deepEqual(await mothersBecomes('bot'), { written: true });
    assert.equal(await shown(crm, LEAD), 'Бот');
  });

  it('D-53: else «Ждёт менеджера» while one of them waits', async () => {
    crm.dialogs.set(FATHER, { state: 'awaitingManager', leadId: LEAD });
    assert.deepEqual(await mothersBecomes('bot'), { written: true, shows: 'awaiting' });
    assert.equal(await shown(crm, LEAD), 'Ждёт менеджера');
    assert.deepEqual(await mothersBecomes('manager'), { written: true });
  });

  it('D-53: where the account has no «Ждёт менеджера», the one who waits shows «Бот»', async () => {
    crm = await givenAmocrm({ reset: { without_enum: ['Ждёт менеджера'] } });
    crm.dialogs.set(FATHER, { state: 'awaitingManager', leadId: LEAD });
    assert.deepEqual(await mothersBecomes('bot'), { written: true });
    assert.equal(await shown(crm, LEAD), 'Бот');
  });

  it('D-53: a dialog that is closed, is about another lead or does not exist counts for nothing', async () => {
    for (const dialog of [{ state: 'closed', leadId: LEAD } as const, { state: 'withManager', leadId: 42000001 } as const, undefined]) {
      if (dialog) crm.dialogs.set(FATHER, dialog);
      else crm.dialogs.delete(FATHER);
      assert.deepEqual(await mothersBecomes('bot'), { written: true });
      assert.equal(await shown(crm, LEAD), 'Бот');
    }
  });

  it('D-53: its own state, which may be older than the decision, counts for nothing', async () => {
    crm.dialogs.set(MOTHER, { state: 'withManager', leadId: LEAD });
    assert.deepEqual(await mothersBecomes('bot'), { written: true });
  });

  it('D-53: the other one taken in the very moment of writing is not overwritten for good', async () => {
    const looks: string[] = [];
    crm.dialogs.get = (key) => {
      looks.push(key);
      return { state: looks.length === 1 ? 'withBot' : 'withManager', leadId: LEAD };
    };
    assert.deepEqual(await mothersBecomes('bot'), { written: true, shows: 'manager' });
    assert.equal(await shown(crm, LEAD), 'Менеджер');
    assert.ok(looks.every((key) => key === FATHER));
  });
});
