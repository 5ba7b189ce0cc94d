import type { EventRow, EventValue } from '../world/state.ts';
import { queryRefusal } from './errors.ts';
import { listOf, oneOf, span, textOf, type FilterRule, type QueryValue } from './query.ts';

/** Types of events (facts/amocrm.md §7.3); changes of fields are named after the field. */
export const EVENT_TYPES: readonly string[] = `
  lead_added lead_deleted lead_restored lead_status_changed contact_added contact_deleted contact_restored
  company_added company_deleted company_restored customer_added customer_deleted customer_status_changed
  task_added task_deleted task_completed task_type_changed task_text_changed task_deadline_changed
  task_result_added incoming_call outgoing_call incoming_chat_message outgoing_chat_message
  entity_direct_message incoming_sms outgoing_sms entity_tag_added entity_tag_deleted entity_linked
  entity_unlinked sale_field_changed name_field_changed ltv_field_changed custom_field_value_changed
  entity_responsible_changed robot_replied intent_identified nps_rate_added link_followed transaction_added
  common_note_added common_note_deleted attachment_note_added targeting_in_note_added targeting_out_note_added
  geo_note_added service_note_added site_visit_note_added message_to_cashier_note_added key_action_completed
  entity_merged
`
  .trim()
  .split(/\s+/);

const FIELD_CHANGE = /^custom_field_\d+_value_changed$/;
const ENTITIES = ['lead', 'contact', 'company', 'customer', 'task'];

/** More than this many authors or cards are refused (§7.2). */
const LIST_MAX = 10;

export const eventRules: Record<string, FilterRule<EventRow>> = {
  id: oneOf((event) => event.id),
  created_at: span((event) => event.created_at, 'after'),
  created_by: limited(oneOf((event) => event.created_by)),
  entity: (value, path) => {
    for (const entity of listOf(value)) if (!ENTITIES.includes(entity) && !entity.startsWith('catalog_')) throw queryRefusal(path);
    return oneOf<EventRow>((event) => foundBy(event).type)(value, path);
  },
  entity_id: limited(oneOf((event) => foundBy(event).id)),
  type: byType,
  value_after: (value, path) => byValue(value, path, ({ value_after }) => value_after),
  value_before: (value, path) => byValue(value, path, ({ value_before }) => value_before),
};

/** A chat's event stands on the lead, but is found by the contact (§7.3). */
const foundBy = ({ entity_type, entity_id, talkContactId }: EventRow): { type: string; id: number } =>
  talkContactId === undefined ? { type: entity_type, id: entity_id } : { type: 'contact', id: talkContactId };

function limited(rule: FilterRule<EventRow>): FilterRule<EventRow> {
  return (value, path) => {
    if (listOf(value).length > LIST_MAX) throw queryRefusal(path, `At most ${LIST_MAX} values.`);
    return rule(value, path);
  };
}

/** A field's own type must stand alone; the general one finds the changes of every field. */
function byType(value: QueryValue, path: string): (event: EventRow) => boolean {
  const wanted = listOf(value);
  for (const type of wanted) if (!EVENT_TYPES.includes(type) && !FIELD_CHANGE.test(type)) throw queryRefusal(path);
  if (wanted.length > 1 && wanted.some((type) => FIELD_CHANGE.test(type)))
    throw queryRefusal(path, 'A field’s own type must be the only one.');
  return ({ type }) => wanted.includes(type) || (FIELD_CHANGE.test(type) && wanted.includes('custom_field_value_changed'));
}

function byValue(value: QueryValue, path: string, read: (event: EventRow) => EventValue[]): (event: EventRow) => boolean {
  if (typeof value !== 'object' || Array.isArray(value)) throw queryRefusal(path);
  const [[name, wanted] = ['']] = Object.entries(value);
  switch (name) {
    case 'leads_statuses': {
      const pairs = Object.values(typeof wanted === 'object' ? wanted : {}).map((pair) =>
        typeof pair === 'object' && !Array.isArray(pair)
          ? [Number(textOf(pair['pipeline_id'])), Number(textOf(pair['status_id']))]
          : [0, 0],
      );
      return (event) =>
        read(event).some(({ lead_status: at }) =>
          pairs.some(([pipeline, status]) => at?.['id'] === status && at?.['pipeline_id'] === pipeline),
        );
    }
    case 'responsible_user_id':
      return (event) => read(event).some(({ responsible_user: user }) => listOf(wanted).includes(String(user?.['id'])));
    case 'custom_field_values':
      return (event) => read(event).some(({ custom_field_value: field }) => listOf(wanted).includes(String(field?.['enum_id'])));
    case 'value':
      return (event) =>
        read(event).some((one) =>
          Object.values(one).some((facts) => listOf(wanted).some((text) => Object.values(facts).map(String).includes(text))),
        );
    default:
      throw queryRefusal(`${path}.${name}`);
  }
}
