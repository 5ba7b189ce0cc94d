import { isSameName, LOST_STATUS_ID, type NamedStage } from '../../activities/amocrm/catalogue.ts';
import type { EntityType } from '../../activities/amocrm/client.ts';
import type { AmoPipeline } from '../../activities/amocrm/schema.ts';
import type { Account } from './account.ts';
import { compareSubscription } from './compare-subscription.ts';
import type { Finding } from './finding.ts';
import { CONTACT_FIELDS, LEAD_FIELDS, type Wanted } from './wanted.ts';
import { typeInWords } from './words.ts';

const STAGES_MAX = 100;
const ADD_TASK_TYPE =
  'через API типы задач не создаются. В amoCRM: раздел «Задачи», меню «…» вверху справа, настройка типов задач; добавьте тип с названием';

const named = <Row extends { name: string }>(rows: readonly Row[], name: string): Row | undefined =>
  rows.find((row) => isSameName(row.name, name));

/** Everything the policy names, as the account has it. The same names are found here and by the worker (catalogue.ts). */
export function compare(account: Account, wanted: Wanted): Finding[] {
  return [
    ...compareAccount(account, wanted),
    ...compareStages(account, wanted),
    ...compareFields(account, wanted),
    ...compareTaskTypes(account, wanted),
    ...comparePeople(account, wanted),
    ...compareSubscription(account, wanted),
  ];
}

function compareAccount({ id }: Account, { accountId }: Wanted): Finding[] {
  if (accountId === undefined) return [];
  const what = `аккаунт ${accountId} (AMOCRM_ACCOUNT_ID)`;
  if (id === accountId) return [{ group: 'Аккаунт', what, state: 'present' }];
  const byHand = `впишите AMOCRM_ACCOUNT_ID=${id} или дайте токен другого аккаунта: webhook чужого аккаунта отбрасывается`;
  return [{ group: 'Аккаунт', what, state: 'different', note: `токен от аккаунта ${id}`, byHand }];
}

function compareStages({ pipelines }: Account, { names }: Wanted): Finding[] {
  const { pipeline: name, stages } = names;
  const pipeline = name === null ? pipelines.find(({ is_main: isMain }) => isMain === true) : named(pipelines, name);
  if (pipeline === undefined && name === null)
    return [{ group: 'Воронка', what: 'главная воронка', state: 'missing', byHand: 'назовите воронку в файле правил, crm.pipeline' }];
  if (pipeline === undefined)
    return [
      {
        group: 'Воронка',
        what: `воронка «${name}» со всеми этапами`,
        state: 'missing',
        note: 'если она называется иначе, исправьте crm.pipeline в файле правил',
        change: { do: 'createPipeline', name: name ?? '' },
      },
    ];
  return (Object.keys(stages) as NamedStage[]).map((stage) => compareStage({ pipeline, pipelines, stage, name: stages[stage] }));
}

interface StageRequest {
  pipeline: AmoPipeline;
  pipelines: readonly AmoPipeline[];
  stage: NamedStage;
  name: string;
}

function compareStage({ pipeline, pipelines, stage, name }: StageRequest): Finding {
  const found = { group: `Воронка «${pipeline.name}»`, what: `этап «${name}»` };
  const { statuses } = pipeline._embedded;
  if (named(statuses, name)) return { ...found, state: 'present' };
  const lost = stage === 'lost' ? statuses.find(({ id }) => id === LOST_STATUS_ID) : undefined;
  if (lost) return { ...found, state: 'present', note: `здесь он называется «${lost.name}»` };
  const elsewhere = pipelines.find(({ _embedded: { statuses: others } }) => named(others, name));
  const note = elsewhere && `такой этап есть в воронке «${elsewhere.name}»`;
  if (statuses.length >= STAGES_MAX)
    return { ...found, state: 'missing', byHand: `в воронке уже ${STAGES_MAX} этапов, больше amoCRM не разрешает: удалите лишний` };
  return {
    ...found,
    state: elsewhere ? 'different' : 'missing',
    ...(note === undefined ? {} : { note }),
    change: { do: 'createStage', pipelineId: pipeline.id, stage, name },
  };
}

function compareFields(account: Account, { names }: Wanted): Finding[] {
  const leadFields = Object.entries(names.leadFields) as [keyof typeof LEAD_FIELDS, string][];
  const contactFields = Object.entries(names.contactFields) as [keyof typeof CONTACT_FIELDS, string][];
  const leaders = Object.values(names.leaderValues);
  return [
    ...leadFields.map(([key, name]) => compareField(account, 'leads', name, LEAD_FIELDS[key], key === 'leader' ? leaders : undefined)),
    ...contactFields.map(([key, name]) => compareField(account, 'contacts', name, CONTACT_FIELDS[key])),
  ];
}

function compareField(
  account: Account,
  of: EntityType,
  name: string,
  { type, fits }: { type: string; fits: readonly string[] },
  values?: readonly string[],
): Finding {
  const field = named(account.fields[of], name);
  const valuesInWords = values === undefined ? '' : `: ${values.join(', ')}`;
  const found = { group: of === 'leads' ? 'Поля сделки' : 'Поля контакта', what: `поле «${name}»` };
  if (field === undefined) {
    const change = { do: 'createField', of, name, type, ...(values ? { values } : {}) } as const;
    return { ...found, what: `${found.what} (${typeInWords(type)}${valuesInWords})`, state: 'missing', change };
  }
  if (!fits.includes(field.type))
    return {
      ...found,
      state: 'different',
      note: `это ${typeInWords(field.type)}, а нужно: ${typeInWords(type)}`,
      byHand: 'тип поля в amoCRM не меняется: переименуйте его и запустите эту команду снова, она создаст новое',
    };
  const lacking = (values ?? []).filter((value) => field.enums?.some((one) => isSameName(one.value, value)) !== true);
  if (lacking.length === 0) return { ...found, state: 'present', note: typeInWords(field.type) };
  return {
    ...found,
    state: 'different',
    note: `нет значений: ${lacking.map((value) => `«${value}»`).join(', ')}`,
    change: { do: 'addValues', of, field, values: lacking },
  };
}

function compareTaskTypes({ taskTypes }: Account, { names }: Wanted): Finding[] {
  return Object.values(names.taskTypes).map((name) => {
    const found = { group: 'Задачи', what: `тип задачи «${name}»` };
    return named(taskTypes, name) ? { ...found, state: 'present' } : { ...found, state: 'missing', byHand: `${ADD_TASK_TYPE} «${name}»` };
  });
}

function comparePeople({ users, lossReasons }: Account, { names: { defaultManager, lossReason } }: Wanted): Finding[] {
  const user = named(users, defaultManager);
  const isActive = user !== undefined && user.rights?.is_active !== false;
  const reason = { group: 'Остальное', what: `причина отказа «${lossReason}»` };
  return [
    {
      group: 'Остальное',
      what: `пользователь «${defaultManager}», которому достаётся ничьё`,
      state: isActive ? 'present' : user === undefined ? 'missing' : 'different',
      ...(user !== undefined && !isActive ? { note: 'отключён' } : {}),
      ...(isActive ? {} : { byHand: 'пригласите его (Настройки, Пользователи) или впишите другого в файл правил, crm.defaultManager' }),
    },
    named(lossReasons, lossReason)
      ? { ...reason, state: 'present' }
      : { ...reason, state: 'missing', change: { do: 'createLossReason', name: lossReason } },
  ];
}
