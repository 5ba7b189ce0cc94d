const UNITS_MS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)$/u;

/** Milliseconds of «8 s», «10 min», «24 h»; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text.trim()) ?? [];
  return amount === undefined || unit === undefined ? undefined : Math.round(Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS]);
}
