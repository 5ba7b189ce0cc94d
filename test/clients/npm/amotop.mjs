// @mobilon-dev/amotop: a token for a code, then reading and writing cards by it.
import { createRequire } from 'node:module';

const { AmoApiClient, AmoService } = createRequire(`${process.env.CLIENTS}/`)('@mobilon-dev/amotop');
const { HOST, RECEIVER } = process.env;

const app = { client_id: 'local-client', client_secret: 'local-secret', redirect_uri: 'https://estafeta.local/oauth/amocrm' };
const service = new AmoService();
const first = await service.exchangeCode(HOST, { ...app, code: 'local-code' });
const second = await service.exchangeAccessToken(HOST, { ...app, refresh_token: first.refresh_token });
const amo = new AmoApiClient(HOST, second.access_token);

const account = await amo.getAccount({ amojoId: true, taskTypes: true, isApiFilterEnabled: true });
const users = await amo.getUsers();
const boris = await amo.getUserById(9500002);
const pipelines = await amo.getPipelines();
const pipeline = pipelines._embedded.pipelines[0];
const statuses = await amo.getPipelineStatuses(pipeline.id);
const reasons = await amo.getLossReasons();
const fields = await amo.getContactsCustomFields({ limit: 50 });
const found = await amo.getContacts({ query: 'Кузнецова', with: 'leads' });
const guest = await amo.getContact(53000003, { leads: true });

const contact = await amo.addContact({
  name: 'Пётр Орлов',
  custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79001112244' }] }],
});
const contactId = contact._embedded.contacts[0].id;
await amo.updateContact(contactId, { first_name: 'Пётр', last_name: 'Соколов' });
const added = await amo.addLead({ name: 'Путёвка', price: 64000, ...amo.getPipelineLeadPayload(pipeline.id, 70000002) });
const leadId = added._embedded.leads[0].id;
await amo.updateLead([{ id: leadId, status_id: 143, loss_reason_id: reasons._embedded.loss_reasons[0].id }]);
await amo.addTagForLeads({ name: 'повторно' });
await amo.appendTagsToLead(leadId, [{ name: 'повторно' }]);
const tags = await amo.getTagsForLeads({ limit: 50 });
const lead = await amo.getLeadById(leadId, { contacts: true });
const page = await amo.getLeads({ page: 1, limit: 3, with: 'contacts', filter: { createdAtFrom: 1, createdAtTo: 2000000000 } });
const links = await amo.getLeadLinks(42000014);
const task = await amo.addTask([{ text: 'Позвонить', complete_till: 1900000000, entity_id: leadId, entity_type: 'leads' }]);
const read = await amo.getTaskById(task._embedded.tasks[0].id);
const tasks = await amo.getTasks({ limit: 10 });
const notes = await amo.getContactsNotes({ limit: 10 });
const events = await amo.getEvents({ limit: 10 });
const unsorted = await amo.getUnsorted({ limit: 10 });
await amo.acceptUnsorted(unsorted._embedded.unsorted[0].uid, 9500002, 70000002);

await amo.setWebhook({ destination: RECEIVER, settings: ['add_lead'] });
const webhooks = await amo.getWebhooks();
await amo.deleteWebhook({ destination: RECEIVER });
const refused = await amo.addLead({ price: 'дорого' }).catch((error) => error.response);

console.log(
  JSON.stringify({
    tokens: [first.token_type, first.expires_in, first.refresh_token === second.refresh_token],
    account: [account.id, account.is_api_filter_enabled, account._embedded.task_types.length],
    users: users._embedded.users.length,
    boris: [boris.name, boris.rights.is_active],
    statuses: statuses._embedded.statuses.length,
    fields: fields._embedded.custom_fields.map(({ code }) => code).filter(Boolean),
    found: found._embedded.contacts.map(({ id }) => id),
    guest: [guest.first_name, guest._embedded.leads.map(({ id }) => id)],
    ids: { contactId, leadId },
    tags: tags._embedded.tags.map(({ name }) => name).includes('повторно'),
    lead: [lead.price, lead.status_id, lead.loss_reason_id, lead.closed_at > 0, lead._embedded.tags.map(({ name }) => name)],
    page: [page._embedded.leads.length, 'next' in page._links],
    links: links._embedded.links.map(({ to_entity_id, metadata }) => [to_entity_id, metadata]),
    task: [read.text, read.result, read.entity_id === leadId],
    tasks: tasks._embedded.tasks.length > 0,
    notes: notes === '' ? 'nothing' : notes._embedded.notes.length,
    events: events._embedded.events[0].type,
    webhooks: webhooks._embedded.webhooks.map(({ settings }) => settings),
    refused: [refused.status, refused.headers['content-type'], refused.data['validation-errors'][0].errors[0].path],
  }),
);
