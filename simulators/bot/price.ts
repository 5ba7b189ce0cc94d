import { ageOn, addDays, nightsBetween } from './reading/calendar-days.ts';
import type { Child } from './contract.ts';
import type { Knowledge } from './knowledge.ts';
import type { RememberedBooking } from './memory.ts';

/** A booking that can be priced: both dates, the adults, and an age for every child. */
export type PriceableBooking = RememberedBooking & { arrival: string; departure: string; adults: number };

export interface Price {
  nights: number;
  totalRub: number;
  prepaymentRub: number;
}

export function isPriceable(booking: RememberedBooking): booking is PriceableBooking {
  return booking.arrival !== undefined && booking.departure !== undefined && booking.adults !== undefined && !lacksAges(booking);
}

export function lacksAges({ children = [] }: RememberedBooking): boolean {
  return children.some(({ age, birthDate }) => age === undefined && birthDate === undefined);
}

/** Price of the whole stay in roubles, night by night because a stay may cross seasons. */
export function priceOf(booking: PriceableBooking, categoryName: string, programmeName: string, knowledge: Knowledge): Price {
  const nights = nightsBetween(booking.arrival, booking.departure);
  const extra = knowledge.programmes.find(({ name }) => name === programmeName)?.extraPerNightRub ?? 0;
  const category = knowledge.roomCategories.find(({ name }) => name === categoryName) ?? knowledge.roomCategories.at(-1);
  let totalRub = 0;
  for (let night = 0; night < nights; night += 1) {
    const base = category?.perNightRub[seasonOf(addDays(booking.arrival, night), knowledge)] ?? 0;
    const children = (booking.children ?? []).reduce((sum, child) => sum + base * childShare(child, booking.arrival, knowledge), 0);
    totalRub += booking.adults * (base + extra) + children;
  }
  return withPrepayment(nights, Math.round(totalRub), knowledge);
}

/** A total a manager has already written into the lead; the prepayment is rounded up to whole hundreds. */
export function withPrepayment(nights: number, totalRub: number, knowledge: Knowledge): Price {
  return { nights, totalRub, prepaymentRub: Math.ceil((totalRub * knowledge.prepaymentPercent) / 10_000) * 100 };
}

function seasonOf(day: string, { seasons }: Knowledge): string {
  const monthDay = day.slice(5);
  const season = seasons.find(({ from, to }) => (from <= to ? monthDay >= from && monthDay <= to : monthDay >= from || monthDay <= to));
  return season?.name ?? '';
}

function childShare({ age, birthDate }: Child, arrival: string, { children }: Knowledge): number {
  const years = birthDate === undefined ? (age ?? children.discountUpToAge) : ageOn(birthDate, arrival);
  if (years <= children.freeUpToAge) return 0;
  return years <= children.discountUpToAge ? 1 - children.discountPercent / 100 : 1;
}
