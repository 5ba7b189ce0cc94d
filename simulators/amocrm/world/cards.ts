import { addEvent, eventEntity } from './events.ts';
import { findField, secondsOf, type Moment } from './moment.ts';
import type { Cards, EntityKind, Field, State, StoredField } from './state.ts';

/** What a write may say about any card. Only what is there changes; a field with no values is cleared (§3.5). */
export interface CardChange {
  name?: string | undefined;
  responsible_user_id?: number | undefined;
  created_by?: number | undefined;
  updated_by?: number | undefined;
  created_at?: number | undefined;
  updated_at?: number | undefined;
  fields?: StoredField[] | undefined;
  tag_ids?: number[] | undefined;
}

/** The numbers of field types in events; the vendor's own list, of which only a part is public. */
const FIELD_TYPE_NUMBERS: Record<string, number> = {
  text: 1,
  numeric: 2,
  checkbox: 3,
  select: 4,
  multiselect: 5,
  date: 6,
  url: 7,
  multitext: 8,
  textarea: 9,
  radiobutton: 10,
  streetaddress: 11,
  birthday: 14,
  date_time: 19,
};

/** Changes what all cards have in common and records an event for each difference. Answers whether there was any. */
export function changeCommon<K extends EntityKind>(moment: Moment, kind: K, card: Cards[K], change: CardChange): boolean {
  const entity = { type: eventEntity(kind), id: card.id };
  let changed = false;
  if (change.responsible_user_id !== undefined && change.responsible_user_id !== card.responsible_user_id) {
    const before = card.responsible_user_id;
    card.responsible_user_id = change.responsible_user_id;
    addEvent(
      moment,
      'entity_responsible_changed',
      entity,
      [{ responsible_user: { id: card.responsible_user_id } }],
      [{ responsible_user: { id: before } }],
    );
    changed = true;
  }
  if (change.name !== undefined && change.name !== card.name) {
    addEvent(
      moment,
      'name_field_changed',
      entity,
      [{ name_field_value: { name: change.name } }],
      [{ name_field_value: { name: card.name } }],
    );
    card.name = change.name;
    changed = true;
  }
  for (const field of change.fields ?? []) changed = setField(moment, kind, card, field) || changed;
  if (change.tag_ids !== undefined) changed = setTags(moment, kind, card, change.tag_ids) || changed;
  return changed;
}

/** A card that somebody just changed bears their mark. */
export function stamp(moment: Moment, card: Cards[EntityKind], change: CardChange): void {
  card.updated_at = change.updated_at ?? secondsOf(moment);
  card.updated_by = change.updated_by ?? moment.by;
}

/** Who stands in webhooks as `modified_user_id`. */
export const hookAuthor = ({ state, by, viaApi }: Moment): number => (viaApi && state.apiAuthorInWebhooks === 'robot' ? 0 : by);

/** The tag with this name, made if the dictionary of this kind does not have it (§10.3). */
export function tagNamed(state: State, kind: EntityKind, name: string, newId: () => number): number {
  const known = state.tags.find((tag) => tag.entity_type === kind && tag.name === name);
  if (known !== undefined) return known.id;
  const id = newId();
  state.tags.push({ id, name, color: null, entity_type: kind });
  return id;
}

function setField<K extends EntityKind>(moment: Moment, kind: K, card: Cards[K], next: StoredField): boolean {
  const field = findField(moment.state, kind, next.field_id);
  const current = card.fields.find(({ field_id }) => field_id === next.field_id);
  if (field === undefined || JSON.stringify(current?.values ?? []) === JSON.stringify(next.values)) return false;
  const others = card.fields.filter(({ field_id }) => field_id !== next.field_id);
  card.fields = next.values.length === 0 ? others : [...others, next].toSorted((a, b) => a.field_id - b.field_id);
  addEvent(
    moment,
    `custom_field_${field.id}_value_changed`,
    { type: eventEntity(kind), id: card.id },
    eventValues(field, next),
    eventValues(field, current),
  );
  return true;
}

function eventValues(field: Field, stored: StoredField | undefined): { custom_field_value: Record<string, unknown> }[] {
  return (stored?.values ?? []).map(({ value, enum_id }) => ({
    custom_field_value: {
      field_id: field.id,
      field_type: FIELD_TYPE_NUMBERS[field.type] ?? 1,
      enum_id: enum_id ?? null,
      text: String(value),
    },
  }));
}

function setTags<K extends EntityKind>(moment: Moment, kind: K, card: Cards[K], next: readonly number[]): boolean {
  const entity = { type: eventEntity(kind), id: card.id };
  const nameOf = (id: number): string => moment.state.tags.find((tag) => tag.id === id)?.name ?? '';
  const added = next.filter((id) => !card.tag_ids.includes(id));
  const removed = card.tag_ids.filter((id) => !next.includes(id));
  for (const id of added) addEvent(moment, 'entity_tag_added', entity, [{ tag: { name: nameOf(id) } }]);
  for (const id of removed) addEvent(moment, 'entity_tag_deleted', entity, [], [{ tag: { name: nameOf(id) } }]);
  card.tag_ids = [...new Set(next)];
  return added.length + removed.length > 0;
}
