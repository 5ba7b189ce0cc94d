import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, startReceiver, type Caller, type Page, type Receiver, type Stub } from './amocrm-setup.ts';
import { AMOCRM } from './shapes/amocrm.ts';
import { misfits } from './shapes/shape.ts';

const EVERYTHING_OF_ACCOUNT =
  'amojo_id,uuid,amojo_rights,users_groups,task_types,version,datetime_settings,drive_url,is_api_filter_enabled';
const OAUTH = { client_id: 'local-client', client_secret: 'local-secret', redirect_uri: 'https://estafeta.local/oauth/amocrm' };
const LEAD = 42000004;
/** «Ведёт диалог» is filled there. */
const LED = 42000003;
const LOST = 42000001;
const GUEST = 53000005;

describe('answers of the simulated amoCRM have the key paths and types of the fact sheet', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  let receiver: Receiver;
  const written: Partial<Record<keyof typeof AMOCRM, unknown>> = {};
  const answers: (keyof typeof AMOCRM)[] = [];

  const write = <T>(method: string, path: string, body: unknown): Promise<T> => amocrm.write<T>(method, `/api/v4${path}`, body);
  const refused = async (status: number, method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await amocrm.call(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}`);
    return answer.body;
  };

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false });
    amocrm = callerOf(simulator.url);
    receiver = await startReceiver();
    written.webhook = await write('POST', '/webhooks', { destination: receiver.url, settings: ['add_lead', 'update_lead'], sort: 10 });
    const company = await write<Page<Stub>>('POST', '/companies', [
      {
        name: 'Профсоюз',
        tags_to_add: [{ name: 'опт' }],
        custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79000000077', enum_code: 'WORK' }] }],
      },
    ]);
    const companyId = company._embedded['companies']?.[0]?.id;
    written.createdLeads = await write('POST', '/leads', [{ name: 'Заявка' }, { name: 'Ещё', request_id: 'b' }]);
    written.createdContacts = await write('POST', '/contacts', [{ name: 'Вера' }]);
    written.createdTasks = await write('POST', '/tasks', [
      { text: 'Позвонить', complete_till: 1900000000, entity_id: LEAD, entity_type: 'leads' },
      { text: 'Без карточки', complete_till: 1900000000 },
    ]);
    written.createdNotes = await write('POST', '/leads/notes', [{ entity_id: LEAD, note_type: 'common', params: { text: 'Ждёт' } }]);
    written.complex = await write('POST', '/leads/complex', [
      { name: 'С сайта', request_id: 'f', _embedded: { contacts: [{ first_name: 'Ада' }] } },
    ]);
    written.changedLeads = await write('PATCH', '/leads', [{ id: LEAD, tags_to_add: [{ name: 'vip' }], responsible_user_id: 9500002 }]);
    written.changedLead = await write('PATCH', `/leads/${LEAD}`, { status_id: 70000005 });
    written.changedContact = await write('PATCH', `/contacts/${GUEST}`, { tags_to_add: [{ name: 'постоянный' }] });
    await write('POST', `/leads/${LEAD}/link`, [{ to_entity_id: companyId, to_entity_type: 'companies' }]);
    await write('POST', `/leads/${LOST}/link`, [{ to_entity_id: companyId, to_entity_type: 'companies' }]);
    await write('PATCH', `/leads/${LOST}`, { tags_to_add: [{ name: 'vip' }] });
    written.createdLinks = await write('POST', `/leads/${LOST}/link`, [{ to_entity_id: GUEST, to_entity_type: 'contacts' }]);
    await write('POST', `/contacts/${GUEST}/link`, [{ to_entity_id: companyId, to_entity_type: 'companies' }]);
    await amocrm.sim('act', { as: 'anna', do: 'complete-task', task: 64000001, text: 'Дозвонились' });
    await amocrm.sim('settings', { chat_lag_seconds: 0 });
    await amocrm.sim('chat-message', { phone: '79000000005', surface: 'client' });
    await amocrm.sim('chat-message', { phone: '79000000001', surface: 'amo', as: 'anna' });
    written.tokens = await amocrm.write('POST', '/oauth2/access_token', { ...OAUTH, grant_type: 'authorization_code', code: 'local-code' });
    const { refresh_token } = written.tokens as { refresh_token: string };
    const moved = await amocrm.call('GET', '/oauth2/account/current/subdomain', undefined, { 'x-refresh-token': refresh_token });
    written.subdomain = moved.body;
    written.refusedToken = await refused(400, 'POST', '/oauth2/access_token', {
      ...OAUTH,
      grant_type: 'authorization_code',
      code: 'local-code',
    });
    written.validationProblem = await refused(400, 'POST', '/api/v4/leads', [{ price: 'дорого' }]);
    written.ruleProblem = await refused(400, 'PATCH', `/api/v4/leads/${LEAD}`, { loss_reason_id: 3100001 });
    written.problem = await refused(404, 'GET', '/api/v4/nowhere');
  });
  after(async () => {
    await receiver.stop();
    await simulator.stop();
    assert.deepEqual(answers.toSorted(), Object.keys(AMOCRM).toSorted(), 'every table is compared with an answer');
  });

  const fits = (name: keyof typeof AMOCRM, ...samples: unknown[]): void => {
    answers.push(name);
    assert.deepEqual(misfits(AMOCRM[name], samples), []);
  };

  const READ: Partial<Record<keyof typeof AMOCRM, string[]>> = {
    account: ['/account'],
    accountWithAll: [`/account?with=${EVERYTHING_OF_ACCOUNT}`],
    users: ['/users?limit=2&page=2'],
    user: ['/users/9500002'],
    pipelines: ['/leads/pipelines'],
    pipeline: ['/leads/pipelines/8100001'],
    statuses: ['/leads/pipelines/8100001/statuses'],
    customFields: ['/leads/custom_fields?limit=1&page=2', '/contacts/custom_fields', '/leads/custom_fields'],
    customField: ['/leads/custom_fields/1010100', '/leads/custom_fields/1010101'],
    leads: ['/leads'],
    firstPage: ['/leads/loss_reasons?limit=1'],
    middlePage: ['/leads/loss_reasons?limit=1&page=2'],
    lastPage: ['/leads/loss_reasons?limit=1&page=3'],
    lead: [`/leads/${LEAD}`, `/leads/${LOST}`, `/leads/${LED}`],
    leadWithAll: [LEAD, LOST, LED].map((id) => `/leads/${id}?with=contacts,loss_reason,catalog_elements,is_price_modified_by_robot`),
    contacts: ['/contacts'],
    contactWithAll: [`/contacts/${GUEST}?with=leads,customers,catalog_elements`],
    company: ['/companies/53900001?with=contacts,leads'],
    tasks: ['/tasks'],
    notes: ['/leads/notes'],
    statusEvents: ['/events?filter[type]=lead_status_changed'],
    responsibleEvents: ['/events?filter[type]=entity_responsible_changed'],
    completedEvents: ['/events?filter[type]=task_completed,task_added'],
    noteEvents: ['/events?filter[type]=common_note_added,lead_added'],
    chatEvents: ['/events?filter[type]=incoming_chat_message,outgoing_chat_message'],
    eventTypes: ['/events/types'],
    lossReasons: ['/leads/loss_reasons'],
    links: [`/leads/${LEAD}/links`],
    linksOfMany: [`/leads/links?filter[entity_id][]=${LEAD}&filter[entity_id][]=${LOST}`],
    tags: ['/leads/tags'],
    unsorted: ['/leads/unsorted'],
    webhooks: ['/webhooks'],
  };

  for (const [name, paths] of Object.entries(READ) as [keyof typeof AMOCRM, string[]][]) {
    it(`${name} (${AMOCRM[name].sheet})`, async () => {
      fits(name, ...(await Promise.all(paths.map((path) => amocrm.get(`/api/v4${path}`)))));
    });
  }
  for (const name of (Object.keys(AMOCRM) as (keyof typeof AMOCRM)[]).filter((key) => !(key in READ))) {
    it(`${name} (${AMOCRM[name].sheet})`, () => fits(name, written[name]));
  }
});
