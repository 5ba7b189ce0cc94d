import assert from 'node:assert/strict';
import { ANNA, field, givenPact, givenReceiver, list, part, stopAll, type Answer, type Pact } from './pact-setup.ts';

const NINE_MS = Date.UTC(2026, 6, 1, 9, 0, 0, 120);
const MESSAGES = '/companies/1/conversations/7001/messages';

describe('Pact simulator: API v1', () => {
  let pact: Pact;
  beforeEach(async () => {
    pact = await givenPact({ now: () => NINE_MS });
  });
  afterEach(stopAll);

  it('without a token it says so in its own envelope; a token in the body does not count', async () => {
    const refused = await pact.v1('GET', '/companies', undefined, { 'x-private-api-token': '' });
    assert.deepEqual([refused.status, refused.body], [401, { status: 'errored', errors: ['No token provided'] }]);
    const url = `${pact.simulator.url}/p1/companies`;
    assert.equal((await fetch(`${url}?private_api_token=local-pact-token`)).status, 200);
    const body = new URLSearchParams({ private_api_token: 'local-pact-token', name: 'X' });
    assert.equal((await fetch(url, { method: 'POST', body })).status, 401);
  });

  it('lists the company with its uuid', async () => {
    const { body } = await pact.v1('GET', '/companies/');
    assert.equal(body['status'], 'ok');
    assert.deepEqual(body['data'], {
      companies: [
        {
          external_id: 1,
          external_uuid: '00000000-0000-4000-8000-000000000001',
          name: 'Санаторий «Шахтёр»',
          phone: null,
          description: null,
          webhook_url: null,
        },
      ],
    });
  });

  it('a company is changed by what is named, its address only when it answers 200 to the test request', async () => {
    const receiver = await givenReceiver();
    const change = (fields: object): Promise<Answer> => pact.v1('PUT', '/companies/1', fields);
    assert.deepEqual((await change({ description: 'У моря', webhook_url: receiver.url })).body, {
      status: 'updated',
      data: { external_id: 1 },
    });
    assert.deepEqual(receiver.pings, [{ source: 'pact.im', operation: 'test' }]);
    receiver.answers = 204;
    assert.equal((await change({ name: 'Другой', webhook_url: `${receiver.url}/2` })).status, 400);
    assert.equal((await change({ webhook_url: 'nonsense' })).status, 400);
    const company = part((await pact.v1('GET', '/companies')).body, 'data', 'companies', 0);
    assert.deepEqual([company['name'], company['description'], company['webhook_url']], ['Санаторий «Шахтёр»', 'У моря', receiver.url]);
  });

  it('a second company can be made; it has no channels and no conversations', async () => {
    assert.deepEqual((await pact.v1('POST', '/companies', 'name=Филиал', { 'content-type': 'application/x-www-form-urlencoded' })).body, {
      status: 'created',
      data: { external_id: 2 },
    });
    assert.equal((await pact.v1('POST', '/companies', { phone: '7900' })).status, 400);
    await pact.guest({ text: 'Здравствуйте' });
    assert.deepEqual(field((await pact.v1('GET', '/companies/2/channels')).body, 'data'), { channels: [] });
    assert.deepEqual(field((await pact.v1('GET', '/companies/2/conversations')).body, 'data'), { conversations: [] });
    assert.equal((await pact.v1('GET', '/companies/2/conversations/7001')).status, 404);
    assert.equal((await pact.v1('GET', '/companies/3/channels')).status, 404);
  });

  it('channels are listed, made once for each provider, and switched off', async () => {
    assert.deepEqual(field((await pact.v1('GET', '/companies/1/channels')).body, 'data', 'channels'), [
      { external_id: 11, provider: 'whatsapp' },
    ]);
    const made = await pact.v1('POST', '/companies/1/channels', { provider: 'telegram', token: 'x' });
    assert.deepEqual(made.body, { status: 'created', data: { external_id: 12 } });
    assert.equal((await pact.v1('POST', '/companies/1/channels', { provider: 'telegram', token: 'x' })).status, 400);
    assert.deepEqual((await pact.v1('PUT', '/companies/1/channels/12', { token: 'y' })).body, {
      status: 'updated',
      data: { external_id: 12 },
    });
    assert.deepEqual((await pact.v1('DELETE', '/companies/1/channels/12')).body, { status: 'deleted' });
    const states = list((await pact.api('GET', '/companies/1/auths')).body, 'auths').map(({ state }) => state);
    assert.deepEqual(states, ['enabled', 'disabled']);
    assert.deepEqual((await pact.v1('GET', '/companies/1/channels/11/user_exists?phone=79110000002')).body, { status: 'ok', exists: true });
  });

  it('a conversation is told with its channel and contact', async () => {
    await pact.guest({ text: 'Здравствуйте' });
    const { body } = await pact.v1('GET', '/companies/1/conversations/7001');
    assert.deepEqual(field(body, 'data', 'conversation'), {
      external_id: 7001,
      name: 'Анна',
      channel_id: 11,
      channel_type: 'whatsapp',
      created_at: '2026-07-01T09:00:00.120Z',
      created_at_timestamp: 1_782_896_400,
      avatar: `${pact.simulator.url}/files/avatar.png`,
      sender_external_id: ANNA,
      contacts: [{ external_id: 401, external_public_id: ANNA, name: 'Анна' }],
      last_message_at: 1_782_896_400,
      last_income_message_at: 1_782_896_400,
      meta: {},
    });
  });

  it('a conversation is opened without a word, and kept if it is there', async () => {
    const open = (fields: object): Promise<Answer> => pact.v1('POST', '/companies/1/conversations', fields);
    const opened = await open({ provider: 'whatsapp', phone: '79110000002' });
    assert.equal(field(opened.body, 'data', 'conversation', 'external_id'), 7001);
    assert.equal(field((await open({ provider: 'whatsapp', phone: 79110000002 })).body, 'data', 'conversation', 'external_id'), 7001);
    assert.equal((await open({ provider: 'whatsapp', phone: '+7911' })).status, 400);
    assert.equal((await open({ provider: 'telegram_personal', phone: '79110000002' })).status, 400);
  });

  it('assignee and note are taken; the Python SDK’s form labelled JSON is not', async () => {
    await pact.guest({ text: 'Здравствуйте' });
    const path = '/companies/1/conversations/7001';
    assert.deepEqual((await pact.v1('PUT', `${path}/assign`, { assignee_id: '42' })).body, {
      status: 'ok',
      data: { conversation: { external_id: 7001 } },
    });
    assert.deepEqual((await pact.v1('PUT', `${path}/note?note=VIP`)).body, { status: 'updated' });
    const mislabelled = await pact.v1('PUT', `${path}/assign`, 'assignee_id=42', { 'content-type': 'application/json' });
    assert.deepEqual([mislabelled.status, mislabelled.body['status']], [400, 'errored']);
  });

  it('pages go by a token, either way; the last page has none, and a wrong token means the first page', async () => {
    for (const last of [1, 2, 3]) await pact.guest({ phone: `7900000000${last}`, text: 'Здравствуйте' });
    const page = async (query: string): Promise<[unknown[], unknown]> => {
      const data = part((await pact.v1('GET', `/companies/1/conversations?${query}`)).body, 'data');
      return [list(data, 'conversations').map((row) => row['external_id']), data['next_page']];
    };
    const [first, token] = await page('per=2');
    assert.deepEqual(first, [7001, 7002]);
    assert.deepEqual(await page(`per=2&from=${String(token)}`), [[7003], undefined]);
    assert.deepEqual((await page('per=2&from=nonsense'))[0], [7001, 7002]);
    const [newest, older] = await page('per=2&sort_direction=desc');
    assert.deepEqual(newest, [7003, 7002]);
    assert.deepEqual(await page(`per=2&sort_direction=desc&from=${String(older)}`), [[7001], undefined]);
    for (const bad of ['per=0', 'per=101', 'sort_direction=up', `from=${'x'.repeat(256)}`])
      assert.equal((await pact.v1('GET', `/companies/1/conversations?${bad}`)).status, 400);
  });

  it('an unknown route is a loud 404 in its own envelope', async () => {
    const { status, body } = await pact.v1('GET', '/jobs');
    assert.deepEqual([status, body['status']], [404, 'errored']);
    assert.match(String(field(body, 'errors', 0)), /no GET \/p1\/jobs/);
  });

  describe('sending', () => {
    beforeEach(async () => void (await pact.guest({ text: 'Здравствуйте' })));

    const job = async (id: unknown): Promise<unknown> =>
      field((await pact.v1('GET', `/companies/1/channels/11/jobs/${String(id)}`)).body, 'data');

    it('is a job at first, and the job tells how it went', async () => {
      await pact.sim('POST', '/settings', { delay_ms: 400 });
      const { body } = await pact.v1('POST', MESSAGES, { message: 'Добрый день!' });
      const trying = {
        id: 18,
        company_id: 1,
        channel: { id: 11, type: 'whatsapp' },
        conversation_id: 7001,
        state: 'trying_deliver',
        message_id: null,
        details: null,
        created_at: 1_782_896_400,
      };
      assert.deepEqual(body, { status: 'ok', data: trying });
      assert.deepEqual(await job(18), trying);
      while (field(await job(18), 'state') === 'trying_deliver');
      assert.deepEqual(await job(18), { ...trying, state: 'delivered', message_id: 5_000_000_002, details: { result: 'DELIVERED' } });
      await pact.sim('POST', '/message-status', { id: 5_000_000_002, status: 'error' });
      assert.deepEqual(field(await job(18), 'details'), { result: 'NOT DELIVERED' });
      assert.equal((await pact.v1('GET', '/companies/1/channels/11/jobs/19')).status, 404);
    });

    it('takes JSON, form and query', async () => {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      await pact.v1('POST', MESSAGES, { message: 'Раз' });
      await pact.v1('POST', `${MESSAGES}/`, 'message=Два&send_to_crm=false', form);
      await pact.v1('POST', `${MESSAGES}?message=Три`);
      const sends = list((await pact.sim('GET', '/journal')).body, 'sends').map(({ text, send_to_crm: crm }) => [text, crm]);
      assert.deepEqual(sends, [
        ['Раз', true],
        ['Два', false],
        ['Три', true],
      ]);
    });

    it('an attachment is uploaded first and sent by «attachments_ids»', async () => {
      const file = new FormData();
      file.set('file', new Blob(['итого 1500'], { type: 'application/pdf' }), 'счёт.pdf');
      const uploaded = await pact.v1('POST', `${MESSAGES}/attachments`, file);
      assert.deepEqual(uploaded.body, { status: 'ok', data: { external_id: 8001 } });
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      assert.equal((await pact.v1('POST', MESSAGES, 'attachments_ids[]=8001', form)).status, 200);
      const [, sent] = list((await pact.v1('GET', MESSAGES)).body, 'data', 'messages');
      assert.equal(field(sent, 'attachments', 0, 'external_id'), 8001);
      assert.equal(field(sent, 'attachments', 0, 'file_name'), 'счёт.pdf');
      assert.equal((await pact.v1('POST', `${MESSAGES}/attachments`, {})).status, 400);
    });

    it('an empty send and two attachments are refused in words', async () => {
      const refused = await pact.v1('POST', MESSAGES, { message: ' ' });
      assert.deepEqual(refused.body, { status: 'errored', errors: ['message: a message needs a text or an attachment'] });
      const two = await pact.v1('POST', MESSAGES, { attachments_ids: [1, 2] });
      assert.deepEqual(two.body, { status: 'errored', errors: ['attachments_ids: only one attachment per message'] });
      assert.equal((await pact.v1('POST', '/companies/1/conversations/7999/messages', { message: 'x' })).status, 404);
    });

    it('the first message goes through the channel: the job does not know the conversation yet', async () => {
      const first = await pact.v1('POST', '/companies/1/channels/11/conversations', { phone: '79110000002', message: 'Здравствуйте' });
      assert.equal(field(first.body, 'data', 'conversation_id'), null);
      assert.equal(field(await job(18), 'conversation_id'), 7002);
      const known = await pact.v1('POST', '/companies/1/channels/11', { phone: ANNA, text: 'Здравствуйте' });
      assert.equal(field(await job(field(known.body, 'data', 'id')), 'conversation_id'), 7001);
    });

    it('messages are told with their channel, oldest first', async () => {
      await pact.v1('POST', MESSAGES, { message: 'Добрый день!' });
      const [guest, ours] = list((await pact.v1('GET', MESSAGES)).body, 'data', 'messages');
      assert.deepEqual(guest, {
        external_id: 5_000_000_001,
        channel_id: 11,
        channel_type: 'whatsapp',
        message: 'Здравствуйте',
        income: true,
        created_at: '2026-07-01T09:00:00.120Z',
        created_at_timestamp: 1_782_896_400,
        attachments: [],
      });
      assert.deepEqual([ours?.['message'], ours?.['income']], ['Добрый день!', false]);
    });
  });
});
