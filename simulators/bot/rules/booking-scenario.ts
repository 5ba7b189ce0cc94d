import type { Draft } from '../draft.ts';
import { addressed, handoff, opening, reply } from '../draft.ts';
import { INTENT } from '../intents.ts';
import { day } from '../phrases.ts';
import { isPriceable, lacksAges } from '../price.ts';
import type { PriceableBooking } from '../price.ts';
import type { Turn } from '../turn.ts';
import { activeStage } from '../turn.ts';
import { topicAnswers } from './questions.ts';
import { linkKey, quote, quoteKey, sendLink } from './quote.ts';

const GENERAL_WITH_PRICE = ['prices', 'availability', 'payment', 'children'];
const CONSULTED_STAGES = ['Проведена консультация', 'Предварительная бронь'];

/** SPEC scenario 1: dates and guests, then the price, then the link. */
export function leadToBooking(turn: Turn): Draft | undefined {
  if (!turn.collects) return undefined;
  const { booking } = turn;
  const answers = topicAnswers(turn, isPriceable(booking) ? GENERAL_WITH_PRICE : []);
  if (!speaksOfBooking(turn)) return answers.length === 0 ? undefined : answerAndAsk(turn, answers);
  return isPriceable(booking) ? priceOrLink(turn, booking, answers) : answerAndAsk(turn, answers);
}

function speaksOfBooking(turn: Turn): boolean {
  const { text, before, bookingChanged, opensNewBooking, request } = turn;
  const words = [INTENT.asksPrice, INTENT.pays, INTENT.books, INTENT.aboutStaying, INTENT.asksToBook];
  if (bookingChanged || opensNewBooking || words.some((pattern) => pattern.test(text))) return true;
  if (saysYes(turn)) return before.asked || before.quoted !== null || request.trigger === 'clarify' || wasConsulted(turn);
  return INTENT.greets.test(text) && !INTENT.thanks.test(text) && !isPriceable(turn.booking);
}

/** Our question goes under an answer once; asked again under every answer it would nag. */
function answerAndAsk(turn: Turn, answers: readonly string[]): Draft {
  const asks = !isPriceable(turn.booking) && (answers.length === 0 || turn.bookingChanged || !turn.before.asked);
  const text = [...answers, ...(asks ? [addressed(turn, questionFor(turn))] : [])].join('\n\n');
  return { actions: [...opening(turn), { type: 'reply', text }], ...(asks ? { remember: { asked: true } } : {}) };
}

function questionFor({ booking }: Turn): string {
  const { arrival, departure, adults, children = [] } = booking;
  const who = 'сколько будет гостей: взрослые и дети с возрастом';
  const andWho = adults === undefined ? ` и ${who}` : '';
  if (arrival === undefined) return `подскажите, пожалуйста, даты заезда и выезда${andWho}.`;
  if (departure === undefined)
    return `подскажите, пожалуйста, до какого числа планируете отдыхать, если заезд ${day(arrival)}${andWho && `,${andWho}`}?`;
  if (adults === undefined) return `подскажите, пожалуйста, ${who}.`;
  return lacksAges(booking) && children.length > 1
    ? 'подскажите, пожалуйста, сколько лет детям?'
    : 'подскажите, пожалуйста, сколько лет ребёнку?';
}

function priceOrLink(turn: Turn, booking: PriceableBooking, answers: readonly string[]): Draft | undefined {
  const heardPrice = turn.before.quoted === quoteKey(booking) || (wasConsulted(turn) && !turn.bookingChanged);
  const wantsLink = INTENT.pays.test(turn.text) || (heardPrice && (INTENT.books.test(turn.text) || saysYes(turn)));
  if (wantsLink && !asksHowToPay(turn)) return linkOnce(turn, booking, answers);
  if (turn.bookingChanged || !heardPrice || INTENT.asksPrice.test(turn.text)) return quote(turn, booking, answers);
  const all = topicAnswers(turn);
  return all.length === 0 ? undefined : reply(all.join('\n\n'));
}

function linkOnce(turn: Turn, booking: PriceableBooking, answers: readonly string[]): Draft {
  const { before, text } = turn;
  const linkIsOut =
    before.linked === linkKey(booking) || (before.linked === null && activeStage(turn) === 'Предварительная бронь' && !turn.bookingChanged);
  if (linkIsOut && INTENT.asksForLink.test(text)) return handoff(turn, 'paymentCheck', 'Просит ссылку на оплату ещё раз');
  if (linkIsOut) return reply('Ссылка на предоплату у вас уже есть, она выше в переписке. После оплаты бронь подтвердится.');
  if (turn.can('paymentLink')) return sendLink(turn, booking, answers);
  return handoff(turn, 'doesNotUnderstand', 'Готов оплатить, но прислать ссылку сейчас нельзя');
}

function asksHowToPay({ text }: Turn): boolean {
  return INTENT.asksHowToPay.test(text) && !INTENT.asksForLink.test(text);
}

function saysYes({ text }: Turn): boolean {
  return INTENT.yes.test(text) && !INTENT.no.test(text) && !text.includes('?');
}

function wasConsulted(turn: Turn): boolean {
  return CONSULTED_STAGES.includes(activeStage(turn) ?? '');
}
