import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, problems, type Caller, type Page, type Refusal, type Stub } from './amocrm-setup.ts';

const CONSULTED = 70000003;
const NOON = Date.UTC(2026, 10, 20, 9) / 1000;
const DIALOG_LEADER = 1010100;

interface Lead {
  id: number;
  status_id: number;
  closed_at: number | null;
  closest_task_at: number | null;
  updated_by: number;
  created_by: number;
  custom_fields_values: { field_id: number; values: { value: unknown; enum_id?: number }[] }[] | null;
  _embedded: { tags: { name: string }[]; contacts: { id: number; is_main: boolean }[]; loss_reason: { name: string }[] };
}

describe('somebody writes to the simulated amoCRM', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  const lead = (id: number): Promise<Lead> => amocrm.get<Lead>(`/api/v4/leads/${id}?with=contacts,loss_reason`);
  const refusedLead = async (body: unknown): Promise<string[]> =>
    problems(await amocrm.call<Refusal>('PATCH', '/api/v4/leads/42000002', body));

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(() => amocrm.sim('reset', {}));

  it('a new lead stands at the first stage, is written by the token’s user and answers with a stub', async () => {
    const body = [{ name: 'Новая', tags_to_add: [{ name: 'estafeta' }], _embedded: { contacts: [{ id: 53000001 }] }, request_id: 'mine' }];
    const made = await amocrm.write<Page<Stub>>('POST', '/api/v4/leads', body);
    const [stub] = made._embedded['leads'] ?? [];
    assert.deepEqual(Object.keys(stub ?? {}), ['id', 'request_id', '_links']);
    assert.equal(stub?.request_id, 'mine');
    const { status_id, created_by, _embedded } = await lead(stub.id);
    assert.deepEqual([status_id, created_by], [70000002, 9500010]);
    assert.deepEqual(
      _embedded.contacts.map(({ id, is_main }) => [id, is_main]),
      [[53000001, true]],
    );
    assert.deepEqual(
      _embedded.tags.map(({ name }) => name),
      ['estafeta'],
    );
  });

  it('one bad element refuses the whole batch, naming each element by its request id', async () => {
    const before = await amocrm.leads();
    const refused = await amocrm.call<Refusal>('POST', '/api/v4/leads', [
      { name: 'good' },
      { name: 'bad', status_id: 1, request_id: 'b' },
      { name: 5 },
    ]);
    assert.deepEqual(problems(refused), ['NotSupportedChoice status_id', 'InvalidType name']);
    assert.deepEqual(
      refused.body['validation-errors'].map(({ request_id }) => request_id),
      ['b', '2'],
    );
    assert.deepEqual(await amocrm.leads(), before);
  });

  it('wherever a batch goes, one bad element means that nothing of it is written', async () => {
    const task = { text: 'Ответить', complete_till: 1, entity_id: 42000002, entity_type: 'leads' };
    const note = { entity_id: 42000002, note_type: 'common', params: { text: 'Да' } };
    const to = { to_entity_id: 53000001, to_entity_type: 'contacts' };
    const batches: [string, string, object[]][] = [
      [
        'PATCH',
        'leads',
        [
          { id: 42000002, name: 'Новое', tags_to_add: [{ name: 'новый' }] },
          { id: 1, name: 'Нет такой' },
        ],
      ],
      [
        'PATCH',
        'leads',
        [
          { id: 42000002, name: 'Новое' },
          { id: 42000003, loss_reason_id: 3100001 },
        ],
      ],
      ['POST', 'contacts', [{ name: 'Хороший' }, { name: 'Плохой', responsible_user_id: 9500004 }]],
      ['PATCH', 'contacts', [{ id: 53000002, name: 'Другой' }, { name: 'Без номера' }]],
      ['POST', 'tasks', [task, { ...task, task_type_id: 77 }]],
      ['POST', 'leads/notes', [note, { ...note, note_type: 'poem' }]],
      ['POST', 'leads/42000002/link', [to, { ...to, to_entity_id: 1 }]],
      [
        'POST',
        'leads/complex',
        [
          { name: 'Хорошая', _embedded: { contacts: [{ name: 'Хороший' }] } },
          { name: 'Плохая', status_id: 1 },
        ],
      ],
      ['POST', 'leads/unsorted/forms', [{ source_uid: 'site', source_name: 'Сайт', metadata: {} }, { source_uid: 'site' }]],
      ['POST', 'leads/tags', [{ name: 'хорошая' }, { name: '' }]],
      [
        'POST',
        'leads/custom_fields',
        [
          { name: 'Хорошее', type: 'text' },
          { name: 'Плохое', type: 'select' },
        ],
      ],
    ];
    const world = async (): Promise<unknown[]> => [
      await amocrm.get('/_sim/state'),
      (await amocrm.call('GET', '/api/v4/leads/tags')).body,
      await amocrm.get('/api/v4/leads/custom_fields'),
      (await amocrm.call('GET', '/api/v4/events')).body,
    ];
    const before = await world();
    for (const [method, path, body] of batches) {
      assert.equal((await amocrm.call(method, `/api/v4/${path}`, body)).status, 400, `${method} ${path}`);
      assert.deepEqual(await world(), before, `${method} ${path}`);
    }
  });

  it('what amoCRM does not know is refused with its place', async () => {
    assert.deepEqual(await refusedLead({ status_id: 99 }), ['NotSupportedChoice status_id']);
    assert.deepEqual(await refusedLead({ status_id: 70000001 }), ['NotSupportedChoice status_id'], 'nobody is moved into «Неразобранное»');
    assert.deepEqual(await refusedLead({ responsible_user_id: 9500004 }), ['NotSupportedChoice responsible_user_id'], 'dismissed');
    assert.deepEqual(await refusedLead({ custom_fields_values: [{ field_id: 7, values: [{ value: 'x' }] }] }), [
      'NotSupportedChoice custom_fields_values.0.field_id',
    ]);
    assert.deepEqual(await refusedLead({ custom_fields_values: [{ field_id: DIALOG_LEADER, values: [{ value: 'бот' }] }] }), [
      'NotSupportedChoice custom_fields_values.0.values.0.value',
    ]);
    assert.deepEqual(await refusedLead({ custom_fields_values: [{ field_id: DIALOG_LEADER, values: [{ enum: 2030001 }] }] }), [
      'FieldNotExpected custom_fields_values.0.values.0.enum',
    ]);
    assert.deepEqual(await refusedLead({ custom_fields_values: [{ field_id: 1010105, values: [{ value: 'двое' }] }] }), [
      'InvalidValue custom_fields_values.0.values.0.value',
    ]);
    assert.deepEqual(await refusedLead({ stage: 'Заезд' }), ['FieldNotExpected stage']);
    assert.deepEqual(await refusedLead({ _embedded: { contacts: [{ id: 53000001 }] } }), ['FieldNotExpected _embedded.contacts']);
    assert.deepEqual(problems(await amocrm.call<Refusal>('PATCH', '/api/v4/leads/1', { name: 'x' })), ['NotSupportedChoice id']);
  });

  it('a body that is not JSON, or not the expected kind of it, is 400', async () => {
    for (const body of ['{', '[]', '{}']) {
      const { status, type } = await amocrm.call('POST', '/api/v4/leads', body);
      assert.deepEqual([status, type], [400, 'application/problem+json'], body);
    }
  });

  it('only what is sent changes; null clears a field', async () => {
    await amocrm.write('PATCH', '/api/v4/leads/42000004', {
      custom_fields_values: [
        { field_id: DIALOG_LEADER, values: [{ enum_id: 2030001 }] },
        { field_id: 1010105, values: null },
      ],
    });
    const { custom_fields_values, updated_by } = await lead(42000004);
    const shown = new Map(custom_fields_values?.map(({ field_id, values }) => [field_id, values[0]?.value]));
    assert.equal(shown.get(DIALOG_LEADER), 'Бот');
    assert.ok(!shown.has(1010105), 'cleared');
    assert.equal(shown.get(1010103), 'Общетерапевтическая', 'untouched');
    assert.equal(updated_by, 9500010);
  });

  it('a date is kept at the account’s midnight, whatever hour was sent', async () => {
    for (const sent of [NOON, '2026-11-20T12:00:00+03:00', NOON - 9 * 60 * 60]) {
      await amocrm.write('PATCH', '/api/v4/leads/42000002', { custom_fields_values: [{ field_id: 1010101, values: [{ value: sent }] }] });
      const { custom_fields_values } = await lead(42000002);
      assert.deepEqual(custom_fields_values?.[0]?.values, [{ value: Date.UTC(2026, 10, 19, 21) / 1000 }], String(sent));
    }
  });

  it('a lost lead is closed and keeps its reason; a reason on a lead that is not lost is a broken rule', async () => {
    const refused = await amocrm.call('PATCH', '/api/v4/leads/42000002', { loss_reason_id: 3100001 });
    assert.deepEqual(refused.body, {
      errors: { '42000002': 'Loss reason can be specified only for lost lead' },
      title: 'Bad Request',
      type: 'https://httpstatus.es/400',
      status: 400,
      detail: 'Invalid request body',
    });
    await amocrm.write('PATCH', '/api/v4/leads/42000002', { status_id: 143, loss_reason_id: 3100001 });
    const lost = await lead(42000002);
    assert.ok(lost.closed_at !== null);
    assert.deepEqual(
      lost._embedded.loss_reason.map(({ name }) => name),
      ['Дорого'],
    );
    await amocrm.write('PATCH', '/api/v4/leads', [{ id: 42000002, status_id: CONSULTED }]);
    const back = await lead(42000002);
    assert.deepEqual([back.closed_at, back._embedded.loss_reason], [null, []]);
  });

  it('two equal contacts are two contacts, and a name is built from its parts', async () => {
    const body = {
      first_name: 'Анна',
      last_name: 'Ким',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79000000099', enum_code: 'MOB' }] }],
    };
    const made = await amocrm.write<Page<Stub>>('POST', '/api/v4/contacts', [body, body]);
    assert.deepEqual(
      made._embedded['contacts']?.map(({ id }) => id),
      [53000101, 53000102],
    );
    const found = await amocrm.get<Page<{ name: string; custom_fields_values: { values: { enum_code: string }[] }[] }>>(
      '/api/v4/contacts?query=79000000099',
    );
    assert.deepEqual(
      found._embedded['contacts']?.map(({ name, custom_fields_values: [phone] }) => [name, phone?.values[0]?.enum_code]),
      [
        ['Анна Ким', 'MOB'],
        ['Анна Ким', 'MOB'],
      ],
    );
  });

  it('a task needs a text and a time, a known type, a card that is there and somebody who still works', async () => {
    const task = { text: 'Перезвонить', complete_till: NOON, task_type_id: 2800001, entity_id: 42000002, entity_type: 'leads' };
    const refused = async (more: object): Promise<string[]> =>
      problems(await amocrm.call<Refusal>('POST', '/api/v4/tasks', [{ ...task, ...more }]));
    assert.deepEqual(await refused({ text: undefined, complete_till: undefined }), ['FieldMissing text', 'FieldMissing complete_till']);
    assert.deepEqual(await refused({ text: '' }), ['NotBlank text']);
    assert.deepEqual(await refused({ task_type_id: 77 }), ['NotSupportedChoice task_type_id']);
    assert.deepEqual(await refused({ entity_id: 1 }), ['NotSupportedChoice entity_id']);
    assert.deepEqual(await refused({ entity_type: undefined }), ['FieldMissing entity_type']);
    assert.deepEqual(await refused({ responsible_user_id: 9500004 }), ['NotSupportedChoice responsible_user_id']);
  });

  it('a task shows on its lead until it is completed', async () => {
    const made = await amocrm.write<Page<Stub>>('POST', '/api/v4/tasks', [
      { text: 'Ответить', complete_till: NOON, task_type_id: 2800001, entity_id: 42000002, entity_type: 'leads' },
    ]);
    const id = made._embedded['tasks']?.[0]?.id;
    assert.equal((await lead(42000002)).closest_task_at, NOON);
    const open = await amocrm.get<Page<{ result: unknown }>>(
      '/api/v4/tasks?filter[entity_type]=leads&filter[entity_id][]=42000002&filter[is_completed]=0',
    );
    assert.deepEqual(
      open._embedded['tasks']?.map(({ result }) => result),
      [[]],
    );
    await amocrm.write('PATCH', `/api/v4/tasks/${id}`, { is_completed: true, result: { text: 'Дозвонились' } });
    const done = await amocrm.get<{ is_completed: boolean; result: unknown }>(`/api/v4/tasks/${id}`);
    assert.deepEqual([done.is_completed, done.result], [true, { text: 'Дозвонились' }]);
    assert.equal((await lead(42000002)).closest_task_at, null);
  });

  it('notes are written, read and changed on the lead or from the collection', async () => {
    await amocrm.write('POST', '/api/v4/leads/42000002/notes', [{ note_type: 'common', params: { text: 'Первая' } }]);
    const second = await amocrm.write<Page<Stub>>('POST', '/api/v4/leads/notes', [
      { entity_id: 42000002, note_type: 'common', params: { text: 'Вторая' } },
    ]);
    await amocrm.write('PATCH', `/api/v4/leads/notes/${second._embedded['notes']?.[0]?.id}`, {
      note_type: 'common',
      params: { text: 'Вторая, исправлено' },
    });
    const notes = await amocrm.get<Page<{ params: { text: string } }>>('/api/v4/leads/42000002/notes');
    assert.deepEqual(
      notes._embedded['notes']?.map(({ params }) => params.text),
      ['Первая', 'Вторая, исправлено'],
    );
    const refused = await amocrm.call<Refusal>('POST', '/api/v4/leads/42000002/notes', [{ note_type: 'common', params: {} }]);
    assert.deepEqual(problems(refused), ['FieldMissing params.text']);
  });

  it('a link is written as is_main and read as main_contact, and can be taken back', async () => {
    await amocrm.write('POST', '/api/v4/leads/42000002/link', [
      { to_entity_id: 53000001, to_entity_type: 'contacts', metadata: { is_main: true } },
    ]);
    const linked = await amocrm.get<Page<{ to_entity_id: number; metadata: unknown }>>('/api/v4/leads/42000002/links');
    assert.deepEqual(
      linked._embedded['links']?.map(({ to_entity_id, metadata }) => [to_entity_id, metadata]),
      [
        [53000003, { main_contact: false }],
        [53000001, { main_contact: true }],
      ],
    );
    const { status } = await amocrm.call('POST', '/api/v4/leads/42000002/unlink', [{ to_entity_id: 53000001, to_entity_type: 'contacts' }]);
    assert.equal(status, 204);
    assert.deepEqual(
      (await lead(42000002))._embedded.contacts.map(({ id, is_main }) => [id, is_main]),
      [[53000003, true]],
    );
  });

  it('a lead with its contact can be made at once, with a plain array as answer', async () => {
    const body = [
      {
        name: 'С сайта',
        _embedded: {
          contacts: [{ first_name: 'Зоя', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79000000098' }] }] }],
        },
        request_id: 'form',
      },
    ];
    const made = await amocrm.write('POST', '/api/v4/leads/complex', body);
    assert.deepEqual(made, [{ id: 42000101, contact_id: 53000101, company_id: null, request_id: ['form'], merged: false }]);
  });

  it('a lead in «Неразобранное» is a real lead that is accepted once', async () => {
    const list = await amocrm.get<Page<{ uid: string; _embedded: { leads: { id: number }[] } }>>('/api/v4/leads/unsorted');
    const [item] = list._embedded['unsorted'] ?? [];
    const id = item?._embedded.leads[0]?.id ?? 0;
    assert.equal((await lead(id)).status_id, 70000001);
    await amocrm.write('POST', `/api/v4/leads/unsorted/${item?.uid}/accept`, { user_id: 9500001, status_id: 70000002 });
    assert.equal((await lead(id)).status_id, 70000002);
    const again = await amocrm.call('POST', `/api/v4/leads/unsorted/${item?.uid}/accept`, {});
    assert.equal(again.status, 404);
  });

  it('a move out of «Неразобранное» accepts the lead too; declining loses it', async () => {
    await amocrm.write('PATCH', '/api/v4/leads/42000017', { status_id: CONSULTED });
    assert.equal((await amocrm.call('GET', '/api/v4/leads/unsorted')).status, 204);
    await amocrm.sim('reset', {});
    const list = await amocrm.get<Page<{ uid: string }>>('/api/v4/leads/unsorted');
    await amocrm.write('DELETE', `/api/v4/leads/unsorted/${list._embedded['unsorted']?.[0]?.uid}/decline`, {});
    assert.equal((await lead(42000017)).status_id, 143);
  });

  it('fields, values and stages can be added, as a set-up does', async () => {
    await amocrm.sim('reset', { without_enum: ['Ждёт менеджера'] });
    const patched = await amocrm.write<{ enums: { id: number; value: string }[] }>(
      'PATCH',
      `/api/v4/leads/custom_fields/${DIALOG_LEADER}`,
      {
        enums: [{ id: 2030001, value: 'Бот' }, { id: 2030002, value: 'Менеджер' }, { value: 'Ждёт менеджера' }],
      },
    );
    assert.deepEqual(
      patched.enums.map(({ id }) => id),
      [2030001, 2030002, 2040001],
    );
    const made = await amocrm.call<Page<{ id: number; name: string }>>('POST', '/api/v4/leads/custom_fields', [
      { name: 'Ведёт', type: 'select', enums: [{ value: 'Бот', sort: 1 }] },
    ]);
    assert.equal(made.status, 201);
    const stages = await amocrm.write<Page<{ name: string; sort: number }>>('POST', '/api/v4/leads/pipelines/8100001/statuses', [
      { name: 'Думает', sort: 35, color: '#fffeb2' },
    ]);
    assert.deepEqual(
      stages._embedded['statuses']?.map(({ name, sort }) => [name, sort]),
      [['Думает', 40]],
    );
    const refused = await amocrm.call<Refusal>('POST', '/api/v4/leads/pipelines/8100001/statuses', [
      { name: 'Думает', sort: 35, color: '#000000' },
    ]);
    assert.deepEqual(problems(refused), ['NotSupportedChoice color']);
  });

  it('every write is in the journal in its order, refused ones too', async () => {
    await amocrm.write('PATCH', '/api/v4/leads/42000002', { status_id: CONSULTED });
    await amocrm.call('PATCH', '/api/v4/leads/42000002', { status_id: 1 });
    const { entries } = await amocrm.get<{ entries: { method: string; path: string; body: unknown; status: number; atMs: number }[] }>(
      '/_sim/journal',
    );
    assert.deepEqual(
      entries.map(({ method, path, body, status }) => [method, path, body, status]),
      [
        ['PATCH', '/api/v4/leads/42000002', { status_id: CONSULTED }, 200],
        ['PATCH', '/api/v4/leads/42000002', { status_id: 1 }, 400],
      ],
    );
    assert.ok(entries.every(({ atMs }) => Number.isInteger(atMs)));
  });
});
