import type { BookingFields } from '../../domain/dialog/card.ts';
import { currentAttempt } from '../running.ts';
import type { AmocrmActivities } from './contract.ts';
import type { Crm } from './crm.ts';
import { AmocrmError } from './errors.ts';
import { dayIn, fieldWrite, numberIn, textIn, valueFor } from './field-values.ts';
import { stageOf } from './lead-mapping.ts';
import { acceptIfUnsorted, requireLead } from './leads.ts';
import type { AmoLead } from './schema.ts';

type Activity<Name extends keyof AmocrmActivities> = (
  crm: Crm,
  request: Parameters<AmocrmActivities[Name]>[0],
) => ReturnType<AmocrmActivities[Name]>;

/** Only from where we believe the lead to stand; anything else wins (SPEC D-62). */
export const moveLead: Activity<'moveLead'> = async (crm, { leadId, from, to }) => {
  const { statusIds, pipelineId, lossReasonId, ourUserId } = crm.catalogue;
  const lead = await requireLead(crm, leadId);
  const stage = lead.pipeline_id === pipelineId ? stageOf(lead, crm.catalogue) : 'unknown';
  // An earlier try of this move may have got through without its answer.
  if (stage !== from) return { moved: stage === to && lead.updated_by === ourUserId, stage };
  if (to === 'closed' || to === 'unknown') throw new AmocrmError(`There is no stage «${to}» to move to`, { code: 'AMOCRM_REJECTED' });
  await acceptIfUnsorted(crm, lead);
  const reason = to === 'lost' && lossReasonId !== undefined ? { loss_reason_id: lossReasonId } : {};
  await crm.amocrm.changeLead(leadId, { pipeline_id: pipelineId, status_id: statusIds[to], ...reason });
  return { moved: true, stage: to };
};

/** Booking parameters where the field is empty or holds our own earlier value; a person's value stays (SPEC D-64). */
export const writeBooking: Activity<'writeBooking'> = async (crm, { leadId, fields, ours, repeat }) => {
  const lead = await requireLead(crm, leadId);
  const written: Record<string, string | number> = {};
  if (!BOTS_STAGES.some((stage) => stage === stageOf(lead, crm.catalogue))) return { written };
  // Of an earlier try without an answer: else what it wrote would count as a person's from now on.
  const isWrittenByUs = (repeat === true || currentAttempt() > 1) && lead.updated_by === crm.catalogue.ourUserId;
  const body = { price: undefined as number | undefined, custom_fields_values: [] as Record<string, unknown>[] };
  for (const [name, value] of Object.entries(fields) as [keyof BookingFields, string | number][]) {
    const current = currentValue(crm, lead, name);
    if (isSame(current, value)) {
      if (isWrittenByUs) written[name] = value;
      continue;
    }
    if (current !== undefined && !isSame(current, ours[name])) continue;
    if (name === 'amountRub') body.price = Number(value);
    else {
      const field = crm.catalogue.leadFields[name];
      const fieldValue = field && valueFor(field, value, crm.catalogue.timeZone);
      if (field === undefined || fieldValue === undefined) continue;
      body.custom_fields_values.push(fieldWrite(field, fieldValue));
    }
    written[name] = value;
  }
  const { price, custom_fields_values: values } = body;
  if (price === undefined && values.length === 0) return { written };
  await acceptIfUnsorted(crm, lead);
  await crm.amocrm.changeLead(leadId, {
    ...(price === undefined ? {} : { price }),
    ...(values.length === 0 ? {} : { custom_fields_values: values }),
  });
  return { written };
};
const BOTS_STAGES = ['new', 'consulted', 'preBooked'] as const;

/** A list shows its own spelling of what we wrote (field-values.ts). */
const isSame = (one: string | number | undefined, other: string | number | undefined): boolean =>
  typeof one === 'string' && typeof other === 'string' ? one.trim().toLowerCase() === other.trim().toLowerCase() : one === other;

function currentValue({ catalogue }: Crm, lead: AmoLead, name: keyof BookingFields): string | number | undefined {
  const values = lead.custom_fields_values;
  switch (name) {
    case 'amountRub':
      return lead.price ? lead.price : undefined;
    case 'guests':
      return numberIn(values, catalogue.leadFields.guests);
    case 'arrival':
    case 'departure':
      return dayIn(values, catalogue.leadFields[name], catalogue.timeZone);
    case 'programme':
    case 'roomCategory':
      return textIn(values, catalogue.leadFields[name]);
  }
}
