import { changeCommon, hookAuthor, stamp, type CardChange } from './cards.ts';
import { addEvent } from './events.ts';
import { leadBody } from './hook-bodies.ts';
import { announce } from './hooks.ts';
import { firstStatus, isClosed, LOST, mainPipeline, nextId, secondsOf, statusOf, type Moment } from './moment.ts';
import type { Lead } from './state.ts';
import { pulledOut } from './unsorted-items.ts';

export interface LeadChange extends CardChange {
  price?: number | undefined;
  pipeline_id?: number | undefined;
  status_id?: number | undefined;
  loss_reason_id?: number | null | undefined;
  closed_at?: number | null | undefined;
}
export interface NewLead extends LeadChange {
  contacts?: { id: number; is_main: boolean }[] | undefined;
  company_id?: number | null | undefined;
}

/** A new lead, `add_lead` announced. In «Неразобранное» its item announces itself instead (world/unsorted.ts). */
export function createLead(moment: Moment, { contacts, company_id, ...facts }: NewLead): Lead {
  const { state } = moment;
  const id = nextId(state, 'leads');
  const pipelineId = facts.pipeline_id ?? mainPipeline(state).id;
  const pipeline = state.pipelines.find((one) => one.id === pipelineId) ?? mainPipeline(state);
  const statusId = facts.status_id ?? firstStatus(pipeline).id;
  const createdBy = facts.created_by ?? moment.by;
  const lead: Lead = {
    id,
    name: facts.name ?? `Сделка #${id}`,
    price: facts.price ?? 0,
    responsible_user_id: facts.responsible_user_id ?? (moment.by === 0 ? defaultResponsible(moment) : moment.by),
    pipeline_id: pipeline.id,
    status_id: statusId,
    loss_reason_id: facts.loss_reason_id ?? null,
    created_by: createdBy,
    updated_by: facts.updated_by ?? createdBy,
    created_at: facts.created_at ?? secondsOf(moment),
    updated_at: facts.updated_at ?? secondsOf(moment),
    closed_at: isClosed(statusId) ? (facts.closed_at ?? secondsOf(moment)) : null,
    is_deleted: false,
    fields: (facts.fields ?? []).filter(({ values }) => values.length > 0),
    tag_ids: [...new Set(facts.tag_ids)],
    contacts: contacts ?? [],
    company_id: company_id ?? null,
  };
  state.leads.push(lead);
  addEvent(moment, 'lead_added', { type: 'lead', id });
  for (const contact of lead.contacts)
    addEvent(moment, 'entity_linked', { type: 'lead', id }, [{ link: { entity: { type: 'contact', id: contact.id } } }]);
  if (statusOf(state, lead).type === 0) announce(moment, 'add_lead', { leads: { add: [leadBody(state, lead, hookAuthor(moment))] } });
  return lead;
}

/** Events and webhooks follow what really changed; a change that changes nothing leaves no trace (assumed). */
export function changeLead(moment: Moment, lead: Lead, change: LeadChange): void {
  const { state } = moment;
  const old = { status: lead.status_id, pipeline: lead.pipeline_id, responsible: lead.responsible_user_id };
  let changed = changeCommon(moment, 'leads', lead, change);
  changed = setPrice(moment, lead, change) || changed;
  changed = setStatus(moment, lead, change) || changed;
  if (!changed) return;
  stamp(moment, lead, change);
  const body = (extra?: Record<string, unknown>): Record<string, unknown> => leadBody(state, lead, hookAuthor(moment), extra);
  if (old.responsible !== lead.responsible_user_id)
    announce(moment, 'responsible_lead', { leads: { responsible: [body({ old_responsible_user_id: old.responsible })] } });
  if (old.status !== lead.status_id || old.pipeline !== lead.pipeline_id) {
    const from = { old_status_id: old.status, ...(old.pipeline === lead.pipeline_id ? {} : { old_pipeline_id: old.pipeline }) };
    announce(moment, 'status_lead', { leads: { status: [body(from)] } });
  }
  announce(moment, 'update_lead', { leads: { update: [body()] } });
}

/** Something around the card changed (a link, a note's lead): the card is younger and `update_lead` says so. */
export function touchLead(moment: Moment, lead: Lead): void {
  stamp(moment, lead, {});
  announce(moment, 'update_lead', { leads: { update: [leadBody(moment.state, lead, hookAuthor(moment))] } });
}

/** Only people can, in the interface: API v4 has no DELETE for leads (§3.5). */
export function deleteLead(moment: Moment, lead: Lead): void {
  lead.is_deleted = true;
  stamp(moment, lead, {});
  addEvent(moment, 'lead_deleted', { type: 'lead', id: lead.id });
  announce(moment, 'delete_lead', { leads: { delete: [{ id: lead.id, status_id: lead.status_id, pipeline_id: lead.pipeline_id }] } });
}

export function restoreLead(moment: Moment, lead: Lead): void {
  lead.is_deleted = false;
  stamp(moment, lead, {});
  addEvent(moment, 'lead_restored', { type: 'lead', id: lead.id });
  announce(moment, 'restore_lead', { leads: { restore: [leadBody(moment.state, lead, hookAuthor(moment))] } });
}

function setPrice(moment: Moment, lead: Lead, { price }: LeadChange): boolean {
  if (price === undefined || price === lead.price) return false;
  addEvent(
    moment,
    'sale_field_changed',
    { type: 'lead', id: lead.id },
    [{ sale_field_value: { sale: price } }],
    [{ sale_field_value: { sale: lead.price } }],
  );
  lead.price = price;
  return true;
}

function setStatus(moment: Moment, lead: Lead, change: LeadChange): boolean {
  const before = { id: lead.status_id, pipeline_id: lead.pipeline_id };
  const pipelineId = change.pipeline_id ?? lead.pipeline_id;
  const pipeline = moment.state.pipelines.find(({ id }) => id === pipelineId) ?? mainPipeline(moment.state);
  const statusId = change.status_id ?? (pipelineId === lead.pipeline_id ? lead.status_id : firstStatus(pipeline).id);
  const moved = statusId !== before.id || pipelineId !== before.pipeline_id;
  const reason = statusId === LOST ? (change.loss_reason_id ?? lead.loss_reason_id) : null;
  const otherReason = reason !== lead.loss_reason_id;
  lead.loss_reason_id = reason;
  if (!moved) return otherReason;
  lead.status_id = statusId;
  lead.pipeline_id = pipelineId;
  lead.closed_at = isClosed(statusId) ? (change.closed_at ?? secondsOf(moment)) : null;
  if (statusOf(moment.state, lead).type === 0) pulledOut(moment, lead.id);
  addEvent(
    moment,
    'lead_status_changed',
    { type: 'lead', id: lead.id },
    [{ lead_status: { id: statusId, pipeline_id: pipelineId } }],
    [{ lead_status: before }],
  );
  return true;
}

/** Robots give what they make to the first manager, as the account's settings would. */
function defaultResponsible({ state }: Moment): number {
  const manager = state.users.find(({ is_active, is_admin }) => is_active && !is_admin);
  return manager?.id ?? 0;
}
