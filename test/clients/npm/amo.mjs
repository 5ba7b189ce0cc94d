// @shevernitskiy/amo as its README shows it: in by the code of an integration, then a guest's first request from lead to done task.
import { createRequire } from 'node:module';

const { Amo } = createRequire(`${process.env.CLIENTS}/`)('@shevernitskiy/amo');
const { HOST, RECEIVER } = process.env;

const app = { client_id: 'local-client', client_secret: 'local-secret', redirect_uri: 'https://estafeta.local/oauth/amocrm' };
const tokens = [];
const keep = { on_token: (token) => tokens.push(token), request_delay: 0 };
const amo = new Amo(HOST, { ...app, grant_type: 'authorization_code', code: 'local-code' }, keep);

const account = await amo.account.getAccount({ with: ['task_types', 'is_api_filter_enabled'] });
const pipelines = await amo.pipeline.getPipelines();
const { statuses } = pipelines._embedded.pipelines[0]._embedded;
const stage = (name) => statuses.find((status) => status.name === name).id;
const users = await amo.user.getUsers({ limit: 250 });
const found = await amo.contact.getContacts({ query: '9000000003', with: ['leads'] });
const fields = await amo.custom_fields.getCustomFields('leads', undefined, { limit: 250 });

const contact = await amo.contact.addContacts([
  { name: 'Вера Лебедева', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79001112233', enum_code: 'WORK' }] }] },
]);
const contactId = contact._embedded.contacts[0].id;
const lead = await amo.lead.addLeads([
  { name: 'Заявка', price: 42000, status_id: stage('Новая заявка'), _embedded: { contacts: [{ id: contactId }] } },
]);
const leadId = lead._embedded.leads[0].id;
await amo.lead.updateLeadById(leadId, { status_id: stage('Проведена консультация') });
await amo.tag.addTagsToEntitiesById(leadId, 'leads', { tags_to_add: [{ name: 'сайт' }] });
await amo.link.addLinksByEntityId(leadId, 'leads', [{ to_entity_id: 53000003, to_entity_type: 'contacts' }]);
const links = await amo.link.getLinksByEntityId(leadId, 'leads');
const note = await amo.note.addNotes('leads', [{ entity_id: leadId, note_type: 'common', params: { text: 'Просит номер с балконом' } }]);
const whatsapp = account._embedded.task_types.find(({ name }) => name === 'WhatsApp').id;
const task = await amo.task.addTasks([
  { task_type_id: whatsapp, text: 'Ответить', complete_till: 1900000000, entity_id: leadId, entity_type: 'leads' },
]);
const taskId = task._embedded.tasks[0].id;
const open = await amo.task.getTasks({ filter: (by) => by.single('is_completed', 0).multi('id', [taskId]) });
await amo.task.completeTaskById(taskId, { is_completed: true, result: { text: 'Ответили' } });
const done = await amo.task.getTaskById(taskId);
const moves = await amo.event.getEvents({ limit: 100, filter: (by) => by.single('type', 'lead_status_changed').single('entity', 'lead') });
const lists = await amo.lead.getLeads({ limit: 5, page: 2, order: { param: 'id', type: 'asc' }, with: ['contacts'] });
const read = await amo.lead.getLeadById(leadId, { with: ['contacts', 'loss_reason'] });

const subscribed = await amo.webhook.addWebhook({ destination: RECEIVER, settings: ['update_lead', 'add_task'] });
const webhooks = await amo.webhook.getWebhooks();
await amo.webhook.deleteWebhook({ destination: RECEIVER });

// Its error classes are compiled in a way that loses them (instanceof says no); what they carry arrives.
const refusal = await amo.lead.addLeads([{ price: 'дорого' }]).catch((error) => error);
const nobody = await amo.lead.getLeadById(1).catch((error) => error);
const old = { ...tokens[0], expires_at: 0 }; // so that the client refreshes, and then finds that the refresh token works once
await new Amo(HOST, { ...app, ...old }, keep).account.getAccount();
const replayed = await new Amo(HOST, { ...app, ...old }, keep).account.getAccount().catch((error) => error);

console.log(
  JSON.stringify({
    account: [account.subdomain, account.is_api_filter_enabled],
    stages: [statuses.length, statuses[0].name, statuses[1].name],
    users: users._embedded.users.map(({ name }) => name),
    found: found._embedded.contacts.map(({ id, _embedded }) => [id, _embedded.leads.map((one) => one.id)]),
    fields: fields._embedded.custom_fields.map(({ name }) => name).slice(0, 2),
    links: links._embedded.links.map(({ to_entity_id }) => to_entity_id).slice(-2),
    ids: { contactId, leadId, noteId: note._embedded.notes[0].id, taskId },
    open: open._embedded.tasks.map(({ id, result }) => [id, result]),
    done: [done.is_completed, done.result],
    moved: moves._embedded.events.filter(({ entity_id }) => entity_id === leadId).map(({ value_after }) => value_after[0].lead_status.id),
    page: [lists._page, lists._embedded.leads.map(({ id }) => id), Object.keys(lists._links)],
    read: [read.price, read._embedded.tags.map(({ name }) => name), read._embedded.contacts.length],
    webhook: [subscribed.disabled, webhooks._embedded.webhooks.map(({ settings }) => settings)],
    refusal: refusal.response['validation-errors'][0].errors[0],
    nobody: nobody.message.split(',')[0],
    tokens: tokens.map(({ token_type, expires_in }) => [token_type, expires_in]),
    replayed: replayed.response.hint,
  }),
);
