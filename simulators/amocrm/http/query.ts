import type { ParsedQs } from 'qs';
import { queryRefusal } from './errors.ts';

export type QueryValue = ParsedQs[string];

/** What a filter does with the value it was given: says which rows stay. */
export type FilterRule<T> = (value: QueryValue, path: string) => (row: T) => boolean;

/** `a`, `a,b`, `[]=a`, `[0]=a`: all are lists here; clients send every one of them (§0, §7.2). */
export function listOf(value: QueryValue): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return value.split(',').filter((part) => part !== '');
  return Object.values(value).flatMap((part) => listOf(part));
}

/** Values that may hold commas themselves: names, texts. */
export function textsOf(value: QueryValue): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : Object.values(value).flatMap((part) => textsOf(part));
}

export function textOf(value: QueryValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function withOf(query: ParsedQs): Set<string> {
  return new Set(listOf(query['with']));
}

/** Page and limit; a limit above the maximum is the maximum (§2.2). */
export function pagingOf(query: ParsedQs, max: number, fallback: number): { page: number; limit: number } {
  return { page: positive(query['page'], 'page', 1), limit: Math.min(positive(query['limit'], 'limit', fallback), max) };
}

/** `order[updated_at]=desc`; also `order=created_at` (§15.8). */
export function orderOf(query: ParsedQs, allowed: readonly string[]): { key: string; descending: boolean } | undefined {
  const order = query['order'];
  if (order === undefined) return undefined;
  const [key, direction] = typeof order === 'string' ? [order, 'asc'] : (Object.entries(order)[0] ?? []);
  if (key === undefined || !allowed.includes(key)) throw queryRefusal(`order.${key ?? ''}`);
  if (direction !== 'asc' && direction !== 'desc') throw queryRefusal(`order.${key}`);
  return { key, descending: direction === 'desc' };
}

/** Keeps the rows that every filter lets through. A filter nobody knows is refused loudly: the real API may ignore it silently. */
export function applyFilters<T>(rows: readonly T[], query: ParsedQs, rules: Record<string, FilterRule<T>>): T[] {
  const filter = query['filter'];
  if (filter === undefined) return [...rows];
  if (typeof filter === 'string' || Array.isArray(filter)) throw queryRefusal('filter');
  let kept = [...rows];
  for (const [name, value] of Object.entries(filter)) {
    const rule = rules[name];
    if (rule === undefined) throw queryRefusal(`filter.${name}`, 'This filter is not known to the simulator.');
    kept = kept.filter(rule(value, `filter.${name}`));
  }
  return kept;
}

/** One value or a list of them. */
export function oneOf<T>(read: (row: T) => string | number | boolean | null | undefined): FilterRule<T> {
  return (value) => {
    const wanted = new Set(listOf(value));
    return (row) => wanted.has(String(read(row)));
  };
}

/** A text, or a list of them. */
export function oneText<T>(read: (row: T) => string): FilterRule<T> {
  return (value) => {
    const wanted = new Set(textsOf(value));
    return (row) => wanted.has(read(row));
  };
}

/**
 * `[from]` and `[to]`, both inclusive.
 * @param single what a bare timestamp means: `after` (tasks, notes, events) or `nothing` (leads and contacts, §3.3).
 */
export function span<T>(read: (row: T) => number | null | undefined, single: 'after' | 'nothing'): FilterRule<T> {
  return (value, path) => {
    const [from, to] = bounds(value, path, single);
    return (row) => {
      const at = read(row);
      return typeof at === 'number' && at >= from && at <= to;
    };
  };
}

function bounds(value: QueryValue, path: string, single: 'after' | 'nothing'): [number, number] {
  if (typeof value === 'object' && !Array.isArray(value)) {
    return [numberOf(value['from'], `${path}.from`, -Infinity), numberOf(value['to'], `${path}.to`, Infinity)];
  }
  const [from, to] = listOf(value);
  if (to === undefined && single === 'nothing') return [Infinity, -Infinity];
  return [numberOf(from, path, -Infinity), numberOf(to, path, Infinity)];
}

function numberOf(value: QueryValue, path: string, fallback: number): number {
  if (value === undefined || value === '') return fallback;
  const number = Number(value);
  if (!Number.isFinite(number)) throw queryRefusal(path, 'This value should be a number.');
  return number;
}

function positive(value: QueryValue, name: string, fallback: number): number {
  const number = numberOf(value, name, fallback);
  if (!Number.isInteger(number) || number < 1) throw queryRefusal(name, 'This value should be a positive integer.');
  return number;
}
