import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, type Caller, type Page, type Stub } from './amocrm-setup.ts';

interface Named {
  id: number;
  name: string;
}

describe('somebody reads the simulated amoCRM', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());

  it('nobody gets in without the token', async () => {
    const refused = await amocrm.call('GET', '/api/v4/account', undefined, { authorization: 'Bearer somebody-else' });
    assert.equal(refused.status, 401);
    assert.equal(refused.type, 'application/problem+json');
    assert.deepEqual(refused.body, {
      title: 'Unauthorized',
      type: 'https://httpstatus.es/401',
      status: 401,
      detail: 'Неверный логин или пароль',
    });
  });

  it('the account shows what was asked for with `with` and nothing more', async () => {
    const plain = await amocrm.get<Record<string, unknown>>('/api/v4/account');
    assert.equal(plain['current_user_id'], 9500010);
    assert.ok(!('_embedded' in plain) && !('is_api_filter_enabled' in plain));
    const asked = await amocrm.get<{
      is_api_filter_enabled: boolean;
      _embedded: { task_types: Named[]; datetime_settings: { timezone: string } };
    }>('/api/v4/account?with=task_types,is_api_filter_enabled,datetime_settings');
    assert.equal(asked.is_api_filter_enabled, true);
    assert.deepEqual(
      asked._embedded.task_types.map(({ name }) => name),
      ['Связаться', 'Встреча', 'WhatsApp'],
    );
    assert.equal(asked._embedded.datetime_settings.timezone, 'Europe/Moscow');
  });

  it('the funnel is the sanatorium’s, with «Неразобранное» apart and «Отказ» as 143', async () => {
    const { _embedded } = await amocrm.get<{
      _embedded: { pipelines: { is_main: boolean; _embedded: { statuses: (Named & { type: number })[] } }[] };
    }>('/api/v4/leads/pipelines');
    const [main] = _embedded.pipelines;
    assert.equal(main?.is_main, true);
    assert.deepEqual(
      main._embedded.statuses.map(({ name }) => name),
      [
        'Неразобранное',
        'Новая заявка',
        'Проведена консультация',
        'Предварительная бронь',
        'Предоплата получена',
        'Заезд',
        'Проживающие',
        'Выезд',
        'Успешно реализовано',
        'Отказ',
      ],
    );
    assert.deepEqual(
      main._embedded.statuses.filter(({ type }) => type === 1).map(({ name }) => name),
      ['Неразобранное'],
    );
    assert.equal(main._embedded.statuses.at(-1)?.id, 143);
  });

  it('pages have no total; links repeat the query; a page past the end is 204', async () => {
    const first = await amocrm.get<Page<Named>>('/api/v4/contacts?limit=10&with=leads&order[id]=desc');
    assert.deepEqual(Object.keys(first), ['_page', '_links', '_embedded']);
    assert.equal(first._embedded['contacts']?.length, 10);
    assert.deepEqual(Object.keys(first._links), ['self', 'next']);
    const next = new URL(first._links['next']?.href ?? '');
    assert.deepEqual(
      [next.origin, next.searchParams.get('page'), next.searchParams.get('with'), next.searchParams.get('order[id]')],
      [amocrm.url, '2', 'leads', 'desc'],
    );
    const second = await amocrm.get<Page<Named>>(next.pathname + next.search);
    assert.deepEqual(Object.keys(second._links), ['self', 'first', 'prev']);
    const ids = [first, second].flatMap(({ _embedded }) => (_embedded['contacts'] ?? []).map(({ id }) => id));
    assert.deepEqual(
      ids,
      [...new Set(ids)].toSorted((a, b) => b - a),
      'every contact once, newest first',
    );
    const past = await amocrm.call('GET', '/api/v4/contacts?limit=10&page=9');
    assert.deepEqual([past.status, past.body], [204, '']);
  });

  it('links are built for the host the client called', async () => {
    const { body } = await amocrm.call<{ _links: { self: { href: string } } }>('GET', '/api/v4/leads/42000001', undefined, {
      'x-forwarded-proto': 'https',
    });
    assert.equal(body._links.self.href, `${amocrm.url.replace('http:', 'https:')}/api/v4/leads/42000001?page=1&limit=250`);
  });

  it('an unknown lead, contact or task is 204, an unknown route a loud 404, DELETE of a lead 405', async () => {
    for (const path of ['leads/1', 'contacts/1', 'companies/1', 'tasks/1', 'leads/42000001/notes/1', 'events/nothing']) {
      const { status } = await amocrm.call('GET', `/api/v4/${path}`);
      assert.equal(status, 204, path);
    }
    const unknown = await amocrm.call<{ detail: string }>('GET', '/api/v4/leeds');
    assert.deepEqual([unknown.status, unknown.type], [404, 'application/problem+json']);
    assert.match(unknown.body.detail, /GET \/api\/v4\/leeds/);
    const removal = await amocrm.call('DELETE', '/api/v4/leads/42000001');
    assert.equal(removal.status, 405);
  });

  it('a phone is found by its digits, but 8… and +7… are not equated', async () => {
    const found = async (query: string): Promise<string[]> => {
      const { status, body } = await amocrm.call<Page<Named>>('GET', `/api/v4/contacts?query=${encodeURIComponent(query)}`);
      return status === 204 ? [] : (body._embedded['contacts'] ?? []).map(({ name }) => name);
    };
    assert.deepEqual(await found('9000000012'), ['Дмитрий Крылов', 'Дима']);
    assert.deepEqual(await found('+7 (900) 000-00-12'), ['Дмитрий Крылов']);
    assert.deepEqual(await found('89000000005'), []);
    assert.deepEqual(await found('кузнец'), ['Марина Кузнецова']);
  });

  it('a lead shows its contacts only when asked, a contact only the ids of its leads', async () => {
    const plain = await amocrm.get<{ _embedded: object }>('/api/v4/leads/42000014');
    assert.deepEqual(Object.keys(plain._embedded), ['tags', 'companies']);
    const family = await amocrm.get<{ _embedded: { contacts: { id: number; is_main: boolean }[] } }>(
      '/api/v4/leads/42000014?with=contacts',
    );
    assert.deepEqual(
      family._embedded.contacts.map(({ id, is_main }) => [id, is_main]),
      [
        [53000014, true],
        [53000015, false],
      ],
    );
    const contact = await amocrm.get<{ _embedded: { leads: object[] } }>('/api/v4/contacts/53000011?with=leads');
    assert.deepEqual(
      contact._embedded.leads.map((lead) => Object.keys(lead)),
      [
        ['id', '_links'],
        ['id', '_links'],
      ],
    );
  });

  it('a card without values shows null, not an empty list', async () => {
    const { custom_fields_values } = await amocrm.get<{ custom_fields_values: unknown }>('/api/v4/leads/42000002');
    assert.equal(custom_fields_values, null);
  });

  it('filters work in both spellings of a list; a status needs its pipeline; a bare timestamp finds nothing', async () => {
    const ids = async (query: string): Promise<number[]> => {
      const { status, body } = await amocrm.call<Page<Named>>('GET', `/api/v4/leads?${query}`);
      assert.ok(status === 200 || status === 204, `${query}: ${status}`);
      return status === 204 ? [] : (body._embedded['leads'] ?? []).map(({ id }) => id);
    };
    assert.deepEqual(await ids('filter[id][]=42000001&filter[id][]=42000002'), [42000001, 42000002]);
    assert.deepEqual(await ids('filter%5Bid%5D%5B0%5D=42000001&filter%5Bid%5D%5B1%5D=42000002'), [42000001, 42000002]);
    assert.deepEqual(await ids('filter[statuses][0][pipeline_id]=8100001&filter[statuses][0][status_id]=143'), [42000001]);
    assert.deepEqual(await ids('filter[custom_fields_values][1010105][]=3'), [42000014]);
    assert.deepEqual(await ids('filter[updated_at]=1'), []);
    assert.ok((await ids('filter[updated_at][from]=1')).length > 10);
    const { status } = await amocrm.call('GET', '/api/v4/leads?filter[statuses][0][status_id]=143');
    assert.equal(status, 400);
  });

  it('a filter nobody knows is refused, so that a typing error is seen', async () => {
    const { status } = await amocrm.call('GET', '/api/v4/tasks?filter[respnsible]=1');
    assert.equal(status, 400);
  });

  it('where filters are not paid for they are silently ignored', async () => {
    await amocrm.sim('reset', { without: ['apiFilter'] });
    const { _embedded } = await amocrm.get<Page<Named>>('/api/v4/leads?filter[id][]=42000001');
    assert.ok((_embedded['leads']?.length ?? 0) > 10);
    await amocrm.sim('reset', {});
  });

  it('a new card is found by `query` only after the index’ lag, in lists at once', async () => {
    assert.equal((await amocrm.sim('settings', { search_lag_seconds: 5 })).status, 400, 'never longer than four seconds');
    await amocrm.sim('settings', { search_lag_seconds: 4 });
    const phone = { field_code: 'PHONE', values: [{ value: '+79160000097' }] };
    const made = await amocrm.write<Page<Stub>>('POST', '/api/v4/contacts', [{ name: 'Новенькая', custom_fields_values: [phone] }]);
    const id = made._embedded['contacts']?.[0]?.id;
    const found = async (): Promise<number> => (await amocrm.call('GET', '/api/v4/contacts?query=9160000097')).status;
    assert.equal(await found(), 204);
    const newest = await amocrm.get<Page<Stub>>('/api/v4/contacts?order[id]=desc&limit=1');
    assert.equal(newest._embedded['contacts']?.[0]?.id, id);
    await amocrm.sim('clock', { advance_seconds: 4 });
    assert.equal(await found(), 200);
  });

  it('users and fields are counted, and who was dismissed stays listed', async () => {
    const users = await amocrm.get<{
      _total_items: number;
      _page_count: number;
      _embedded: { users: (Named & { rights: { is_active: boolean; is_admin: boolean } })[] };
    }>('/api/v4/users?limit=250');
    assert.deepEqual([users._total_items, users._page_count], [5, 1]);
    assert.deepEqual(
      users._embedded.users.filter(({ rights }) => !rights.is_active).map(({ name }) => name),
      ['Уволена'],
    );
    const fields = await amocrm.get<{
      _total_items: number;
      _embedded: { custom_fields: (Named & { type: string; enums: { value: string }[] | null })[] };
    }>('/api/v4/leads/custom_fields');
    const leader = fields._embedded.custom_fields.find(({ name }) => name === 'Ведёт диалог');
    assert.deepEqual(
      leader?.enums?.map(({ value }) => value),
      ['Бот', 'Менеджер', 'Ждёт менеджера'],
    );
  });

  it('the seed can come without the field, or without its third value', async () => {
    interface Fields {
      _embedded: { custom_fields: (Named & { enums: { value: string }[] | null })[] };
    }
    await amocrm.sim('reset', { without: ['leadField'] });
    const without = await amocrm.get<Fields>('/api/v4/leads/custom_fields');
    assert.ok(!without._embedded.custom_fields.some(({ name }) => name === 'Ведёт диалог'));
    await amocrm.sim('reset', { without_enum: ['Ждёт менеджера'] });
    const two = await amocrm.get<Fields>('/api/v4/leads/custom_fields');
    assert.deepEqual(
      two._embedded.custom_fields.find(({ name }) => name === 'Ведёт диалог')?.enums?.map(({ value }) => value),
      ['Бот', 'Менеджер'],
    );
    await amocrm.sim('reset', {});
  });
});
