import type { LossReason, Pipeline, State, TaskType, User } from '../world/state.ts';

export const ACCOUNT: State['account'] = {
  id: 31990001,
  name: 'Санаторий «Шахтёр»',
  subdomain: 'shakhter',
  timezone: 'Europe/Moscow',
  is_api_filter_enabled: true,
};

/** The token that never ends, and the user in whose name every token writes. */
export const LONG_LIVED_TOKEN = 'local-amocrm-token';
export const TOKEN_USER_ID = 9500010;

/** Our integration, as the account's admin registered it. */
export const OAUTH = {
  clientId: 'local-client',
  clientSecret: 'local-secret',
  redirectUri: 'https://estafeta.local/oauth/amocrm',
  /** There from the start, good for one exchange. */
  code: 'local-code',
} as const;

export const USERS: readonly User[] = [
  { id: 9500001, alias: 'anna', name: 'Анна', email: 'anna@example.org', is_admin: false, is_active: true },
  { id: 9500002, alias: 'boris', name: 'Борис', email: 'boris@example.org', is_admin: false, is_active: true },
  { id: 9500003, alias: 'senior', name: 'Старший', email: 'senior@example.org', is_admin: true, is_active: true },
  { id: 9500004, alias: 'dismissed', name: 'Уволена', email: 'dismissed@example.org', is_admin: false, is_active: false },
  { id: TOKEN_USER_ID, alias: 'estafeta', name: 'Estafeta', email: 'estafeta@example.org', is_admin: true, is_active: true },
];

export const PIPELINE_ID = 8100001;
/** Statuses of the sanatorium's funnel, for the seed's guests. */
export const STAGES = {
  unsorted: 70000001,
  newRequest: 70000002,
  consulted: 70000003,
  preBooked: 70000004,
  prepaid: 70000005,
  arriving: 70000006,
  staying: 70000007,
  left: 70000008,
  won: 142,
  refused: 143,
} as const;

export const pipeline = (): Pipeline => ({
  id: PIPELINE_ID,
  name: 'Санаторий',
  sort: 1,
  is_main: true,
  statuses: [
    { id: STAGES.unsorted, name: 'Неразобранное', sort: 10, color: '#c1c1c1', type: 1, is_editable: false },
    { id: STAGES.newRequest, name: 'Новая заявка', sort: 20, color: '#fffeb2', type: 0, is_editable: true },
    { id: STAGES.consulted, name: 'Проведена консультация', sort: 30, color: '#fffd7f', type: 0, is_editable: true },
    { id: STAGES.preBooked, name: 'Предварительная бронь', sort: 40, color: '#ffdc7f', type: 0, is_editable: true },
    { id: STAGES.prepaid, name: 'Предоплата получена', sort: 50, color: '#d6eaff', type: 0, is_editable: true },
    { id: STAGES.arriving, name: 'Заезд', sort: 60, color: '#c1e0ff', type: 0, is_editable: true },
    { id: STAGES.staying, name: 'Проживающие', sort: 70, color: '#98cbff', type: 0, is_editable: true },
    { id: STAGES.left, name: 'Выезд', sort: 80, color: '#ebffb1', type: 0, is_editable: true },
    { id: STAGES.won, name: 'Успешно реализовано', sort: 10000, color: '#CCFF66', type: 0, is_editable: false },
    { id: STAGES.refused, name: 'Отказ', sort: 11000, color: '#D5D8DB', type: 0, is_editable: false },
  ],
});

export const TASK_TYPES: readonly TaskType[] = [
  { id: 1, name: 'Связаться', color: null, icon_id: null, code: 'FOLLOW_UP' },
  { id: 2, name: 'Встреча', color: null, icon_id: null, code: 'MEETING' },
  { id: 2800001, name: 'WhatsApp', color: '#87f2c0', icon_id: 5, code: null },
];

const REASONS_SINCE_SECONDS = 1767225600;
export const LOSS_REASONS: readonly LossReason[] = [
  { id: 3100001, name: 'Дорого', sort: 100, created_at: REASONS_SINCE_SECONDS, updated_at: REASONS_SINCE_SECONDS },
  { id: 3100002, name: 'Нет мест', sort: 200, created_at: REASONS_SINCE_SECONDS, updated_at: REASONS_SINCE_SECONDS },
  { id: 3100003, name: 'Перестал отвечать', sort: 300, created_at: REASONS_SINCE_SECONDS, updated_at: REASONS_SINCE_SECONDS },
];
