import type { ContactFieldName, CrmNames, LeadFieldName, NamedStage } from '../../activities/amocrm/catalogue.ts';
import type { WorkerEnv } from '../../config/env.ts';

/** What an account is compared with. */
export interface Wanted {
  names: CrmNames;
  /** Where its webhooks shall go; undefined where our own address is not known here. */
  destination: string | undefined;
  /** AMOCRM_ACCOUNT_ID: webhooks of another account are dropped. */
  accountId: number | undefined;
}

interface FieldKind {
  /** As we make it. */
  type: string;
  /** Types that we read and write as well (activities/amocrm/field-values.ts). */
  fits: readonly string[];
}

const LIST: FieldKind = { type: 'select', fits: ['select', 'radiobutton'] };
const DAY: FieldKind = { type: 'date', fits: ['date', 'date_time'] };
const NUMBER: FieldKind = { type: 'numeric', fits: ['numeric', 'text', 'select', 'radiobutton'] };
const WORDS: FieldKind = { type: 'text', fits: ['text', 'textarea', 'streetaddress', 'select', 'radiobutton', 'multiselect'] };
/** One link a line (SPEC D-13). */
const LINES: FieldKind = { type: 'textarea', fits: ['textarea', 'text'] };

export const LEAD_FIELDS: Readonly<Record<LeadFieldName, FieldKind>> = {
  leader: LIST,
  arrival: DAY,
  departure: DAY,
  programme: WORDS,
  roomCategory: WORDS,
  guests: NUMBER,
  registrationLinks: LINES,
};
export const CONTACT_FIELDS: Readonly<Record<ContactFieldName, FieldKind>> = { patronymic: WORDS, timeZone: WORDS };

/** From the list of colours that amoCRM takes (facts/amocrm.md §5): bright while people sell, cool when it is paid. */
export const STAGE_COLOURS: Readonly<Record<NamedStage, string>> = {
  new: '#fffeb2',
  consulted: '#fffd7f',
  preBooked: '#ffdc7f',
  prepaid: '#d6eaff',
  arriving: '#c1e0ff',
  staying: '#98cbff',
  left: '#ebffb1',
  lost: '#e6e8ea',
};

/** Where this product's webhooks come in (api/webhooks/amocrm.ts). */
export const webhookAddress = ({
  PUBLIC_URL: publicUrl,
  WEBHOOK_SECRET: secret,
}: Pick<WorkerEnv, 'PUBLIC_URL' | 'WEBHOOK_SECRET'>): string => `${publicUrl.replace(/\/+$/u, '')}/webhooks/amocrm/${secret}/`;
