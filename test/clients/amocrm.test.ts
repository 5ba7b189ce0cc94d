import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, startReceiver, type Caller, type Receiver } from '../simulators/amocrm-setup.ts';
import { startFront, type Certificate, type Front } from './front.ts';
import { npmClients, pythonClients } from './install.ts';
import { assertListed } from './listed.ts';
import { certificate, runNpmClient, runPythonClient } from './run-client.ts';

const FETCHED_WITHIN_MS = 11 * 60_000;

interface Task {
  text: string;
  on: string;
  completed: boolean;
  result: string | null;
}
interface World {
  tasks: Task[];
  contacts: { id: number; name: string; fields: Record<string, unknown> }[];
  notes: { on: string; text: string | null }[];
  webhooks: { settings: string[] }[];
  unsorted: unknown[];
}

describe('third-party clients of amoCRM, as they are published', () => {
  let tls: Certificate;
  let simulator: AmocrmSimulator;
  let front: Front | undefined;
  let amocrm: Caller;
  let receiver: Receiver;

  before(async () => {
    await pythonClients();
    await npmClients();
    tls = await certificate();
  }).timeout(FETCHED_WITHIN_MS);

  beforeEach(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false }); // nearly all of them know no limit of their own
    amocrm = callerOf(simulator.url);
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await front?.stop();
    front = undefined;
    await receiver.stop();
    await simulator.stop();
  });

  const world = async (): Promise<World> => (await amocrm.call<World>('GET', '/_sim/state')).body;
  const lead = async (id: number) => (await amocrm.leads()).find((one) => one.id === id);

  it('@shevernitskiy/amo goes from a code to a done task, and sees what is refused', async () => {
    front = await startFront(simulator.url, tls);
    const said = await runNpmClient('amo', { front, cert: tls.cert, env: { RECEIVER: receiver.url } });
    assert.deepEqual(said, {
      account: ['shakhter', true],
      stages: [10, 'Неразобранное', 'Новая заявка'],
      users: ['Анна', 'Борис', 'Старший', 'Уволена', 'Estafeta'],
      found: [[53000003, [42000002]]],
      fields: ['Ведёт диалог', 'Дата заезда'],
      links: [53000101, 53000003],
      ids: { contactId: 53000101, leadId: 42000101, noteId: 86000101, taskId: 64000001 },
      open: [[64000001, []]],
      done: [true, { text: 'Ответили' }],
      moved: [70000003],
      page: [2, [42000006, 42000007, 42000008, 42000009, 42000010], ['self', 'next', 'first', 'prev']],
      read: [42000, ['сайт'], 2],
      webhook: [false, [['update_lead', 'add_task']]],
      refusal: { code: 'InvalidType', path: 'price', detail: 'This value has a wrong type.' },
      nobody: '204 No Content',
      tokens: [
        ['Bearer', 86400],
        ['Bearer', 86400],
      ],
      replayed: 'Token has been revoked',
    });
    const made = await lead(42000101);
    assert.deepEqual(
      [made?.stage, made?.price, made?.contacts, made?.tags],
      ['Проведена консультация', 42000, [53000101, 53000003], ['сайт']],
    );
    const { tasks, notes, webhooks } = await world();
    assert.deepEqual(
      tasks.map(({ text, on, completed, result }) => [text, on, completed, result]),
      [['Ответить', 'leads/42000101', true, 'Ответили']],
    );
    assert.equal(notes.filter(({ on, text }) => on === 'leads/42000101' && text === 'Просит номер с балконом').length, 1);
    assert.deepEqual(webhooks, []);
    await assertListed('@shevernitskiy/amo', front.calls());
  }).timeout(20_000);

  it('@mobilon-dev/amotop takes and refreshes a token, loses a lead with a reason and accepts an unsorted one', async () => {
    front = await startFront(simulator.url, tls);
    const said = await runNpmClient('amotop', { front, cert: tls.cert, env: { RECEIVER: receiver.url } });
    assert.deepEqual(said, {
      tokens: ['Bearer', 86400, false],
      account: [31990001, true, 3],
      users: 5,
      boris: ['Борис', true],
      statuses: 10,
      fields: ['PHONE', 'EMAIL'],
      found: [53000003],
      guest: ['Марина', [42000002]],
      ids: { contactId: 53000101, leadId: 42000101 },
      tags: true,
      lead: [64000, 143, 3100001, true, ['повторно']],
      page: [3, true],
      links: [
        [53000014, { main_contact: true }],
        [53000015, { main_contact: false }],
      ],
      task: ['Позвонить', [], true],
      tasks: true,
      notes: 2,
      events: 'task_added',
      webhooks: [['add_lead']],
      refused: [400, 'application/problem+json', 'price'],
    });
    assert.equal((await lead(42000101))?.stage, 'Отказ');
    const { contacts, unsorted, webhooks } = await world();
    assert.equal(contacts.find(({ id }) => id === 53000101)?.name, 'Пётр Соколов');
    assert.deepEqual([unsorted, webhooks], [[], []]);
    assert.equal((await lead(42000017))?.stage, 'Новая заявка');
    await assertListed('@mobilon-dev/amotop', front.calls());
  }).timeout(20_000);

  it('amocrm-api knows one host name only and works through a proxy: cards, a company, a note and a task as models', async () => {
    front = await startFront(simulator.url, tls);
    const said = await runPythonClient('amocrm_api_krukov', { front, cert: tls.cert, throughProxy: true });
    assert.deepEqual(said, {
      account: ['Санаторий «Шахтёр»', 'shakhter', 3],
      pipeline: ['Санаторий', ['Неразобранное', 'Новая заявка']],
      users: ['Анна', 'Борис', 'Старший', 'Уволена', 'Estafeta'],
      guest: [53000003, 'Марина', [42000002]],
      ids: { contact: 53000101, company: 53900001, lead: 42000101 },
      lead: [90000, 'Проведена консультация', ['группа'], ['Нина Белова']],
      company: 'Профсоюз',
      task: ['Выставить счёт', '2030-01-02T03:04:00', true],
      notes: ['Ждёт счёт'],
      paged: 18,
      moved: [70000003],
      tags: ['группа'],
      missing: 'NotFound',
      refused: 'price',
    });
    const made = await lead(42000101);
    assert.deepEqual([made?.stage, made?.contacts, made?.tags], ['Проведена консультация', [53000101], ['группа']]);
    assert.deepEqual(
      (await world()).tasks.map(({ text, on, completed }) => [text, on, completed]),
      [['Выставить счёт', 'leads/42000101', true]],
    );
    await assertListed('amocrm-api', front.calls());
  }).timeout(20_000);

  it('amocrm-api-wrapper refreshes its token and writes in batches, over plain http', async () => {
    const { refresh_token } = await amocrm.write<{ refresh_token: string }>('POST', '/oauth2/access_token', {
      client_id: 'local-client',
      client_secret: 'local-secret',
      grant_type: 'authorization_code',
      code: 'local-code',
      redirect_uri: 'https://estafeta.local/oauth/amocrm',
    });
    front = await startFront(simulator.url);
    const env = { RECEIVER: receiver.url, REFRESH_TOKEN: refresh_token };
    const said = await runPythonClient('amocrm_api_wrapper', { front, env });
    assert.deepEqual(said, {
      token: [2, true],
      account: ['shakhter', 'Europe/Moscow'],
      status: 'Успешно реализовано',
      users: [2, 5, 3],
      found: [53000013],
      ids: { lead: 42000101, contact: 53000101 },
      links: [53000101],
      notes: ['Перезвонить'],
      done: [true, { text: 'Написали' }],
      events: ['task_completed', 'lead_status_changed'],
      page: [42000013, 42000012, 42000011, 42000010, 42000009],
      nobody: {},
      accepted: 42000017,
      webhooks: [['status_lead'], [true]],
      refused: [400, 'NotSupportedChoice'],
    });
    const made = await lead(42000101);
    assert.deepEqual([made?.stage, made?.price], ['Проведена консультация', 777]);
    const { contacts, webhooks } = await world();
    const written = contacts.find(({ id }) => id === 53000101);
    assert.deepEqual([written?.name, written?.fields], ['Лев Летов', { Телефон: '+79001112255' }]);
    assert.deepEqual(
      webhooks.map(({ settings }) => settings),
      [['status_lead']],
    );
    await assertListed('amocrm-api-wrapper', front.calls());
  }).timeout(20_000);
});
