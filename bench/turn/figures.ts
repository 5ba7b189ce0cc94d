import { median, table } from '../figures.ts';
import type { Figures, Pace } from './measure.ts';

export interface Pair {
  pace: Pace;
  ours: Figures;
  minimal: Figures;
}

/** What is shown, how, and what our ratio to the minimal one may be. */
const SHOWN: readonly { name: keyof Figures; title: string; digits: number; atMost?: number; atLeast?: number }[] = [
  { name: 'turnsPerSecond', title: 'turns per second', digits: 1, atLeast: 0.8 },
  { name: 'storedP50', title: 'webhook to 200, p50, ms', digits: 1, atMost: 1.25 },
  { name: 'storedP99', title: 'webhook to 200, p99, ms', digits: 1, atMost: 1.5 },
  { name: 'repliedP50', title: 'webhook to reply, p50, ms', digits: 1, atMost: 1.25 },
  { name: 'repliedP99', title: 'webhook to reply, p99, ms', digits: 1, atMost: 1.5 },
  { name: 'cpu', title: 'CPU per turn, ms', digits: 2, atMost: 1.25 },
  { name: 'cpuApi', title: '… API', digits: 2 },
  { name: 'cpuWorker', title: '… worker', digits: 2 },
  { name: 'cpuTemporal', title: '… Temporal', digits: 2 },
  { name: 'eventsPerTurn', title: 'history events per turn', digits: 1 },
  { name: 'failed', title: 'refused or not answered', digits: 0 },
];

/** One table for each pace: the medians of both, and the median of the pairs' ratios. */
export function report(paces: readonly Pace[], pairs: readonly Pair[]): string {
  return paces
    .map((pace) => {
      const own = pairs.filter((pair) => pair.pace === pace);
      const rows = SHOWN.map(({ name, title, digits, ...goal }) => {
        const ratio = ratioOf(name, own);
        return [
          title,
          median(own.map(({ ours }) => ours[name])).toFixed(digits),
          median(own.map(({ minimal }) => minimal[name])).toFixed(digits),
          Number.isFinite(ratio) ? ratio.toFixed(2) : '–',
          goalOf(goal, ratio),
        ];
      });
      return `**${nameOf(pace)}**\n\n${table(['', 'ours', 'minimal', 'ratio', 'goal'], rows)}`;
    })
    .join('\n\n');
}

export function isKept(pace: Pace, pairs: readonly Pair[]): boolean {
  const own = pairs.filter((pair) => pair.pace === pace);
  return SHOWN.every(({ name, ...goal }) => !goalOf(goal, ratioOf(name, own)).endsWith('missed'));
}

const ratioOf = (name: keyof Figures, pairs: readonly Pair[]): number =>
  median(pairs.map(({ ours, minimal }) => ours[name] / minimal[name]));

function goalOf({ atMost, atLeast }: { atMost?: number; atLeast?: number }, ratio: number): string {
  if (atMost !== undefined) return `≤ ${atMost}: ${ratio <= atMost ? 'kept' : 'missed'}`;
  if (atLeast !== undefined) return `≥ ${atLeast}: ${ratio >= atLeast ? 'kept' : 'missed'}`;
  return '';
}

const nameOf = (pace: Pace): string => ('perSecond' in pace ? `${pace.perSecond} messages/s` : `saturated, ${pace.atOnce} guests at once`);
