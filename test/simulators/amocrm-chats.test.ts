import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, type Caller, type Page } from './amocrm-setup.ts';
import { eventually } from '../support/environment.ts';
import { givenPact, stopAll } from './pact-setup.ts';

interface ChatEvent {
  id: string;
  type: string;
  entity_id: number;
  entity_type: string;
  created_by: number;
  value_after: { message: { id: string } }[];
  _embedded: { entity: { linked_talk_contact_id?: number } };
}
const GUEST = '79000000005';
const CONTACT = 53000005;
const LEAD = 42000004;
const [ANNA, BORIS] = [9500001, 9500002];

describe('messages of guests’ chats in the simulated amoCRM', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  let nowMs = 0;
  beforeEach(async () => {
    nowMs = Date.parse('2026-03-02T09:00:00Z');
    simulator = await startAmocrmSimulator({ port: 0, limits: false, now: () => nowMs });
    amocrm = callerOf(simulator.url);
    await amocrm.sim('settings', { chat_lag_seconds: 0 });
  });
  afterEach(async () => {
    await stopAll();
    await simulator.stop();
  });

  const tell = (surface: string, more: object = {}): Promise<{ status: number }> =>
    amocrm.sim('chat-message', { phone: GUEST, surface, ...more });
  const events = async (query = ''): Promise<ChatEvent[]> => {
    const { status, body } = await amocrm.call<Page<ChatEvent>>(
      'GET',
      `/api/v4/events?filter[type][]=incoming_chat_message&filter[type][]=outgoing_chat_message${query}`,
    );
    return status === 204 ? [] : (body._embedded['events'] ?? []);
  };

  it('stand on the lead and name the contact beside it; the filter wants the contact (§7.3, §15.1)', async () => {
    await tell('amo', { as: 'boris' });
    const [event] = await events(`&filter[entity][]=contact&filter[entity_id][]=${CONTACT}`);
    assert.deepEqual(
      [event?.type, event?.entity_type, event?.entity_id, event?._embedded.entity.linked_talk_contact_id, event?.created_by],
      ['outgoing_chat_message', 'lead', LEAD, CONTACT, BORIS],
    );
    assert.deepEqual(await events(`&filter[entity][]=lead&filter[entity_id][]=${LEAD}`), []);
    assert.deepEqual(await events(`&filter[entity][]=contact&filter[entity_id][]=${CONTACT + 1}`), []);
  });

  it('stand on the contact where there is no open lead', async () => {
    await amocrm.sim('chat-message', { phone: '79000000001', surface: 'client' });
    const [event] = await events();
    assert.deepEqual([event?.type, event?.entity_type, event?.created_by], ['incoming_chat_message', 'contact', 0]);
    assert.deepEqual(event?._embedded.entity.linked_talk_contact_id, undefined);
  });

  it('are nobody’s when a robot or an integration wrote; typed elsewhere, as the setting says', async () => {
    for (const told of [() => tell('amo', { as: 'robot' }), () => tell('api'), () => tell('pact'), () => tell('phone')]) await told();
    assert.deepEqual(
      (await events()).map(({ created_by }) => created_by),
      [0, 0, 0, 0],
    );
    await amocrm.sim('settings', { outside_author: 'responsible' });
    for (const surface of ['api', 'pact', 'phone']) await tell(surface);
    assert.deepEqual(
      (await events()).slice(0, 3).map(({ created_by }) => created_by),
      [ANNA, ANNA, 0],
    );
  });

  it('are listed two seconds late, and have ids of their own', async () => {
    await amocrm.sim('reset', {});
    await tell('client');
    await tell('client');
    nowMs += 1_999;
    assert.deepEqual(await events(), []);
    nowMs += 1;
    const both = await events();
    assert.equal(new Set(both.flatMap(({ id, value_after: [after] }) => [id, after?.message.id])).size, 4);
    assert.equal((await amocrm.sim('settings', { chat_lag_seconds: 11 })).status, 400);
  });

  it('need a contact, and an author only where somebody typed in amoCRM', async () => {
    assert.equal((await amocrm.sim('chat-message', { phone: '79990000000', surface: 'client' })).status, 200);
    assert.deepEqual(await events(), []);
    assert.equal((await amocrm.sim('chat-message', { phone: '79990000000', surface: 'amo', as: 'anna' })).status, 409);
    assert.equal((await tell('phone', { as: 'anna' })).status, 400);
    assert.equal((await tell('amo', { as: 'nobody-known' })).status, 400);
  });

  it('come from Pact’s link, in order and with who wrote, ours only if they were to show in the CRM', async () => {
    const pact = await givenPact({ amocrmUrl: simulator.url });
    await pact.guest({ phone: GUEST, text: 'Здравствуйте' });
    await pact.sim('POST', '/manager-message', { phone: GUEST, text: 'Добрый день!', surface: 'amo', as: 'boris' });
    for (const body of [{ text: 'Ответ бота' }, { text: 'Не для CRM', send_to_crm: false }])
      assert.equal((await pact.api('POST', '/conversations/7001/messages', { company_id: 1, ...body })).status, 200);
    await pact.sim('POST', '/manager-message', { phone: GUEST, text: 'Ждём вас!', surface: 'amo', as: 'robot' });
    const seen = await eventually('four events', async () => {
      const now = await events();
      return now.length === 4 && now;
    });
    assert.deepEqual(
      seen.toReversed().map(({ type, created_by }) => [type.split('_')[0], created_by]),
      [
        ['incoming', 0],
        ['outgoing', BORIS],
        ['outgoing', 0],
        ['outgoing', 0],
      ],
    );
    assert.equal((await pact.sim('POST', '/manager-message', { phone: GUEST, text: '!', surface: 'phone', as: 'anna' })).status, 400);
  });
});
