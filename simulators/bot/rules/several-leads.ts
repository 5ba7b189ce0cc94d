import type { TurnLead } from '../contract.ts';
import type { Draft } from '../draft.ts';
import { handoff } from '../draft.ts';
import { INTENT } from '../intents.ts';
import { day, stay } from '../phrases.ts';
import type { Turn } from '../turn.ts';

/** SPEC D-12: with several leads one question is allowed, then a person; thanks need neither. */
export function askWhichLead(turn: Turn): Draft | undefined {
  if (turn.kind !== 'severalLeads') return undefined;
  if (INTENT.thanks.test(turn.text) && !turn.text.includes('?')) return { actions: [{ type: 'silent', because: 'Клиент благодарит' }] };
  if (turn.request.trigger === 'clarify') return handoff(turn, 'severalLeads', 'У контакта несколько сделок, о какой речь, неясно');
  const leads = turn.request.context?.leads.filter(({ stage }) => stage !== 'Отказ').map(describeLead) ?? [];
  return { actions: [{ type: 'clarify', text: `У вас несколько заявок: ${leads.join('; ')}. О какой из них ваш вопрос?` }] };
}

function describeLead({ arrival, departure, stage }: TurnLead): string {
  if (arrival && departure) return stay(arrival, departure);
  return arrival ? `с заездом ${day(arrival)}` : `«${stage ?? 'без этапа'}», даты не указаны`;
}

/** SPEC D-18: a second matter beside an active lead is announced; Estafeta hands it over. */
export function announceSecondBooking(turn: Turn): Draft | undefined {
  const besideActive = turn.kind === 'bookingInProgress' || turn.kind === 'currentBooking';
  const wants = INTENT.anotherBooking.test(turn.text) || (turn.kind === 'currentBooking' && INTENT.wantsToStay.test(turn.text));
  if (!besideActive || !wants || !turn.can('newBooking')) return undefined;
  return { actions: [{ type: 'newBooking' }, { type: 'reply', text: 'Передам пожелания по новой брони.' }] };
}
