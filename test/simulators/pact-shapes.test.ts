import assert from 'node:assert/strict';
import { ANNA, field, givenPact, givenReceiver, list, stopAll, type Json, type Pact, type Receiver } from './pact-setup.ts';
import { PACT, PACT_V1 } from './shapes/pact.ts';
import { misfits } from './shapes/shape.ts';

/** «2026-07-01T09:00:00.120Z»; the provider's own time has whole seconds (facts/pact.md §2.1). */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const WHOLE_SECONDS = /\.000Z$/;

describe('the simulated Pact has the key paths and types of the fact sheet', () => {
  let pact: Pact;
  let receiver: Receiver;
  const seen: Partial<Record<keyof typeof PACT, unknown[]>> = {};
  const seenV1: Partial<Record<keyof typeof PACT_V1, unknown[]>> = {};

  const got = async (path: string): Promise<Json> => done(await pact.api('GET', path));
  const did = async (method: string, path: string, body: unknown): Promise<Json> => done(await pact.api(method, path, body));
  const didV1 = async (method: string, path: string, body?: unknown): Promise<Json> => done(await pact.v1(method, path, body));
  const done = ({ status, body, text }: { status: number; body: Json; text: string }): Json => {
    assert.ok(status < 300, text);
    return body;
  };
  const upload = async (name: string, type: string): Promise<Json> => {
    const form = new FormData();
    form.set('company_id', '1');
    form.set('file', new Blob(['…'], { type }), name);
    return done(await pact.api('POST', '/attachments/', form));
  };
  const events = (type: string, wanted: (event: Json) => boolean = () => true): Json[] =>
    receiver.events.filter((event) => event['type'] === type && 'object' in event && wanted(event));
  const old = (type: string, event?: string): Json[] =>
    receiver.events.filter((one) => one['type'] === type && 'data' in one && one['event'] === event);

  before(async () => {
    pact = await givenPact({ limits: false });
    receiver = await givenReceiver();
    const id = await pact.subscribe(receiver.url);
    await pact.sim('POST', '/settings', { v1_events: 'also' });
    const { conversation_id: chat } = await pact.guest({ text: 'Здравствуйте', attachments: [{ kind: 'photo' }] });
    const first = await pact.guest({ text: null, attachments: [{ kind: 'voice' }] });
    await pact.guest({ phone: '79000000003', text: null, provider: 'telegram_personal' });
    const inChat = `/conversations/${String(chat)}`;
    seen.sent = [
      await did('POST', `${inChat}/messages`, { company_id: 1, text: 'Добрый день!', replied_to_id: String(first['external_id']) }),
    ];
    seen.writtenFirst = [
      await did('POST', '/messages', { company_id: 1, provider: 'whatsapp', phone: '79000000005', text: 'Добрый день!' }),
    ];
    const failed = await did('POST', `${inChat}/messages`, { company_id: 1, text: 'Не дойдёт' });
    await pact.sim('POST', '/message-status', { id: field(failed, 'message', 'id'), status: 'error', reason: 'no WhatsApp' });
    await pact.sim('POST', '/manager-message', { phone: ANNA, text: 'Я менеджер', surface: 'phone' });
    seen.message = [
      await got(`${inChat}/messages/${String(field(first, 'id'))}?company_id=1`),
      ...(await each(`${inChat}/messages`, 'messages')),
    ];
    seen.messages = [await got(`${inChat}/messages?company_id=1`)];
    seen.conversation = [await got(`${inChat}?company_id=1`), await did('PUT', inChat, { company_id: 1, operational_state: 'archived' })];
    seen.conversations = [await got('/conversations?company_id=1')];
    seen.file = [await upload('прайс.pdf', 'application/pdf')];
    seen.image = [await upload('вид.png', 'image/png')];
    seen.voice = [await upload('голос.ogg', 'audio/ogg')];
    seen.auths = [await got('/auths?company_ids[]=1'), await got('/companies/1/auths')];
    seen.webhook = [
      await did('POST', '/companies/1/webhooks', { url: receiver.url }),
      await did('PUT', `/companies/1/webhooks/${id}`, { active: true }),
    ];
    seen.webhooks = [await got('/companies/1/webhooks')];
    seen.error = [
      (await pact.api('GET', '/conversations?company_id=1', undefined, { 'x-private-api-token': 'stolen' })).body,
      (await pact.api('GET', '/conversations?company_id=2')).body,
      (await pact.api('GET', '/conversations/1?company_id=1')).body,
      (await pact.api('POST', `${inChat}/messages`, { company_id: 1 })).body,
    ];
    await actInV1();
    await pact.sim('POST', '/channel', { provider: 'whatsapp', state: 'disabled' });
    await didV1('POST', `/companies/1/conversations/${String(chat)}/messages`, { message: 'Не дойдёт' });
    await receiver.until(() => old('job', 'executed').some((job) => field(job, 'data', 'result') === 'NOT DELIVERED'));
    await receiver.until(() => events('auth').length > 0 && old('system').length > 0);
    await receiver.until(() => events('message', (event) => field(event, 'object', 'status') === 'error').length > 0);
    seen.ping = receiver.pings;
    seen.messageIn = events('message', (event) => field(event, 'object', 'income') === true);
    seen.messageOut = events('message', (event) => field(event, 'object', 'income') === false);
    seen.conversationEvent = events('conversation');
    seen.authEvent = events('auth');
    seenV1.messageEvent = old('message', 'new');
    seenV1.ackEvent = old('message', 'ack');
    seenV1.conversationEvent = old('conversation', 'new');
    seenV1.jobEvent = old('job', 'executed');
    seenV1.systemEvent = old('system');
  });
  after(stopAll);

  /** Each of a list by itself. */
  async function each(path: string, key: string): Promise<Json[]> {
    const rows = list(await got(`${path}?company_id=1`), key);
    return Promise.all(rows.map(({ id }) => got(`${path}/${String(id)}?company_id=1`)));
  }

  async function actInV1(): Promise<void> {
    const company = '/companies/1';
    seenV1.companies = [await didV1('GET', '/companies'), await didV1('GET', '/companies?per=1')];
    seenV1.createdCompany = [await didV1('POST', '/companies', { name: 'Филиал' })];
    seenV1.companies.push(await didV1('GET', '/companies?per=1'));
    seenV1.updatedCompany = [await didV1('PUT', company, { description: 'Лечение' })];
    seenV1.channels = [await didV1('GET', `${company}/channels`)];
    const opened = await didV1('POST', `${company}/conversations`, { provider: 'whatsapp', phone: '79000000006' });
    const chat = `${company}/conversations/${String(field(opened, 'data', 'conversation', 'external_id'))}`;
    seenV1.conversations = [await didV1('GET', `${company}/conversations`)];
    seenV1.conversation = [opened, await didV1('GET', chat)];
    seenV1.assigned = [await didV1('PUT', `${chat}/assign`, { assignee_id: 42 })];
    seenV1.newJob = [await didV1('POST', `${chat}/messages`, { message: 'Здравствуйте!' })];
    seenV1.messages = [await didV1('GET', `${chat}/messages`)];
    const channel = String(field(seenV1.newJob[0], 'data', 'channel', 'id'));
    seenV1.firstJob = [
      await didV1('POST', `${company}/channels/${channel}/conversations`, { phone: '79000000007', message: 'Добрый день' }),
    ];
    const job = String(field(seenV1.newJob[0], 'data', 'id'));
    await receiver.until(() => old('job', 'executed').length > 0);
    seenV1.job = [await didV1('GET', `${company}/channels/${channel}/jobs/${job}`)];
    const form = new FormData();
    form.set('file', new Blob(['…'], { type: 'application/pdf' }), 'прайс.pdf');
    seenV1.attachment = [await didV1('POST', `${chat}/messages/attachments`, form)];
    seenV1.userExists = [await didV1('GET', `${company}/channels/${channel}/user_exists?phone=79000000001`)];
    seenV1.error = [
      (await pact.v1('GET', `${company}/conversations/1`)).body,
      (await pact.v1('GET', '/companies', undefined, { 'x-private-api-token': '' })).body,
    ];
  }

  for (const name of Object.keys(PACT) as (keyof typeof PACT)[]) {
    it(`${name} (${PACT[name].sheet})`, () => assert.deepEqual(misfits(PACT[name], seen[name] ?? []), []));
  }
  for (const name of Object.keys(PACT_V1) as (keyof typeof PACT_V1)[]) {
    it(`v1 ${name} (${PACT_V1[name].sheet})`, () => assert.deepEqual(misfits(PACT_V1[name], seenV1[name] ?? []), []));
  }

  it('times of v2 are ISO 8601 in UTC with milliseconds, the provider’s with none of them', () => {
    const messages = list(seen.messages?.[0], 'messages');
    assert.ok(messages.length > 0);
    for (const { created_at: created, external_created_at: told } of messages) {
      assert.match(String(created), TIME);
      assert.match(String(told), TIME);
      assert.match(String(told), WHOLE_SECONDS);
    }
  });
});
