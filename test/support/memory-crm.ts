import type { Card, Lead } from '../../domain/dialog/card.ts';
import type { CrmWriteNow } from '../../domain/dialog/effects.ts';
import type { CrmResult } from '../../domain/dialog/events.ts';

let leadIds = 42_900_000;

/** A CRM that holds one contact's card and nothing else: what a write leaves behind, and what it answers. */
export function writtenTo(card: Card, write: CrmWriteNow, nowMs: number): { card: Card; result: CrmResult } {
  switch (write.write) {
    case 'ensureLead': {
      const found = card.leads.find(({ id, stage }) => !write.notLeadIds.includes(id) && ['new', 'consulted', 'preBooked'].includes(stage));
      if (found !== undefined || !write.create) return { card, result: { type: 'ensureLead', lead: found ?? null } };
      leadIds += 1;
      const lead: Lead = { id: leadIds, stage: 'new', createdAtMs: nowMs, personChangedAtMs: nowMs, untouched: false };
      return { card: { ...card, leads: [...card.leads, lead] }, result: { type: 'ensureLead', lead } };
    }
    case 'createTask':
    case 'addNote':
      return { card, result: { type: write.write } };
    case 'setLeader':
      return {
        card: changed(card, write.leadId, { leader: write.leader }),
        result: { type: 'setLeader', leadId: write.leadId, written: true },
      };
    case 'moveLead': {
      const stage = card.leads.find(({ id }) => id === write.leadId)?.stage ?? 'lost';
      const moved = stage === write.from;
      return {
        card: moved ? changed(card, write.leadId, { stage: write.to }) : card,
        result: { type: 'moveLead', leadId: write.leadId, moved, stage: moved ? write.to : stage },
      };
    }
    case 'writeBooking':
      return {
        card: changed(card, write.leadId, write.fields),
        result: { type: 'writeBooking', leadId: write.leadId, written: { ...write.fields } },
      };
  }
}

export const changed = (card: Card, leadId: number, change: Partial<Lead>): Card => ({
  ...card,
  leads: card.leads.map((lead) => (lead.id === leadId ? { ...lead, ...change } : lead)),
});
