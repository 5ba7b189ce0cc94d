import { seeded } from '../kill/random.ts';
import { CUTS, type Cut } from './link.ts';
import { PARTS, type PartName } from './parts.ts';
import { LINKS, type LinkName } from './stage.ts';
import type { Trouble } from './troubles.ts';

/** One thing that goes wrong, `atMs` after the schedule began and for `lastsMs`. */
export type PlannedFault = { atMs: number; lastsMs: number; name: string } & (
  | { kind: 'down'; part: 'worker' | 'api' | 'temporal'; gently: boolean }
  | { kind: 'cut'; link: LinkName; how: Cut }
  | { kind: 'trouble'; trouble: Trouble }
);

export interface Schedule {
  number: number;
  seed: number;
  guests: { phone: string; part: PartName; seed: number }[];
  faults: PlannedFault[];
}

const GUESTS = 5;
/** Within which faults begin: about as long as the guests write. */
const FAULTS_WITHIN_MS = 10_000;

/** What goes wrong once in a while, besides what always does (run.ts). */
const STORMS: readonly { name: string; trouble: Trouble }[] = [
  { name: 'Pact 429', trouble: { simulator: 'pact', faults: [{ path: '/api/p2/*', kind: 'status', status: 429, every: 2 }] } },
  { name: 'Pact 503', trouble: { simulator: 'pact', faults: [{ path: '/api/p2/*', kind: 'status', status: 503, every: 2 }] } },
  { name: 'Pact 502 page', trouble: { simulator: 'pact', faults: [{ path: '/api/p2/*', kind: 'html' }] } },
  { name: 'amoCRM 429', trouble: { simulator: 'amocrm', faults: [{ path: '/api/v4/*', kind: 'status', status: 429, every: 2 }] } },
  { name: 'amoCRM 504', trouble: { simulator: 'amocrm', faults: [{ path: '/api/v4/*', kind: 'status', status: 504, every: 2 }] } },
  { name: 'amoCRM 502 page', trouble: { simulator: 'amocrm', faults: [{ path: '/api/v4/*', kind: 'html' }] } },
  { name: 'bot 503', trouble: { simulator: 'bot', faults: [{ path: '/turn', kind: 'status', status: 503, every: 2 }] } },
  { name: 'bot resets', trouble: { simulator: 'bot', faults: [{ path: '/turn', kind: 'reset', every: 2 }] } },
];

/** Longer than the caller waits (facts/pact.md §4): a real time-out. */
const SILENCES: readonly { name: string; trouble: Trouble }[] = [
  {
    name: 'Pact times out',
    trouble: {
      simulator: 'pact',
      faults: [{ method: 'POST', path: '/api/p2/conversations/*', kind: 'lost', delay_ms: 16_000, times: 1 }],
    },
  },
  {
    name: 'amoCRM times out',
    trouble: { simulator: 'amocrm', faults: [{ method: 'PATCH', path: '/api/v4/leads*', kind: 'lost', delay_ms: 12_000, times: 1 }] },
  },
  {
    name: 'amoCRM slow',
    trouble: { simulator: 'amocrm', faults: [{ path: '/api/v4/*', kind: 'slow', delay_ms: 2_000, every: 2 }] },
  },
];

const WEBHOOKS = [{ drop: 3 }, { drop: 2, repeat: 3 }, { repeat: 3 }, { reorder: true }, { drop: 4, repeat: 3, reorder: true }] as const;

/** Everything that a schedule asks for and breaks, drawn from its seed. */
export function scheduleOf(number: number, runSeed: number): Schedule {
  const seed = runSeed * 1_000 + number;
  const random = seeded(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const oneOf = <One>(all: readonly One[]): One => {
    const one = all[below(all.length)];
    if (one === undefined) throw new Error('Nothing to choose from');
    return one;
  };
  const firstPart = below(PARTS.length);
  const guests = Array.from({ length: GUESTS }, (_, at) => ({
    phone: `7902${String(number).padStart(5, '0')}${String(at).padStart(2, '0')}`,
    part: PARTS[(firstPart + at) % PARTS.length] ?? 'asks',
    seed: seed * 10 + at,
  }));
  const when = (fromMs: number, toMs: number): { atMs: number; lastsMs: number } => ({
    atMs: below(FAULTS_WITHIN_MS),
    lastsMs: fromMs + below(toMs - fromMs),
  });
  const down = oneOf([
    { part: 'worker', gently: false, name: 'worker killed' },
    { part: 'worker', gently: true, name: 'worker replaced' },
    { part: 'api', gently: false, name: 'API killed' },
    { part: 'temporal', gently: false, name: 'Temporal killed' },
  ] as const);
  const link = oneOf(LINKS);
  const how = oneOf(CUTS);
  const troubles = [oneOf(STORMS), oneOf(STORMS), oneOf(SILENCES)];
  const faults: PlannedFault[] = [
    { kind: 'down', ...down, ...when(0, 1_500) },
    { kind: 'cut', link, how, name: `${link} ${how}`, ...when(1_500, 4_500) },
    ...troubles.map((storm) => ({ kind: 'trouble' as const, ...storm, ...when(1_500, 4_000) })),
    ...(['pact', 'amocrm'] as const).map((simulator) => {
      const webhooks = oneOf(WEBHOOKS);
      const name = `${simulator} webhooks ${Object.entries(webhooks).map(([what, much]) => `${what} ${much}`).join(', ')}`;
      return { kind: 'trouble' as const, trouble: { simulator, webhooks }, name, ...when(5_000, 10_000) };
    }),
  ];
  return { number, seed, guests, faults: faults.toSorted((one, other) => one.atMs - other.atMs) };
}
