import { DateTime } from 'luxon';

/** The sanatorium's clock, which the scenarios are told in. */
const ZONE = 'Europe/Moscow';
const at = (ms: number): DateTime => DateTime.fromMillis(ms, { zone: ZONE });

/** «10:05». */
export const moscowTime = (ms: number): string => at(ms).toFormat('HH:mm');

/** «сб 21.11». */
export const moscowDay = (ms: number): string => at(ms).setLocale('ru').toFormat('ccc dd.MM');

/** The next moment after `nowMs` when the clock shows `time` («HH:MM»). */
export function nextMoscow(time: string, nowMs: number): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const today = at(nowMs).set({ hour, minute, second: 0, millisecond: 0 });
  return (today.toMillis() > nowMs ? today : today.plus({ days: 1 })).toMillis();
}
