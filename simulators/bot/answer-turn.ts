import type { Action, Answer, TurnRequest } from './contract.ts';
import type { Draft, Rule } from './draft.ts';
import type { Knowledge } from './knowledge.ts';
import { answerAfterStay } from './rules/after-stay.ts';
import { leadToBooking } from './rules/booking-scenario.ts';
import { handOffByFacts } from './rules/fact-handoffs.ts';
import { touchOnceMore } from './rules/final-touch.ts';
import { handOffMediaWithUnclearCaption, handOffUnreadableMedia } from './rules/media.ts';
import { answerAboutOwnBooking, handOffChanges } from './rules/own-booking.ts';
import { answerFromKnowledge, reportGap } from './rules/questions.ts';
import { announceSecondBooking, askWhichLead } from './rules/several-leads.ts';
import { clarifyOnce, nothingNew, optOut, smallTalk } from './rules/small-talk.ts';
import { handOffByWords } from './rules/text-handoffs.ts';
import type { Turn } from './turn.ts';
import { viewTurn } from './turn.ts';

/** The whole bot, first match wins: what needs a person, then what belongs to the kind of request, then questions, then small talk. */
const RULES: readonly Rule[] = [
  touchOnceMore,
  nothingNew,
  handOffByWords,
  handOffUnreadableMedia,
  optOut,
  askWhichLead,
  handOffChanges,
  announceSecondBooking,
  handOffByFacts,
  answerAfterStay,
  reportGap,
  answerAboutOwnBooking,
  leadToBooking,
  answerFromKnowledge,
  smallTalk,
  handOffMediaWithUnclearCaption,
  clarifyOnce,
];

/** Actions that end a turn by themselves: `review` and `paymentLink` bring Estafeta's default texts. */
const ENDS_A_TURN: ReadonlySet<Action['type']> = new Set([
  'reply',
  'clarify',
  'handoff',
  'silent',
  'knowledgeGap',
  'review',
  'paymentLink',
]);

/** One turn, one answer. No clock and no dice: the same request always gives the same answer. */
export function answerTurn(request: TurnRequest, knowledge: Knowledge): Answer {
  const turn = viewTurn(request, knowledge);
  const draft = firstDraft(turn);
  return { actions: onlyAllowed(draft.actions, turn), state: { ...turn.memory, ...draft.remember } };
}

function firstDraft(turn: Turn): Draft {
  for (const rule of RULES) {
    const draft = rule(turn);
    if (draft !== undefined) return draft;
  }
  return clarifyOnce(turn);
}

/** A forbidden action is never sent; if nothing that ends the turn is left, a person is better than silence. */
function onlyAllowed(actions: readonly Action[], turn: Turn): readonly Action[] {
  const allowed = actions.filter(({ type }) => turn.can(type));
  if (allowed.some(({ type }) => ENDS_A_TURN.has(type))) return allowed;
  const last: Action = turn.can('handoff')
    ? { type: 'handoff', reason: 'doesNotUnderstand', summary: 'Ответ бота здесь не разрешён.' }
    : { type: 'silent', because: 'Ни одно действие не разрешено' };
  return [...allowed, last];
}
