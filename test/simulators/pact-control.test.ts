import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ANNA, field, givenPact, givenReceiver, list, part, messagesIn, stopAll, storyOf, type Json, type Pact } from './pact-setup.ts';

describe('Pact simulator: what guests can do', () => {
  let pact: Pact;
  beforeEach(async () => {
    pact = await givenPact();
  });
  afterEach(stopAll);

  it('a photo without a word is a message without text', async () => {
    const message = await pact.guest({ text: null, attachments: [{ kind: 'photo' }] });
    assert.equal(message['message'], null);
    const photo = part(message, 'attachments', 0);
    assert.equal(photo['mime_type'], 'image/jpg');
    assert.deepEqual(photo['data'], { width: 1280, height: 960 });
    assert.equal((await fetch(String(photo['attachment_url']))).status, 200);
  });

  it('a voice note is marked as one', async () => {
    const message = await pact.guest({ text: null, attachments: [{ kind: 'voice' }] });
    assert.equal(field(message, 'attachments', 0, 'push_to_talk'), true);
  });

  it('a quote names the id the provider gave to what is quoted', async () => {
    const first = await pact.guest({ text: 'Есть места в июле?' });
    const byOurId = await pact.guest({ text: 'Вот про это', replied_to_id: first['id'] });
    const byExternalId = await pact.guest({ text: 'И ещё', replied_to_id: first['external_id'] });
    assert.equal(byOurId['replied_to_id'], first['external_id']);
    assert.equal(byExternalId['replied_to_id'], first['external_id']);
  });

  it('a hidden number is shown nowhere, and its next message stays in the same conversation', async () => {
    const first = await pact.guest({ text: 'Здравствуйте', hidden_phone: true });
    const second = await pact.guest({ text: 'Вы тут?' });
    assert.equal(second['conversation_id'], first['conversation_id']);
    const { body, text } = await pact.api('GET', '/conversations?company_id=1');
    assert.equal(field(body, 'conversations', 0, 'sender_phone'), null);
    assert.equal(field(body, 'conversations', 0, 'sender_external_id'), '900000007001');
    assert.ok(!text.includes(ANNA));
    const search = await pact.api('GET', `/conversations?company_id=1&search_string=${ANNA}`);
    assert.deepEqual(search.body['conversations'], []);
  });

  it('one person on WhatsApp and in Telegram has two conversations; Telegram tells no number', async () => {
    await pact.guest({ text: 'Здравствуйте' });
    const message = await pact.guest({ text: 'Здравствуйте', provider: 'telegram' });
    assert.equal(message['conversation_id'], 7002);
    const { body } = await pact.api('GET', '/conversations/7002?company_id=1');
    assert.equal(field(body, 'conversation', 'provider'), 'telegram');
    assert.equal(field(body, 'conversation', 'sender_phone'), null);
    assert.equal(list((await pact.api('GET', '/companies/1/auths')).body, 'auths').length, 2);
  });

  it('WhatsApp Business: a send within 24 hours arrives, a later one is accepted and then fails', async () => {
    const receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
    await pact.guest({ text: 'Здравствуйте', provider: 'whatsapp_business' });
    const send = (text: string): Promise<unknown> => pact.api('POST', '/conversations/7001/messages', { company_id: 1, text });
    await send('Добрый день!');
    await pact.sim('POST', '/clock', { advance_seconds: 24 * 60 * 60 });
    await send('Вы ещё думаете?');
    await receiver.until((events) => events.length === 9);
    assert.deepEqual(messagesIn(receiver.events).map(storyOf), [
      'message create created',
      'message create sent',
      'message update delivered',
      'message create sent',
      'message update error',
    ]);
    assert.equal(field(receiver.events.at(-1), 'object', 'details', 'code'), 131047);
  });

  it('what is no phone or no known setting is refused', async () => {
    assert.equal((await pact.sim('POST', '/guest-message', { phone: 'Анна', text: 'x' })).status, 400);
    assert.equal((await pact.sim('POST', '/guest-message', { phone: ANNA })).status, 400);
    assert.equal((await pact.sim('POST', '/settings', { eco: 'off' })).status, 400);
    assert.equal((await pact.sim('POST', '/guest-massage', {})).status, 404);
  });
});

