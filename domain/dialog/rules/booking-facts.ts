import type { BotBooking, RequestKind } from '../bot.ts';
import type { Lead } from '../card.ts';
import type { BookingFacts, Dialog, HandoffReason } from '../dialog.ts';
import { marksOf, theLead } from './the-lead.ts';

const YEAR_MS = 365.25 * 24 * 3_600_000;

/** What is known of the booking: the bot's words first, else the lead's fields (SPEC D-31). */
function bookingFacts(booking: BotBooking, lead: Lead | undefined, nowMs: number): BookingFacts {
  const guests = guestsOf(booking) ?? atLeast(booking.children?.length, lead?.guests);
  const ages = (booking.children ?? []).map((child) => ageOf(child, nowMs)).filter((age) => age !== undefined);
  return {
    ...(guests === undefined ? {} : { guests }),
    ...(ages.length === 0 ? {} : { smallChildren: ages.filter((age) => age <= 3).toSorted((one, other) => one - other) }),
    ...(booking.rooms === undefined ? {} : { rooms: booking.rooms }),
    ...(booking.pets === undefined ? {} : { pets: booking.pets }),
  };
}

/** All people count; how many there are is known only with the adults. */
export function guestsOf({ adults, children }: BotBooking): number | undefined {
  return adults === undefined ? undefined : adults + (children?.length ?? 0);
}

/** The children alone may be too many already, whatever the lead says. */
const atLeast = (children: number | undefined, guests: number | undefined): number | undefined =>
  children === undefined || children === 0 ? guests : Math.max(children, guests ?? 0);

/** The age in whole years now: never above the age on arrival, so three «now or on arrival» is three now. */
function ageOf({ age, birthDate }: { age?: number; birthDate?: string }, nowMs: number): number | undefined {
  if (age !== undefined) return Math.floor(age);
  const bornMs = birthDate === undefined ? Number.NaN : Date.parse(birthDate);
  return Number.isNaN(bornMs) ? undefined : Math.max(0, Math.floor((nowMs - bornMs) / YEAR_MS));
}

/** What a handoff now tells the managers of: from here on only what is new or changed needs another (SPEC D-31). */
export function factsHandedOver(dialog: Dialog, nowMs: number): BookingFacts {
  return { ...marksOf(dialog).facts, ...bookingFacts(dialog.episode.booking, theLead(dialog), nowMs) };
}

/** The fact that needs a person, if one is there that was not handed over for this lead yet (SPEC D-31). */
export function factToHandOver(dialog: Dialog, kind: RequestKind, nowMs: number): HandoffReason | undefined {
  if (kind === 'currentBooking') return undefined;
  const facts = bookingFacts(dialog.episode.booking, theLead(dialog), nowMs);
  const known = marksOf(dialog).facts ?? {};
  const { guests, smallChildren = [], rooms, pets } = facts;
  if (guests !== undefined && guests >= 5 && guests !== known.guests) return 'moreThanFourGuests';
  if (isOneNew(smallChildren, known)) return 'childUpToThree';
  if (rooms !== undefined && rooms >= 2 && rooms !== known.rooms) return 'severalRooms';
  if (pets === true && known.pets !== true) return 'pet';
  return undefined;
}

/** Is there a small child that was not handed over yet? Two of one age are two. */
function isOneNew(ages: readonly number[], { smallChildren, youngestChildAge }: BookingFacts): boolean {
  const known = smallChildren ?? (youngestChildAge === undefined ? [] : [youngestChildAge]);
  const count = (list: readonly number[], age: number): number => list.filter((one) => one === age).length;
  return ages.some((age) => count(ages, age) > count(known, age));
}
