import type { FaultScript } from './fault-script.ts';
import type { Limits } from './limiter.ts';
import type { Act, DeliveryRecord, JournalEntry, PendingDelivery } from './records.ts';
import type { IssuedTokens } from './tokens.ts';

/** The kinds of cards. The plural is amoCRM's word in paths and bodies (facts/amocrm.md §0). */
export const ENTITY_KINDS = ['leads', 'contacts', 'companies'] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

export interface StoredValue {
  value: string | number | boolean;
  enum_id?: number;
}
export interface StoredField {
  field_id: number;
  values: StoredValue[];
}

interface Card {
  id: number;
  name: string;
  responsible_user_id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  is_deleted: boolean;
  fields: StoredField[];
  tag_ids: number[];
}
export interface Lead extends Card {
  price: number;
  pipeline_id: number;
  status_id: number;
  loss_reason_id: number | null;
  closed_at: number | null;
  contacts: { id: number; is_main: boolean }[];
  company_id: number | null;
}
export interface Contact extends Card {
  first_name: string;
  last_name: string;
  company_id: number | null;
}
export type Company = Card;
export interface Cards {
  leads: Lead;
  contacts: Contact;
  companies: Company;
}

export interface User {
  id: number;
  /** How `/_sim/act` names the person. */
  alias: string;
  name: string;
  email: string;
  is_admin: boolean;
  is_active: boolean;
}
export interface Status {
  id: number;
  name: string;
  sort: number;
  color: string;
  /** 1 = «Неразобранное», 0 = every other one (§5). */
  type: 0 | 1;
  is_editable: boolean;
}
export interface Pipeline {
  id: number;
  name: string;
  sort: number;
  is_main: boolean;
  statuses: Status[];
}
export interface FieldEnum {
  id: number;
  value: string;
  sort: number;
  code: string | null;
}
export interface Field {
  id: number;
  name: string;
  code: string | null;
  type: string;
  sort: number;
  entity_type: EntityKind;
  is_predefined: boolean;
  is_api_only: boolean;
  enums: FieldEnum[] | null;
}
export interface Tag {
  id: number;
  name: string;
  color: string | null;
  entity_type: EntityKind;
}
export interface LossReason {
  id: number;
  name: string;
  sort: number;
  created_at: number;
  updated_at: number;
}
export interface TaskType {
  id: number;
  name: string;
  color: string | null;
  icon_id: number | null;
  code: string | null;
}
export interface Task {
  id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  responsible_user_id: number;
  entity_id: number | null;
  entity_type: EntityKind | null;
  duration: number;
  is_completed: boolean;
  task_type_id: number;
  text: string;
  /** What was written on completing it. */
  result: { id: number; text: string } | null;
  complete_till: number;
}
export interface Note {
  id: number;
  entity_type: EntityKind;
  entity_id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  responsible_user_id: number;
  note_type: string;
  params: Record<string, unknown>;
}

export type EventEntity = 'lead' | 'contact' | 'company' | 'task';
export type EventValue = Record<string, Record<string, unknown>>;
export interface EventRow {
  /** A lowercase ULID whose time part is the event's moment (§7.2). */
  id: string;
  type: string;
  entity_id: number;
  entity_type: EventEntity;
  created_by: number;
  created_at: number;
  value_after: EventValue[];
  value_before: EventValue[];
  /** Of a chat event on a lead: the contact whose chat it is (§15.1). */
  talkContactId?: number;
  /** Lists do not show it before (§7.4). */
  listedFromMs?: number;
}
export interface UnsortedItem {
  uid: string;
  source_uid: string;
  source_name: string;
  category: 'sip' | 'mail' | 'chats' | 'forms';
  pipeline_id: number;
  created_at: number;
  metadata: Record<string, unknown>;
  lead_id: number;
  contact_ids: number[];
}
export interface Webhook {
  id: number;
  destination: string;
  settings: string[];
  sort: number;
  disabled: boolean;
  created_at: number;
  updated_at: number;
  created_by: number;
  /** When it was not taken, within the last hours. */
  failuresAtMs: number[];
}
export interface AutoLead {
  after_seconds: number;
  stage: string;
  /** Also for somebody who has an open lead already. */
  always: boolean;
}

export type Counter =
  EntityKind | 'tasks' | 'notes' | 'tags' | 'fields' | 'enums' | 'statuses' | 'pipelines' | 'lossReasons' | 'webhooks' | 'sequence';

export interface State {
  account: { id: number; name: string; subdomain: string; timezone: string; is_api_filter_enabled: boolean };
  users: User[];
  pipelines: Pipeline[];
  fields: Field[];
  tags: Tag[];
  loss_reasons: LossReason[];
  task_types: TaskType[];
  leads: Lead[];
  contacts: Contact[];
  companies: Company[];
  tasks: Task[];
  notes: Note[];
  events: EventRow[];
  unsorted: UnsortedItem[];
  webhooks: Webhook[];
  nextIds: Record<Counter, number>;
  pending: PendingDelivery[];
  deliveries: DeliveryRecord[];
  journal: JournalEntry[];
  acts: Act[];
  clock: { offsetMs: number; followUrl: string | null };
  outage: boolean;
  autoLead: AutoLead | null;
  /** First words of guests that the link to Pact has still to make a lead of. */
  firstMessages: { phone: string; name: string; dueAtMs: number }[];
  /** Who stands in webhooks for a change made over the API: the token's user or 0 (§15.3 saw 0). */
  apiAuthorInWebhooks: 'user' | 'robot';
  /** Whose name stands on messages typed outside amoCRM, in Pact or on the phone: documented nowhere. */
  outsideAuthor: 'robot' | 'responsible';
  /** How long after the message its event is listed (§7.4). */
  chatLagMs: number;
  /** How long `query` does not find a new card (§3.2). */
  searchLagMs: number;
  issued: IssuedTokens;
  limits: Limits;
  script: FaultScript;
}
