import assert from 'node:assert/strict';
import { field, givenPact, givenReceiver, list, messagesIn, part, stopAll, storyOf, type Pact, type Receiver } from './pact-setup.ts';

const WEBHOOKS = '/companies/1/webhooks';

describe('Pact simulator: registering a webhook', () => {
  let pact: Pact;
  let receiver: Receiver;
  beforeEach(async () => {
    pact = await givenPact();
    receiver = await givenReceiver();
  });
  afterEach(stopAll);

  it('a new webhook is inactive and hears nothing', async () => {
    const { body } = await pact.api('POST', WEBHOOKS, { url: receiver.url });
    assert.deepEqual(body, { webhook: { id: 1, url: receiver.url, active: false } });
    const active = await givenReceiver();
    await pact.subscribe(active.url);
    await pact.guest({ text: 'Здравствуйте' });
    await active.until((events) => events.length === 3);
    assert.deepEqual([receiver.events, receiver.pings], [[], []]);
  });

  it('activation sends the test request and needs exactly 200', async () => {
    await pact.api('POST', WEBHOOKS, { url: receiver.url });
    receiver.answers = 204;
    const refused = await pact.api('PUT', `${WEBHOOKS}/1`, { active: true });
    assert.equal(refused.status, 400);
    assert.equal(field(refused.body, 'errors', 0, 'code'), 'bad_request');
    assert.equal(field((await pact.api('GET', WEBHOOKS)).body, 'webhooks', 0, 'active'), false);
    receiver.answers = 200;
    const accepted = await pact.api('PUT', `${WEBHOOKS}/1`, { active: 'true' });
    assert.equal(field(accepted.body, 'webhook', 'active'), true);
    assert.deepEqual(receiver.pings, [
      { source: 'pact.im', operation: 'test' },
      { source: 'pact.im', operation: 'test' },
    ]);
  });

  it('a changed address is tested before it is taken', async () => {
    const id = await pact.subscribe(receiver.url);
    const gone = await givenReceiver();
    await gone.stop();
    assert.equal((await pact.api('PUT', `${WEBHOOKS}/${id}`, { url: gone.url })).status, 400);
    assert.equal(field((await pact.api('GET', WEBHOOKS)).body, 'webhooks', 0, 'url'), receiver.url);
  });

  it('a company has five webhooks at most; a deleted one makes room', async () => {
    for (let n = 0; n < 5; n += 1) assert.equal((await pact.api('POST', WEBHOOKS, { url: receiver.url })).status, 200);
    assert.equal((await pact.api('POST', WEBHOOKS, { url: receiver.url })).status, 400);
    const deleted = await pact.api('DELETE', `${WEBHOOKS}/3`);
    assert.deepEqual([deleted.status, deleted.text], [204, '']);
    assert.equal((await pact.api('DELETE', `${WEBHOOKS}/3`)).status, 404);
    const sixth = await pact.api('POST', WEBHOOKS, { url: receiver.url });
    assert.equal(field(sixth.body, 'webhook', 'id'), 6);
    assert.deepEqual(field((await pact.api('GET', WEBHOOKS)).body, 'meta'), { page: 1, entries_count: 5, per_page: 25 });
  });

  it('an address that is none is refused', async () => {
    assert.equal((await pact.api('POST', WEBHOOKS, { url: 'nonsense' })).status, 400);
    assert.equal((await pact.api('POST', WEBHOOKS, {})).status, 400);
  });
});

