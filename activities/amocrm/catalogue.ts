import type { Leader, Stage } from '../../domain/dialog/card.ts';
import type { AmocrmClient } from './client.ts';
import { AmocrmError } from './errors.ts';
import type { AmoField } from './schema.ts';

export type NamedStage = Exclude<Stage, 'closed' | 'unknown'>;
export type LeadFieldName = 'leader' | 'arrival' | 'departure' | 'programme' | 'roomCategory' | 'guests' | 'registrationLinks';
export type ContactFieldName = 'patronymic' | 'timeZone';
export type TaskKind = 'whatsapp' | 'call';

/** What things are called in the account (policy file, `crm`). */
export interface CrmNames {
  /** Null: the account's main one. */
  pipeline: string | null;
  stages: Readonly<Record<NamedStage, string>>;
  leadFields: Readonly<Record<LeadFieldName, string>>;
  leaderValues: Readonly<Record<Leader, string>>;
  contactFields: Readonly<Record<ContactFieldName, string>>;
  taskTypes: Readonly<Record<TaskKind, string>>;
  defaultManager: string;
  lossReason: string;
}

export interface CrmUser {
  name: string;
  active: boolean;
}

/** amoCRM's ids of what the names mean, as the account stands now (DESIGN §7). */
export interface Catalogue {
  /** The token's user: what it did is ours. */
  ourUserId: number;
  /** Dates of leads are midnights here (facts/amocrm.md §9.2). */
  timeZone: string;
  /** The account has paid for filters by id. */
  hasFilters: boolean;
  pipelineId: number;
  statusIds: Readonly<Record<NamedStage, number>>;
  unsortedStatusIds: readonly number[];
  leadFields: Readonly<Partial<Record<LeadFieldName, AmoField>>>;
  contactFields: Readonly<Partial<Record<ContactFieldName, AmoField>>>;
  leaderEnumIds: Readonly<Partial<Record<Leader, number>>>;
  taskTypeIds: Readonly<Record<TaskKind, number>>;
  users: ReadonlyMap<number, CrmUser>;
  defaultManagerId: number | undefined;
  lossReasonId: number | undefined;
  /** What the account lacks and we can live without: one alert. In words, for people. */
  missing: readonly string[];
}

/** amoCRM's own ids, the same in every pipeline. */
export const LOST_STATUS_ID = 143;
const UNSORTED_TYPE = 1;

