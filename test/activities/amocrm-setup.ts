import { fileURLToPath } from 'node:url';
import { createAmocrmActivities } from '../../activities/amocrm/activities.ts';
import { createCatalogueSource } from '../../activities/amocrm/catalogue-source.ts';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import type { AmocrmActivities } from '../../activities/amocrm/contract.ts';
import { longLived } from '../../activities/amocrm/token-source.ts';
import { loadPolicyFile } from '../../config/policy.ts';
import { createContactKey } from '../../contact/contact-key.ts';
import type { Contact, StateName } from '../../domain/dialog/dialog.ts';
import { startAmocrmSimulator } from '../../simulators/amocrm/server.ts';
import type { AmocrmSimulator } from '../../simulators/amocrm/server.ts';

export const POLICY_FILE = fileURLToPath(new URL('../../config/policy.yaml', import.meta.url));
export const contactKeyOf = createContactKey('a secret of the tests');
export const TOKEN = 'local-amocrm-token';

interface SeenLead {
  id: number;
  name: string;
  stage: string;
  price: number;
  responsible: string;
  contacts: number[];
  tags: string[];
  fields: Record<string, unknown>;
}
interface SeenTask {
  id: number;
  type: string;
  text: string;
  on: string | null;
  responsible: string;
  dueAt: number;
  completed: boolean;
}
/** What people see in the CRM. */
export interface Seen {
  leads: SeenLead[];
  contacts: { id: number; name: string; responsible: string; fields: Record<string, unknown> }[];
  tasks: SeenTask[];
  notes: { on: string; text: string }[];
}

export interface Amocrm {
  url: string;
  /** Dialogs that exist, by contact key. */
  dialogs: Map<string, { state: StateName; leadId: number }>;
  client: AmocrmClient;
  activities: AmocrmActivities;
  /** What the catalogue lacked, each time it was told. */
  missing: (readonly string[])[];
  sim(path: string, body: unknown): Promise<Record<string, unknown>>;
  api(method: string, path: string, body: unknown): Promise<void>;
  see(): Promise<Seen>;
  seeLead(id: number): Promise<SeenLead>;
  /** Requests that changed something, without reads. */
  writes(): Promise<string[]>;
}

const started: AmocrmSimulator[] = [];

export async function stopAmocrm(): Promise<void> {
  for (const simulator of started.splice(0)) await simulator.stop();
}

/** A simulated amoCRM and our activities over it, as a worker wires them. */
export async function givenAmocrm({ reset }: { reset?: Record<string, unknown> } = {}): Promise<Amocrm> {
  const simulator = await startAmocrmSimulator({ port: 0, limits: false });
  started.push(simulator);
  const { crm, finalTouch } = loadPolicyFile(POLICY_FILE);
  const client = new AmocrmClient({ baseUrl: simulator.url, token: longLived(TOKEN), requestsPerSecond: 0 });
  const missing: (readonly string[])[] = [];
  const dialogs: Amocrm['dialogs'] = new Map();
  const dialogStateOf = (key: string, leadId: number): Promise<StateName | undefined> => {
    const dialog = dialogs.get(key);
    return Promise.resolve(dialog?.leadId === leadId ? dialog.state : undefined);
  };
  const catalogue = createCatalogueSource({ amocrm: client, names: crm, onMissing: (lacking) => missing.push(lacking) });
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(simulator.url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const see = async (): Promise<Seen> => (await (await call('GET', '/_sim/state')).json()) as Seen;
  if (reset) await call('POST', '/_sim/reset', reset);
  return {
    url: simulator.url,
    client,
    activities: createAmocrmActivities({ amocrm: client, catalogue, contactKeyOf, dialogStateOf, finalTouch }),
    missing,
    dialogs,
    sim: async (path, body) => (await (await call('POST', `/_sim${path}`, body)).json()) as Record<string, unknown>,
    api: async (method, path, body) => void (await call(method, `/api/v4${path}`, body)),
    see,
    seeLead: async (id) => {
      const lead = (await see()).leads.find((one) => one.id === id);
      if (lead === undefined) throw new Error(`There is no lead ${id}`);
      return lead;
    },
    writes: async () => {
      const { entries } = (await (await call('GET', '/_sim/journal')).json()) as {
        entries: { method: string; path: string; status: number }[];
      };
      return entries.map(({ method, path, status }) => `${method} ${path.replace('/api/v4', '')} ${status}`);
    },
  };
}

/** The guests of the simulator's README by their number. */
export const guest = (number: number): Contact => ({
  phone: `790000000${String(number).padStart(2, '0')}`,
  externalId: `790000000${String(number).padStart(2, '0')}`,
  name: 'Гость',
  channel: 'whatsapp',
  conversationId: 7001,
});
export const stranger: Contact = {
  phone: '79160000099',
  externalId: '79160000099',
  name: 'Ирина',
  channel: 'whatsapp',
  conversationId: 7002,
};
export const withoutPhone: Contact = { externalId: 'vk-77', name: 'Ирина', channel: 'vkontakte', conversationId: 7003 };

/** Moves a lead into another pipeline, which is made for it. */
export async function toBanquets(crm: Amocrm, leadId: number): Promise<void> {
  await crm.api('POST', '/leads/pipelines', [
    {
      name: 'Банкеты',
      sort: 20,
      is_main: false,
      is_unsorted_on: false,
      _embedded: { statuses: [{ name: 'Заявка', sort: 10, color: '#fffeb2' }] },
    },
  ]);
  const banquets = (await crm.client.pipelines()).find(({ name }) => name === 'Банкеты');
  const stage = banquets?._embedded.statuses.find(({ name }) => name === 'Заявка');
  await crm.client.changeLead(leadId, { pipeline_id: banquets?.id, status_id: stage?.id });
}
