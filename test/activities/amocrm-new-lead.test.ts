import assert from 'node:assert/strict';
import { contactKeyOf, givenAmocrm, guest, stopAmocrm, stranger, withoutPhone } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';
import { asActivity } from './running.ts';

describe('a lead is due', () => {
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
  });
  afterEach(stopAmocrm);
  const ensure = (request: Partial<Parameters<Amocrm['activities']['ensureLead']>[0]> = {}) =>
    crm.activities.ensureLead({ contact: stranger, create: true, marker: 'd1-w1', notLeadIds: [], ...request });
  /** Pact's link to amoCRM makes a lead of the first message. */
  const amocrmMakesIt = async (stage: string): Promise<number> => {
    await crm.sim('/auto-lead', { after_seconds: 0, stage });
    await crm.sim('/first-message', { phone: '79160000099', name: 'Ирина' });
    return (await crm.see()).leads.at(-1)?.id ?? 0;
  };

  it('D-15: while amoCRM may still make it, nothing is made', async () => {
    assert.deepEqual(await ensure({ create: false }), { lead: null });
    assert.deepEqual(await crm.writes(), []);
  });

  for (const stage of ['Новая заявка', 'Неразобранное']) {
    it(`D-15: the lead that amoCRM made at «${stage}» is the one, whether we may make one or not`, async () => {
      const id = await amocrmMakesIt(stage);
      assert.equal((await crm.seeLead(id)).stage, stage);
      for (const create of [false, true]) {
        const { lead } = await ensure({ create });
        assert.equal(lead?.id, id);
        assert.equal(lead.unsorted === true, stage === 'Неразобранное');
        assert.equal(lead.untouched, true);
      }
      assert.deepEqual(await crm.writes(), []);
    });
  }

  it('D-15: amoCRM makes contact and lead in the last second, before its search shows them: no second one is made', async () => {
    const id = await amocrmMakesIt('Новая заявка');
    crm.client.searchContacts = () => Promise.resolve([]);
    const { lead } = await ensure();
    assert.equal(lead?.id, id);
    assert.deepEqual(await crm.writes(), []);
  });

  it('D-15: nobody made it: ours stands at «Новая заявка» with our tag, the phone and the WhatsApp name', async () => {
    const { lead, contactId } = await ensure();
    assert.equal(lead?.stage, 'new');
    const seen = await crm.seeLead(lead.id);
    assert.deepEqual(seen.tags, ['estafeta:d1-w1']);
    assert.deepEqual(seen.contacts, [contactId]);
    const contact = (await crm.see()).contacts.find(({ id }) => id === contactId);
    assert.equal(contact?.name, 'Ирина');
    assert.equal(contact.fields['Телефон'], '+79160000099');
  });

  it('D-41: our lead and contact belong to the policy’s manager, not to us', async () => {
    const { lead, contactId } = await ensure();
    const { contacts } = await crm.see();
    assert.equal((await crm.seeLead(lead?.id ?? 0)).responsible, 'Старший');
    assert.equal(contacts.find(({ id }) => id === contactId)?.responsible, 'Старший');
  });

  it('D-15: asked twice, it is made once', async () => {
    const first = await ensure();
    const second = await asActivity({ attempt: 2 }, () => ensure());
    assert.equal(second.lead?.id, first.lead?.id);
    assert.equal((await crm.see()).leads.filter(({ name }) => name.includes('Ирина')).length, 1);
  });

  it('D-15: a guest at «Отказ» gets a new one on the contact that is there', async () => {
    const { lead, contactId } = await ensure({ contact: guest(2), notLeadIds: [42000001] });
    assert.notEqual(lead?.id, 42000001);
    assert.equal(contactId, 53000002);
    assert.equal((await crm.seeLead(lead?.id ?? 0)).responsible, 'Анна');
  });

  it('D-15: an active lead that is not the new one is passed over', async () => {
    const { lead } = await ensure({ contact: guest(3), notLeadIds: [42000002] });
    assert.notEqual(lead?.id, 42000002);
  });

  it('D-91: the lead of an earlier try is found by its tag, even where people have moved it on', async () => {
    const first = await ensure();
    await crm.sim('/act', { as: 'anna', do: 'move', lead: first.lead?.id, stage: 'Выезд' });
    const other = await crm.sim('/act', { as: 'anna', do: 'create-lead', phone: '+79160000099', stage: 'Новая заявка' });
    const again = await ensure({ notLeadIds: [first.lead?.id ?? 0] });
    assert.notEqual(other['lead'], again.lead?.id);
    assert.equal(again.lead?.id, first.lead?.id);
    assert.equal(again.lead?.stage, 'left');
  });

  it('D-01: a client without a phone gets a contact with the channel’s name, and the id in a note', async () => {
    const { contactId, lead } = await ensure({ contact: withoutPhone });
    const { contacts, notes } = await crm.see();
    assert.equal(contacts.find(({ id }) => id === contactId)?.name, 'Ирина');
    const noted = notes.filter(({ on }) => on === `contacts/${contactId}`);
    assert.equal(noted.length, 1);
    assert.match(noted[0]?.text ?? '', /vkontakte, id в канале: vk-77/);
    assert.deepEqual((await crm.seeLead(lead?.id ?? 0)).contacts, [contactId]);
  });

  it('D-01: the same client without a phone is not made again by the next write', async () => {
    const first = await ensure({ contact: withoutPhone });
    const { contactId } = await crm.activities.addNote({
      subject: { contactId: null },
      text: 'Отзыв',
      marker: 'd1-w2',
      repeat: false,
      contact: withoutPhone,
    });
    assert.equal(contactId, first.contactId);
    assert.equal((await crm.see()).notes.filter(({ on }) => on === `contacts/${contactId}`).length, 2);
  });

  it('D-01: the note that failed after its contact was made is written with the next write', async () => {
    const { createNote } = crm.client;
    crm.client.createNote = () => Promise.reject(new Error('amoCRM is away'));
    await assert.rejects(ensure({ contact: withoutPhone }));
    crm.client.createNote = createNote;
    const { contactId } = await ensure({ contact: withoutPhone });
    const { contacts, notes } = await crm.see();
    assert.equal(contacts.filter(({ name }) => name === 'Ирина').length, 1);
    assert.equal(notes.filter(({ on }) => on === `contacts/${contactId}`).length, 1);
  });

  it('D-01: a change on the lead of a client without a phone reaches their dialog', async () => {
    const { lead } = await ensure({ contact: withoutPhone });
    const [change] = await crm.activities.readChange({ entity: { type: 'lead', id: lead?.id ?? 0 } });
    assert.equal(change?.contactKey, contactKeyOf({ channel: 'vkontakte', externalId: 'vk-77' }));
  });
});
