import { settings } from './session.ts';

/** `Intl` knows «+05:30», not «UTC+5:30». */
function zone(): string {
  const fixed = /^UTC([+-])(\d{1,2})(?::(\d{2}))?$/u.exec(settings.value.zone);
  if (fixed === null) return settings.value.zone;
  const [, sign = '+', hours = '0', minutes = '00'] = fixed;
  return `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

const format = (atMs: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('ru-RU', { timeZone: zone(), ...options }).format(atMs);

const day = (atMs: number): string => format(atMs, { day: '2-digit', month: '2-digit', year: 'numeric' });

/** «15:40», of another day than `nowMs` «21.11, 15:40». */
export function when(atMs: number, nowMs: number): string {
  const time = format(atMs, { hour: '2-digit', minute: '2-digit' });
  return day(atMs) === day(nowMs) ? time : `${format(atMs, { day: '2-digit', month: '2-digit' })}, ${time}`;
}

/** For `<time datetime>` and its title. */
export const exactly = (atMs: number): string => format(atMs, { dateStyle: 'long', timeStyle: 'medium' });

const plural = new Intl.PluralRules('ru-RU');

/** «1 гость», «2 гостя», «5 гостей». */
export function counted(count: number, [one, few, many]: readonly [string, string, string]): string {
  const form = plural.select(count);
  return `${count} ${form === 'one' ? one : form === 'few' ? few : many}`;
}

const MINUTES_IN_HOUR = 60;

/** «12 мин», «2 ч 05 мин». */
export function duration(minutes: number): string {
  if (minutes < MINUTES_IN_HOUR) return `${minutes} мин`;
  return `${Math.floor(minutes / MINUTES_IN_HOUR)} ч ${String(minutes % MINUTES_IN_HOUR).padStart(2, '0')} мин`;
}

/** The day that it is in the sanatorium, as YYYY-MM-DD. */
export const today = (atMs: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone(), year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);

/** The next moment after `nowMs` when clocks in the sanatorium show this. */
export function nextAt(time: string, nowMs: number): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone(), hour: '2-digit', minute: '2-digit', second: '2-digit' }).formatToParts(
    nowMs,
  );
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const nowSeconds = part('hour') * 3_600 + part('minute') * 60 + part('second');
  const aheadSeconds = (((hours * 3_600 + minutes * 60 - nowSeconds) % 86_400) + 86_400) % 86_400;
  return nowMs - (nowMs % 1_000) + (aheadSeconds === 0 ? 86_400 : aheadSeconds) * 1_000;
}
