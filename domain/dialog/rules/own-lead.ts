import type { Lead } from '../card.ts';
import type { Dialog } from '../dialog.ts';
import type { Moment } from '../policy.ts';
import { isOwnLeadBeside } from './the-lead.ts';
import { owes } from './writes.ts';

/** amoCRM's link makes the lead within seconds; one that comes much later was made of something else, a form or a call. */
const OWN_LEAD_LATER_MS = 10 * 60_000;

/** Looks for the lead that amoCRM made out of this episode's own first message (SPEC D-17), whichever way the card has changed. */
export function ownLeadSeen(dialog: Dialog, { policy }: Moment): Dialog {
  const { ownLeadId: known, ...crm } = dialog.crm;
  const { firstSentAtMs } = dialog.episode;
  const isOwn = ({ stage, untouched, createdAtMs }: Lead): boolean =>
    stage === 'new' &&
    untouched &&
    createdAtMs >= firstSentAtMs - policy.durations.ownLeadOlderMs &&
    createdAtMs <= firstSentAtMs + OWN_LEAD_LATER_MS;
  const leads = crm.card?.leads ?? [];
  const own = leads.find(({ id, untouched }) => id === known && untouched) ?? leads.find(isOwn);
  return { ...dialog, crm: { ...crm, ...(own === undefined ? {} : { ownLeadId: own.id }) } };
}

/** An answer was about something older: the lead of the first message is not needed, and a note on it says so (SPEC D-17). */
export function ownLeadDismissed(dialog: Dialog, nowMs: number): Dialog {
  const { ownLeadId, ownLeadDismissed: done, oldMatter } = dialog.crm;
  if (ownLeadId === undefined || done || !oldMatter || !isOwnLeadBeside(dialog.crm)) return dialog;
  const text = 'Эта сделка создана автоматически по сообщению клиента, у которого уже есть своя: эта не нужна.';
  const crm = { ...dialog.crm, ownLeadDismissed: true as const };
  return owes({ ...dialog, crm }, nowMs, { type: 'addNote', text, target: { leadId: ownLeadId } });
}
