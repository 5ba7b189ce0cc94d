import * as z from 'zod';
import { AmocrmHttp } from './http.ts';
import type { AmocrmOptions } from './http.ts';
import * as read from './schema.ts';
import type { AmoContact, AmoEvent, AmoField, AmoLead, AmoNote, AmoTask, AmoWebhook } from './schema.ts';

export type EntityType = 'leads' | 'contacts';
export type AmocrmClientOptions = AmocrmOptions;

const LEADS_PER_REQUEST = 50;
const anything = z.looseObject({});
/** How many of the youngest cards a look for one we made just now goes through. */
const RECENT = 250;
const NAMED = 50;

/** The requests we make of amoCRM's API v4, one method each. Throws AmocrmError. */
export class AmocrmClient {
  readonly #http: AmocrmHttp;

  constructor(options: AmocrmClientOptions) {
    this.#http = new AmocrmHttp(options);
  }

  /** No request leaves this process before that. */
  keepQuiet(forMs: number): void {
    this.#http.keepQuiet(forMs);
  }

  account = () => this.#http.get(read.account, '/account', [['with', 'task_types,datetime_settings,is_api_filter_enabled']]);
  users = () => this.#http.list(read.user, { path: '/users', key: 'users' });
  pipelines = () => this.#http.list(read.pipeline, { path: '/leads/pipelines', key: 'pipelines' });
  lossReasons = () => this.#http.list(read.lossReason, { path: '/leads/loss_reasons', key: 'loss_reasons' });
  fields = (of: EntityType): Promise<readonly AmoField[]> =>
    this.#http.list(read.customField, { path: `/${of}/custom_fields`, key: 'custom_fields' });

  contact = (id: number): Promise<AmoContact | undefined> => this.#http.find(read.contact, `/contacts/${id}`, [['with', 'leads']]);
  lead = (id: number): Promise<AmoLead | undefined> => this.#http.find(read.lead, `/leads/${id}`, [['with', 'contacts']]);
  task = (id: number): Promise<AmoTask | undefined> => this.#http.find(read.task, `/tasks/${id}`);

  /** A full-text search: the rows are to be checked (§3.2). A contact made a moment ago may not be found yet. */
  searchContacts(words: string): Promise<readonly AmoContact[]> {
    const query = [
      ['query', words],
      ['with', 'leads'],
    ] as const;
    return this.#http.list(read.contact, { path: '/contacts', key: 'contacts', query });
  }

