import type { PolicyHours } from './policy.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Where the policy says nothing of its zone: earlier code has loaded it. */
const MOSCOW_MS = 3 * HOUR_MS;

/** Day and minute on the sanatorium's own clocks: «02.03 15:40». */
export function clockWords(atMs: number, hours: PolicyHours): string {
  const iso = new Date(atMs + offsetMs(atMs, hours)).toISOString();
  return `${iso.slice(8, 10)}.${iso.slice(5, 7)} ${iso.slice(11, 16)}`;
}

/** Which clocks those are: «московское» or «UTC+5». */
export function zoneWords(atMs: number, hours: PolicyHours): string {
  const offset = offsetMs(atMs, hours);
  if (offset === MOSCOW_MS) return 'московское';
  const [wholeHours, minutes] = [Math.floor(Math.abs(offset) / HOUR_MS), (Math.abs(offset) % HOUR_MS) / MINUTE_MS];
  return `UTC${offset < 0 ? '−' : '+'}${wholeHours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
}

/** domain/ knows no time zones: the offset of that moment is data, and beyond what is known the nearest one counts. */
function offsetMs(atMs: number, { offsets = [] }: PolicyHours): number {
  const [, offset] = offsets.findLast(([fromMs]) => fromMs <= atMs) ?? offsets[0] ?? [0, MOSCOW_MS];
  return offset;
}
