import { seeded } from '../kill/random.ts';
import { AMOCRM_WEBHOOKS, DOWNS, PACT_WEBHOOKS, PARTITIONS, SILENCES, STORMS, type Fault } from './catalogue.ts';
import { CUTS } from './link.ts';
import { PARTS, type PartName } from './parts.ts';
import { LINKS } from './stage.ts';

/** One thing that goes wrong, `atMs` after the schedule began and for `lastsMs`. */
export type PlannedFault = Fault & { atMs: number; lastsMs: number };

export interface Schedule {
  number: number;
  seed: number;
  guests: { phone: string; part: PartName; seed: number }[];
  faults: PlannedFault[];
}

const GUESTS = 5;
/** Faults begin within this: most of the time that the guests write. */
const FAULTS_WITHIN_MS = 10_000;
/** How long each kind lasts: processes stay away, links stay cut, troubles go on. */
const LASTS_MS: Readonly<Record<Fault['kind'] | 'webhooks', readonly [from: number, to: number]>> = {
  down: [0, 1_500],
  cut: [1_500, 4_500],
  trouble: [1_500, 4_000],
  webhooks: [5_000, 10_000],
};

/** Everything that a schedule asks for and breaks, drawn from its seed. */
export function scheduleOf(number: number, runSeed: number): Schedule {
  const random = randomOf(number, runSeed);
  const drawn = [DOWNS, PARTITIONS, STORMS, STORMS, SILENCES, PACT_WEBHOOKS, AMOCRM_WEBHOOKS].map((all) => oneOf(all, random));
  return planned(number, runSeed, drawn, random);
}

/** So many schedules that together have every fault of the catalogue once; of the partitions one of each link, in all three ways. */
export function everyFaultOnce(count: number, runSeed: number): Schedule[] {
  const partitions = LINKS.flatMap((own, at) =>
    PARTITIONS.filter((fault) => fault.kind === 'cut' && fault.link === own && fault.how === CUTS[at % CUTS.length]),
  );
  const all = [DOWNS, partitions, STORMS, SILENCES, PACT_WEBHOOKS, AMOCRM_WEBHOOKS].flat();
  return Array.from({ length: count }, (_, at) => {
    const dealt = all.filter((_fault, place) => place % count === at);
    return planned(at + 1, runSeed, dealt, randomOf(at + 1, runSeed));
  });
}

const seedOf = (number: number, runSeed: number): number => runSeed * 1_000 + number;
const randomOf = (number: number, runSeed: number): (() => number) => seeded(seedOf(number, runSeed));

function planned(number: number, runSeed: number, drawn: readonly Fault[], random: () => number): Schedule {
  const seed = seedOf(number, runSeed);
  const firstPart = Math.floor(random() * PARTS.length);
  const guests = Array.from({ length: GUESTS }, (_, at) => ({
    phone: `7902${String(number).padStart(5, '0')}${String(at).padStart(2, '0')}`,
    part: PARTS[(firstPart + at) % PARTS.length] ?? 'asks',
    seed: seed * 10 + at,
  }));
  const faults = drawn.map((fault): PlannedFault => {
    const [from, to] = LASTS_MS[fault.kind === 'trouble' && fault.trouble.webhooks !== undefined ? 'webhooks' : fault.kind];
    return { ...fault, atMs: Math.floor(random() * FAULTS_WITHIN_MS), lastsMs: Math.floor(from + random() * (to - from)) };
  });
  return { number, seed, guests, faults: faults.toSorted((one, other) => one.atMs - other.atMs) };
}

function oneOf<One>(all: readonly One[], random: () => number): One {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error('Nothing to draw from');
  return one;
}