describe('Pact simulator: looking on', () => {
  let pact: Pact;
  beforeEach(async () => {
    pact = await givenPact();
  });
  afterEach(stopAll);

  it('the transcript says who wrote each message and where it stands', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    await pact.api('POST', '/conversations/7001/messages', { company_id: 1, text: '1500 ₽' });
    await pact.sim('POST', '/manager-message', { phone: ANNA, text: 'Добрый день, это Анна', surface: 'phone' });
    const { body } = await pact.sim('GET', `/conversation?phone=${ANNA}`);
    assert.equal(field(body, 'conversation', 'id'), 7001);
    assert.deepEqual(
      list(body, 'messages').map(({ income, author, status, text }) => [income, author, status, text]),
      [
        [true, 'client', 'created', 'Сколько стоит?'],
        [false, 'api', 'delivered', '1500 ₽'],
        [false, 'phone', 'delivered', 'Добрый день, это Анна'],
      ],
    );
    assert.deepEqual((await pact.sim('GET', '/conversation?phone=79990000009')).body, { conversation: null, messages: [] });
  });

  it('the journal lists each accepted send once, in order, with its time', async () => {
    await pact.guest({ text: 'Сколько стоит?' });
    for (const text of ['Один', 'Два']) await pact.api('POST', '/conversations/7001/messages', { company_id: 1, text });
    await pact.api('POST', '/conversations/7001/messages', { company_id: 1, text: '' });
    const sends = list((await pact.sim('GET', '/journal')).body, 'sends');
    assert.deepEqual(
      sends.map(({ text, conversation_id, phone }) => [text, conversation_id, phone]),
      [
        ['Один', 7001, ANNA],
        ['Два', 7001, ANNA],
      ],
    );
    assert.ok(Number(sends[0]?.['at_ms']) <= Number(sends[1]?.['at_ms']));
  });

  it('a guest’s phone hears its own conversation only', async () => {
    const stream = await fetch(`${pact.simulator.url}/_sim/events?phone=${ANNA}`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await pact.guest({ phone: '79110000002', text: 'Чужое' });
    await pact.guest({ text: 'Моё' });
    let heard = '';
    while (!heard.includes('Моё')) heard += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    assert.ok(!heard.includes('Чужое'));
    const data = JSON.parse(/^data: (.*)$/m.exec(heard)?.[1] ?? '') as Json;
    assert.deepEqual([data['kind'], data['phone'], data['author'], data['income']], ['create', ANNA, 'client', true]);
  });

  it('GET /_sim/ lists the controls', async () => {
    assert.ok('POST /_sim/guest-message' in part((await pact.sim('GET', '/')).body, 'controls'));
  });
});

describe('Pact simulator: the world around', () => {
  afterEach(stopAll);

  it('in an outage the API answers 502 without JSON, guests still write', async () => {
    const pact = await givenPact();
    await pact.sim('POST', '/outage', { on: true });
    const down = await pact.api('GET', '/conversations?company_id=1');
    assert.deepEqual([down.status, down.type.split(';')[0]], [502, 'text/html']);
    assert.equal((await pact.guest({ text: 'Алло?' }))['message'], 'Алло?');
    await pact.sim('POST', '/outage', { on: false });
    assert.equal((await pact.api('GET', '/conversations?company_id=1')).status, 200);
  });

  it('a reset takes everything back to the seed, ids and settings too', async () => {
    const pact = await givenPact();
    const receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
    const first = await pact.guest({ text: 'Здравствуйте' });
    await pact.sim('POST', '/settings', { echo: 'off' });
    await pact.sim('POST', '/reset');
    assert.deepEqual(field((await pact.api('GET', '/companies/1/webhooks')).body, 'webhooks'), []);
    assert.equal(field((await pact.sim('GET', '/settings')).body, 'echo'), 'after');
    assert.equal((await pact.guest({ text: 'Здравствуйте' }))['id'], first['id']);
  });

  it('messages are stamped with the clock it follows', async () => {
    const pact = await givenPact();
    let nowMs = Date.UTC(2026, 6, 1, 9, 0, 0, 120);
    const server = createServer((_request, response) => response.end(JSON.stringify({ nowMs }))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await pact.sim('POST', '/clock', { follow: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
      const first = await pact.guest({ text: 'Здравствуйте' });
      nowMs += 25 * 60 * 60 * 1000;
      const second = await pact.guest({ text: 'Вы тут?' });
      assert.deepEqual([first['created_at'], first['external_created_at']], ['2026-07-01T09:00:00.120Z', '2026-07-01T09:00:00.000Z']);
      assert.equal(second['created_at'], '2026-07-02T10:00:00.120Z');
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('Pact’s link to amoCRM hears of the first message of a phone, and of no other', async () => {
    const told: Json[] = [];
    let all: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      all = resolve;
    });
    const crm = createServer((request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        told.push({ path: request.url, ...(JSON.parse(Buffer.concat(chunks).toString()) as object) });
        response.end();
        if (told.length === 6) all();
      });
    }).listen(0, '127.0.0.1');
    await once(crm, 'listening');
    try {
      const pact = await givenPact({ amocrmUrl: `http://127.0.0.1:${(crm.address() as AddressInfo).port}` });
      await pact.guest({ text: 'Здравствуйте' });
      await pact.guest({ text: 'Вы тут?' });
      await pact.guest({ phone: '79110000002', name: 'Борис', text: 'Здравствуйте' });
      await pact.sim('POST', '/manager-message', { phone: '79110000002', text: 'Добрый день!' });
      await both;
      assert.deepEqual(told, [
        { path: '/_sim/first-message', phone: ANNA, name: 'Анна' },
        { path: '/_sim/chat-message', phone: ANNA, surface: 'client' },
        { path: '/_sim/chat-message', phone: ANNA, surface: 'client' },
        { path: '/_sim/first-message', phone: '79110000002', name: 'Борис' },
        { path: '/_sim/chat-message', phone: '79110000002', surface: 'client' },
        { path: '/_sim/chat-message', phone: '79110000002', surface: 'pact' },
      ]);
    } finally {
      crm.close();
      crm.closeAllConnections();
    }
  });
});
