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
  const next = hours.findIndex(([startMs], at) => startMs > afterMs && followsNight(hours, at));
  const closesAtMs = hours.at(next === -1 ? -1 : next - 1)?.[1] ?? 0;
  return next !== 0 && closesAtMs > afterMs + dayMs ? nextWithin(afterMs + dayMs, hours) : hours[next]?.[0];
}

function followsNight(hours: readonly Interval[], at: number): boolean {
  const before = hours[at - 1];
  const span = hours[at];
  return before === undefined || span === undefined || span[0] - before[1] >= NIGHT_MS;
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