  /** The first page of the same search: for a person who looks. */
  contactsNamed(words: string): Promise<readonly AmoContact[]> {
    return this.#http.list(read.contact, {
      path: '/contacts',
      key: 'contacts',
      query: [['query', words]],
      limit: NAMED,
      enough: () => true,
    });
  }

  /** The youngest cards, from the table itself and not from the search index, which lags. */
  recentContacts(): Promise<readonly AmoContact[]> {
    const query = [
      ['with', 'leads'],
      ['order[updated_at]', 'desc'],
    ] as const;
    return this.#http.list(read.contact, { path: '/contacts', key: 'contacts', query, limit: RECENT, enough: () => true });
  }
  recentLeads(): Promise<readonly AmoLead[]> {
    const query = [
      ['with', 'contacts'],
      ['order[created_at]', 'desc'],
    ] as const;
    return this.#http.list(read.lead, { path: '/leads', key: 'leads', query, limit: RECENT, enough: () => true });
  }

  /** By the paid filter, which an account without it ignores silently (§3.3): other rows may come back. */
  async leadsByFilter(ids: readonly number[]): Promise<readonly AmoLead[]> {
    const found: AmoLead[] = [];
    for (let from = 0; from < ids.length; from += LEADS_PER_REQUEST) {
      const some = ids.slice(from, from + LEADS_PER_REQUEST);
      const query = [...some.map((id) => ['filter[id][]', id] as const), ['with', 'contacts'] as const];
      found.push(...(await this.#http.list(read.lead, { path: '/leads', key: 'leads', query, enough: () => true })));
    }
    return found;
  }

  tasksOf(entity: EntityType, id: number): Promise<readonly AmoTask[]> {
    const query = [
      ['filter[entity_type]', entity],
      ['filter[entity_id]', id],
      ['order[id]', 'desc'],
    ] as const;
    return this.#http.list(read.task, { path: '/tasks', key: 'tasks', query });
  }

  recentTasks(): Promise<readonly AmoTask[]> {
    const query = [['order[id]', 'desc']] as const;
    return this.#http.list(read.task, { path: '/tasks', key: 'tasks', query, limit: RECENT, enough: () => true });
  }

  /** Newest first; one page. */
  notesOf(entity: EntityType, id: number): Promise<readonly AmoNote[]> {
    const query = [['order[id]', 'desc']] as const;
    return this.#http.list(read.note, { path: `/${entity}/${id}/notes`, key: 'notes', query, enough: () => true });
  }

  /** What happened to these leads (at most 10 of them); the order is documented nowhere (§7.2). */
  eventsOfLeads(leadIds: readonly number[], types: readonly string[] = []): Promise<readonly AmoEvent[]> {
    const query = [
      ['filter[entity]', 'lead'] as const,
      ...leadIds.map((id) => ['filter[entity_id][]', id] as const),
      ...types.map((type) => ['filter[type][]', type] as const),
    ];
    return this.#http.list(read.event, { path: '/events', key: 'events', query, limit: 100, enough: (rows) => rows.length >= 300 });
  }

  /** Of these types after that moment (seconds), as the account filters them: the rows are to be checked. Stops at a row that is older. */
  eventsSince(fromSeconds: number, types: readonly string[]): Promise<readonly AmoEvent[]> {
    const query = [['filter[created_at][from]', fromSeconds] as const, ...types.map((type) => ['filter[type][]', type] as const)];
    const isOlder = (row: AmoEvent | undefined): boolean => row !== undefined && row.created_at < fromSeconds;
    return this.#http.list(read.event, { path: '/events', key: 'events', query, limit: 100, enough: (rows) => isOlder(rows.at(-1)) });
  }

  /** Messages that went to these contacts (at most 10) within that time (seconds). The filter wants the contact, the rows may name the lead (§7.3). */
  messagesTo(
    contactIds: readonly number[],
    { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
  ): Promise<readonly AmoEvent[]> {
    const query = [
      ['filter[type][]', 'outgoing_chat_message'] as const,
      ['filter[entity][]', 'contact'] as const,
      ...contactIds.map((id) => ['filter[entity_id][]', id] as const),
      ['filter[created_at][from]', fromSeconds] as const,
      ['filter[created_at][to]', toSeconds] as const,
    ];
    return this.#http.list(read.event, { path: '/events', key: 'events', query, limit: 100, enough: () => true });
  }

  createContact = (body: Record<string, unknown>): Promise<number> => this.#http.create('/contacts', 'contacts', body);
  createLead = (body: Record<string, unknown>): Promise<number> => this.#http.create('/leads', 'leads', body);
  createTask = (body: Record<string, unknown>): Promise<number> => this.#http.create('/tasks', 'tasks', body);
  createNote = (entity: EntityType, id: number, text: string): Promise<number> =>
    this.#http.create(`/${entity}/${id}/notes`, 'notes', { note_type: 'common', params: { text } });

  /** Only the keys that change: a whole model would overwrite what others do meanwhile (§4.3). */
  async changeLead(id: number, body: Record<string, unknown>): Promise<void> {
    await this.#http.write(anything, 'PATCH', `/leads/${id}`, body);
  }

  /** What makes up the account; administrators only (§4.6, §5, §9.1). */
  createPipeline = (body: Record<string, unknown>): Promise<number> => this.#http.create('/leads/pipelines', 'pipelines', body);
  createStage = (pipelineId: number, body: Record<string, unknown>): Promise<number> =>
    this.#http.create(`/leads/pipelines/${pipelineId}/statuses`, 'statuses', body);
  createField = (of: EntityType, body: Record<string, unknown>): Promise<number> =>
    this.#http.create(`/${of}/custom_fields`, 'custom_fields', body);
  createLossReason = (name: string): Promise<number> => this.#http.create('/leads/loss_reasons', 'loss_reasons', { name });

  /** Adds values to a list. All are sent, since nothing says that the ones left out would stay; by their ids the old ones remain what they are. */
  async addValues(of: EntityType, { id, enums }: AmoField, values: readonly string[]): Promise<void> {
    const before = (enums ?? []).map(({ id: enumId, value, sort, code }, place) => ({
      id: enumId,
      value,
      sort: sort ?? place + 1,
      ...(code == null ? {} : { code }),
    }));
    const last = Math.max(0, ...before.map(({ sort }) => sort));
    const added = values.map((value, place) => ({ value, sort: last + place + 1 }));
    await this.#http.write(anything, 'PATCH', `/${of}/custom_fields/${id}`, { enums: [...before, ...added] });
  }

  webhooks = (): Promise<readonly AmoWebhook[]> => this.#http.list(read.webhook, { path: '/webhooks', key: 'webhooks' });
  /** The same address again replaces its events (§8.1). */
  subscribe = (destination: string, events: readonly string[]): Promise<AmoWebhook> =>
    this.#http.write(read.webhook, 'POST', '/webhooks', { destination, settings: events });
}
