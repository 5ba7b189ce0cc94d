import type { Interval } from '../card.ts';

/** Is it within the hours now? The start belongs to a span, the end does not (SPEC D-44). */
export function isWithin(nowMs: number, hours: readonly Interval[]): boolean {
  return hours.some(([startMs, endMs]) => startMs <= nowMs && nowMs < endMs);
}

/** The first moment from `fromMs` on that lies within the hours; undefined where the known hours end before. */
export function nextWithin(fromMs: number, hours: readonly Interval[]): number | undefined {
  const span = hours.find(([, endMs]) => fromMs < endMs);
  return span === undefined ? undefined : Math.max(fromMs, span[0]);
}

/** domain/ knows no days: a shorter pause between two spans is a break within one, a longer one is a night. */
const NIGHT_MS = 4 * 3_600_000;

/**
 * The first opening of a working day strictly after `afterMs`; undefined where none is known (SPEC D-43).
 * @param dayMs where nobody closes for a night, a new day begins after that; absent = never
 */
export function nextDayOpening(afterMs: number, hours: readonly Interval[], dayMs = Number.POSITIVE_INFINITY): number | undefined {
  const days = workingDays(hours);
  const goesOn = days.some(([startMs, endMs]) => startMs <= afterMs && afterMs + dayMs < endMs);
  return goesOn ? nextWithin(afterMs + dayMs, hours) : days.find(([startMs]) => startMs > afterMs)?.[0];
}

/** The spans between nights. */
function workingDays(hours: readonly Interval[]): readonly Interval[] {
  return hours.reduce<readonly Interval[]>((days, [startMs, endMs]) => {
    const last = days.at(-1);
    return last === undefined || startMs - last[1] >= NIGHT_MS ? [...days, [startMs, endMs]] : [...days.slice(0, -1), [last[0], endMs]];
  }, []);
}

/**
 * `fromMs` plus that much working time. A span's end is not in it (SPEC D-44), so what would end there ends at the next start. Beyond the known hours time counts plainly, so that the answer always exists.
 */
export function addWorking(fromMs: number, workingMs: number, hours: readonly Interval[]): number {
  let leftMs = workingMs;
  let atMs = fromMs;
  for (const [startMs, endMs] of hours) {
    if (endMs <= atMs) continue;
    const beginMs = Math.max(atMs, startMs);
    if (beginMs + leftMs < endMs) return beginMs + leftMs;
    leftMs -= endMs - beginMs;
    atMs = endMs;
  }
  return atMs + leftMs;
}