describe('Pact simulator: what a webhook hears', () => {
  let pact: Pact;
  let receiver: Receiver;
  const send = (text: string): Promise<unknown> => pact.api('POST', '/conversations/7001/messages', { company_id: 1, text });
  beforeEach(async () => {
    pact = await givenPact();
    receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
  });
  afterEach(stopAll);

  it('a guest writes: one create with contact and conversation, and the conversation moves', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    await receiver.until((events) => events.length === 3);
    assert.deepEqual(receiver.story(), ['conversation create', 'message create created', 'conversation update']);
    const object = part(receiver.events[1], 'object');
    assert.equal(object['income'], true);
    assert.equal(object['message'], 'Сколько стоит?');
    assert.deepEqual(object['contact'], {
      id: 401,
      external_id: '79000000001',
      external_public_id: '79000000001',
      name: 'Анна',
      avatar_url: null,
      phone: '79000000001',
    });
    assert.equal(field(object, 'conversation', 'last_message_id'), object['id']);
    assert.equal(field(object, 'conversation', 'replied_state'), 'unreplied');
  });

  it('our own send: create as sent without the provider id, then update as delivered with it', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    await send('1500 ₽');
    await receiver.until((events) => events.length === 6);
    assert.deepEqual(receiver.story().slice(3), ['message create sent', 'conversation update', 'message update delivered']);
    const [created, , delivered] = receiver.events.slice(3).map((event) => part(event, 'object'));
    assert.equal(created?.['external_id'], null);
    assert.match(String(delivered?.['external_id']), /^3EB0[0-9A-F]{18}$/);
    assert.deepEqual(field(created, 'contact'), { id: 301, internal_id: 41, name: 'Estafeta', avatar_url: null, phone: null });
    assert.equal(field(created, 'conversation', 'replied_state'), 'replied');
  });

  it('by default our send comes back after its HTTP answer', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    await receiver.until((events) => events.length === 3);
    receiver.answers = 'hang';
    await send('1500 ₽');
    await receiver.until((events) => events.length === 4);
    assert.equal(storyOf(receiver.events[3]), 'message create sent');
  });

  it('echo «before»: it has come back when the answer is there', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    await pact.sim('POST', '/settings', { echo: 'before' });
    await send('1500 ₽');
    assert.ok(messagesIn(receiver.events).some((event) => (field(event, 'object', 'message') as unknown) === '1500 ₽'));
    await receiver.until((events) => events.length === 6);
    assert.deepEqual(receiver.story().slice(3), ['message create sent', 'conversation update', 'message update delivered']);
  });

  it('echo «off»: our send does not come back, a later failure does', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    await pact.sim('POST', '/settings', { echo: 'off' });
    await send('1500 ₽');
    await pact.sim('POST', '/message-status', { id: 5_000_000_002, status: 'error', reason: 'no WhatsApp' });
    await receiver.until((events) => events.length === 4);
    assert.deepEqual(storyOf(receiver.events[3]), 'message update error');
    assert.deepEqual(field(receiver.events[3], 'object', 'details'), { reason: 'no WhatsApp' });
  });

  it('a manager in Pact or the CRM card is sent and then delivered, one on the phone is out at once', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    for (const surface of ['pact', 'amo', 'phone'])
      await pact.sim('POST', '/manager-message', { phone: '79000000001', text: surface, surface });
    await receiver.until((events) => events.length === 11);
    const heard = messagesIn(receiver.events.slice(3)).map((event) => `${String(field(event, 'object', 'message'))}: ${storyOf(event)}`);
    assert.deepEqual(heard, [
      'pact: message create sent',
      'pact: message update delivered',
      'amo: message create sent',
      'amo: message update delivered',
      'phone: message create delivered',
    ]);
    const phone = part(messagesIn(receiver.events).at(-1), 'object');
    assert.notEqual(phone['external_id'], null);
    assert.equal(field(phone, 'contact', 'internal_id'), 42);
  });

  it('a bulk mailing is marked by «delivery», an ordinary message is not', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    await pact.sim('POST', '/manager-message', { phone: '79000000001', text: 'Акция!', surface: 'pact', bulk: true });
    await pact.sim('POST', '/manager-message', { phone: '79000000001', text: 'Добрый день!', surface: 'phone' });
    await receiver.until((events) => events.length === 8);
    const marks = messagesIn(receiver.events).map((event) => field(event, 'object', 'delivery'));
    assert.deepEqual(marks, [false, true, true, false]);
  });

  it('an edit is an update with the new words', async () => {
    const { id } = await pact.guest({ text: 'На двоих' });
    await pact.sim('POST', '/edit-message', { id, text: 'На троих' });
    await receiver.until((events) => events.length === 4);
    assert.equal(storyOf(receiver.events[3]), 'message update created');
    assert.equal(field(receiver.events[3], 'object', 'message'), 'На троих');
  });

  it('a switched-off webhook hears nothing more', async () => {
    await pact.api('PUT', `${WEBHOOKS}/1`, { active: false });
    const other = await givenReceiver();
    await pact.subscribe(other.url);
    await pact.guest({ text: 'Здравствуйте' });
    await other.until((events) => events.length === 3);
    assert.deepEqual(receiver.events, []);
  });
});

