import { DateTime } from 'luxon';
import { z } from 'zod';
import { findField, findFieldByCode } from '../world/moment.ts';
import type { EntityKind, Field, State, StoredField, StoredValue } from '../world/state.ts';
import type { Refuse } from './input.ts';

/** `enum` (of old samples) is refused as an unknown key; names and types of read answers are tolerated and ignored (§3.1, §9.2). */
const SentValue = z.strictObject({
  value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
  enum_id: z.int().optional(),
  enum_code: z.string().nullish(),
});
const SentField = z.strictObject({
  field_id: z.int().optional(),
  field_code: z.string().nullish(),
  field_name: z.unknown().optional(),
  field_type: z.unknown().optional(),
  is_computed: z.unknown().optional(),
  values: z.array(SentValue).nullable(),
});
export const SentFields = z.array(SentField).nullish();

type Sent = z.infer<typeof SentValue>;
type Read = StoredValue | undefined;

const SEVERAL_VALUES = new Set(['multiselect', 'multitext', 'smart_address']);

/** What was sent, as it will be kept; a field with `values: null` comes out with none and clears (§3.5). */
export function readFields(state: State, kind: EntityKind, sent: z.infer<typeof SentFields>, refuse: Refuse): StoredField[] {
  return (sent ?? []).flatMap((one, place) => {
    const path = `custom_fields_values.${place}`;
    const field = fieldOf(state, kind, one, path, refuse);
    if (field === undefined) return [];
    if (one.values === null) return [{ field_id: field.id, values: [] }];
    if (one.values.length === 0) refuse('NotBlank', `${path}.values`);
    if (one.values.length > 1 && !SEVERAL_VALUES.has(field.type)) refuse('TooMany', `${path}.values`);
    const values = one.values.flatMap((value, index) => readValue(state, field, value, `${path}.values.${index}`, refuse) ?? []);
    return [{ field_id: field.id, values: values.filter(({ value }) => value !== '') }];
  });
}

function fieldOf(state: State, kind: EntityKind, sent: z.infer<typeof SentField>, path: string, refuse: Refuse): Field | undefined {
  const { field_id, field_code } = sent;
  if (field_id === undefined && typeof field_code !== 'string') {
    refuse('FieldMissing', `${path}.field_id`);
    return undefined;
  }
  const field = field_id === undefined ? findFieldByCode(state, kind, field_code ?? '') : findField(state, kind, field_id);
  if (field === undefined) refuse('NotSupportedChoice', `${path}.${field_id === undefined ? 'field_code' : 'field_id'}`);
  return field;
}

function readValue(state: State, field: Field, sent: Sent, path: string, refuse: Refuse): Read {
  switch (field.type) {
    case 'select':
    case 'radiobutton':
    case 'multiselect':
      return readOption(field, sent, path, refuse);
    case 'multitext':
      return readMultitext(field, sent, path, refuse);
    case 'numeric':
    case 'monetary':
    case 'price':
      return readNumber(sent, path, refuse);
    case 'checkbox':
      return typeof sent.value === 'boolean' ? { value: sent.value } : wrongType(path, refuse);
    case 'date':
    case 'birthday':
    case 'date_time':
      return readDate(state, field.type, sent, path, refuse);
    default:
      return typeof sent.value === 'string' ? { value: sent.value } : wrongType(path, refuse);
  }
}

/** The text must match exactly, case and spaces included (§9.2). */
function readOption(field: Field, { value, enum_id, enum_code }: Sent, path: string, refuse: Refuse): Read {
  const options = field.enums ?? [];
  const [key, option] =
    enum_id !== undefined
      ? (['enum_id', options.find(({ id }) => id === enum_id)] as const)
      : typeof enum_code === 'string'
        ? (['enum_code', options.find(({ code }) => code === enum_code)] as const)
        : (['value', options.find((one) => one.value === value)] as const);
  if (option !== undefined) return { value: option.value, enum_id: option.id };
  refuse('NotSupportedChoice', `${path}.${key}`);
  return undefined;
}

function readMultitext(field: Field, { value, enum_id, enum_code }: Sent, path: string, refuse: Refuse): Read {
  if (typeof value !== 'string') return wrongType(path, refuse);
  const kinds = field.enums ?? [];
  const kind = enum_id !== undefined ? kinds.find(({ id }) => id === enum_id) : kinds.find(({ code }) => code === (enum_code ?? 'WORK'));
  if (kind !== undefined) return { value, enum_id: kind.id };
  refuse('NotSupportedChoice', `${path}.${enum_id === undefined ? 'enum_code' : 'enum_id'}`);
  return undefined;
}

function readNumber({ value }: Sent, path: string, refuse: Refuse): Read {
  if (typeof value === 'number') return { value: String(value) };
  if (typeof value !== 'string') return wrongType(path, refuse);
  if (value !== '' && !Number.isFinite(Number(value))) refuse('InvalidValue', `${path}.value`);
  return { value };
}

/** `date` is kept at midnight of the account's time zone, whatever hour was sent; `date_time` is not touched (§9.2). */
function readDate(state: State, type: string, { value }: Sent, path: string, refuse: Refuse): Read {
  const { timezone: zone } = state.account;
  if (typeof value !== 'number' && typeof value !== 'string') return wrongType(path, refuse);
  const at =
    typeof value === 'number' || /^\d+$/.test(value) ? DateTime.fromSeconds(Number(value), { zone }) : DateTime.fromISO(value, { zone });
  if (!at.isValid) refuse('InvalidValue', `${path}.value`);
  return { value: (type === 'date_time' ? at : at.startOf('day')).toUnixInteger() };
}

function wrongType(path: string, refuse: Refuse): undefined {
  refuse('InvalidType', `${path}.value`);
  return undefined;
}
