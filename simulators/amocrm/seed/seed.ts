import { DateTime } from 'luxon';
import type { State } from '../world/state.ts';
import { ACCOUNT, LOSS_REASONS, OAUTH, pipeline, TASK_TYPES, USERS } from './account.ts';
import { fields, FIELD } from './fields.ts';
import { guests } from './guests.ts';

export interface SeedOptions {
  /** Parts to leave out: the field «Ведёт диалог»; filters over the API (then they are silently ignored, §3.3). */
  without?: readonly ('leadField' | 'apiFilter')[] | undefined;
  /** Values of «Ведёт диалог» to leave out. */
  without_enum?: readonly string[] | undefined;
}

/** The world on its first day. The same now gives the same world, ids included. */
export function seed(nowMs: number, { without = [], without_enum = [] }: SeedOptions = {}): State {
  const today = DateTime.fromMillis(nowMs, { zone: ACCOUNT.timezone }).startOf('day').toUnixInteger();
  const people = guests(today);
  const hasField = !without.includes('leadField');
  return {
    account: { ...ACCOUNT, is_api_filter_enabled: !without.includes('apiFilter') },
    users: structuredClone([...USERS]),
    pipelines: [pipeline()],
    fields: fields()
      .filter(({ id }) => hasField || id !== FIELD.dialogLeader)
      .map((field) =>
        field.id === FIELD.dialogLeader
          ? { ...field, enums: field.enums?.filter(({ value }) => !without_enum.includes(value)) ?? null }
          : field,
      ),
    tags: [],
    loss_reasons: structuredClone([...LOSS_REASONS]),
    task_types: structuredClone([...TASK_TYPES]),
    leads: people.leads.map((lead) => ({
      ...lead,
      fields: lead.fields.filter(
        ({ field_id, values }) =>
          field_id !== FIELD.dialogLeader || (hasField && !values.some(({ value }) => without_enum.includes(String(value)))),
      ),
    })),
    contacts: people.contacts,
    companies: [],
    tasks: [],
    notes: people.notes,
    events: [],
    unsorted: people.unsorted,
    webhooks: [],
    nextIds: {
      leads: 42000101,
      contacts: 53000101,
      companies: 53900001,
      tasks: 64000001,
      notes: 86000101,
      tags: 12001,
      fields: 1010201,
      enums: 2040001,
      statuses: 70000101,
      pipelines: 8100002,
      lossReasons: 3100101,
      webhooks: 1200001,
      sequence: 1,
    },
    pending: [],
    deliveries: [],
    journal: [],
    acts: [],
    clock: { offsetMs: 0, followUrl: null },
    outage: false,
    autoLead: null,
    firstMessages: [],
    apiAuthorInWebhooks: 'user',
    outsideAuthor: 'robot',
    chatLagMs: 2000,
    searchLagMs: 0,
    issued: { codes: [{ code: OAUTH.code, expiresAtMs: null, used: false }], pairs: [] },
    limits: { on: true, ban_after: null, violations: 0, banned: false },
    script: { faults: [], webhooks: null },
  };
}
