import assert from 'node:assert/strict';
import {
  ANNA,
  field,
  givenPact,
  givenReceiver,
  messagesIn,
  part,
  stopAll,
  storyOf,
  type Answer,
  type Pact,
  type Receiver,
} from './pact-setup.ts';

const NINE_MS = Date.UTC(2026, 6, 1, 9);

describe('Pact simulator: a channel loses its connection', () => {
  let pact: Pact;
  let receiver: Receiver;
  beforeEach(async () => {
    pact = await givenPact({ now: () => NINE_MS });
    receiver = await givenReceiver();
    await pact.guest({ text: 'Здравствуйте' });
    await pact.subscribe(receiver.url);
  });
  afterEach(stopAll);

  const switchTo = (state: string): Promise<Answer> => pact.sim('POST', '/channel', { provider: 'whatsapp', state });
  const send = (): Promise<Answer> => pact.api('POST', '/conversations/7001/messages', { company_id: 1, text: 'Да' });

  it('is told by auth/update, once for each change, without username and pages', async () => {
    assert.equal(field((await switchTo('disabled')).body, 'auth', 'state'), 'disabled');
    await switchTo('disabled');
    await switchTo('enabled');
    await receiver.until((events) => events.length === 2);
    assert.deepEqual(receiver.events[0], {
      event: 'update',
      type: 'auth',
      object: {
        id: 11,
        company_id: 1,
        provider: 'whatsapp',
        state: 'disabled',
        phone_number: '79000000000',
        created_at: '2026-01-01T00:00:00.000Z',
        updated_at: '2026-07-01T09:00:00.000Z',
        sync_messages_at: null,
      },
    });
    assert.equal(field(receiver.events[1], 'object', 'state'), 'enabled');
  });

  it('a client can disable and enable it too', async () => {
    const { status, body } = await pact.api('PUT', '/companies/1/auths/11/disable');
    assert.deepEqual([status, field(body, 'auth', 'state')], [200, 'disabled']);
    await pact.api('PUT', '/companies/1/auths/11/enable');
    await receiver.until((events) => events.length === 2);
    assert.deepEqual(
      receiver.events.map((event) => field(event, 'object', 'state')),
      ['disabled', 'enabled'],
    );
    assert.equal((await pact.api('PUT', '/companies/1/auths/12/enable')).status, 404);
    assert.equal((await pact.api('PUT', '/companies/2/auths/11/enable')).status, 403);
  });

  it('a send is accepted and then fails; by the setting it is refused', async () => {
    await switchTo('disabled');
    assert.equal((await send()).status, 200);
    await receiver.until((events) => messagesIn(events).length === 2);
    assert.deepEqual(messagesIn(receiver.events).map(storyOf), ['message create sent', 'message update error']);
    assert.deepEqual(field(receiver.events.at(-1), 'object', 'details'), { reason: 'The channel is not connected' });
    await pact.sim('POST', '/settings', { disconnected_send: 'refuse' });
    assert.equal((await send()).status, 400);
    assert.equal((await pact.v1('POST', '/companies/1/conversations/7001/messages', { message: 'Да' })).status, 400);
  });

  it('nobody can write first, and nothing that a phone does reaches Pact', async () => {
    await switchTo('disabled');
    const first = { company_id: 1, provider: 'whatsapp', phone: '79110000002', text: 'Да' };
    assert.equal((await pact.api('POST', '/messages', first)).status, 400);
    assert.equal((await pact.v1('POST', '/companies/1/conversations', { provider: 'whatsapp', phone: '79110000002' })).status, 400);
    const guest = await pact.sim('POST', '/guest-message', { phone: ANNA, text: 'Алло?' });
    assert.equal(guest.status, 400);
    assert.match(guest.text, /disconnected/);
    const manager = { phone: ANNA, text: 'Я тут', surface: 'phone' };
    assert.equal((await pact.sim('POST', '/manager-message', manager)).status, 400);
    assert.equal((await pact.sim('POST', '/manager-message', { ...manager, surface: 'pact' })).status, 200);
    await switchTo('enabled');
    assert.equal((await pact.guest({ text: 'Алло?' }))['message'], 'Алло?');
  });

  it('a channel that is not there cannot be switched', async () => {
    assert.equal((await pact.sim('POST', '/channel', { provider: 'max', state: 'disabled' })).status, 400);
    assert.equal((await switchTo('asleep')).status, 400);
  });
});

describe('Pact simulator: channels other than WhatsApp', () => {
  afterEach(stopAll);

  for (const [provider, phone] of [
    ['telegram_personal', null],
    ['max', ANNA],
  ] as const) {
    it(`a guest of ${provider}: a conversation of its own, ${phone === null ? 'without' : 'with'} the number, which can be answered`, async () => {
      const pact = await givenPact();
      const receiver = await givenReceiver();
      await pact.subscribe(receiver.url);
      await pact.guest({ text: 'Здравствуйте', provider });
      await receiver.until((events) => events.length === 3);
      const object = part(receiver.events[1], 'object');
      assert.equal(field(object, 'conversation', 'provider'), provider);
      assert.equal(field(object, 'conversation', 'sender_phone'), phone);
      assert.equal(field(object, 'contact', 'phone'), phone);
      assert.equal((await pact.api('POST', '/conversations/7001/messages', { company_id: 1, text: 'Да' })).status, 200);
      await receiver.until((events) => events.length === 6);
      assert.equal(storyOf(receiver.events.at(-1)), 'message update delivered');
    });
  }

  it('an unknown channel is refused', async () => {
    const pact = await givenPact();
    assert.equal((await pact.sim('POST', '/guest-message', { phone: ANNA, text: 'x', provider: 'icq' })).status, 400);
  });
});
