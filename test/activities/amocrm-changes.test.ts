import assert from 'node:assert/strict';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { contactKeyOf, givenAmocrm, guest, stopAmocrm, toBanquets } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';

const keyOf = (number: number): string => contactKeyOf({ phone: guest(number).phone ?? '' });

describe('a CRM webhook says that something changed', () => {
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
  });
  afterEach(stopAmocrm);
  const read = (id: number, more: { deleted?: boolean; byUserId?: number; closedTaskIds?: number[] } = {}) =>
    crm.activities.readChange({ entity: { type: 'lead', id }, ...more });

  it('D-63: the dialog of the lead’s contact hears where the lead stands now', async () => {
    await crm.sim('/pay', { lead: 42000004 });
    const [change, ...others] = await read(42000004);
    assert.deepEqual(others, []);
    assert.equal(change?.contactKey, keyOf(5));
    assert.equal(change.lead?.stage, 'prepaid');
  });

  it('D-53: two phones of a family on one lead are two dialogs, and both hear of it', async () => {
    assert.deepEqual((await read(42000014)).map(({ contactKey }) => contactKey).sort(), [keyOf(13), keyOf(14)].sort());
  });

  it('D-50: «Ведёт диалог» set by a person names them', async () => {
    await crm.sim('/act', { as: 'boris', do: 'set-field', lead: 42000002, field: 'Ведёт диалог', value: 'Менеджер' });
    assert.deepEqual((await read(42000002))[0]?.leaderByPerson, { leader: 'manager', by: { id: 9500002, name: 'Борис' } });
  });

  it('D-53: our own write and a robot’s are no person’s act', async () => {
    await crm.activities.setLeader({ leadId: 42000002, leader: 'awaiting', contactKey: keyOf(3) });
    assert.equal((await read(42000002))[0]?.leaderByPerson, undefined);
    await crm.sim('/act', { as: 'robot', do: 'set-field', lead: 42000002, field: 'Ведёт диалог', value: 'Менеджер' });
    assert.equal((await read(42000002))[0]?.leaderByPerson, undefined);
  });

  it('D-53: a person named by the webhook counts though a robot was quicker than we', async () => {
    await crm.sim('/act', { as: 'anna', do: 'set-field', lead: 42000002, field: 'Ведёт диалог', value: 'Менеджер' });
    await crm.sim('/act', { as: 'robot', do: 'set-field', lead: 42000002, field: 'Количество гостей', value: '2' });
    assert.deepEqual((await read(42000002, { byUserId: 9500001 }))[0]?.leaderByPerson, {
      leader: 'manager',
      by: { id: 9500001, name: 'Анна' },
    });
  });

  it('D-63: a task that may not be read costs the news of its lead nothing', async () => {
    crm.client.task = () => Promise.reject(new AmocrmError('amoCRM refused it (403)', { code: 'AMOCRM_REJECTED' }));
    const [change] = await read(42000004, { closedTaskIds: [1] });
    assert.equal(change?.lead?.id, 42000004);
    assert.deepEqual(change.closedTasks, []);
  });

  it('D-43: our completed task names who completed it and when; other tasks and robots do not count', async () => {
    const startedAtMs = Date.now();
    const task = {
      kind: 'whatsapp',
      text: 'Жалоба',
      dueAtMs: 1_795_000_000_000,
      repeat: false,
      contact: guest(5),
      subject: { leadId: 42000004 },
    } as const;
    for (const marker of ['d1-h1', 'd1-h2', 'd1-h3']) await crm.activities.createTask({ ...task, marker });
    await crm.api('POST', '/tasks', [{ text: 'Позвонить', complete_till: 1_795_000_000, entity_id: 42000004, entity_type: 'leads' }]);
    const ids = (await crm.see()).tasks.map(({ id }) => id);
    await crm.sim('/act', { as: 'anna', do: 'complete-task', task: ids[0] });
    await crm.sim('/act', { as: 'robot', do: 'complete-task', task: ids[1] });
    await crm.sim('/act', { as: 'anna', do: 'complete-task', task: ids[3] });
    const [change] = await read(42000004, { closedTaskIds: ids });
    const [{ doneAtMs = 0, ...done } = { id: 0 }, ...others] = change?.closedTasks ?? [];
    assert.deepEqual([done, others], [{ id: ids[0], text: 'Жалоба\n#estafeta:d1-h1', by: { id: 9500001, name: 'Анна' } }, []]);
    assert.ok(doneAtMs >= startedAtMs && doneAtMs < Date.now() + 1_000, 'it says when');
  });

  it('D-63: a lead that went to the trash is gone for the dialog it belonged to', async () => {
    const { lead } = await crm.sim('/act', { as: 'anna', do: 'create-lead', phone: '+79000000001', stage: 'Новая заявка' });
    await crm.sim('/act', { as: 'anna', do: 'delete', lead });
    assert.deepEqual(await read(Number(lead), { deleted: true }), [{ contactKey: keyOf(1), leadId: lead, closedTasks: [] }]);
  });

  it('D-17: a lead that was moved to another pipeline is gone for the dialog it belonged to', async () => {
    await toBanquets(crm, 42000004);
    assert.deepEqual(await read(42000004), [{ contactKey: keyOf(5), leadId: 42000004, closedTasks: [] }]);
  });

  it('D-10: news of a contact reach the dialog of its phone, with no lead in them', async () => {
    const news = await crm.activities.readChange({ entity: { type: 'contact', id: 53000015 } });
    assert.deepEqual(news, [{ contactKey: keyOf(14), closedTasks: [], contactChanged: true }]);
  });

  it('D-10: … but not what we wrote on it ourselves', async () => {
    const phone = '79620001122';
    const id = await crm.client.createContact({
      name: 'Гость',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: `+${phone}` }] }],
    });
    const news = await crm.activities.readChange({ entity: { type: 'contact', id } });
    assert.deepEqual(news, [{ contactKey: contactKeyOf({ phone }), closedTasks: [] }]);
  });

  it('D-63: a lead that nobody knows concerns nobody', async () => {
    assert.deepEqual(await read(49999999), []);
  });
});
