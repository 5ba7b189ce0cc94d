import type { RequestKind } from '../bot.ts';
import type { Dialog, Turn } from '../dialog.ts';
import type { Moment } from '../policy.ts';
import { factToHandOver } from './booking-facts.ts';
import type { Reading } from './bot-answer.ts';
import type { Why } from './handoff.ts';
import { marksOf, theLead } from './the-lead.ts';

/** Does the answer say anything at all? */
export function saysSomething(reading: Reading): boolean {
  return (
    reading.words.length > 0 ||
    reading.handoff !== undefined ||
    reading.knowledgeGap !== undefined ||
    reading.link !== undefined ||
    reading.review !== undefined ||
    reading.silent
  );
}

/** Without words, a handoff or `silent`, and not because something in it was forbidden or came too late (SPEC D-22). */
export const isMalformed = (reading: Reading): boolean => !saysSomething(reading) && reading.refused.length === 0 && !reading.outdated;

/** The handoff that the answer, the facts or the rules ask for, the bot's own reason first (SPEC D-12, D-18, D-27, D-31, D-32). */
export function handoffIn(dialog: Dialog, turn: Turn, reading: Reading, at: Moment): Why | undefined {
  const gist = reading.words.join(' ').slice(0, 500);
  const gap = reading.knowledgeGap === undefined ? '' : `Вопрос: ${reading.knowledgeGap}`;
  if (reading.handoff) {
    const summary = [reading.handoff.summary, gap].filter((part) => part !== '').join('\n');
    return { ...reading.handoff, summary, withFacts: true };
  }
  if (reading.knowledgeGap !== undefined) return { reason: 'notInKnowledgeBase', summary: gap, withFacts: true };
  const kind = turn.kind ?? 'unclear';
  const again = reading.clarifies && dialog.episode.clarified;
  if (kind === 'severalLeads' && (again || !(isOnlyClarify(reading) || isOnlySilent(reading))))
    return { reason: 'severalLeads', summary: gist };
  if (again) return { reason: 'doesNotUnderstand', summary: 'Бот дважды подряд не понял, о чём речь.' };
  if (reading.newBooking && HAS_ACTIVE_LEAD.includes(kind))
    return { reason: 'severalLeads', summary: 'Клиент просит новую бронь, хотя есть активная сделка.' };
  const fact = factToHandOver(dialog, kind, at.nowMs);
  if (fact) return { reason: fact, summary: gist, withFacts: true };
  if (reading.link && (reading.linksTwice || hasLinkAlready(dialog)))
    return { reason: 'paymentCheck', summary: 'Бот хотел выслать ещё одну ссылку на оплату.' };
  if (saysSomething(reading)) return undefined;
  if (reading.refused.length > 0)
    return { reason: 'policyRefused', summary: `Ответ бота запрещён правилами: ${reading.refused.join('; ')}.` };
  return { reason: 'botUnavailable', summary: 'Бот дал ответ, в котором нет ни слов, ни решения.' };
}

/** One whose fate nobody knows may have reached the client too; one for a lead that was still owed, then, is for any (SPEC D-32, D-91). */
function hasLinkAlready(dialog: Dialog): boolean {
  const inDoubt = dialog.outbox.unknown.flatMap(({ send }) => send?.whenSent.link ?? []);
  return marksOf(dialog).linkSentAtMs !== undefined || inDoubt.some(({ leadId }) => leadId === undefined || leadId === theLead(dialog)?.id);
}

const HAS_ACTIVE_LEAD: readonly RequestKind[] = ['bookingInProgress', 'currentBooking', 'severalLeads'];

const isOnlySilent = (reading: Reading): boolean => reading.silent && reading.words.length === 0 && asksNothingOfALead(reading);

const isOnlyClarify = (reading: Reading): boolean => reading.clarifies && reading.words.length === 1 && asksNothingOfALead(reading);

/** Of several nobody knows which one it would be. */
const asksNothingOfALead = ({ link, review, newBooking, consulted }: Reading): boolean =>
  link === undefined && review === undefined && !newBooking && !consulted;
