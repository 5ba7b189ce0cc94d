import { decodeTime } from 'ulid';
import { eventEntity } from '../world/events.ts';
import { digitsOf, type Moment } from '../world/moment.ts';
import type { EntityKind, State } from '../world/state.ts';
import type { Cards } from '../world/state.ts';
import { applyFilters, oneOf, oneText, span, textsOf, textOf, type FilterRule, type QueryValue } from './query.ts';
import type { ParsedQs } from 'qs';
import { closestTaskAt } from './views.ts';

/** A word of digits and the signs people put between them. */
const PHONE_LIKE = /^[\d\s()+-]{3,}$/;

/** `query`: substring over everything that is filled; phones also by their digits. 8… and +7… are not equated (§3.2). */
export function matches({ state, nowMs }: Moment, kind: EntityKind, query: ParsedQs): (card: Cards[EntityKind]) => boolean {
  const text = textOf(query['query'])?.trim().toLowerCase() ?? '';
  if (text === '') return () => true;
  const digits = PHONE_LIKE.test(text) ? digitsOf(text) : '';
  const isPhone = (fieldId: number): boolean =>
    state.fields.some((field) => field.id === fieldId && field.entity_type === kind && field.type === 'multitext');
  const unseen = notIndexed(state, kind, nowMs);
  return (card) => {
    if (unseen.has(card.id)) return false;
    if (card.name.toLowerCase().includes(text)) return true;
    return card.fields.some(({ field_id, values }) =>
      values.some(({ value }) => {
        const filled = String(value).toLowerCase();
        return filled.includes(text) || (digits !== '' && isPhone(field_id) && digitsOf(filled).includes(digits));
      }),
    );
  };
}

/** Cards made so lately that the index does not know them yet (`/_sim/settings`). The log of events tells when. */
function notIndexed({ events, searchLagMs }: State, kind: EntityKind, nowMs: number): Set<number> {
  if (searchLagMs === 0) return new Set();
  const entity = eventEntity(kind);
  const isLate = (id: string): boolean => decodeTime(id.toUpperCase()) > nowMs - searchLagMs;
  return new Set(events.filter(({ type, id }) => type === `${entity}_added` && isLate(id)).map(({ entity_id }) => entity_id));
}

/** Filters of cards; silently ignored when the account has not paid for them (§3.3). */
export function filterCards<K extends EntityKind>(
  state: State,
  rows: readonly Cards[K][],
  query: ParsedQs,
  rules: Record<string, FilterRule<Cards[K]>>,
): Cards[K][] {
  return state.account.is_api_filter_enabled ? applyFilters(rows, query, rules) : [...rows];
}

/** The filters all cards have in common. */
export function cardRules<K extends EntityKind>(state: State, kind: K): Record<string, FilterRule<Cards[K]>> {
  return {
    id: oneOf((card) => card.id),
    name: oneText((card) => card.name),
    created_by: oneOf((card) => card.created_by),
    updated_by: oneOf((card) => card.updated_by),
    responsible_user_id: oneOf((card) => card.responsible_user_id),
    created_at: span((card) => card.created_at, 'nothing'),
    updated_at: span((card) => card.updated_at, 'nothing'),
    closest_task_at: span((card) => closestTaskAt(state, kind, card.id), 'nothing'),
    custom_fields_values: byFields,
  };
}

/** `filter[custom_fields_values][{id}][]=v`, or `[from]` / `[to]` for dates and numbers. */
function byFields(value: QueryValue, path: string): (card: Cards[EntityKind]) => boolean {
  if (typeof value !== 'object' || Array.isArray(value)) return () => false;
  const tests = Object.entries(value).map(([fieldId, wanted]) => {
    const valuesOf = (card: Cards[EntityKind]): (string | number | boolean)[] =>
      card.fields
        .filter(({ field_id }) => field_id === Number(fieldId))
        .flatMap(({ values }) => values.flatMap((one) => [one.value, ...(one.enum_id === undefined ? [] : [one.enum_id])]));
    if (typeof wanted === 'object' && !Array.isArray(wanted) && ('from' in wanted || 'to' in wanted)) {
      const within = span<number>((number) => number, 'nothing')(wanted, `${path}.${fieldId}`);
      return (card: Cards[EntityKind]) => valuesOf(card).some((one) => within(Number(one)));
    }
    const list = new Set(textsOf(wanted));
    return (card: Cards[EntityKind]) => valuesOf(card).some((one) => list.has(String(one)));
  });
  return (card) => tests.every((test) => test(card));
}
