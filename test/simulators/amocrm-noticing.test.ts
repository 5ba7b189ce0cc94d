import assert from 'node:assert/strict';
import { decodeTime } from 'ulid';
import type { ParsedQs } from 'qs';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { bodyOf, callerOf, problems, startReceiver, type Caller, type Page, type Receiver, type Refusal } from './amocrm-setup.ts';

interface Event {
  id: string;
  type: string;
  entity_id: number;
  entity_type: string;
  created_by: number;
  created_at: number;
  value_after: unknown[];
  value_before: unknown[];
}

describe('the simulated amoCRM tells what happened', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  let receiver: Receiver;
  const subscribe = (...settings: string[]): Promise<unknown> =>
    amocrm.write('POST', '/api/v4/webhooks', { destination: receiver.url, settings });
  const events = async (query = ''): Promise<Event[]> =>
    (await amocrm.get<Page<Event>>(`/api/v4/events?${query}`))._embedded['events'] ?? [];
  const kindsOf = (body: ParsedQs): string =>
    Object.entries(body)
      .filter(([key]) => key !== 'account')
      .flatMap(([entity, actions]) => Object.keys(actions ?? {}).map((action) => `${entity}[${action}]`))
      .join();

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(async () => {
    await amocrm.sim('reset', {});
    receiver = await startReceiver();
  });
  afterEach(() => receiver.stop());

  it('a stage move is one event and two webhooks, url-encoded in the old words, everything a string', async () => {
    await subscribe('status_lead', 'update_lead');
    await amocrm.sim('act', { as: 'anna', do: 'move', lead: 42000004, stage: 'Предоплата получена' });
    const [status, update] = await receiver.received(2);
    assert.deepEqual([kindsOf(status?.body ?? {}), kindsOf(update?.body ?? {})], ['leads[status]', 'leads[update]']);
    assert.equal(status?.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(status.headers['user-agent'], 'amoCRM-Webhooks/3.0');
    assert.match(status.raw, /^account%5Bsubdomain%5D=shakhter&account%5Bid%5D=31990001&.*leads%5Bstatus%5D%5B0%5D%5Bid%5D=42000004/);
    assert.match(status.raw, /=%D0%9E%D0%B1%D1%89.*/, 'Cyrillic is percent-encoded');
    const { leads } = status.body as { leads: { status: Record<string, unknown>[] } };
    const [moved] = leads.status;
    assert.deepEqual(
      [moved?.['status_id'], moved?.['old_status_id'], moved?.['modified_user_id'], moved?.['pipeline_id']],
      ['70000005', '70000004', '9500001', '8100001'],
    );
    const fields = moved?.['custom_fields'] as { name: string; values: unknown[] }[];
    assert.match(String(fields.find(({ name }) => name === 'Дата заезда')?.values[0]), /^\d+$/, 'a date is a plain scalar');
    assert.deepEqual(fields.find(({ name }) => name === 'Количество гостей')?.values, [{ value: '2' }]);
    const [event] = await events();
    assert.deepEqual([event?.type, event?.created_by, event?.entity_type], ['lead_status_changed', 9500001, 'lead']);
    assert.deepEqual(event?.value_before, [{ lead_status: { id: 70000004, pipeline_id: 8100001 } }]);
    assert.deepEqual(event.value_after, [{ lead_status: { id: 70000005, pipeline_id: 8100001 } }]);
  });

  it('an own write over the API comes back too, in the name of the token’s user or, if asked so, of nobody', async () => {
    await subscribe('update_lead');
    const change = (name: string): Promise<unknown> => amocrm.write('PATCH', '/api/v4/leads/42000002', { name });
    await change('Раз');
    await amocrm.sim('settings', { api_author: 'robot' });
    await change('Два');
    const hooks = await receiver.received(2);
    const authors = hooks.map(({ body }) => (body as { leads: { update: { name: string; modified_user_id: string }[] } }).leads.update[0]);
    assert.deepEqual(
      authors.map((one) => [one?.name, one?.modified_user_id]),
      [
        ['Раз', '9500010'],
        ['Два', '0'],
      ],
    );
  });

  it('a change that changes nothing is not news', async () => {
    await subscribe('update_lead');
    await amocrm.write('PATCH', '/api/v4/leads/42000002', { status_id: 70000002 });
    await amocrm.write('PATCH', '/api/v4/leads/42000002', { name: 'Другое имя' });
    const hooks = await receiver.received(1);
    assert.deepEqual(
      hooks.map(({ raw }) => raw.includes(encodeURIComponent('Другое').slice(0, 12))),
      [true],
    );
    assert.deepEqual(
      (await events()).map(({ type }) => type),
      ['name_field_changed'],
    );
  });

  it('a field’s change names the field, a new responsible person comes before the stage', async () => {
    await amocrm.sim('act', { as: 'boris', do: 'set-field', lead: 42000002, field: 'Ведёт диалог', value: 'Менеджер' });
    await amocrm.write('PATCH', '/api/v4/leads/42000002', { status_id: 70000003, responsible_user_id: 9500002 });
    const [status, responsible, field] = await events();
    assert.deepEqual([field?.type, field?.created_by], ['custom_field_1010100_value_changed', 9500002]);
    assert.deepEqual(field?.value_after, [
      { custom_field_value: { field_id: 1010100, field_type: 4, enum_id: 2030002, text: 'Менеджер' } },
    ]);
    assert.deepEqual([responsible?.type, status?.type], ['entity_responsible_changed', 'lead_status_changed']);
    assert.deepEqual(
      (await events('filter[type]=lead_status_changed,task_added')).map(({ id }) => id),
      [status?.id],
    );
    assert.deepEqual(
      (await events('filter[type][]=custom_field_value_changed&filter[entity]=lead&filter[entity_id][]=42000002')).map(({ id }) => id),
      [field?.id],
    );
  });

  it('an event’s id is a ULID of its moment, so ids sort by time', async () => {
    const beforeMs = Date.now();
    for (const stage of ['Проведена консультация', 'Предварительная бронь', 'Отказ'])
      await amocrm.sim('act', { as: 'anna', do: 'move', lead: 42000002, stage });
    const ids = (await events()).map(({ id }) => id);
    assert.deepEqual(ids, ids.toSorted().toReversed());
    for (const id of ids) {
      assert.match(id, /^[0-9a-z]{26}$/);
      const atMs = decodeTime(id.toUpperCase());
      assert.ok(atMs >= beforeMs && atMs <= Date.now());
    }
  });

  it('a completed task closes in its webhook, with local times and its result', async () => {
    await subscribe('add_task', 'update_task');
    const due = Date.UTC(2026, 10, 20, 9) / 1000;
    await amocrm.write('POST', '/api/v4/tasks', [
      { text: 'Ответить', complete_till: due, task_type_id: 2800001, entity_id: 42000002, entity_type: 'leads' },
    ]);
    await amocrm.sim('act', { as: 'anna', do: 'complete-task', task: 64000001, text: 'Готово' });
    const [add, update] = await receiver.received(2);
    const added = bodyOf<{ task: { add: Record<string, string>[] } }>(add).task.add[0];
    assert.deepEqual(
      [added?.['element_id'], added?.['element_type'], added?.['task_type'], added?.['status']],
      ['42000002', '2', '2800001', '0'],
    );
    assert.equal(added?.['complete_till'], '2026-11-20 12:00:00');
    const closed = bodyOf<{ task: { update: Record<string, unknown>[] } }>(update).task.update[0];
    assert.deepEqual([closed?.['status'], closed?.['action_close'], closed?.['result']], ['1', '1', { id: '86000101', text: 'Готово' }]);
    assert.deepEqual(
      (await events('filter[entity]=task')).map(({ type, created_by }) => [type, created_by]),
      [
        ['task_result_added', 9500001],
        ['task_completed', 9500001],
        ['task_added', 9500010],
      ],
    );
  });

  it('notes, contacts, deletions and applications have their own webhooks', async () => {
    await subscribe('note_lead', 'add_contact', 'delete_lead', 'restore_lead', 'add_unsorted', 'delete_unsorted');
    await amocrm.sim('act', { as: 'anna', do: 'note', lead: 42000002, text: 'Звонила' });
    await amocrm.write('POST', '/api/v4/contacts', [
      { name: 'Новый', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79000000097' }] }] },
    ]);
    await amocrm.sim('act', { as: 'senior', do: 'delete', lead: 42000002 });
    await amocrm.sim('act', { as: 'senior', do: 'restore', lead: 42000002 });
    await amocrm.write('POST', '/api/v4/leads/unsorted/forms', [{ source_uid: 'site', source_name: 'Сайт', metadata: { form_id: 1 } }]);
    await amocrm.sim('act', { as: 'anna', do: 'accept', lead: 42000101 });
    const hooks = await receiver.received(6);
    assert.deepEqual(
      hooks.map(({ body }) => kindsOf(body)),
      ['leads[note]', 'contacts[add]', 'leads[delete]', 'leads[restore]', 'unsorted[add]', 'unsorted[delete]'],
    );
    const note = bodyOf<{ leads: { note: { note: Record<string, string> }[] } }>(hooks[0]).leads.note[0]?.note;
    assert.deepEqual(
      [note?.['note_type'], note?.['element_id'], note?.['text'], note?.['created_by']],
      ['4', '42000002', 'Звонила', '9500001'],
    );
    const contact = bodyOf<{ contacts: { add: { type: string; custom_fields: { code: string; values: { value: string }[] }[] }[] } }>(
      hooks[1],
    ).contacts.add[0];
    assert.deepEqual(
      [contact?.type, contact?.custom_fields[0]?.code, contact?.custom_fields[0]?.values[0]?.value],
      ['contact', 'PHONE', '+79000000097'],
    );
    assert.deepEqual(hooks[2]?.body['leads'], { delete: [{ id: '42000002', status_id: '70000002', pipeline_id: '8100001' }] });
  });

  it('subscriptions are one per destination, are replaced, listed and removed; unknown names are refused', async () => {
    await subscribe('add_lead');
    const { status } = await amocrm.call('POST', '/api/v4/webhooks', { destination: receiver.url, settings: ['status_lead'] });
    assert.equal(status, 201);
    const list = await amocrm.get<Page<{ settings: string[] }>>('/api/v4/webhooks');
    assert.deepEqual(
      list._embedded['webhooks']?.map(({ settings }) => settings),
      [['status_lead']],
    );
    const refused = await amocrm.call<Refusal>('POST', '/api/v4/webhooks', { destination: 'nowhere', settings: ['lead_status'] });
    assert.deepEqual(problems(refused), ['InvalidValue destination', 'NotSupportedChoice settings.0']);
    assert.equal((await amocrm.call('DELETE', '/api/v4/webhooks', { destination: receiver.url })).status, 204);
    assert.equal((await amocrm.call('DELETE', '/api/v4/webhooks', { destination: receiver.url })).status, 404);
    assert.equal((await amocrm.call('GET', '/api/v4/webhooks')).status, 204);
  });

  it('a webhook that is not taken is recorded and does not hold up the next or the other subscriber', async () => {
    const deaf = await startReceiver(() => 500);
    await amocrm.write('POST', '/api/v4/webhooks', { destination: deaf.url, settings: ['update_lead'] });
    await subscribe('update_lead');
    for (const name of ['Раз', 'Два']) await amocrm.write('PATCH', '/api/v4/leads/42000002', { name });
    await Promise.all([deaf.received(2), receiver.received(2)]);
    const failed = async (): Promise<{ hook: string; why: string }[]> =>
      (await amocrm.get<{ failedDeliveries: { hook: string; why: string }[] }>('/_sim/journal')).failedDeliveries;
    while ((await failed()).length < 2); // the answer is recorded a moment after it was given
    assert.deepEqual(
      (await failed()).map(({ hook, why }) => [hook, why]),
      [
        ['update_lead', 'status 500'],
        ['update_lead', 'status 500'],
      ],
    );
    assert.equal(deaf.hooks.length, 2);
    await deaf.stop();
  });
});
