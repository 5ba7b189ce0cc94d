import { DateTime } from 'luxon';
import type { AmoField, FieldValues } from './schema.ts';

/** What a field of a card holds; undefined when it is empty or the account has no such field. */
export function firstValue(values: FieldValues, field: AmoField | undefined): { value: unknown; enumId: number | undefined } | undefined {
  const [first] = values.find(({ field_id: id }) => id === field?.id)?.values ?? [];
  return first && { value: first.value, enumId: first.enum_id ?? undefined };
}

/** Several values of a list are one text: what a person has added to ours makes it theirs (SPEC D-64). */
export function textIn(values: FieldValues, field: AmoField | undefined): string | undefined {
  const all = values.find(({ field_id: id }) => id === field?.id)?.values ?? [];
  const texts = all.flatMap(({ value }) => (typeof value === 'string' || typeof value === 'number' ? [String(value).trim()] : []));
  return texts.filter((text) => text !== '').join(', ') || undefined;
}

/** Numbers come as text (facts/amocrm.md §9.2). */
export function numberIn(values: FieldValues, field: AmoField | undefined): number | undefined {
  const text = textIn(values, field);
  const number = Number(text?.replace(',', '.'));
  return text === undefined || Number.isNaN(number) ? undefined : number;
}

/** A date as people see it in the account: its midnight is the account's own (facts/amocrm.md §9.2, D-13). */
export function dayIn(values: FieldValues, field: AmoField | undefined, timeZone: string): string | undefined {
  const value = firstValue(values, field)?.value;
  const number = Number(value);
  const at =
    typeof value === 'string' && !/^\d+$/u.test(value)
      ? DateTime.fromISO(value, { zone: timeZone })
      : DateTime.fromSeconds(value === undefined || value === null ? Number.NaN : number, { zone: timeZone });
  return at.isValid ? at.toFormat('yyyy-MM-dd') : undefined;
}

const LIST_TYPES: readonly string[] = ['select', 'radiobutton', 'multiselect'];
const DATE_TYPES: readonly string[] = ['date', 'date_time', 'birthday'];
const NUMBER_TYPES: readonly string[] = ['numeric', 'monetary'];
const TEXT_TYPES: readonly string[] = ['text', 'textarea', 'streetaddress', 'url'];

/**
 * A value in amoCRM's form for the type of the field (facts/amocrm.md §9.2). Undefined where the field cannot take it: one wrong value
 * would have the whole write refused.
 */
export function valueFor(field: AmoField, value: string | number, timeZone: string): Record<string, unknown> | undefined {
  if (LIST_TYPES.includes(field.type)) {
    const wanted = String(value).trim().toLowerCase();
    const one = field.enums?.find((option) => option.value.trim().toLowerCase() === wanted);
    return one && { enum_id: one.id };
  }
  if (TEXT_TYPES.includes(field.type)) return { value: String(value) };
  if (NUMBER_TYPES.includes(field.type)) return Number.isFinite(Number(value)) && value !== '' ? { value: String(value) } : undefined;
  if (!DATE_TYPES.includes(field.type)) return undefined;
  const at = DateTime.fromISO(String(value), { zone: timeZone });
  return at.isValid ? { value: at.toUnixInteger() } : undefined;
}

export const fieldWrite = (field: AmoField, value: Record<string, unknown>): Record<string, unknown> => ({
  field_id: field.id,
  values: [value],
});
