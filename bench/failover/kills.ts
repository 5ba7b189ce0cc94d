import { setTimeout as wait } from 'node:timers/promises';
import { Guest, type Stage } from './stage.ts';

const DIALOGS = 6;
const WITHIN_MS = 60_000;
const LOOKS_AT_ONCE = 10;

/** What the guests who wrote right after a kill had to wait for their answers, each. */
export interface KillOfOne {
  worker: string;
  answeredAfterMs: readonly number[];
}

/**
 * kill -9 of one of two workers, in turn, and the moment it is dead every guest writes: some of their dialogs live in the memory of the
 * dead one. Then it is started again.
 */
export async function killOneOfTwo({ stack, workers }: Stage, kills: number, onKill: (kill: KillOfOne) => void): Promise<KillOfOne[]> {
  const done: KillOfOne[] = [];
  for (let number = 0; number < kills; number += 1) {
    const guests = Array.from({ length: DIALOGS }, (_, place) => new Guest(number * DIALOGS + place, stack));
    await Promise.all(guests.map((guest) => guest.write('Здравствуйте! Есть ли у вас парковка?')));
    await answered(guests, 1);
    const victim = workers[number % workers.length];
    if (victim === undefined) throw new Error('There is no worker to kill');
    await victim.kill();
    await Promise.all(guests.map((guest) => guest.write('А бассейн есть?')));
    const kill = { worker: victim.name, answeredAfterMs: await answered(guests, 2) };
    done.push(kill);
    onKill(kill);
    await victim.start();
  }
  return done;
}

/** How long each waited for the answer to their last message. Errors: nobody answered in a minute. */
export async function answered(guests: readonly Guest[], messages: number): Promise<number[]> {
  const untilMs = Date.now() + WITHIN_MS;
  const waits = new Map<Guest, number>();
  while (waits.size < guests.length) {
    if (Date.now() > untilMs) throw new Error(`${guests.length - waits.size} guests have no answer after a minute`);
    const open = guests.filter((guest) => !waits.has(guest)).slice(0, LOOKS_AT_ONCE); // more looks would be load of their own
    await Promise.all(
      open.map(async (guest) => {
        const ms = (await guest.answeredAfterMs())[messages - 1];
        if (ms !== undefined) waits.set(guest, ms);
      }),
    );
    await wait(100);
  }
  return guests.map((guest) => waits.get(guest) ?? Number.NaN);
}
