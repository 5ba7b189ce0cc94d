import assert from 'node:assert/strict';
import { ANNA, field, givenPact, givenReceiver, list, part, stopAll, TOKEN, type Answer, type Pact } from './pact-setup.ts';

const detail = (answer: Answer): string => String(field(answer.body, 'errors', 0, 'detail'));

describe('Pact simulator: who may call', () => {
  let pact: Pact;
  beforeEach(async () => {
    pact = await givenPact();
  });
  afterEach(stopAll);

  it('a call without a token is answered 401 in the documented envelope', async () => {
    const answer = await pact.api('GET', '/conversations?company_id=1', undefined, { 'x-private-api-token': '' });
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, {
      errors: [{ status: 401, code: 'unauthorized', title: 'Unauthorized', detail: 'No token provided' }],
    });
  });

  it('a wrong token is answered 401', async () => {
    const answer = await pact.api('GET', '/conversations?company_id=1', undefined, { 'x-private-api-token': 'guess' });
    assert.equal(answer.status, 401);
  });

  it('the token counts in the query and in the body too', async () => {
    const headerless = { 'x-private-api-token': '' };
    const noHeader = async (path: string, init: RequestInit): Promise<number> =>
      (await fetch(`${pact.simulator.url}/api/p2${path}`, init)).status;
    assert.equal(await noHeader('/conversations?company_id=1&private_api_token=local-pact-token', {}), 200);
    const form = new URLSearchParams({ company_id: '1', private_api_token: 'local-pact-token', text: 'x' });
    assert.equal(await noHeader('/conversations/7001/messages', { method: 'POST', body: form }), 404);
    assert.equal((await pact.api('GET', '/conversations?company_id=1', undefined, headerless)).status, 401);
  });

  it('a call without a company is refused, another company is forbidden', async () => {
    assert.equal((await pact.api('GET', '/conversations')).status, 400);
    assert.equal((await pact.api('GET', '/conversations?company_id=2')).status, 403);
  });

  it('an unknown route is a loud 404 and is remembered', async () => {
    const answer = await pact.api('POST', '/jobs', { company_id: 1 });
    assert.equal(answer.status, 404);
    assert.match(detail(answer), /no POST \/api\/p2\/jobs/);
    const journal = await pact.sim('GET', '/journal');
    assert.equal(field(journal.body, 'unknown_requests', 0, 'path'), '/api/p2/jobs');
  });

  it('a body that is not JSON is 400', async () => {
    const answer = await pact.api('POST', '/messages', '{"company_id":1', { 'content-type': 'application/json' });
    assert.equal(answer.status, 400);
  });
});

