import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, problems, type Caller, type LeadLine, type Page, type Refusal } from './amocrm-setup.ts';

describe('the strings of the simulated amoCRM', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  const leadOf = async (phone: string): Promise<LeadLine[]> => {
    const { body } = await amocrm.call<{ contacts: { id: number; fields: Record<string, string> }[]; leads: LeadLine[] }>(
      'GET',
      '/_sim/state',
    );
    const ids = body.contacts.filter(({ fields }) => fields['Телефон'] === phone).map(({ id }) => id);
    return body.leads.filter(({ contacts }) => contacts.some((id) => ids.includes(id)));
  };
  const settled = async (phone: string, count: number): Promise<LeadLine[]> => {
    for (;;) {
      const leads = await leadOf(phone);
      if (leads.length >= count) return leads;
    }
  };

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(() => amocrm.sim('reset', {}));

  it('the seed has somebody in every situation', async () => {
    const stages = async (phone: string): Promise<string[]> => (await leadOf(phone)).map(({ stage }) => stage);
    const all = await Promise.all(Array.from({ length: 16 }, (_, place) => stages(`+790000000${String(place + 1).padStart(2, '0')}`)));
    assert.deepEqual(all, [
      [],
      ['Отказ'],
      ['Новая заявка'],
      ['Проведена консультация'],
      ['Предварительная бронь'],
      ['Предоплата получена'],
      ['Заезд'],
      ['Проживающие'],
      ['Выезд'],
      ['Выезд', 'Проведена консультация'],
      ['Новая заявка', 'Предоплата получена'],
      [],
      ['Проведена консультация'],
      ['Проведена консультация'],
      ['Успешно реализовано', 'Новая заявка'],
      ['Неразобранное'],
    ]);
    assert.deepEqual(await stages('8 (900) 000-00-12'), ['Предварительная бронь'], 'the second contact with the same phone');
    const [staying] = await leadOf('+79000000008');
    assert.equal(staying?.fields['Ссылки на регистрацию']?.split('\n').length, 2);
  });

  it('a reset brings back the same world, ids and all', async () => {
    const first = await amocrm.get('/_sim/state');
    await amocrm.write('POST', '/api/v4/leads', [{ name: 'Лишняя' }]);
    await amocrm.write('POST', '/api/v4/webhooks', { destination: 'http://127.0.0.1:9/', settings: ['add_lead'] });
    await amocrm.sim('outage', { on: true });
    await amocrm.sim('reset', {});
    assert.deepEqual(await amocrm.get('/_sim/state'), first);
  });

  it('the payment robot moves only from «Предварительная бронь», and in nobody’s name', async () => {
    const paid = await amocrm.sim<object>('pay', { lead: 42000004 });
    assert.deepEqual([paid.status, paid.body], [200, { lead: 42000004, stage: 'Предоплата получена' }]);
    const [lead] = await leadOf('+79000000005');
    assert.deepEqual([lead?.stage, lead?.updatedBy], ['Предоплата получена', 'робот']);
    const again = await amocrm.sim<{ error: string }>('pay', { lead: 42000004 });
    assert.equal(again.status, 409);
    assert.match(again.body.error, /stands at «Предоплата получена»/);
  });

  it('a first message becomes a contact and a lead when its seconds are over', async () => {
    await amocrm.sim('auto-lead', { after_seconds: 3600, stage: 'Новая заявка' });
    await amocrm.sim('first-message', { phone: '79000000077', name: 'Лидия' });
    await amocrm.sim('clock', { advance_seconds: 3599 });
    assert.deepEqual(await leadOf('+79000000077'), []);
    await amocrm.sim('clock', { advance_seconds: 2 });
    const [lead] = await leadOf('+79000000077');
    assert.deepEqual([lead?.stage, lead?.updatedBy], ['Новая заявка', 'робот']);
  });

  it('it may land in «Неразобранное», and time passes by itself too', async () => {
    await amocrm.sim('auto-lead', { after_seconds: 0.2, stage: 'Неразобранное' });
    await amocrm.sim('first-message', { phone: '79000000077', name: 'Лидия' });
    const [lead] = await settled('+79000000077', 1);
    assert.equal(lead?.stage, 'Неразобранное');
    const list = await amocrm.get<Page<{ category: string; _embedded: { leads: { id: number }[] } }>>('/api/v4/leads/unsorted');
    assert.ok(list._embedded['unsorted']?.some(({ category, _embedded }) => category === 'chats' && _embedded.leads[0]?.id === lead.id));
  });

  it('who has an open lead gets no second one, who was refused does; off means nothing happens', async () => {
    await amocrm.sim('first-message', { phone: '79000000002', name: 'Игорь' });
    assert.equal((await leadOf('+79000000002')).length, 1, 'auto-lead is off after a reset');
    await amocrm.sim('auto-lead', { after_seconds: 0, stage: 'Новая заявка' });
    await amocrm.sim('first-message', { phone: '79000000004', name: 'Павел' });
    await amocrm.sim('first-message', { phone: '79000000002', name: 'Игорь' });
    assert.equal((await leadOf('+79000000004')).length, 1);
    assert.deepEqual(
      (await leadOf('+79000000002')).map(({ stage }) => stage),
      ['Отказ', 'Новая заявка'],
    );
    await amocrm.sim('auto-lead', { after_seconds: 0, stage: 'Новая заявка', always: true });
    await amocrm.sim('first-message', { phone: '89000000009', name: 'Татьяна' });
    const both = await leadOf('+79000000009');
    assert.deepEqual(
      both.map(({ stage }) => stage),
      ['Выезд', 'Новая заявка'],
    );
  });

  it('people act under their names; who was dismissed cannot, and mistakes are told in a sentence', async () => {
    const act = (body: object): Promise<{ status: number; body: { error?: string } }> => amocrm.sim('act', { as: 'anna', ...body });
    assert.equal((await act({ do: 'set-field', lead: 42000003, field: 'Ведёт диалог', value: 'Бот' })).status, 200);
    assert.equal((await act({ do: 'assign', lead: 42000003, to: 'boris' })).status, 200);
    assert.equal((await act({ do: 'open', lead: 42000003 })).status, 200);
    const [lead] = await leadOf('+79000000004');
    assert.deepEqual([lead?.fields['Ведёт диалог'], lead?.responsible, lead?.updatedBy], ['Бот', 'Борис', 'Анна']);
    const { acts } = await amocrm.get<{ acts: { as: string; do: string; lead: number }[] }>('/_sim/journal');
    assert.deepEqual(
      acts.map((one) => [one.as, one.do, one.lead]),
      [
        ['anna', 'set-field', 42000003],
        ['anna', 'assign', 42000003],
        ['anna', 'open', 42000003],
      ],
    );
    const refusals = await Promise.all([
      act({ do: 'move', lead: 42000003, stage: 'Отпуск' }),
      act({ do: 'move', lead: 42000003, stage: 'Неразобранное' }),
      act({ do: 'move', lead: 1, stage: 'Заезд' }),
      act({ as: 'dismissed', do: 'open', lead: 42000003 }),
      act({ as: 'nobody', do: 'open', lead: 42000003 }),
      act({ do: 'set-field', lead: 42000003, field: 'Ведёт диалог', value: 'Кто-то' }),
      act({ do: 'dance' }),
    ]);
    assert.deepEqual(
      refusals.map(({ status }) => status),
      [400, 409, 404, 409, 400, 400, 400],
    );
    assert.ok(refusals.every(({ body }) => typeof body.error === 'string'));
  });

  it('somebody makes a lead by hand, for a new phone or a known one', async () => {
    await amocrm.sim('act', { as: 'boris', do: 'create-lead', phone: '79000000001', stage: 'Проведена консультация', price: 1000 });
    const [lead] = await leadOf('+79000000001');
    assert.deepEqual([lead?.stage, lead?.responsible, lead?.price], ['Проведена консультация', 'Борис', 1000]);
  });

  it('a lead in the trash reads as nothing and cannot be written to until it is restored', async () => {
    await amocrm.sim('act', { as: 'senior', do: 'delete', lead: 42000003 });
    assert.equal((await amocrm.call('GET', '/api/v4/leads/42000003')).status, 204);
    const refused = await amocrm.call<Refusal>('PATCH', '/api/v4/leads/42000003', { name: 'x' });
    assert.deepEqual(problems(refused), ['NotSupportedChoice id']);
    const trash = await amocrm.get<Page<{ id: number; is_deleted: boolean }>>('/api/v4/leads?with=only_deleted');
    assert.deepEqual(
      trash._embedded['leads']?.map(({ id, is_deleted }) => [id, is_deleted]),
      [[42000003, true]],
    );
    await amocrm.sim('act', { as: 'senior', do: 'restore', lead: 42000003 });
    assert.equal((await amocrm.call('GET', '/api/v4/leads/42000003')).status, 200);
  });

  it('while it is down every call is answered with the web server’s page, and the strings still work', async () => {
    await amocrm.sim('outage', { on: true });
    const down = await amocrm.call('GET', '/api/v4/account');
    assert.equal(down.status, 502);
    assert.match(down.type ?? '', /^text\/html/);
    await amocrm.sim('outage', { on: false });
    assert.equal((await amocrm.call('GET', '/api/v4/account')).status, 200);
  });

  it('its clock can be another process’s, and a reset works even when that one is gone', async () => {
    const nowMs = Date.UTC(2030, 0, 1);
    const clock = createServer((_req, res) => res.end(JSON.stringify({ nowMs })));
    await new Promise<void>((resolve) => clock.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(clock.address() as AddressInfo).port}/now`;
    assert.equal((await amocrm.sim('clock', { follow: url })).status, 200);
    await amocrm.write('PATCH', '/api/v4/leads/42000002', { name: 'В будущем' });
    const { updated_at } = await amocrm.get<{ updated_at: number }>('/api/v4/leads/42000002');
    assert.equal(updated_at, nowMs / 1000);
    clock.closeAllConnections();
    await new Promise((resolve) => clock.close(resolve));
    assert.equal((await amocrm.sim('reset', {})).status, 200);
    assert.equal((await amocrm.call('GET', '/api/v4/account')).status, 200);
    assert.equal((await amocrm.sim('clock', { follow: url })).status, 409, 'a clock that does not answer is not followed');
  });

  it('the list of strings is there, and a string that is not there says so', async () => {
    const { controls } = await amocrm.get<{ controls: string[] }>('/_sim/');
    assert.ok(controls.length > 5);
    const unknown = await amocrm.sim<{ error: string }>('explode', {});
    assert.equal(unknown.status, 404);
    assert.match(unknown.body.error, /explode/);
  });
});
