import type { Child } from './contract.ts';
import type { RememberedBooking } from './memory.ts';

const MONTHS = ['января', 'февраля', 'марта', 'апреля', 'мая', 'июня', 'июля', 'августа', 'сентября', 'октября', 'ноября', 'декабря'];

/** «1 ночь», «2 ночи», «5 ночей». */
export function counted(count: number, one: string, few: string, many: string): string {
  const lastTwo = count % 100;
  const last = count % 10;
  const word = lastTwo >= 11 && lastTwo <= 14 ? many : last === 1 ? one : last >= 2 && last <= 4 ? few : many;
  return `${count} ${word}`;
}

export function roubles(amountRub: number): string {
  return `${String(amountRub).replace(/\B(?=(\d{3})+$)/g, ' ')} ₽`;
}

export function day(iso: string): string {
  return `${Number(iso.slice(8))} ${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''}`;
}

/** «с 10 по 20 июля», «с 28 июня по 8 июля». */
export function stay(arrival: string, departure: string): string {
  const sameMonth = arrival.slice(0, 7) === departure.slice(0, 7);
  return `с ${sameMonth ? Number(arrival.slice(8)) : day(arrival)} по ${day(departure)}`;
}

/** «для 2 взрослых и ребёнка 5 лет», «для 2 взрослых и 2 детей (5, 8)». */
export function party(adults: number, children: readonly Child[]): string {
  const grownUps = counted(adults, 'взрослого', 'взрослых', 'взрослых');
  if (children.length === 0) return `для ${grownUps}`;
  const ages = children.flatMap(({ age }) => (age === undefined ? [] : [age]));
  if (children.length === 1) return `для ${grownUps} и ребёнка${ages[0] === undefined ? '' : ` ${counted(ages[0], 'года', 'лет', 'лет')}`}`;
  return `для ${grownUps} и ${children.length} детей${ages.length === 0 ? '' : ` (${ages.join(', ')})`}`;
}

/** What a manager should know of the booking so far, for the summary of a handoff; empty when nothing was said. */
export function bookingSummary({
  arrival,
  departure,
  adults,
  children = [],
  rooms,
  pets,
  programme,
  roomCategory,
}: RememberedBooking): string {
  const parts = [
    arrival === undefined ? undefined : departure === undefined ? `заезд ${day(arrival)}` : stay(arrival, departure),
    adults === undefined ? undefined : party(adults, children),
    rooms === undefined || rooms < 2 ? undefined : counted(rooms, 'номер', 'номера', 'номеров'),
    pets === true ? 'с животным' : undefined,
    roomCategory,
    programme,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` Собрано: ${parts.join(', ')}.`;
}
