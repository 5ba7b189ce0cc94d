import assert from 'node:assert/strict';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import type { Contact } from '../../domain/dialog/dialog.ts';
import type { ChatSpan } from '../../domain/dialog/effects.ts';
import type { Author } from '../../domain/dialog/events.ts';
import { givenAmocrm, guest, stopAmocrm, stranger } from './amocrm-setup.ts';
import type { Amocrm } from './amocrm-setup.ts';

const ANNA = { id: 9500001, name: 'Анна' };

describe('amoCRM is asked who wrote to the guest', () => {
  let crm: Amocrm;
  beforeEach(async () => {
    crm = await givenAmocrm();
    await crm.sim('/settings', { chat_lag_seconds: 0 });
  });
  afterEach(stopAmocrm);

  const wrote = (surface: string, as?: string, number = 5): Promise<unknown> =>
    crm.sim('/chat-message', { phone: guest(number).phone, surface, ...(as === undefined ? {} : { as }) });
  const asked = (span: Partial<ChatSpan> = {}, contact: Contact = guest(5)): Promise<Author> =>
    crm.activities.whoWrote({ contact, fromMs: Date.now() - 15_000, toMs: Date.now() + 45_000, words: 1, machines: 0, ...span });

  it('D-56: a user who typed it in the card is named', async () => {
    await wrote('amo', 'anna');
    assert.deepEqual(await asked(), ANNA);
  });

  it('D-56: a robot’s words are nobody’s', async () => {
    await wrote('amo', 'robot');
    assert.equal(await asked(), 'nobody');
  });

  it('D-56: what was typed in Pact or on the phone is whatever this account shows', async () => {
    await wrote('phone');
    assert.equal(await asked(), 'nobody');
    await crm.sim('/settings', { outside_author: 'responsible' });
    await wrote('phone', undefined, 6);
    assert.deepEqual(await asked({}, guest(6)), { id: 9500002, name: 'Борис' });
  });

  it('D-56: the guest’s own messages do not count, nor another guest’s', async () => {
    await wrote('client');
    await wrote('amo', 'robot', 6);
    await wrote('amo', 'anna');
    assert.deepEqual(await asked(), ANNA);
  });

  it('D-56: so it is where the account finds events by nothing but their type', async () => {
    await wrote('amo', 'robot', 6);
    await wrote('amo', 'anna');
    const messagesTo = crm.client.messagesTo.bind(crm.client);
    crm.client.messagesTo = async (_contacts, span) => [...(await messagesTo([53000005], span)), ...(await messagesTo([53000006], span))];
    assert.deepEqual(await asked(), ANNA);
  });

  it('D-56: a guest without a lead is known by the contact that the event stands on', async () => {
    await wrote('amo', 'anna', 1);
    const contact = guest(1);
    await crm.api('POST', '/contacts', [
      { name: 'Гость', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: `+${contact.phone ?? ''}` }] }] },
    ]);
    assert.deepEqual(await asked({}, contact), ANNA);
  });

  it('D-56: nothing there yet, nobody with this phone: unknown', async () => {
    assert.equal(await asked(), 'unknown');
    assert.equal(await asked({}, stranger), 'unknown');
  });

  it('D-56: events before and after that time do not count', async () => {
    await wrote('amo', 'anna');
    assert.equal(await asked({ fromMs: Date.now() + 5_000 }), 'unknown');
    assert.equal(await asked({ toMs: Date.now() - 5_000 }), 'unknown');
  });

  it('D-56: more events than messages, or fewer: unknown', async () => {
    await wrote('amo', 'anna');
    assert.equal(await asked({ words: 2 }), 'unknown');
    await wrote('amo', 'anna');
    assert.equal(await asked(), 'unknown');
    assert.deepEqual(await asked({ words: 2 }), ANNA);
  });

  it('D-56: beside our own messages, which are nobody’s', async () => {
    await wrote('api');
    await wrote('amo', 'anna');
    assert.deepEqual(await asked({ machines: 1 }), ANNA);
    await wrote('amo', 'robot', 6);
    await wrote('api', undefined, 6);
    assert.equal(await asked({ machines: 1 }, guest(6)), 'nobody');
  });

  it('D-56: two people, or a person and a robot: unknown', async () => {
    await wrote('amo', 'anna');
    await wrote('amo', 'boris');
    assert.equal(await asked({ words: 2 }), 'unknown');
    await wrote('amo', 'anna', 6);
    await wrote('amo', 'robot', 6);
    assert.equal(await asked({ words: 2 }, guest(6)), 'unknown');
  });

  it('D-56: our own user is no manager', async () => {
    await wrote('amo', 'estafeta');
    assert.equal(await asked(), 'unknown');
  });

  it('D-56: a user whom nobody may list has an id only', async () => {
    await wrote('amo', 'anna');
    const { users } = crm.client;
    crm.client.users = async () => (await users()).filter(({ id }) => id !== ANNA.id);
    assert.deepEqual(await asked(), { id: ANNA.id });
  });

  it('D-95: events that may not be read tell nothing', async () => {
    await wrote('amo', 'anna');
    crm.client.messagesTo = () => Promise.reject(new AmocrmError('amoCRM refused it (403)', { code: 'AMOCRM_REJECTED' }));
    assert.equal(await asked(), 'unknown');
  });
});
