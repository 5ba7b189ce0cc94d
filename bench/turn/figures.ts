import { median, table } from '../figures.ts';
import type { Figures, Pace } from './measure.ts';

export interface Pair {
  pace: Pace;
  ours: Figures;
  minimal: Figures;
}

interface Goal {
  atMost?: number;
  atLeast?: number;
  /** A time from end to end: where the machine is full, a queue grows and it only says how long the run lasted. */
  waits?: true;
}

/** What is shown, how, and what our ratio to the minimal one may be. */
const SHOWN: readonly (Goal & { name: keyof Figures; title: string; digits: number })[] = [
  { name: 'turnsPerSecond', title: 'turns per second', digits: 1, atLeast: 0.8 },
  { name: 'storedP50', title: 'webhook to 200, p50, ms', digits: 1, atMost: 1.25, waits: true },
  { name: 'storedP99', title: 'webhook to 200, p99, ms', digits: 1, atMost: 1.5, waits: true },
  { name: 'repliedP50', title: 'webhook to reply, p50, ms', digits: 1, atMost: 1.25, waits: true },
  { name: 'repliedP99', title: 'webhook to reply, p99, ms', digits: 1, atMost: 1.5, waits: true },
  { name: 'cpu', title: 'CPU per turn, ms', digits: 2, atMost: 1.25 },
  { name: 'cpuApi', title: '… API', digits: 2 },
  { name: 'cpuWorker', title: '… worker', digits: 2 },
  { name: 'cpuTemporal', title: '… Temporal', digits: 2 },
  { name: 'eventsPerTurn', title: 'history events per turn', digits: 1 },
  { name: 'busy', title: 'machine busy, %', digits: 0 },
  { name: 'failed', title: 'refused or not answered', digits: 0 },
];

/** Busier than this with the minimal one alone, a machine has no room for anybody who needs more. */
const FULL_PERCENT = 90;

/** A pace that nobody holds on this machine. Who writes only when answered waits for no queue of others. */
const isTooFast = (pace: Pace, pairs: readonly Pair[]): boolean =>
  'perSecond' in pace && median(pairs.map(({ minimal }) => minimal.busy)) >= FULL_PERCENT;

/** One table for each pace: the medians of both, and the median of the pairs' ratios. */
export function report(paces: readonly Pace[], pairs: readonly Pair[]): string {
  return paces
    .map((pace) => {
      const own = pairs.filter((pair) => pair.pace === pace);
      const tooFast = isTooFast(pace, own);
      const rows = SHOWN.map(({ name, title, digits, ...goal }) => {
        const ratio = ratioOf(name, own);
        return [
          title,
          median(own.map(({ ours }) => ours[name])).toFixed(digits),
          median(own.map(({ minimal }) => minimal[name])).toFixed(digits),
          Number.isFinite(ratio) ? ratio.toFixed(2) : '–',
          goalOf(goal, ratio, tooFast),
        ];
      });
      return `**${nameOf(pace)}**\n\n${table(['', 'ours', 'minimal', 'ratio', 'goal'], rows)}`;
    })
    .join('\n\n');
}

export function isKept(pace: Pace, pairs: readonly Pair[]): boolean {
  const own = pairs.filter((pair) => pair.pace === pace);
  const tooFast = isTooFast(pace, own);
  return SHOWN.every(({ name, ...goal }) => !goalOf(goal, ratioOf(name, own), tooFast).includes('missed'));
}

const ratioOf = (name: keyof Figures, pairs: readonly Pair[]): number =>
  median(pairs.map(({ ours, minimal }) => ours[name] / minimal[name]));

function goalOf({ atMost, atLeast, waits }: Goal, ratio: number, tooFast: boolean): string {
  if (atMost === undefined && atLeast === undefined) return '';
  const goal = atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
  if (ratio <= (atMost ?? Infinity) && ratio >= (atLeast ?? 0)) return `${goal}: kept`;
  return waits && tooFast ? `${goal}: missed, the machine is full` : `${goal}: missed`;
}

const nameOf = (pace: Pace): string => ('perSecond' in pace ? `${pace.perSecond} messages/s` : `saturated, ${pace.atOnce} guests at once`);
