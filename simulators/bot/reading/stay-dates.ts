import { addDays, isoDay, nightsBetween } from './calendar-days.ts';
import { NUMBER, toNumber } from './numbers.ts';
import { phrase } from './words.ts';

const MONTHS = ['январ', 'феврал', 'март', 'апрел', 'ма[йяе]', 'июн', 'июл', 'август', 'сентябр', 'октябр', 'ноябр', 'декабр'];
const MONTH = `(?:${MONTHS.map((stem) => (stem.endsWith(']') ? stem : `${stem}[ьяеа]?`)).join('|')})(?!\\p{L})`;
const DAY = '(\\d{1,2})(?:-?(?:ого|го|ое|е|му))?';
const YEAR = '(?: (\\d{4})(?: ?(?:года|год|г)(?!\\p{L})\\.?)?)?';
const FROM_TO = '\\s*(?:-|по|до)\\s*';

const SHARED_MONTH = new RegExp(`(?<![\\d.])${DAY}${FROM_TO}${DAY} (${MONTH})${YEAR}`, 'gu');
const SHARED_MONTH_NUMBER = new RegExp(`(?<![\\d.])(\\d{1,2})${FROM_TO}(\\d{1,2})\\.(\\d{1,2})(?!\\d)`, 'gu');
const DATE = new RegExp(
  [
    '(?<iso>\\d{4}-\\d{2}-\\d{2})',
    '(?<!в )(?<![\\d.])(?<day>\\d{1,2})[./](?<month>\\d{1,2})(?:[./](?<year>\\d{4}|\\d{2}))?(?![\\d])',
    `(?<![\\d.])(?<wordDay>\\d{1,2})(?:-?(?:ого|го|ое|е|му))? (?<word>${MONTH})(?: (?<wordYear>\\d{4})(?: ?(?:года|год|г)(?!\\p{L})\\.?)?)?`,
    '(?<=(?:с|заезд~|приед~|приехать|заед~|заехать) )(?<relative>сегодня|завтра|послезавтра)'.replaceAll('~', '\\p{L}*'),
  ].join('|'),
  'gu',
);
const LENGTH = phrase(`(?<!через )(?<!за )(?:на )?(?<nights>${NUMBER})[ -]?(?:дн(?:я|ей)|день|ноч(?:и|ей|ь)|сут(?:ки|ок))(?! назад)`);
const WEEKS = phrase(`на (?:(?<weeks>${NUMBER}) )?недел[юиь]`);
const UNTIL_DAY = phrase('(?:до|по) (?<day>\\d{1,2})(?:-?(?:го|е))?(?![\\d.:])(?! ?(?:чел|взр|дет|лет|номер|ноч|дн))');
const DEPARTURE_BEFORE = /(?:^|[^\p{L}])(?:до|по|выезд\p{L}*|уезжа\p{L}*|уед\p{L}*)\s*$/u;
const ARRIVAL_BEFORE = /(?:^|[^\p{L}])(?:с|со|заезд\p{L}*|приед\p{L}*|прие\p{L}*)\s*$/u;
/** Nobody stays longer; a longer span means the dates were misread, and asking again is cheaper. */
const LONGEST_STAY_NIGHTS = 60;

export interface StayDates {
  arrival?: string | undefined;
  departure?: string | undefined;
}

/** Arrival and departure in a normalised text, and the text without them, so that «10 июля» is not read as a child's age. */
export function readStayDates(text: string, todayIso: string, known: StayDates): { dates: StayDates; rest: string } {
  const spelt = text
    .replace(SHARED_MONTH, (_all, from: string, to: string, month: string, year?: string) => {
      const end = `${month}${year === undefined ? '' : ` ${year}`}`;
      return `${from} ${end} - ${to} ${end}`;
    })
    .replace(SHARED_MONTH_NUMBER, '$1.$3 - $2.$3');
  const found = [...spelt.matchAll(DATE)].flatMap((match) => {
    const iso = toIso(match.groups ?? {}, todayIso);
    return iso === undefined ? [] : [{ ...iso, before: spelt.slice(0, match.index) }];
  });
  const nights = lengthOfStay(spelt);
  if (found.length === 0 && nights === undefined) return untilDay(spelt, known);
  const rest = spelt.replace(DATE, ' ; ').replace(new RegExp(LENGTH, 'gu'), ' ; ').replace(new RegExp(WEEKS, 'gu'), ' ; ');
  return { dates: stayFrom(found, nights, known), rest };
}

