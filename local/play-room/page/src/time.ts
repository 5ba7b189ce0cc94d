import { signal } from '@preact/signals';

/** The machine's time, every second. */
export const wallMs = signal(Date.now());
setInterval(() => (wallMs.value = Date.now()), 1_000);

const MOSCOW = { timeZone: 'Europe/Moscow' } as const;
const clock = new Intl.DateTimeFormat('ru', { ...MOSCOW, hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('ru', { ...MOSCOW, hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('ru', { ...MOSCOW, weekday: 'short', day: '2-digit', month: '2-digit' });

/** The sanatorium's clock. */
export const timeOf = (atMs: number): string => clock.format(atMs);
export const timeWithSecondsOf = (atMs: number): string => clockWithSeconds.format(atMs);
export const dayOf = (atMs: number): string => day.format(atMs);
export const dayAndTimeOf = (atMs: number): string => `${dayOf(atMs)}, ${timeOf(atMs)}`;
