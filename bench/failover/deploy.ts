import { setTimeout as wait } from 'node:timers/promises';
import { ApiClient } from '../../local/cli/api-client.ts';
import type { Part } from '../../local/part.ts';
import { settled } from '../settled.ts';
import { answered } from './kills.ts';
import { Guest, type Stage } from './stage.ts';

/** Of a guest's message to its answer, in ms. */
export interface Deploy {
  dialogs: number;
  atRest: readonly number[];
  meanwhile: readonly number[];
  tookMs: number;
}

const FIRST_NUMBER = 5_000;
const OPENED_AT_ONCE = 10;
const SETTLED_WITHIN_MS = 300_000;
const PER_SECOND = 10;
const AT_REST_SECONDS = 10;

/** Both workers are replaced by new ones, one after the other, while guests of 500 open dialogs go on writing. */
export async function deploy(stage: Stage, dialogs: number, say: (line: string) => void): Promise<Deploy> {
  const { stack, workers } = stage;
  const guests = Array.from({ length: dialogs }, (_, place) => new Guest(FIRST_NUMBER + place, stack));
  for (let from = 0; from < dialogs; from += OPENED_AT_ONCE) {
    const some = guests.slice(from, from + OPENED_AT_ONCE);
    await Promise.all(some.map((guest) => guest.write('Здравствуйте! Есть ли у вас парковка?')));
    await answered(some, 1);
  }
  say(`${dialogs} dialogs are open`);
  // Before the CRM has what the openings owe it there is no rest.
  await settled({
    api: new ApiClient({ url: stack.urls.api, token: stack.apiToken }),
    keys: guests.map(({ contactKey }) => contactKey),
    untilMs: Date.now() + SETTLED_WITHIN_MS,
    onProgress: (open) => say(`${open} of them still owe something`),
  });

  let next = 0;
  /** Each guest writes once more at the most: an answer then has one message. */
  const writeFor = async (isOver: () => boolean): Promise<Guest[]> => {
    const wrote: Guest[] = [];
    while (!isOver() && next < guests.length) {
      const guest = guests[next];
      next += 1;
      if (guest === undefined) break;
      wrote.push(guest);
      void guest.write('А бассейн есть?');
      await wait(1_000 / PER_SECOND);
    }
    return wrote;
  };

  const restUntilMs = Date.now() + AT_REST_SECONDS * 1_000;
  const atRest = await answered(await writeFor(() => Date.now() >= restUntilMs), 2);
  say('at rest measured; the deploy begins');

  const startedAtMs = Date.now();
  let isOver = false;
  const replacing = replaceAll(stage).finally(() => (isOver = true));
  const wrote = await writeFor(() => isOver);
  await replacing;
  const tookMs = Date.now() - startedAtMs;
  const rest = await writeFor(() => Date.now() > startedAtMs + tookMs + 5_000); // what the new ones do with dialogs they never saw
  say(`${workers.length} workers replaced in ${(tookMs / 1_000).toFixed(1)} s`);
  return { dialogs, atRest, meanwhile: await answered([...wrote, ...rest], 2), tookMs };
}

/** As an orchestrator does: the new one serves before the old one is told to stop. */
async function replaceAll({ stack, workers }: Stage): Promise<void> {
  for (const [place, old] of [...workers].entries()) {
    const fresh: Part = stack.anotherWorker(`worker-new-${place}`);
    workers[place] = fresh;
    await fresh.start();
    await old.stop();
  }
}
