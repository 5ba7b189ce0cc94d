import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../figures.ts';
import { machineMs } from './cpu.ts';
import { saturated, steadily } from './load.ts';
import type { Side } from './sides.ts';
import type { World } from './world.ts';

export type Pace = { perSecond: number } | { atOnce: number };

/** One side at one pace. Times in ms; CPU in ms per turn. */
export interface Figures {
  turnsPerSecond: number;
  storedP50: number;
  storedP99: number;
  repliedP50: number;
  repliedP99: number;
  cpuApi: number;
  cpuWorker: number;
  cpuTemporal: number;
  cpu: number;
  eventsPerTurn: number;
  /** Percent of the machine that were busy, with the load, the bot and Pact. */
  busy: number;
  /** Refused or not answered; in no other figure. */
  failed: number;
}

/** Long enough for a turn's last workflow task. */
const AFTERWARDS_MS = 500;
const LOOKED_AT = 10;

export async function measure(side: Side, pace: Pace, forMs: number, world: World): Promise<Figures> {
  const some = side.target.contacts.slice(0, LOOKED_AT);
  const lengths = async (): Promise<number> => (await Promise.all(some.map(side.historyLength))).reduce((sum, length) => sum + length, 0);
  const eventsBefore = await lengths();
  const before = side.cpuMs();
  const machineBefore = machineMs();
  const startMs = performance.now();
  const all =
    'perSecond' in pace
      ? await steadily(pace.perSecond, forMs, side.target, world)
      : await saturated(pace.atOnce, forMs, side.target, world);
  const turns = all.filter(({ failed }) => failed === undefined);
  const tookMs = performance.now() - startMs;
  const machineAfter = machineMs();
  await wait(AFTERWARDS_MS);
  const after = side.cpuMs();
  const events = (await lengths()) - eventsBefore;
  const lookedAt = all.filter(({ contact }) => some.includes(contact)).length;
  const cpuOf = (part: keyof typeof after): number => (after[part] - before[part]) / turns.length;
  const stored = turns.map(({ writtenAtMs, storedAtMs }) => (storedAtMs ?? Number.NaN) - writtenAtMs);
  const replied = turns.map(({ writtenAtMs, repliedAtMs, botMs }) => (repliedAtMs ?? Number.NaN) - writtenAtMs - botMs);
  return {
    failed: all.length - turns.length,
    turnsPerSecond: (turns.length * 1_000) / tookMs,
    storedP50: quantile(stored, 0.5),
    storedP99: quantile(stored, 0.99),
    repliedP50: quantile(replied, 0.5),
    repliedP99: quantile(replied, 0.99),
    cpuApi: cpuOf('api'),
    cpuWorker: cpuOf('worker'),
    cpuTemporal: cpuOf('temporal'),
    cpu: cpuOf('api') + cpuOf('worker') + cpuOf('temporal'),
    eventsPerTurn: events / lookedAt,
    busy: 100 - (100 * (machineAfter.idle - machineBefore.idle)) / (machineAfter.all - machineBefore.all),
  };
}
