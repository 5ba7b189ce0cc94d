import assert from 'node:assert/strict';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { givenAmocrm, guest, stopAmocrm, stranger } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';
import { asActivity } from './running.ts';

type TaskRequest = Parameters<Amocrm['activities']['createTask']>[0];
const DUE_AT_MS = Date.parse('2026-11-21T12:15:00.400+03:00');

describe('a task for people', () => {
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
  });
  afterEach(stopAmocrm);

  const aTask = (change: Partial<TaskRequest> = {}): TaskRequest => ({
    subject: { leadId: 42000004 },
    kind: 'whatsapp',
    text: 'Жалоба\nКлиент: «Почему так дорого?»',
    dueAtMs: DUE_AT_MS,
    marker: 'd1-h7',
    repeat: false,
    contact: guest(5),
    ...change,
  });
  const make = (change: Partial<TaskRequest> = {}) => crm.activities.createTask(aTask(change));
  const theTask = async () => {
    const { tasks } = await crm.see();
    assert.equal(tasks.length, 1);
    const [task] = tasks;
    assert.ok(task);
    return task;
  };

  it('D-41: stands on the lead with type «WhatsApp» and ends with the handoff’s id', async () => {
    assert.deepEqual(await make(), { responsibleId: 9500001 });
    const task = await theTask();
    assert.equal(task.type, 'WhatsApp');
    assert.equal(task.on, 'leads/42000004');
    assert.equal(task.text, 'Жалоба\nКлиент: «Почему так дорого?»\n#estafeta:d1-h7');
    assert.equal(task.dueAt, Math.ceil(DUE_AT_MS / 1000));
  });

  it('D-41: a text that ends with the handoff’s id already is left alone', async () => {
    await make({ text: 'Жалоба\n#estafeta:d1-h7' });
    assert.equal((await theTask()).text, 'Жалоба\n#estafeta:d1-h7');
  });

  it('D-43: the reminder is of type «Связаться»', async () => {
    await make({ kind: 'call' });
    assert.equal((await theTask()).type, 'Связаться');
  });

  it('D-41: goes to whoever the lead belongs to', async () => {
    await make({ subject: { leadId: 42000005 } });
    assert.equal((await theTask()).responsible, 'Борис');
  });

  it('D-41: goes to the contact’s manager when the lead is ours', async () => {
    await crm.sim('/act', { as: 'anna', do: 'assign', lead: 42000010, to: 'estafeta' });
    await make({ subject: { leadId: 42000010 } });
    assert.equal((await theTask()).responsible, 'Борис');
  });

  it('D-41: goes to the policy’s manager when lead and contact are ours or nobody’s', async () => {
    await crm.sim('/act', { as: 'anna', do: 'assign', lead: 42000004, to: 'estafeta' });
    await crm.api('PATCH', '/contacts/53000005', { responsible_user_id: 9500010 });
    await make();
    assert.equal((await theTask()).responsible, 'Старший');
  });

  it('D-43: the reminder goes to the person who has the handoff’s task, though the lead is another’s by now', async () => {
    const { responsibleId = 0 } = await make({ subject: { leadId: 42000005 } });
    await crm.sim('/act', { as: 'anna', do: 'assign', lead: 42000005, to: 'anna' });
    await make({ subject: { leadId: 42000005 }, kind: 'call', marker: 'd1-w8', responsibleId });
    assert.deepEqual(
      (await crm.see()).tasks.map(({ responsible }) => responsible),
      ['Борис', 'Борис'],
    );
  });

  it('D-43: but not to somebody who does not work here any more', async () => {
    await make({ responsibleId: 9509999 });
    assert.equal((await theTask()).responsible, 'Анна');
  });

  it('D-43: a repeat tells whose the task of the earlier try is', async () => {
    await make();
    assert.deepEqual(await make({ repeat: true }), { responsibleId: 9500001 });
  });

  it('D-41: where there is no lead it stands on the contact, for the contact’s manager', async () => {
    assert.deepEqual(await make({ subject: { contactId: 53000006 } }), { contactId: 53000006, responsibleId: 9500002 });
    const task = await theTask();
    assert.equal(task.on, 'contacts/53000006');
    assert.equal(task.responsible, 'Борис');
  });

  it('D-10: where nobody has the phone the contact is made first', async () => {
    const { contactId } = await make({ subject: { contactId: null }, contact: stranger });
    assert.equal((await theTask()).on, `contacts/${contactId}`);
  });

  it('D-10: a contact that was merged away is looked for by the phone', async () => {
    assert.equal((await make({ subject: { contactId: 53999999 }, contact: guest(1) })).contactId, 53000001);
  });

  it('D-91: a repeat finds the task of the earlier try', async () => {
    await make();
    await make({ repeat: true });
    await asActivity({ attempt: 2 }, () => make());
    await theTask();
  });

  it('D-91: a repeat finds it though it stands on the contact and the lead has come since', async () => {
    await make({ subject: { contactId: 53000005 } });
    await make({ repeat: true });
    assert.equal((await theTask()).on, 'contacts/53000005');
  });

  it('D-91: another handoff’s task is not taken for it', async () => {
    await make({ marker: 'd1-h71' });
    await make({ repeat: true });
    assert.equal((await crm.see()).tasks.length, 2);
  });

  it('D-15: a lead in «Неразобранное» is accepted before it gets a task', async () => {
    await make({ subject: { leadId: 42000017, unsorted: true }, contact: guest(16) });
    assert.equal((await crm.seeLead(42000017)).stage, 'Новая заявка');
    assert.equal((await theTask()).on, 'leads/42000017');
  });

  it('D-95: a deleted lead refuses the task for good', async () => {
    await crm.sim('/act', { as: 'anna', do: 'delete', lead: 42000004 });
    await assert.rejects(make(), (error) => error instanceof AmocrmError && error.code === 'AMOCRM_REJECTED' && !error.retryable);
  });
});

describe('a note', () => {
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
  });
  afterEach(stopAmocrm);
  const note = (change: Partial<Parameters<Amocrm['activities']['addNote']>[0]> = {}) =>
    crm.activities.addNote({
      subject: { leadId: 42000008 },
      text: 'Отзыв гостя: всё понравилось',
      marker: 'd1-w9',
      repeat: false,
      contact: guest(9),
      ...change,
    });
  const onLead = async () => (await crm.see()).notes.filter(({ on }) => on === 'leads/42000008').map(({ text }) => text);

  it('D-14: a review stands on the lead of that stay', async () => {
    await note();
    assert.deepEqual(await onLead(), ['Отзыв гостя: всё понравилось\n#estafeta:d1-w9']);
  });

  it('D-91: a repeat writes it once', async () => {
    await note();
    await note({ repeat: true });
    await asActivity({ attempt: 3 }, () => note());
    assert.equal((await onLead()).length, 1);
  });

  it('D-91: the same words with another id are another note', async () => {
    await note({ marker: 'd1-w91' });
    await note({ repeat: true });
    assert.equal((await onLead()).length, 2);
  });
});