/** Finds everything by name. Throws AMOCRM_UNCONFIGURED naming each stage and task type that is not there. */
export async function readCatalogue(amocrm: AmocrmClient, names: CrmNames): Promise<Catalogue> {
  const { current_user_id: ourUserId, is_api_filter_enabled: filters, _embedded: account } = await amocrm.account();
  const pipelines = await amocrm.pipelines();
  const pipeline = names.pipeline === null ? pipelines.find(({ is_main: isMain }) => isMain === true) : byName(pipelines, names.pipeline);
  if (pipeline === undefined) throw unconfigured([`the pipeline «${names.pipeline ?? 'main'}» (policy: crm.pipeline)`]);
  const { statuses } = pipeline._embedded;
  const statusIds = mapped(names.stages, (name, stage) => byName(statuses, name)?.id ?? (stage === 'lost' ? lostIn(statuses) : undefined));
  const taskTypeIds = mapped(names.taskTypes, (name) => byName(account.task_types, name)?.id);
  const lacking = [
    ...lacks('stage', 'crm.stages', names.stages, statusIds),
    ...lacks('task type', 'crm.taskTypes', names.taskTypes, taskTypeIds),
  ];
  if (lacking.length > 0) throw unconfigured(lacking);

  const leadFields = await fieldsByName(amocrm, 'leads', names.leadFields);
  const contactFields = await fieldsByName(amocrm, 'contacts', names.contactFields);
  const leaderEnumIds = mapped(names.leaderValues, (value) => byValue(leadFields.leader, value));
  const lossReason = byName(await amocrm.lossReasons(), names.lossReason);
  const users = await amocrm.users();
  const defaultManager = byName(users, names.defaultManager);
  return {
    ourUserId,
    timeZone: account.datetime_settings.timezone,
    hasFilters: filters === true,
    pipelineId: pipeline.id,
    statusIds: statusIds as Record<NamedStage, number>,
    unsortedStatusIds: statuses.filter(({ type }) => type === UNSORTED_TYPE).map(({ id }) => id),
    leadFields,
    contactFields,
    leaderEnumIds,
    taskTypeIds: taskTypeIds as Record<TaskKind, number>,
    users: new Map(users.map(({ id, name, rights }) => [id, { name, active: rights?.is_active !== false }])),
    defaultManagerId: defaultManager?.id,
    lossReasonId: lossReason?.id,
    missing: [
      ...absent(names.leadFields, leadFields).map((name) => `поле сделки «${name}»`),
      ...absent(names.contactFields, contactFields).map((name) => `поле контакта «${name}»`),
      ...(leadFields.leader
        ? absent(pick(names.leaderValues, ['bot', 'manager']), leaderEnumIds).map(
            (value) => `значение «${value}» поля «${names.leadFields.leader}»`,
          )
        : []),
      ...(defaultManager === undefined ? [`пользователь «${names.defaultManager}»`] : []),
      ...(lossReason === undefined ? [`причина отказа «${names.lossReason}»`] : []),
    ],
  };
}

async function fieldsByName<Name extends string>(
  amocrm: AmocrmClient,
  of: 'leads' | 'contacts',
  names: Readonly<Record<Name, string>>,
): Promise<Partial<Record<Name, AmoField>>> {
  const fields = await amocrm.fields(of);
  return mapped(names, (name) => byName(fields, name));
}

/** People type names: case and spaces around them mean nothing. */
export const isSameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
const byName = <Row extends { name: string }>(rows: readonly Row[], name: string): Row | undefined =>
  rows.find((row) => isSameName(row.name, name));
const byValue = (field: AmoField | undefined, value: string): number | undefined =>
  field?.enums?.find((one) => isSameName(one.value, value))?.id;
/** The lost status stands under amoCRM's own id, whatever the account calls it. */
const lostIn = (statuses: readonly { id: number }[]): number | undefined => statuses.find(({ id }) => id === LOST_STATUS_ID)?.id;

function mapped<Key extends string, Value>(
  names: Readonly<Record<Key, string>>,
  find: (name: string, key: Key) => Value | undefined,
): Partial<Record<Key, Value>> {
  const found: Partial<Record<Key, Value>> = {};
  for (const key of Object.keys(names) as Key[]) {
    const value = find(names[key], key);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

const absent = <Key extends string>(names: Readonly<Record<Key, string>>, found: Partial<Record<Key, unknown>>): string[] =>
  (Object.keys(names) as Key[]).filter((key) => found[key] === undefined).map((key) => names[key]);
const lacks = <Key extends string>(
  what: string,
  at: string,
  names: Readonly<Record<Key, string>>,
  found: Partial<Record<Key, unknown>>,
): string[] =>
  (Object.keys(names) as Key[])
    .filter((key) => found[key] === undefined)
    .map((key) => `the ${what} «${names[key]}» (policy: ${at}.${key})`);
const pick = <Key extends string, Kept extends Key>(names: Readonly<Record<Key, string>>, keys: readonly Kept[]): Record<Kept, string> =>
  Object.fromEntries(keys.map((key) => [key, names[key]])) as Record<Kept, string>;

const unconfigured = (lacking: readonly string[]): AmocrmError =>
  new AmocrmError(`amoCRM has not ${lacking.join(', nor ')}: make it there or correct its name in the policy file`, {
    code: 'AMOCRM_UNCONFIGURED',
  });
