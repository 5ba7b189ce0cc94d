import { setTimeout as wait } from 'node:timers/promises';
import { ALWAYS } from './catalogue.ts';
import { keepEvidence } from './case-file.ts';
import { check, type Finding } from './check/check.ts';
import { gather } from './gather.ts';
import { Faults } from './faults.ts';
import { ChaosGuest } from './guest.ts';
import { ChaosManager } from './managers.ts';
import { play } from './parts.ts';
import type { Schedule } from './plan.ts';
import { setStage, type Stage } from './stage.ts';

export interface ChaosOptions {
  schedules: readonly Schedule[];
  /** The product from dist/, as it runs in production; else from the sources. */
  compiled: boolean;
  onSchedule?: (played: Played) => void;
}

export interface Played {
  schedule: Schedule;
  messages: number;
  seconds: number;
  findings: readonly Finding[];
}

export interface ChaosRun {
  played: readonly Played[];
  counts: Readonly<Record<string, number>>;
  seconds: number;
}

/** So many share a stage: its journals stay whole (simulators keep the last 20,000 lines). */
const PER_STAGE = 10;
/** So many write at once: two looks for what was missed read the twenty conversations that then move (docs/decisions/016). */
const WRITING_AT_ONCE = 3;
const SETTLE_WITHIN_MS = 180_000;

/** Plays the schedules and asks the simulators what came of each (SPEC D-90, D-91, D-93, D-94). */
export async function chaosRun({ schedules, compiled, onSchedule = () => undefined }: ChaosOptions): Promise<ChaosRun> {
  const beganAtMs = Date.now();
  const played: Played[] = [];
  const counts: Record<string, number> = {};
  for (let from = 0; from < schedules.length; from += PER_STAGE) {
    const stage = await setStage({ compiled });
    try {
      const result = await playOn(stage, schedules.slice(from, from + PER_STAGE));
      for (const one of result.played) {
        played.push(one);
        onSchedule(one);
      }
      for (const [name, count] of Object.entries(result.counts)) counts[name] = (counts[name] ?? 0) + count;
    } finally {
      await stage.end();
    }
  }
  return { played, counts, seconds: (Date.now() - beganAtMs) / 1_000 };
}

async function playOn(stage: Stage, schedules: readonly Schedule[]): Promise<Pick<ChaosRun, 'played' | 'counts'>> {
  const faults = new Faults(stage);
  for (const trouble of ALWAYS) await stage.troubles.begin(trouble);
  const waiting = [...schedules];
  const done: { schedule: Schedule; guests: ChaosGuest[]; fromMs: number; untilMs: number }[] = [];
  const settling: Promise<void>[] = [];
  const lane = async (): Promise<void> => {
    for (let schedule = waiting.shift(); schedule !== undefined; schedule = waiting.shift()) {
      const fromMs = Date.now();
      const guests = schedule.guests.map((one) => new ChaosGuest(one, stage));
      const writing = guests.map(async (guest, at) => play(schedule.guests[at]?.part ?? 'asks', guest, new ChaosManager(guest, stage)));
      await Promise.all([faults.play(schedule.faults), ...writing]);
      const one = { schedule, guests, fromMs, untilMs: Date.now() };
      done.push(one);
      settling.push(
        settled(stage, guests).then(() => {
          one.untilMs = Date.now();
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(WRITING_AT_ONCE, schedules.length) }, lane));
  await Promise.all(settling);
  const guests = done.flatMap((one) => one.guests.map(({ asked }) => asked));
  const evidence = await gather(stage, guests, faults.outages);
  const checked = check(evidence);
  await keepEvidence(evidence, checked.findings, stage);
  const played = done.map(({ schedule, guests: own, fromMs, untilMs }) => ({
    schedule,
    messages: own.reduce((sum, { asked }) => sum + asked.written.length, 0),
    seconds: (untilMs - fromMs) / 1_000,
    findings: checked.findings.filter(({ phone }) => phone === undefined || own.some(({ asked }) => asked.phone === phone)),
  }));
  return { played, counts: { ...checked.counts, ...outagesIn(faults) } };
}

/** Until no dialog owes anything and each has heard all that was said in its chat. What never settles, the check finds. */
async function settled({ api, keyOf }: Stage, guests: readonly ChaosGuest[]): Promise<void> {
  const untilMs = Date.now() + SETTLE_WITHIN_MS;
  for (const { asked, pact } of guests) {
    while (Date.now() < untilMs) {
      const view = await api.show(keyOf(asked.phone)).catch(() => undefined); // it may not answer yet
      const heard = new Set(view?.transcript.map(({ id }) => id));
      const unheard = (await pact.transcript()).filter(({ author, id }) => author !== 'api' && !heard.has(String(id)));
      if (unheard.length === 0 && view?.owed.length === 0 && view.unanswered.owedBy !== 'bot') break;
      await wait(500);
    }
  }
}

function outagesIn({ outages, endedByThemselves }: Faults): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of outages) counts[`fault: ${name}`] = (counts[`fault: ${name}`] ?? 0) + 1;
  for (const sentence of endedByThemselves) {
    const name = `ended by itself: ${sentence.slice(0, 200)}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
