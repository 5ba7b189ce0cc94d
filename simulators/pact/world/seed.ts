import { noFaults } from './faults.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { COMPANY_ID, type Auth, type Company, type PactState } from './state.ts';
import { Table } from './table.ts';

/** Fixed starts of the ascending ids. Messages start beyond 2^32, as the real ones do, so that a client with 32-bit ids fails here. */
const FIRST_ID = { auth: 11, contact: 401, conversation: 7001, message: 5_000_000_001, attachment: 8001, job: 18 } as const;

const FIRST_DAY_MS = Date.UTC(2026, 0, 1);

/** The world on its first day: one company, one connected WhatsApp number, nobody has written yet. */
export function seed(settings: Partial<Settings>): PactState {
  const auths = new Table<Auth>(FIRST_ID.auth);
  auths.add({ provider: 'whatsapp', state: 'enabled', createdAtMs: FIRST_DAY_MS, updatedAtMs: FIRST_DAY_MS });
  const companies = new Table<Company>(COMPANY_ID);
  companies.add({ name: 'Санаторий «Шахтёр»', phone: null, description: null, webhookUrl: null, hidden: false });
  return {
    companies,
    auths,
    conversations: new Table(FIRST_ID.conversation),
    messages: new Table(FIRST_ID.message),
    attachments: new Table(FIRST_ID.attachment),
    jobs: new Table(FIRST_ID.job),
    webhooks: [],
    nextContactId: FIRST_ID.contact,
    nextWebhookId: 1,
    nextDeliverySeq: 1,
    pending: [],
    clock: { offsetMs: 0, followUrl: null },
    settings: { ...defaultSettings, ...settings },
    outage: false,
    faults: noFaults(),
  };
}
