import type { Lead, Leader, Stage } from '../../domain/dialog/card.ts';
import type { Catalogue } from './catalogue.ts';
import { dayIn, firstValue, numberIn, textIn } from './field-values.ts';
import type { AmoLead, FieldValues } from './schema.ts';

const ROBOT_USER_ID = 0;
/** Won and lost, in every pipeline (facts/amocrm.md §4.6). */
const FINISHED_STATUS_IDS: readonly number[] = [142, 143];

/** Leads travel with the dialog, which stays small (DESIGN §3, Sizes). */
const TEXT_MAX_CHARS = 60;
const shortened = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > TEXT_MAX_CHARS ? `${text.slice(0, TEXT_MAX_CHARS - 1)}…` : text;

/** Did a person do it? Not a robot, and not we (SPEC D-53). */
export const isPerson = (userId: number | null | undefined, { ourUserId }: Pick<Catalogue, 'ourUserId'>): userId is number =>
  userId != null && userId !== ROBOT_USER_ID && userId !== ourUserId;

/** Where a lead stands (SPEC D-11, D-15, D-17). */
export function stageOf({ status_id: statusId }: Pick<AmoLead, 'status_id'>, { statusIds, unsortedStatusIds }: Catalogue): Stage {
  if (unsortedStatusIds.includes(statusId)) return 'new';
  const named = (Object.keys(statusIds) as (keyof typeof statusIds)[]).find((stage) => statusIds[stage] === statusId);
  return named ?? (FINISHED_STATUS_IDS.includes(statusId) ? 'closed' : 'unknown');
}

export const isUnsorted = ({ status_id: statusId }: Pick<AmoLead, 'status_id'>, { unsortedStatusIds }: Catalogue): boolean =>
  unsortedStatusIds.includes(statusId);

/** A lead in the CRM that counts: of the policy's pipeline and not in the trash (SPEC D-17). */
export const counts = (lead: AmoLead | undefined, { pipelineId }: Catalogue): lead is AmoLead =>
  lead !== undefined && lead.is_deleted !== true && lead.pipeline_id === pipelineId;

/**
 * amoCRM's lead in our words.
 * @param personChangedAt seconds, where something better than the lead's own mark is known (person-changes.ts).
 */
export function toLead(lead: AmoLead, catalogue: Catalogue, personChangedAt?: number): Lead {
  const { leadFields: fields, timeZone } = catalogue;
  const values = lead.custom_fields_values;
  const arrival = dayIn(values, fields.arrival, timeZone);
  const departure = dayIn(values, fields.departure, timeZone);
  const programme = shortened(textIn(values, fields.programme));
  const roomCategory = shortened(textIn(values, fields.roomCategory));
  const guests = guestsOf(values, catalogue);
  const leader = leaderOf(values, catalogue);
  const changedAt = isPerson(lead.updated_by, catalogue) ? lead.updated_at : (personChangedAt ?? lead.created_at);
  return {
    id: lead.id,
    stage: stageOf(lead, catalogue),
    ...(isUnsorted(lead, catalogue) ? { unsorted: true as const } : {}),
    createdAtMs: lead.created_at * 1000,
    personChangedAtMs: changedAt * 1000,
    untouched: lead.created_by === ROBOT_USER_ID && !isPerson(lead.updated_by, catalogue) && personChangedAt === undefined,
    ...(leader === undefined ? {} : { leader }),
    ...(lead.responsible_user_id ? { responsibleId: lead.responsible_user_id } : {}),
    ...(arrival === undefined ? {} : { arrival }),
    ...(departure === undefined ? {} : { departure }),
    ...(programme === undefined ? {} : { programme }),
    ...(roomCategory === undefined ? {} : { roomCategory }),
    ...(lead.price ? { amountRub: lead.price } : {}),
    ...(guests === undefined ? {} : { guests }),
  };
}

/** One link for each guest; without links, what the field says (SPEC D-13). */
function guestsOf(values: FieldValues, { leadFields: fields }: Catalogue): number | undefined {
  const links = textIn(values, fields.registrationLinks)?.match(/https?:\/\/\S+/gu);
  return links ? links.length : numberIn(values, fields.guests);
}

export function leaderOf(values: FieldValues, { leadFields: fields, leaderEnumIds }: Catalogue): Leader | undefined {
  const enumId = firstValue(values, fields.leader)?.enumId;
  if (enumId === undefined) return undefined;
  return (Object.keys(leaderEnumIds) as Leader[]).find((leader) => leaderEnumIds[leader] === enumId);
}
