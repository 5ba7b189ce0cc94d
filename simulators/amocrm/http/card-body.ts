import { z } from 'zod';
import { tagNamed, type CardChange } from '../world/cards.ts';
import { findUser, nextId, ROBOT } from '../world/moment.ts';
import type { EntityKind, State } from '../world/state.ts';
import type { Refuse } from './input.ts';
import { SentFields, type readFields } from './values.ts';

const Id = z.int().positive();
export const Seconds = z.int().nonnegative();

/** A tag by id or by name; both together make a duplicate, as in the real CRM (§10.3). */
const SentTag = z.strictObject({
  id: Id.optional(),
  name: z.string().min(1).optional(),
  color: z.unknown().optional(),
  request_id: z.unknown().optional(),
});
export const SentTags = z.array(SentTag);

/** Keys that every card takes. What answers only show (`_links`, `account_id` …) may be sent back and is ignored (assumed). */
export const cardKeys = {
  id: Id.optional(),
  name: z.string().optional(),
  responsible_user_id: z.int().optional(),
  created_by: z.int().optional(),
  updated_by: z.int().optional(),
  created_at: Seconds.optional(),
  updated_at: Seconds.optional(),
  custom_fields_values: SentFields,
  tags_to_add: SentTags.optional(),
  tags_to_delete: SentTags.optional(),
  request_id: z.union([z.string(), z.number()]).optional(),
  account_id: z.unknown().optional(),
  group_id: z.unknown().optional(),
  is_deleted: z.unknown().optional(),
  closest_task_at: z.unknown().optional(),
  _links: z.unknown().optional(),
};

export interface SentCard {
  name?: string | undefined;
  responsible_user_id?: number | undefined;
  created_by?: number | undefined;
  updated_by?: number | undefined;
  created_at?: number | undefined;
  updated_at?: number | undefined;
  custom_fields_values?: z.infer<typeof SentFields>;
  tags_to_add?: z.infer<typeof SentTags> | undefined;
  tags_to_delete?: z.infer<typeof SentTags> | undefined;
  _embedded?: { tags?: z.infer<typeof SentTags> | null | undefined } | undefined;
}

/** A user who is gone cannot be made responsible (§4.3, assumed). */
export function checkResponsible(state: State, id: number | undefined, refuse: Refuse): void {
  if (id !== undefined && findUser(state, id)?.is_active !== true) refuse('NotSupportedChoice', 'responsible_user_id');
}

export function checkAuthors(state: State, { created_by, updated_by }: SentCard, refuse: Refuse): void {
  for (const [path, id] of Object.entries({ created_by, updated_by }))
    if (id !== undefined && id !== ROBOT && findUser(state, id) === undefined) refuse('NotSupportedChoice', path);
}

export function checkCard(state: State, kind: EntityKind, sent: SentCard, refuse: Refuse): void {
  checkResponsible(state, sent.responsible_user_id, refuse);
  checkAuthors(state, sent, refuse);
  const lists = { tags_to_add: sent.tags_to_add, tags_to_delete: sent.tags_to_delete, '_embedded.tags': sent._embedded?.tags };
  for (const [path, tags] of Object.entries(lists))
    for (const [place, { id, name }] of (tags ?? []).entries()) {
      if (id === undefined && name === undefined) refuse('FieldMissing', `${path}.${place}.name`);
      if (id !== undefined && name === undefined && !state.tags.some((tag) => tag.id === id && tag.entity_type === kind))
        refuse('NotSupportedChoice', `${path}.${place}.id`);
    }
}

/** What was sent about any card, in the world's words. Makes the tags it names. */
export function cardChange(
  state: State,
  kind: EntityKind,
  sent: SentCard,
  fields: ReturnType<typeof readFields>,
  current: readonly number[],
): CardChange {
  const { name, responsible_user_id, created_by, updated_by, created_at, updated_at } = sent;
  return { name, responsible_user_id, created_by, updated_by, created_at, updated_at, fields, tag_ids: tagIds(state, kind, sent, current) };
}

/** `_embedded.tags` replaces the whole set, null clears it; the other two add to it and take from it (§3.5). */
function tagIds(state: State, kind: EntityKind, sent: SentCard, current: readonly number[]): number[] | undefined {
  const whole = sent._embedded?.tags;
  if (whole === undefined && sent.tags_to_add === undefined && sent.tags_to_delete === undefined) return undefined;
  const idsOf = (tags: z.infer<typeof SentTags> | null | undefined): number[] => (tags ?? []).map((tag) => tagId(state, kind, tag));
  const removed = (sent.tags_to_delete ?? []).map(
    ({ id, name }) => id ?? state.tags.find((tag) => tag.entity_type === kind && tag.name === name)?.id,
  );
  return [...(whole === undefined ? current : idsOf(whole)), ...idsOf(sent.tags_to_add)].filter((id) => !removed.includes(id));
}

function tagId(state: State, kind: EntityKind, { id, name = '' }: z.infer<typeof SentTag>): number {
  const newId = (): number => nextId(state, 'tags');
  if (id === undefined) return tagNamed(state, kind, name, newId);
  if (name === '') return id;
  const duplicate = newId();
  state.tags.push({ id: duplicate, name, color: null, entity_type: kind });
  return duplicate;
}
