import type { TurnLead } from '../contract.ts';
import type { Draft } from '../draft.ts';
import { addressed, handoff, reply } from '../draft.ts';
import { INTENT, OWN_BOOKING } from '../intents.ts';
import { counted, day, roubles, stay } from '../phrases.ts';
import { phrase } from '../reading/words.ts';
import type { Turn } from '../turn.ts';
import { topicAnswers } from './questions.ts';

const MINE = phrase('у (?:меня|нас)', '(?:мо|наш)~');
const STAGE_IN_WORDS: Record<string, string> = {
  'Новая заявка': 'заявка принята, бронь ещё не оформлена',
  'Проведена консультация': 'бронь ещё не оформлена',
  'Предварительная бронь': 'у вас предварительная бронь, для подтверждения нужна предоплата',
  'Предоплата получена': 'бронь подтверждена',
  Заезд: 'бронь подтверждена, ждём вас',
  Проживающие: 'вы сейчас отдыхаете у нас',
  Выезд: 'отдых завершён',
};

/** How each fact is said; nothing where the lead does not hold it. */
const FACTS: Record<keyof typeof OWN_BOOKING, (lead: TurnLead) => string | undefined> = {
  dates: ({ arrival, departure }) =>
    arrival && departure ? `ваша бронь ${stay(arrival, departure)}` : arrival ? `ваш заезд ${day(arrival)}` : undefined,
  amount: ({ amount }) => (amount ? `стоимость брони ${roubles(amount)}` : undefined),
  programme: ({ programme }) => (programme ? `ваша программа лечения — «${programme}»` : undefined),
  roomCategory: ({ roomCategory }) => (roomCategory ? `ваш номер — «${roomCategory}»` : undefined),
  guests: ({ guests }) => (guests ? `бронь на ${counted(guests, 'гостя', 'гостей', 'гостей')}` : undefined),
  stage: ({ stage }) => (stage ? STAGE_IN_WORDS[stage] : undefined),
};

/** Facts of a booking come from the CRM card only; what the card does not hold, a manager says (SPEC D-16). */
export function answerAboutOwnBooking(turn: Turn): Draft | undefined {
  const asked = factsAsked(turn);
  if (asked.length === 0) return undefined;
  const { lead } = turn;
  const facts = lead === undefined ? [] : asked.flatMap((fact) => FACTS[fact](lead) ?? []);
  if (facts.length < asked.length) return handoff(turn, 'notInKnowledgeBase', 'Спрашивает о своей брони, в карточке этого нет');
  return reply([addressed(turn, `${facts.join('; ')}.`), ...topicAnswers(turn, ['prices', 'programmes', 'rooms'])].join('\n\n'));
}

function factsAsked({ text, kind, lead }: Turn): (keyof typeof OWN_BOOKING)[] {
  // «на какие даты есть места?» from a guest without a booking is about ours, not theirs.
  if (kind === 'severalLeads' || ((kind === 'newRequest' || lead === undefined) && !MINE.test(text))) return [];
  const facts = Object.keys(OWN_BOOKING) as (keyof typeof OWN_BOOKING)[];
  return facts.filter((fact) => OWN_BOOKING[fact].test(text));
}

/** The bot cannot change or cancel what is booked. A question about the rules is answered from the knowledge base instead. */
export function handOffChanges(turn: Turn): Draft | undefined {
  const booked = turn.kind === 'currentBooking' || (turn.kind === 'bookingInProgress' && !turn.bookingChanged);
  const asksRules = INTENT.asksRules.test(turn.text) || turn.text.includes('?');
  if (!booked || asksRules || !INTENT.changesBooking.test(turn.text)) return undefined;
  return handoff(turn, 'notInKnowledgeBase', 'Просит изменить или отменить бронь');
}
