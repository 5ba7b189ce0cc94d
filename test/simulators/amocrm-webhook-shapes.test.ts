import assert from 'node:assert/strict';
import type { ParsedQs } from 'qs';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, startReceiver, type Caller, type Receiver } from './amocrm-setup.ts';
import { AMOCRM_WEBHOOKS } from './shapes/amocrm-webhooks.ts';
import { misfits } from './shapes/shape.ts';

type Kind = keyof typeof AMOCRM_WEBHOOKS;
const KINDS = Object.keys(AMOCRM_WEBHOOKS) as Kind[];
const SETTINGS = [
  'add_lead',
  'update_lead',
  'status_lead',
  'responsible_lead',
  'delete_lead',
  'note_lead',
  'update_contact',
  'add_task',
  'update_task',
  'add_unsorted',
  'delete_unsorted',
];
/** A guest with a lead and several filled fields. */
const LEAD = 42000004;
const GUEST = 53000005;
const UNSORTED_LEAD = 42000017;

describe('webhooks of the simulated amoCRM have the key paths and types of the fact sheet', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  let receiver: Receiver;

  const kindOf = (body: ParsedQs): string => {
    const [entity = ''] = Object.keys(body).filter((key) => key !== 'account');
    return `${entity}.${Object.keys(body[entity] ?? {}).join()}`;
  };

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false });
    amocrm = callerOf(simulator.url);
    receiver = await startReceiver();
    const act = (body: object): Promise<unknown> => amocrm.sim('act', { as: 'anna', ...body });
    const company = await amocrm.write<{ _embedded: { companies: { id: number }[] } }>('POST', '/api/v4/companies', [{ name: 'Профсоюз' }]);
    await amocrm.write('POST', `/api/v4/contacts/${GUEST}/link`, [
      { to_entity_id: company._embedded.companies[0]?.id, to_entity_type: 'companies' },
    ]);
    await amocrm.write('POST', '/api/v4/webhooks', { destination: receiver.url, settings: SETTINGS });
    await amocrm.write('POST', '/api/v4/leads', [
      {
        name: 'Заявка',
        tags_to_add: [{ name: 'сайт' }],
        custom_fields_values: [
          { field_id: 1010100, values: [{ value: 'Бот' }] },
          { field_id: 1010101, values: [{ value: 1800000000 }] },
        ],
      },
    ]);
    await amocrm.write('PATCH', `/api/v4/leads/${LEAD}`, { tags_to_add: [{ name: 'сайт' }] });
    await act({ do: 'set-field', lead: LEAD, field: 'Ведёт диалог', value: 'Бот' });
    await act({ do: 'move', lead: LEAD, stage: 'Предоплата получена' });
    await act({ do: 'assign', lead: LEAD, to: 'boris' });
    await act({ do: 'note', lead: LEAD, text: 'Просит тихий номер' });
    await amocrm.write('PATCH', `/api/v4/contacts/${GUEST}`, { first_name: 'Алёна' });
    await amocrm.write('POST', '/api/v4/tasks', [{ text: 'Позвонить', complete_till: 1900000000, entity_id: LEAD, entity_type: 'leads' }]);
    await amocrm.write('PATCH', '/api/v4/tasks/64000001', { text: 'Написать', is_completed: true, result: { text: 'Уже написали' } });
    await amocrm.sim('auto-lead', { after_seconds: 0, stage: 'Неразобранное' });
    await amocrm.sim('first-message', { phone: '79001234567', name: 'Новый' });
    await act({ do: 'accept', lead: UNSORTED_LEAD, stage: 'Новая заявка' });
    await act({ do: 'delete', lead: LEAD });
    const came = (kind: Kind): boolean => receiver.hooks.some(({ body }) => kindOf(body) === kind);
    for (let count = 1; !(came('unsorted.add') && came('leads.delete')); count += 1) await receiver.received(count); // the last ones
  });
  after(async () => {
    await receiver.stop();
    await simulator.stop();
  });

  for (const kind of KINDS) {
    it(`${kind} (${AMOCRM_WEBHOOKS[kind].sheet})`, () => {
      const bodies = receiver.hooks.map(({ body }) => body).filter((body) => kindOf(body) === kind);
      assert.deepEqual(misfits(AMOCRM_WEBHOOKS[kind], bodies), []);
    });
  }

  it('no webhook of another kind came', () => {
    assert.deepEqual([...new Set(receiver.hooks.map(({ body }) => kindOf(body)))].toSorted(), KINDS.toSorted());
  });
});