/** «до 20», once the arrival is known: that day of the arrival's month, or of the next. */
function untilDay(text: string, { arrival, departure }: StayDates): { dates: StayDates; rest: string } {
  const until = Number(UNTIL_DAY.exec(text)?.groups?.['day']);
  if (arrival === undefined || departure !== undefined || Number.isNaN(until)) return { dates: {}, rest: text };
  const [year = 0, month = 1] = arrival.split('-').map(Number);
  const days = [isoDay(year, month, until), isoDay(month === 12 ? year + 1 : year, (month % 12) + 1, until)];
  const end = days.find((iso) => iso !== undefined && iso > arrival);
  return { dates: end === undefined ? {} : { arrival, departure: end }, rest: text.replace(UNTIL_DAY, ' ; ') };
}

interface FoundDate {
  iso: string;
  yearSaid: boolean;
  before: string;
}

function stayFrom([first, second]: readonly FoundDate[], nights: number | undefined, known: StayDates): StayDates {
  if (first === undefined) {
    return nights !== undefined && known.arrival !== undefined ? { arrival: known.arrival, departure: addDays(known.arrival, nights) } : {};
  }
  if (second !== undefined) return sane(first.iso, after(second, first.iso));
  if (nights !== undefined) return sane(first.iso, addDays(first.iso, nights));
  const answersDeparture = known.arrival !== undefined && known.departure === undefined && !ARRIVAL_BEFORE.test(first.before);
  if (DEPARTURE_BEFORE.test(first.before) || (answersDeparture && first.iso !== known.arrival)) {
    return known.arrival === undefined ? { departure: first.iso } : sane(known.arrival, after(first, known.arrival));
  }
  if (known.departure !== undefined && known.departure > first.iso) return { arrival: first.iso, departure: known.departure };
  return { arrival: first.iso };
}

/** A departure without a year belongs to the first such day after the arrival: «с 28 декабря по 8 января». */
function after(date: FoundDate, arrival: string): string {
  if (date.yearSaid) return date.iso;
  const sameYear = arrival.slice(0, 4) + date.iso.slice(4);
  return sameYear > arrival ? sameYear : String(Number(arrival.slice(0, 4)) + 1) + date.iso.slice(4);
}

function sane(arrival: string, departure: string): StayDates {
  const nights = nightsBetween(arrival, departure);
  return nights >= 1 && nights <= LONGEST_STAY_NIGHTS ? { arrival, departure } : {};
}

function toIso(groups: Record<string, string | undefined>, todayIso: string): { iso: string; yearSaid: boolean } | undefined {
  const { iso, relative } = groups;
  if (iso !== undefined)
    return isoDay(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8))) ? { iso, yearSaid: true } : undefined;
  if (relative !== undefined) return { iso: addDays(todayIso, ['сегодня', 'завтра', 'послезавтра'].indexOf(relative)), yearSaid: true };
  const word = groups['word'];
  const month = word === undefined ? Number(groups['month']) : 1 + MONTHS.findIndex((stem) => new RegExp(`^${stem}`, 'u').test(word));
  const day = Number(groups['day'] ?? groups['wordDay']);
  const said = groups['year'] ?? groups['wordYear'];
  if (said !== undefined) return withYear(isoDay(said.length === 2 ? 2000 + Number(said) : Number(said), month, day), true);
  const thisYear = Number(todayIso.slice(0, 4));
  const inThisYear = isoDay(thisYear, month, day);
  return withYear(inThisYear !== undefined && inThisYear >= todayIso ? inThisYear : isoDay(thisYear + 1, month, day), false);
}

function withYear(iso: string | undefined, yearSaid: boolean): { iso: string; yearSaid: boolean } | undefined {
  return iso === undefined ? undefined : { iso, yearSaid };
}

/** Days are counted as nights: «10 июля на 10 дней» leaves on the 20th. */
function lengthOfStay(text: string): number | undefined {
  const nights = LENGTH.exec(text)?.groups?.['nights'];
  if (nights !== undefined) return toNumber(nights);
  const weeks = WEEKS.exec(text);
  return weeks === null ? undefined : 7 * toNumber(weeks.groups?.['weeks'] ?? '1');
}
