import type { Interval } from '../card.ts';

/** Is it within the hours now? The start belongs to a span, the end does not (SPEC D-44). */
export function isWithin(nowMs: number, hours: readonly Interval[]): boolean {
  return hours.some(([startMs, endMs]) => startMs <= nowMs && nowMs < endMs);
}

/** The first moment from `fromMs` on that lies within the hours; `fromMs` itself where the known hours end before. */
export function nextWithin(fromMs: number, hours: readonly Interval[]): number {
  for (const [startMs, endMs] of hours) {
    if (fromMs < endMs) return Math.max(fromMs, startMs);
  }
  return fromMs;
}

/** The first opening strictly after `afterMs`; undefined where none is known. */
export function nextOpening(afterMs: number, hours: readonly Interval[]): number | undefined {
  return hours.find(([startMs]) => startMs > afterMs)?.[0];
}

/** `fromMs` plus that much working time. Beyond the known hours time counts plainly, so that the answer always exists. */
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
