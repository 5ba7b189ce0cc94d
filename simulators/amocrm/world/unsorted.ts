import { createHash } from 'node:crypto';
import { unsortedBody } from './hook-bodies.ts';
import { announce } from './hooks.ts';
import { changeLead, createLead, type NewLead } from './leads.ts';
import { findPipeline, firstStatus, LOST, mainPipeline, nextId, secondsOf, unsortedStatus, type Moment } from './moment.ts';
import type { Lead, UnsortedItem } from './state.ts';
import { dropItem } from './unsorted-items.ts';

export interface Application {
  category: UnsortedItem['category'];
  source_uid: string;
  source_name: string;
  metadata: Record<string, unknown>;
  created_at?: number | undefined;
  lead: NewLead;
}

/** An item of «Неразобранное» owns a real lead at the status of type 1 (§10.6). */
export function receive(
  moment: Moment,
  { category, source_uid, source_name, metadata, created_at, lead: facts }: Application,
): { item: UnsortedItem; lead: Lead } {
  const { state } = moment;
  const pipeline = findPipeline(state, facts.pipeline_id ?? 0) ?? mainPipeline(state);
  const lead = createLead(moment, { ...facts, pipeline_id: pipeline.id, status_id: unsortedStatus(pipeline).id });
  const item: UnsortedItem = {
    uid: createHash('sha256')
      .update(`unsorted ${nextId(state, 'sequence')}`)
      .digest('hex')
      .slice(0, 60),
    source_uid,
    source_name,
    category,
    pipeline_id: pipeline.id,
    created_at: created_at ?? secondsOf(moment),
    metadata,
    lead_id: lead.id,
    contact_ids: lead.contacts.map(({ id }) => id),
  };
  state.unsorted.push(item);
  announce(moment, 'add_unsorted', { unsorted: { add: [unsortedBody(state, item)] } });
  return { item, lead };
}

/** Accepting is a move out of «Неразобранное»; the move announces itself too (assumed). */
export function accept(
  moment: Moment,
  item: UnsortedItem,
  { statusId, responsibleId }: { statusId?: number | undefined; responsibleId?: number | undefined },
): void {
  const { state } = moment;
  const lead = state.leads.find(({ id }) => id === item.lead_id);
  if (lead === undefined) return;
  const pipeline = findPipeline(state, lead.pipeline_id) ?? mainPipeline(state);
  dropItem(moment, item, 'accept');
  changeLead(moment, lead, { status_id: statusId ?? firstStatus(pipeline).id, responsible_user_id: responsibleId });
}

/** A declined application is a lost lead (assumed: the vendor does not say what becomes of it). */
export function decline(moment: Moment, item: UnsortedItem): void {
  const lead = moment.state.leads.find(({ id }) => id === item.lead_id);
  dropItem(moment, item, 'decline');
  if (lead !== undefined) changeLead(moment, lead, { status_id: LOST });
}