describe('Pact simulator: a receiver in trouble', () => {
  afterEach(stopAll);

  const outcomes = async (pact: Pact): Promise<string[]> =>
    list((await pact.sim('GET', '/journal')).body, 'deliveries').map(
      ({ type, event, attempt, status, outcome }) =>
        `${String(type)} ${String(event)} ${String(attempt)} ${String(status)} ${String(outcome)}`,
    );

  it('only 200 counts: anything else is tried five times more and then lost', async () => {
    const pact = await givenPact();
    const receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
    receiver.answers = 201;
    await pact.guest({ text: 'Здравствуйте' });
    await receiver.until((events) => events.length === 18);
    receiver.answers = 200;
    await pact.guest({ text: 'Вы тут?' });
    await receiver.until((events) => events.length === 20);
    const lines = await outcomes(pact);
    assert.deepEqual(
      lines.filter((line) => line.startsWith('message create')),
      [
        ...[1, 2, 3, 4, 5].map((attempt) => `message create ${attempt} 201 will_retry`),
        'message create 6 201 lost',
        'message create 1 200 delivered',
      ],
    );
  });

  it('a receiver that is away does not hold up the API, and hears what it missed when it is back', async () => {
    const nowMs = Date.UTC(2026, 6, 1, 9);
    const pact = await givenPact({ retrySeconds: 60, now: () => nowMs });
    const receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
    const port = Number(new URL(receiver.url).port);
    await receiver.stop();
    await pact.guest({ text: 'Здравствуйте' });
    const sent = await pact.api('POST', '/conversations/7001/messages', { company_id: 1, text: 'Добрый день!' });
    assert.equal(sent.status, 200);
    const back = await givenReceiver({ port });
    await pact.sim('POST', '/clock', { advance_seconds: 60 });
    await back.until((events) => events.length >= 6);
    assert.deepEqual(messagesIn(back.events).map(storyOf).toSorted(), [
      'message create created',
      'message create sent',
      'message update delivered',
    ]);
  });

  it('a repeat is not due before its time', async () => {
    const nowMs = Date.UTC(2026, 6, 1, 9);
    const pact = await givenPact({ retrySeconds: 60, now: () => nowMs });
    const receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
    receiver.answers = 500;
    await pact.guest({ text: 'Здравствуйте' });
    while ((await outcomes(pact)).length < 3); // until the failures are booked, at nine o'clock
    await pact.sim('POST', '/clock', { advance_seconds: 59 });
    await pact.guest({ text: 'Вы тут?' });
    await receiver.until((events) => events.length === 5);
    assert.equal((await outcomes(pact)).filter((line) => line.includes(' 2 ')).length, 0);
    await pact.sim('POST', '/clock', { advance_seconds: 1 });
    await receiver.until((events) => events.length === 8);
    assert.deepEqual(receiver.story().slice(5), ['conversation create', 'message create created', 'conversation update']);
  });

  it('one event at a time: the next waits for the answer to the one before', async () => {
    const pact = await givenPact();
    const receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
    await pact.sim('POST', '/settings', { webhook_timeout_ms: 300 });
    receiver.answers = 'hang';
    await pact.guest({ text: 'Здравствуйте' });
    await receiver.until((events) => events.length === 1);
    assert.deepEqual(await outcomes(pact), []);
    await receiver.until((events) => events.length === 2);
    assert.deepEqual(await outcomes(pact), ['conversation create 1 null will_retry']);
  });
});
