import type { RequestKind } from '../bot.ts';
import type { Lead, Stage } from '../card.ts';
import type { Crm, Dialog } from '../dialog.ts';
import { countedLeads, isActive } from './the-lead.ts';

const IN_PROGRESS: readonly Stage[] = ['new', 'consulted', 'preBooked'];

/** What the contact's request is about: the table of SPEC D-12, from the leads that count (D-17). */
export function requestKind({ crm, episode }: Dialog): RequestKind {
  if (crm.card === undefined) return 'unclear';
  const leads = countedLeads(crm);
  const active = leads.filter(isActive);
  if (active.length > 1) return 'severalLeads';
  const [only] = active;
  if (only === undefined) return isAfterStay(crm, leads) ? 'afterStay' : 'newRequest';
  if (only.id === crm.ownLeadId && !episode.answeredOnce) return 'newRequest';
  return IN_PROGRESS.includes(only.stage) ? 'bookingInProgress' : 'currentBooking';
}

/** Somebody who has left; not while the lead they asked for since (D-14) is on its way, or too new for the CRM to list it. */
function isAfterStay({ newLeadId, leadDue }: Crm, leads: readonly Lead[]): boolean {
  if (leadDue === 'owed' || !leads.some(({ stage }) => stage === 'left')) return false;
  return newLeadId === undefined || leads.some(({ id }) => id === newLeadId);
}
