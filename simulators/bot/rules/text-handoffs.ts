import type { HandoffReason } from '../contract.ts';
import type { Draft } from '../draft.ts';
import { handoff } from '../draft.ts';
import { INTENT } from '../intents.ts';
import type { Turn } from '../turn.ts';

interface TextReason {
  reason: HandoffReason;
  what: string;
  when: (turn: Turn) => boolean;
}

/** SPEC D-30, the reasons that words give away, most urgent first. */
const TEXT_REASONS: readonly TextReason[] = [
  { reason: 'clientAsked', what: 'Просит менеджера', when: ({ text }) => INTENT.clientAsked.test(text) },
  { reason: 'complaint', what: 'Жалоба', when: ({ text }) => INTENT.complaint.test(text) },
  {
    reason: 'paymentStatus',
    what: 'Спрашивает о состоянии платежа или возврата',
    when: ({ text }) => INTENT.paymentStatus.test(text) && !INTENT.asksRules.test(text),
  },
  { reason: 'paymentCheck', what: 'Просит проверить оплату или сделать ссылку заново', when: asksForPaymentAgain },
  { reason: 'reportsPayment', what: 'Пишет, что оплатил', when: ({ text }) => INTENT.reportsPayment.test(text) },
  { reason: 'pastStays', what: 'Ссылается на прошлый отдых для новой брони', when: refersToPastStays },
  {
    reason: 'extensionOrExtras',
    what: 'Спрашивает о продлении или дополнительных услугах',
    when: ({ text }) => INTENT.extensionOrExtras.test(text),
  },
];

export function handOffByWords(turn: Turn): Draft | undefined {
  const found = TEXT_REASONS.find(({ when }) => when(turn));
  if (found === undefined) return undefined;
  const draft = handoff(turn, found.reason, found.what);
  // A complaint after the stay is a review too: its words become a note on the lead (SPEC D-14).
  if (found.reason !== 'complaint' || turn.kind !== 'afterStay' || !turn.can('review')) return draft;
  return { ...draft, actions: [{ type: 'review', text: turn.said }, ...draft.actions] };
}

/** In a new request any mention counts; once there has been a stay of ours the guest must also want a new one. */
function refersToPastStays({ text, kind, opensNewBooking }: Turn): boolean {
  if (!INTENT.pastStays.test(text)) return false;
  return kind === 'afterStay' ? opensNewBooking : kind !== 'currentBooking' || INTENT.wantsToStay.test(text);
}

/** Where the bot may make no link any more, every wish to pay is a manager's. */
function asksForPaymentAgain({ text, kind }: Turn): boolean {
  return INTENT.paymentCheck.test(text) || (kind === 'currentBooking' && INTENT.pays.test(text) && !INTENT.asksHowToPay.test(text));
}
