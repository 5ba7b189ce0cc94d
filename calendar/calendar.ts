import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon';

/** Hours of a day as «HH:mm-HH:mm»; an end at or before its start is on the next day. */
export type DayHours = readonly string[];

export interface Calendar {
  /** An IANA name or a fixed offset such as «UTC+5:30». */
  zone: string;
  /** Monday first. */
  week: readonly [DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours];
  /** Dated exceptions replace the day: holidays (`[]`) and short days (SPEC D-44). Keys are YYYY-MM-DD. */
  exceptions: Readonly<Record<string, DayHours>>;
}

/** The same hours on each day of the week. */
export const everyDayHours = (hours: DayHours): Calendar['week'] => [hours, hours, hours, hours, hours, hours, hours];

/** A span of epoch milliseconds, its end not in it. */
type Interval = readonly [startMs: number, endMs: number];

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/u;

/** Answers by their first day and length: every dialog that starts asks for the same days, and two months take some 7 ms. */
const answers = new WeakMap<Calendar, Map<string, readonly Interval[]>>();
const ANSWERS_KEPT = 20;
const DAY_MS = 86_400_000;

/** The spans of the days from the one before `fromMs` on, sorted, those that touch made one. Errors: CalendarError. */
export function calendarIntervals(calendar: Calendar, fromMs: number, days: number): readonly Interval[] {
  const first = DateTime.fromMillis(fromMs, { zone: zoneOf(calendar.zone) })
    .startOf('day')
    .minus({ days: 1 });
  const known = answers.get(calendar) ?? new Map<string, readonly Interval[]>();
  answers.set(calendar, known);
  const key = `${first.toMillis()} ${days}`;
  const answer = known.get(key) ?? intervalsFrom(first, days, calendar);
  if (known.size >= ANSWERS_KEPT) known.clear(); // a new day, or clocks that were moved apart
  known.set(key, answer);
  return answer;
}

/** The zone's offset from UTC from each moment on, the first of them `fromMs`. Errors: CalendarError. */
export function zoneOffsets(zoneName: string, fromMs: number, days: number): readonly (readonly [fromMs: number, offsetMs: number])[] {
  const zone = zoneOf(zoneName);
  const at = (ms: number): number => zone.offset(ms) * MINUTE_MS;
  const offsets: [number, number][] = [[fromMs, at(fromMs)]];
  for (let ms = fromMs; ms < fromMs + days * DAY_MS; ms += WEEK_MS) {
    const next = ms + WEEK_MS;
    if (at(next) !== at(ms)) offsets.push([changeBetween(ms, next, at), at(next)]);
  }
  return offsets;
}

/** No country changes its clocks twice within a week. */
const WEEK_MS = 7 * DAY_MS;
const MINUTE_MS = 60_000;

/** The first minute with the later offset. */
function changeBetween(fromMs: number, toMs: number, at: (ms: number) => number): number {
  let [before, after] = [Math.floor(fromMs / MINUTE_MS), Math.ceil(toMs / MINUTE_MS)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (at(middle * MINUTE_MS) === at(fromMs)) before = middle;
    else after = middle;
  }
  return after * MINUTE_MS;
}

/** How much of that time is working time; 0 where the end is not after the start. Errors: CalendarError. */
export function workingMsBetween(calendar: Calendar, fromMs: number, toMs: number): number {
  if (toMs <= fromMs) return 0;
  const spans = calendarIntervals(calendar, fromMs, Math.ceil((toMs - fromMs) / DAY_MS) + 1);
  return spans.reduce((sum, [startMs, endMs]) => sum + Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs)), 0);
}

/** When that day (YYYY-MM-DD) begins there; undefined where there is no such day. Errors: CalendarError. */
export function dayStartMs({ zone }: Pick<Calendar, 'zone'>, day: string): number | undefined {
  const start = DateTime.fromFormat(day, 'yyyy-MM-dd', { zone: zoneOf(zone) });
  return start.isValid ? start.startOf('day').toMillis() : undefined;
}

function intervalsFrom(first: DateTime, days: number, calendar: Calendar): Interval[] {
  const spans = Array.from({ length: days + 1 }, (_, index) => first.plus({ days: index })).flatMap((day) => spansOf(day, calendar));
  return merged(spans.filter(([startMs, endMs]) => endMs > startMs).sort((one, other) => one[0] - other[0]));
}

function spansOf(day: DateTime, { week, exceptions }: Calendar): Interval[] {
  const hours = exceptions[day.toFormat('yyyy-MM-dd')] ?? week[day.weekday - 1] ?? [];
  return hours.map((span) => {
    const [start = '', end = ''] = span.split('-');
    // Told by the words, not by the moments: in the night when an hour is missing its start and its end are one moment.
    const lastDay = end > start ? day : day.plus({ days: 1 });
    return [momentOf(day, start), momentOf(lastDay, end)];
  });
}

function momentOf(day: DateTime, time: string): number {
  if (time === '24:00') return day.plus({ days: 1 }).startOf('day').toMillis();
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute }).toMillis(); // by the wall clock, so a day that is an hour short opens on time
}

function merged(spans: readonly Interval[]): Interval[] {
  return spans.reduce<Interval[]>((result, span) => {
    const last = result.at(-1);
    if (last === undefined || span[0] > last[1]) return [...result, span];
    return [...result.slice(0, -1), [last[0], Math.max(last[1], span[1])]];
  }, []);
}

/** What is wrong with it, one sentence each; empty when nothing is. */
export function calendarMistakes({ zone, week, exceptions }: Calendar): string[] {
  const zoneMistakes = parsedZone(zone) ? [] : [`часовой пояс «${zone}» неизвестен: нужно имя IANA, например Europe/Moscow, или UTC+3`];
  const days = [...week.entries()].map(([index, hours]) => [`день недели ${index + 1}`, hours] as const);
  const dated = Object.entries(exceptions).map(([date, hours]) => [date, hours] as const);
  const dates = dated
    .filter(([date]) => !DateTime.fromFormat(date, 'yyyy-MM-dd').isValid)
    .map(([date]) => `«${date}» не дата: нужно ГГГГ-ММ-ДД, например 2026-05-09`);
  const spans = [...days, ...dated].flatMap(([day, hours]) =>
    hours.filter((span) => !HOURS.test(span)).map((span) => `${day}: «${span}» не часы: нужно ЧЧ:мм-ЧЧ:мм, например 09:00-20:00`),
  );
  return [...zoneMistakes, ...dates, ...spans];
}

/** No clock on earth is further from UTC. */
const FURTHEST_OFFSET_MINUTES = 14 * 60;

function zoneOf(name: string): Zone {
  const zone = parsedZone(name);
  if (!zone) throw new CalendarError(`Часовой пояс «${name}» неизвестен: нужно имя IANA, например Europe/Moscow, или UTC+3`);
  return zone;
}

function parsedZone(name: string): Zone | undefined {
  const fixed = FixedOffsetZone.parseSpecifier(name);
  if (fixed) return Math.abs(fixed.offset(0)) <= FURTHEST_OFFSET_MINUTES ? fixed : undefined;
  return IANAZone.isValidZone(name) ? IANAZone.create(name) : undefined;
}

/** Is it a time zone that hours can be computed in? */
export const isZone = (name: string): boolean => parsedZone(name) !== undefined;

/** The calendar cannot be computed: its zone is unknown. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
}
