import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, startReceiver, type Caller, type Receiver } from './amocrm-setup.ts';

interface Entry {
  method: string;
  path: string;
  body: unknown;
  status: number | null;
  by: number | null;
  token: string | null;
  entities: string[];
  executed: boolean;
  answered: boolean;
  atMs: number;
}
interface Delivery {
  hook: string;
  destination: string;
  outcome: string;
  attempt: number;
  status: number | null;
  atMs: number;
}

describe('the journal of the simulated amoCRM', () => {
  const NOW_MS = Date.UTC(2026, 10, 21, 9);
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  let receiver: Receiver | undefined;
  const journal = async (query = ''): Promise<{ entries: Entry[]; deliveries: Delivery[]; failedDeliveries: Delivery[] }> =>
    amocrm.get(`/_sim/journal${query}`);

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false, now: () => NOW_MS });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(() => amocrm.sim('reset', {}));
  afterEach(async () => {
    await receiver?.stop();
    receiver = undefined;
  });

  it('names for each write the time, the author, the token and what it was about', async () => {
    await amocrm.write('POST', '/api/v4/leads', [{ name: 'Раз' }, { name: 'Два' }]);
    await amocrm.write('POST', '/api/v4/leads/42000002/notes', [{ note_type: 'common', params: { text: 'Да' } }]);
    await amocrm.write('POST', '/api/v4/leads/complex', [{ name: 'Три', _embedded: { contacts: [{ first_name: 'Ия' }] } }]);
    await amocrm.write('POST', '/api/v4/tasks', [{ text: 'Ответить', complete_till: 1, entity_id: 42000002, entity_type: 'leads' }]);
    await amocrm.call('PATCH', '/api/v4/leads/42000003', { status_id: 1 });
    const { entries } = await journal();
    assert.deepEqual(
      entries.map(({ entities, executed }) => [entities, executed]),
      [
        [['leads/42000101', 'leads/42000102'], true],
        [['leads/42000002', 'notes/86000101'], true],
        [['leads/42000103', 'contacts/53000101'], true],
        [['tasks/64000001'], true],
        [['leads/42000003'], false],
      ],
    );
    assert.ok(entries.every(({ by, token, atMs, answered }) => by === 9500010 && token === 'long-lived' && atMs === NOW_MS && answered));
  });

  it('tells one token from another, writes down who had none, and keeps the secrets of the token endpoint out', async () => {
    const secrets = { client_id: 'local-client', client_secret: 'local-secret', redirect_uri: 'https://estafeta.local/oauth/amocrm' };
    const { body } = await amocrm.call<{ access_token: string }>('POST', '/oauth2/access_token', {
      ...secrets,
      grant_type: 'authorization_code',
      code: 'local-code',
    });
    const patch = (token: string): Promise<unknown> =>
      amocrm.call('PATCH', '/api/v4/leads/42000002', { name: token.length }, { authorization: `Bearer ${token}` });
    await patch(body.access_token);
    await patch('made up');
    const { entries } = await journal();
    assert.deepEqual(
      entries.map(({ method, token, by, status }) => [method, token, by, status]),
      [
        ['POST', 'long-lived', 9500010, 200],
        ['PATCH', 'oauth-1', 9500010, 400],
        ['PATCH', null, null, 401],
      ],
    );
    assert.deepEqual(entries[0]?.body, { grant_type: 'authorization_code' });
  });

  it('has every try of every webhook', async () => {
    receiver = await startReceiver((nth) => (nth === 1 ? 500 : 204));
    await amocrm.write('POST', '/api/v4/webhooks', { destination: receiver.url, settings: ['status_lead', 'update_lead'] });
    await amocrm.sim('act', { as: 'anna', do: 'move', lead: 42000002, stage: 'Проведена консультация' });
    await amocrm.sim('clock', { advance_seconds: 300 });
    const { deliveries, failedDeliveries } = await journal();
    assert.deepEqual(
      deliveries.map(({ hook, attempt, outcome, status, destination }) => [hook, attempt, outcome, status, destination === receiver?.url]),
      [
        ['status_lead', 1, 'failed', 500, true],
        ['update_lead', 1, 'delivered', 204, true],
        ['status_lead', 2, 'delivered', 204, true],
      ],
    );
    assert.deepEqual(failedDeliveries, deliveries.slice(0, 1));
  });

  it('writes refused in an outage are in it as not executed', async () => {
    await amocrm.sim('outage', { on: true });
    await amocrm.call('POST', '/api/v4/leads', [{ name: 'Раз' }]);
    await amocrm.call('GET', '/api/v4/leads');
    const { body } = await amocrm.call<{ entries: Entry[] }>('GET', '/_sim/journal');
    assert.deepEqual(
      body.entries.map(({ method, status, executed }) => [method, status, executed]),
      [['POST', 502, false]],
    );
  });

  it('can be asked for a part; a question that makes no sense is refused', async () => {
    await amocrm.write('PATCH', '/api/v4/leads/42000002', { name: 'Раз' });
    await amocrm.write('POST', '/api/v4/contacts', [{ name: 'Два' }]);
    const { entries } = await journal('?method=post&path=/api/v4/contacts');
    assert.deepEqual(
      entries.map(({ path }) => path),
      ['/api/v4/contacts'],
    );
    for (const query of ['?since=yesterday', '?status=200'])
      assert.equal((await amocrm.call('GET', `/_sim/journal${query}`)).status, 400, query);
  });
});
