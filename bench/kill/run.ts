import { setTimeout as wait } from 'node:timers/promises';
import { check, type Checked } from './check.ts';
import { Load } from './guests.ts';
import { killOnce, type Kill, type Kind } from './kills.ts';
import { seeded } from './random.ts';
import { setStage, type Stage } from './stage.ts';

export interface KillRunOptions {
  kinds: readonly Kind[];
  /** Of each kind. */
  count: number;
  seed: number;
  /** At once. */
  guests: number;
  /** The product from dist/, as it runs in production; else from the sources. */
  compiled: boolean;
  onKill?: (kill: Kill) => void;
}

export interface KillRun {
  kills: readonly Kill[];
  checked: Checked;
}

/** Longer than amoCRM's lead is waited for, and its writes' first repeats. */
const SETTLE_WITHIN_MS = 150_000;

/** Kills in turn, of each kind `count`, while guests write; then asks the simulators what happened (SPEC D-90, D-91, D-94). */
export async function killRun({ kinds, count, seed, guests, compiled, onKill = () => undefined }: KillRunOptions): Promise<KillRun> {
  const stage = await setStage({ compiled });
  const random = seeded(seed);
  const load = new Load(guests, stage.stack.urls.pact, seeded(seed + 1));
  try {
    const kills: Kill[] = [];
    for (let round = 0; round < count; round += 1) {
      for (const kind of kinds) {
        const kill = await killOnce(kind, stage, load, random);
        kills.push(kill);
        onKill(kill);
      }
    }
    await load.stop();
    await settle(load, stage);
    return { kills, checked: await check(load.guests, stage) };
  } finally {
    load.abandon();
    await stage.end();
  }
}

/** Waits until no dialog owes anything; a late repeat has then had its chance. What never settles, the check finds. */
async function settle({ guests }: Load, { api, keyOf }: Stage): Promise<void> {
  const untilMs = Date.now() + SETTLE_WITHIN_MS;
  for (const { phone } of guests) {
    while (Date.now() < untilMs) {
      const { owed, unanswered } = await api.show(keyOf(phone));
      if (owed.length === 0 && (unanswered.count === 0 || unanswered.owedBy === 'manager')) break;
      await wait(500);
    }
  }
}