describe('Pact simulator: conversations', () => {
  let pact: Pact;
  beforeEach(async () => {
    pact = await givenPact();
  });
  afterEach(stopAll);

  it('a guest who wrote has a conversation with phone, name and provider', async () => {
    await pact.guest({ phone: '8 (900) 000-00-01', name: 'Анна', text: 'Здравствуйте' });
    const { body } = await pact.api('GET', '/conversations/7001?company_id=1');
    const conversation = part(body, 'conversation');
    assert.equal(conversation['sender_phone'], ANNA);
    assert.equal(conversation['sender_name'], 'Анна');
    assert.equal(conversation['provider'], 'whatsapp');
    assert.equal(conversation['replied_state'], 'unreplied');
    assert.equal(conversation['last_message_id'], 5_000_000_001);
  });

  it('the list has the newest first, page by page', async () => {
    for (const last of [1, 2, 3]) await pact.guest({ phone: `7900000000${last}`, text: 'Здравствуйте' });
    const { body } = await pact.api('GET', '/conversations/?company_id=1&page=2&per_page=2');
    assert.deepEqual(body['meta'], { page: 2, entries_count: 1, per_page: 2 });
    assert.deepEqual(
      list(body, 'conversations').map((row) => row['id']),
      [7001],
    );
    const first = await pact.api('GET', '/conversations?company_id=1');
    assert.deepEqual(first.body['meta'], { page: 1, entries_count: 3, per_page: 25 });
    assert.equal((await pact.api('GET', '/conversations?company_id=1&page=0')).status, 400);
  });

  it('a search finds by part of the phone or the name, a leading plus does not count', async () => {
    await pact.guest({ text: 'Здравствуйте' });
    await pact.guest({ phone: '79110000002', name: 'Борис', text: 'Здравствуйте' });
    const found = async (words: string): Promise<number> => {
      const { body } = await pact.api('GET', `/conversations?company_id=1&search_string=${encodeURIComponent(words)}`);
      return list(body, 'conversations').length;
    };
    assert.equal(await found('+7900'), 1);
    assert.equal(await found('борис'), 1);
    assert.equal(await found('79'), 2);
    assert.equal(await found('Виктор'), 0);
  });

  it('GET takes its parameters from a JSON body too', async () => {
    await pact.guest({ text: 'Здравствуйте' });
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${pact.simulator.url}/api/p2/conversations`, {
        method: 'GET',
        headers: { ...TOKEN, 'content-type': 'application/json', 'content-length': '16' },
      });
      call.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      call.end('{"company_id":1}');
    });
    assert.equal(status, 200);
  });

  it('a conversation can be archived and marked as replied, but not blocked', async () => {
    await pact.guest({ text: 'Здравствуйте' });
    const { body } = await pact.api('PUT', '/conversations/7001', {
      company_id: 1,
      operational_state: 'archived',
      replied_state: 'replied',
    });
    assert.equal(field(body, 'conversation', 'operational_state'), 'archived');
    assert.equal(field(body, 'conversation', 'replied_state'), 'replied');
    assert.equal((await pact.api('PUT', '/conversations/7001', { company_id: 1, operational_state: 'blocked' })).status, 400);
  });

  it('the company has one connected WhatsApp channel', async () => {
    for (const path of ['/auths?company_ids[]=1', '/companies/1/auths']) {
      const { body } = await pact.api('GET', path);
      assert.deepEqual(
        list(body, 'auths').map(({ provider, state }) => [provider, state]),
        [['whatsapp', 'enabled']],
      );
    }
    assert.equal((await pact.api('GET', '/companies/2/auths')).status, 403);
  });
});

describe('Pact simulator: sending', () => {
  let pact: Pact;
  const send = (body: unknown): Promise<Answer> => pact.api('POST', '/conversations/7001/messages', body);
  beforeEach(async () => {
    pact = await givenPact();
    await pact.guest({ text: 'Здравствуйте' });
  });
  afterEach(stopAll);

  it('a send is answered at once as accepted, without the provider id', async () => {
    const { status, body } = await send({ company_id: 1, text: 'Добрый день!', send_to_crm: true });
    assert.equal(status, 200);
    const message = part(body, 'message');
    assert.equal(message['status'], 'sent');
    assert.equal(message['external_id'], null);
    assert.equal(message['income'], false);
    assert.equal(message['id'], 5_000_000_002);
  });

  it('forms and multipart bodies are taken like JSON, words for numbers and flags', async () => {
    const form = await pact.api('POST', '/conversations/7001/messages/', 'company_id=1&text=A&send_to_crm=false', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    assert.equal(form.status, 200);
    const parts = new FormData();
    parts.set('company_id', '1');
    parts.set('text', 'Б');
    assert.equal((await send(parts)).status, 200);
    const { body } = await pact.sim('GET', '/journal');
    assert.deepEqual(
      list(body, 'sends').map(({ text, send_to_crm }) => [text, send_to_crm]),
      [
        ['A', false],
        ['Б', true],
      ],
    );
  });

  it('an empty send is refused', async () => {
    for (const text of [undefined, null, '', '  \n']) assert.equal((await send({ company_id: 1, text })).status, 400);
  });

  it('4096 characters go out, 4097 are refused', async () => {
    assert.equal((await send({ company_id: 1, text: 'я'.repeat(4096) })).status, 200);
    const long = await send({ company_id: 1, text: 'я'.repeat(4097) });
    assert.equal(long.status, 400);
    assert.match(detail(long), /4096/);
  });

  it('a send to an unknown conversation is 404', async () => {
    assert.equal((await pact.api('POST', '/conversations/7999/messages', { company_id: 1, text: 'x' })).status, 404);
  });

  it('writing first to a new phone opens a conversation, to a known one keeps it', async () => {
    const words = { company_id: 1, provider: 'whatsapp', text: 'Здравствуйте' };
    const fresh = await pact.api('POST', '/messages', { ...words, phone: '79110000002' });
    assert.equal(field(fresh.body, 'message', 'conversation_id'), 7002);
    const known = await pact.api('POST', '/messages', { ...words, phone: ANNA });
    assert.equal(field(known.body, 'message', 'conversation_id'), 7001);
  });

  it('writing first needs a provider, a bare phone and a connected channel', async () => {
    const words = { company_id: 1, text: 'Здравствуйте', phone: '79110000002', provider: 'whatsapp' };
    assert.equal((await pact.api('POST', '/messages', { ...words, provider: undefined })).status, 400);
    assert.equal((await pact.api('POST', '/messages', { ...words, phone: '+7 911 000-00-02' })).status, 400);
    assert.equal((await pact.api('POST', '/messages', { ...words, provider: 'max' })).status, 400);
  });

  it('messages are listed newest first, or oldest first when the setting says so', async () => {
    await send({ company_id: 1, text: 'Добрый день!' });
    const texts = async (): Promise<unknown[]> =>
      list((await pact.api('GET', '/conversations/7001/messages?company_id=1')).body, 'messages').map(({ message }) => message);
    assert.deepEqual(await texts(), ['Добрый день!', 'Здравствуйте']);
    await pact.sim('POST', '/settings', { list_order: 'oldest_first' });
    assert.deepEqual(await texts(), ['Здравствуйте', 'Добрый день!']);
  });

  it('one message can be read, but not through another conversation', async () => {
    await pact.guest({ phone: '79110000002', text: 'Другой' });
    const path = '/messages/5000000001?company_id=1';
    assert.equal(field((await pact.api('GET', `/conversations/7001${path}`)).body, 'message', 'message'), 'Здравствуйте');
    assert.equal((await pact.api('GET', `/conversations/7002${path}`)).status, 404);
  });
});

describe('Pact simulator: attachments', () => {
  let pact: Pact;
  const upload = (parts: Record<string, string | Blob>): Promise<Answer> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(parts)) {
      if (typeof value === 'string') form.set(name, value);
      else form.set(name, value, 'счёт.pdf');
    }
    return pact.api('POST', '/attachments/', form);
  };
  const bill = new Blob(['итого 1500'], { type: 'application/pdf' });
  beforeEach(async () => {
    pact = await givenPact();
    await pact.guest({ text: 'Здравствуйте' });
  });
  afterEach(stopAll);

  it('an uploaded file belongs to no message until it is sent, and can be fetched without a token', async () => {
    const { status, body } = await upload({ company_id: '1', file: bill });
    assert.equal(status, 200);
    const attachment = part(body, 'attachment');
    assert.equal(attachment['message_id'], null);
    assert.equal(attachment['file_name'], 'счёт.pdf');
    assert.equal(attachment['mime_type'], 'application/pdf');
    const file = await fetch(String(attachment['attachment_url']));
    assert.equal(await file.text(), 'итого 1500');
    const sent = await pact.api('POST', '/conversations/7001/messages', { company_id: 1, attachment_ids: [String(attachment['id'])] });
    assert.equal(field(sent.body, 'message', 'attachments', 0, 'message_id'), field(sent.body, 'message', 'id'));
    assert.equal(field(sent.body, 'message', 'message'), null);
  });

  it('a file is taken from an address too', async () => {
    const first = await upload({ company_id: '1', file: bill });
    const url = String(field(first.body, 'attachment', 'attachment_url'));
    const { body } = await pact.api('POST', '/attachments', { company_id: 1, file_url: url });
    assert.equal(field(body, 'attachment', 'size'), Buffer.byteLength('итого 1500'));
    assert.equal(field(body, 'attachment', 'file_name'), 'счёт.pdf');
    const nowhere = await givenReceiver();
    await nowhere.stop();
    assert.equal((await pact.api('POST', '/attachments', { company_id: 1, file_url: nowhere.url })).status, 400);
  });

  it('a voice message says that it is one', async () => {
    const voice = new Blob(['…'], { type: 'audio/ogg' });
    const { body } = await upload({ company_id: '1', file: voice, 'metadata[push_to_talk]': 'true' });
    assert.equal(field(body, 'attachment', 'push_to_talk'), true);
  });

  it('a file together with an address, or neither, is refused', async () => {
    assert.equal((await upload({ company_id: '1', file: bill, file_url: 'http://127.0.0.1:9/x' })).status, 400);
    assert.equal((await upload({ company_id: '1' })).status, 400);
  });

  it('two attachments, an unknown one and a used one are refused', async () => {
    const ids: unknown[] = [];
    for (let n = 0; n < 2; n += 1) ids.push(field((await upload({ company_id: '1', file: bill })).body, 'attachment', 'id'));
    const send = async (attachment_ids: unknown[]): Promise<number> =>
      (await pact.api('POST', '/conversations/7001/messages', { company_id: 1, attachment_ids })).status;
    assert.equal(await send(ids), 400);
    assert.equal(await send([9999]), 400);
    assert.equal(await send([ids[0]]), 200);
    assert.equal(await send([ids[0]]), 400);
  });
});
