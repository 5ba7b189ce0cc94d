import type { RequestKind } from '../bot.ts';
import type { Card, Lead, Stage } from '../card.ts';
import type { Dialog } from '../dialog.ts';
import type { Policy } from '../policy.ts';
import { countedLeads, isActive } from './the-lead.ts';

const IN_PROGRESS: readonly Stage[] = ['new', 'consulted', 'preBooked'];

/** What the contact's request is about: the table of SPEC D-12, from the leads that count (D-17). */
export function requestKind({ crm, episode }: Dialog): RequestKind {
  if (crm.card === undefined) return 'unclear';
  const leads = countedLeads(crm);
  const active = leads.filter(isActive);
  if (active.length > 1) return 'severalLeads';
  const [only] = active;
  if (only === undefined) return leads.some(({ stage }) => stage === 'left') && crm.newLeadId === undefined ? 'afterStay' : 'newRequest';
  if (only.id === crm.ownLeadId && !episode.answeredOnce) return 'newRequest';
  return IN_PROGRESS.includes(only.stage) ? 'bookingInProgress' : 'currentBooking';
}

/**
 * The lead that amoCRM made out of this episode's own first message (SPEC D-17): not older than two minutes, at
 * «Новая заявка» or in «Неразобранное», untouched by people.
 */
export function ownLeadIn(card: Card, firstSentAtMs: number, { durations }: Policy): Lead | undefined {
  return card.leads.find((lead) => lead.stage === 'new' && lead.untouched && lead.createdAtMs >= firstSentAtMs - durations.ownLeadOlderMs);
}
