import { encodeTime } from 'ulid';
import { nextId, secondsOf, type Moment } from './moment.ts';
import type { EntityKind, EventEntity, EventValue } from './state.ts';

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
const SINGULAR = { leads: 'lead', contacts: 'contact', companies: 'company' } as const;

/** Events and talks use the singular, paths and bodies the plural (§0). */
export const eventEntity = (kind: EntityKind): 'lead' | 'contact' | 'company' => SINGULAR[kind];

/** Appends to `/events`. Values are arrays even when they hold one thing (§7.3). */
export function addEvent(
  moment: Moment,
  type: string,
  entity: { type: EventEntity; id: number },
  after: EventValue[] = [],
  before: EventValue[] = [],
): void {
  moment.state.events.push({
    id: ulidAt(moment.nowMs, nextId(moment.state, 'sequence')),
    type,
    entity_id: entity.id,
    entity_type: entity.type,
    created_by: moment.by,
    created_at: secondsOf(moment),
    value_after: after,
    value_before: before,
  });
}

/** A ULID whose random part is a counter, so that equal runs make equal ids and ids of one millisecond keep their order. */
function ulidAt(nowMs: number, sequence: number): string {
  let rest = sequence;
  let tail = '';
  for (let place = 0; place < 16; place++) {
    tail = `${CROCKFORD.charAt(rest % 32)}${tail}`;
    rest = Math.floor(rest / 32);
  }
  return `${encodeTime(nowMs).toLowerCase()}${tail}`;
}
