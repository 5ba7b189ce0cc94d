import type { Knowledge } from '../knowledge.ts';
import { namedIn } from '../knowledge.ts';
import type { RememberedBooking } from '../memory.ts';
import { readBirthDates, readParty } from './guests.ts';
import { readStayDates } from './stay-dates.ts';
import { normalise, phrase, wholeWord } from './words.ts';

const PET = wholeWord(
  'собак~',
  'собач~',
  'пес',
  'псом',
  'кошк~',
  'кошеч~',
  'кот',
  'кота',
  'котом',
  'коту',
  'котик~',
  'питомц~',
  'питомец',
  'животн~',
  'щенк~',
  'щенок',
  'шпиц~',
  'йорк~',
  'попуга~',
  'хомяк~',
  'кролик~',
);
const NO_PET = phrase('без собак~', 'без кошк~', 'без кота', 'без животных', 'без питомц~', 'животных нет');

/** «можно с собакой?» as well as «едем с котом»; «без животных» is not one. */
function namesPet(text: string): boolean {
  return PET.test(text) && !NO_PET.test(text);
}

/** What one message adds to the booking. The order matters: birth dates, then the stay, then people, each takes its numbers away. */
export function readBooking(said: string, todayIso: string, known: RememberedBooking, knowledge: Knowledge): RememberedBooking {
  const text = normalise(said);
  const { birthDates, rest: withoutBirths } = readBirthDates(text);
  const { dates, rest } = readStayDates(withoutBirths, todayIso, known);
  const pets = NO_PET.test(text) ? false : namesPet(text) ? true : undefined;
  const roomCategory = namedIn(text, knowledge.roomCategories);
  const programme = namedIn(text, knowledge.programmes);
  const party = readParty(rest, birthDates, known);
  const booking = { ...known, ...dates, ...party };
  // A new arrival alone makes the old departure meaningless once it lies before it.
  if (booking.departure !== undefined && booking.arrival !== undefined && booking.departure <= booking.arrival) delete booking.departure;
  return {
    ...booking,
    ...(pets === undefined ? {} : { pets }),
    ...(roomCategory === undefined ? {} : { roomCategory }),
    ...(programme === undefined ? {} : { programme }),
  };
}
