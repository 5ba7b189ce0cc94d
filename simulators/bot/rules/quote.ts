import { createHash } from 'node:crypto';
import type { Action } from '../contract.ts';
import type { Draft } from '../draft.ts';
import { addressed, handoff, opening } from '../draft.ts';
import type { RememberedBooking } from '../memory.ts';
import { counted, party, roubles, stay } from '../phrases.ts';
import type { PriceableBooking, Price } from '../price.ts';
import { priceOf, withPrepayment } from '../price.ts';
import { nightsBetween } from '../reading/calendar-days.ts';
import type { Turn } from '../turn.ts';
import { activeStage } from '../turn.ts';

const CONSULTED = 'Проведена консультация';

/** The price was told for these dates and people; which room is chosen from it does not ask for another quote. */
export function quoteKey({ arrival, departure, adults, children = [] }: RememberedBooking): string {
  return [arrival, departure, adults, JSON.stringify(children)].join('|');
}

/** Two links for the same key would be one link twice. */
export function linkKey(booking: RememberedBooking): string {
  return [quoteKey(booking), booking.roomCategory ?? '', booking.programme ?? ''].join('|');
}

/** The price in a reply. With it the consultation is done. */
export function quote(turn: Turn, booking: PriceableBooking, answers: readonly string[]): Draft {
  const price = chosenPrice(turn, booking);
  if (price === undefined) return notInPriceList(turn);
  const { knowledge } = turn;
  const what = `${stay(booking.arrival, booking.departure)}, ${counted(price.nights, 'ночь', 'ночи', 'ночей')}, ${party(booking.adults, booking.children ?? [])}`;
  const offer =
    booking.roomCategory === undefined
      ? `${what}: ${everyCategory(turn, booking)}. Включено: ${included(turn, booking)}. Какой номер выбираете?`
      : `${what}: номер «${booking.roomCategory}», ${included(turn, booking)} — ${roubles(price.totalRub)}.`;
  const how = `Если подходит, напишите «бронирую», и я пришлю ссылку на предоплату ${knowledge.prepaymentPercent} %.`;
  return {
    actions: [
      ...openingWith(turn, { amountRub: price.totalRub }),
      { type: 'reply', text: [...answers, addressed(turn, `${offer} ${how}`)].join('\n\n') },
      ...consultationDone(turn),
    ],
    remember: { quoted: quoteKey(booking), asked: true },
  };
}

/** The payment link inside the reply, for the prepayment. Its id comes from the turn and the lead: the same turn makes the same link. */
export function sendLink(turn: Turn, booking: PriceableBooking, answers: readonly string[]): Draft {
  const price = chosenPrice(turn, booking);
  if (price === undefined) return notInPriceList(turn);
  const { request } = turn;
  const roomCategory = booking.roomCategory ?? turn.knowledge.defaultRoomCategory;
  const programme = programmeOf(turn, booking);
  const id = createHash('sha256')
    .update(`${request.turnId}:${request.context?.activeLeadId ?? request.dialog.id}`)
    .digest('hex')
    .slice(0, 12);
  const url = `https://pay.example/shakhter/${id}`;
  const what = `${stay(booking.arrival, booking.departure)} ${party(booking.adults, booking.children ?? [])}, номер «${roomCategory}», программа «${programme}»`;
  const sum = `Стоимость ${roubles(price.totalRub)}, предоплата ${turn.knowledge.prepaymentPercent} % — ${roubles(price.prepaymentRub)}.`;
  return {
    actions: [
      ...openingWith(turn, { roomCategory, programme, amountRub: price.totalRub }),
      { type: 'paymentLink', url, amount: price.prepaymentRub },
      { type: 'reply', text: [...answers, `${addressed(turn, `оформляю бронь ${what}.`)} ${sum}\nСсылка на оплату: ${url}`].join('\n\n') },
      ...consultationDone(turn),
    ],
    remember: { quoted: quoteKey(booking), linked: linkKey(booking), asked: true },
  };
}

function openingWith(turn: Turn, fields: RememberedBooking & { amountRub: number }): Action[] {
  const first = opening(turn).filter(({ type }) => type !== 'setBooking');
  return [...first, { type: 'setBooking', fields: { ...turn.memory.booking, ...fields } }];
}

/** No room chosen yet means the default one. A total in the lead counts as agreed as long as the guest has named nothing of their own. */
function chosenPrice(turn: Turn, booking: PriceableBooking): Price | undefined {
  const { knowledge, memory, lead, kind } = turn;
  const saidNothing = Object.keys(memory.booking).length === 0;
  if (saidNothing && kind === 'bookingInProgress' && lead?.amount) {
    return withPrepayment(nightsBetween(booking.arrival, booking.departure), lead.amount, knowledge);
  }
  const category = booking.roomCategory ?? knowledge.defaultRoomCategory;
  if (!knowledge.roomCategories.some(({ name }) => name === category)) return undefined;
  return priceOf(booking, category, programmeOf(turn, booking), knowledge);
}

function notInPriceList(turn: Turn): Draft {
  return handoff(turn, 'notInKnowledgeBase', 'Категории номера из сделки нет в прайсе');
}

function everyCategory(turn: Turn, booking: PriceableBooking): string {
  return turn.knowledge.roomCategories
    .map(({ name }) => ({ name, totalRub: priceOf(booking, name, programmeOf(turn, booking), turn.knowledge).totalRub }))
    .toSorted((one, other) => one.totalRub - other.totalRub)
    .map(({ name, totalRub }) => `«${name}» — ${roubles(totalRub)}`)
    .join(', ');
}

function programmeOf({ knowledge }: Turn, { programme }: RememberedBooking): string {
  return programme ?? knowledge.defaultProgramme;
}

function included(turn: Turn, booking: RememberedBooking): string {
  const programme = programmeOf(turn, booking);
  return programme === 'Без лечения' ? 'питание, без лечения' : `питание и программа «${programme}»`;
}

function consultationDone(turn: Turn): Action[] {
  const stage = activeStage(turn);
  if (!turn.can('proposeStage') || (stage !== undefined && stage !== 'Новая заявка')) return [];
  return [{ type: 'proposeStage', stage: CONSULTED, because: 'Клиент знает стоимость на свои даты и состав гостей' }];
}
