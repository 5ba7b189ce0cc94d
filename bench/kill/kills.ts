import { setTimeout as wait } from 'node:timers/promises';
import type { Load } from './guests.ts';
import { askedAgainAtMs, inFlight, type InFlight } from './in-flight.ts';
import { CALL_MS, SEND_MS, type Stage } from './stage.ts';

/** In a send whose echo is late only a look at the conversation can tell that the message has left (SPEC D-91). */
export const KINDS = ['worker in a bot call', 'worker in a send', 'worker in a send, echo late', 'Temporal server'] as const;
export type Kind = (typeof KINDS)[number];

/** One kill -9, and what became of what was under way. */
export interface Kill {
  kind: Kind;
  atMs: number;
  /** How far the activity was that was to be hit. */
  intoMs: number | undefined;
  inFlight: readonly string[];
  /** Until the part served again. */
  backAfterMs: number;
  /** Until what was in flight was tried again; undefined where nothing had to be repeated. */
  againAfterMs: number | undefined;
  /** Until the last guest who waited at the kill had their answer. */
  answeredAfterMs: number;
}

const HIT: Readonly<Record<Kind, { activity: string; lastsMs: number } | undefined>> = {
  'worker in a bot call': { activity: 'askBot', lastsMs: CALL_MS },
  'worker in a send': { activity: 'sendMessage', lastsMs: SEND_MS },
  'worker in a send, echo late': { activity: 'sendMessage', lastsMs: SEND_MS },
  'Temporal server': undefined,
};
const NEXT_WITHIN_MS = 30_000;
const SETTLED_WITHIN_MS = 30_000;
/** Longer than the heartbeat timeout and the next try. */
const LATE_ECHO_MS = 12_000;

export async function killOnce(kind: Kind, stage: Stage, load: Load, random: () => number): Promise<Kill> {
  const { stack } = stage;
  const hit = HIT[kind];
  const moment = 0.2 + 0.75 * random(); // of the call's length: earlier ones are over before we know of them
  stage.relay.holdEchoesMs = kind === 'worker in a send, echo late' ? LATE_ECHO_MS : 0;
  const target = hit === undefined ? undefined : await nextOf(hit, moment, stage, load);
  if (target === undefined) await wait(moment * CALL_MS);
  const waiting = load.waiting();
  const running = await inFlight(stage.client, keysOf(stage, load));

  const atMs = Date.now();
  if (kind === 'Temporal server') {
    await stack.killTemporal();
    await stack.startTemporal();
  } else {
    await stack.worker.kill();
    await stack.worker.start();
  }
  const backAfterMs = Date.now() - atMs;

  const stillWaiting = waiting.filter(({ waitsSinceMs }) => waitsSinceMs !== undefined && waitsSinceMs <= atMs);
  while (stillWaiting.some(({ waitsSinceMs, gaveUp }) => waitsSinceMs !== undefined && waitsSinceMs <= atMs && !gaveUp)) await wait(50);
  const answeredAfterMs = Date.now() - atMs;
  const struck = target === undefined ? running : [target];
  const repeats = await Promise.all(struck.map(async (one) => repeatOf(one, atMs, stage)));
  const again = repeats.filter((repeatedAtMs) => repeatedAtMs !== undefined);
  return {
    kind,
    atMs,
    intoMs: target === undefined ? undefined : atMs - target.startedAtMs,
    inFlight: running.map(({ activity }) => activity).toSorted(),
    backAfterMs,
    againAfterMs: again.length === 0 ? undefined : Math.min(...again) - atMs,
    answeredAfterMs,
  };
}

const keysOf = ({ keyOf }: Stage, load: Load): string[] => load.present().map(({ phone }) => keyOf(phone));

/** When it was tried again; undefined once the dialog owes nothing and it was not. */
async function repeatOf({ key, activity }: InFlight, killedAtMs: number, { client, api }: Stage): Promise<number | undefined> {
  for (const untilMs = Date.now() + SETTLED_WITHIN_MS; Date.now() < untilMs; await wait(100)) {
    const view = await api.show(key).catch(() => undefined); // it may not answer yet
    const isSettled = view?.owed.length === 0 && (view.unanswered.count === 0 || view.unanswered.owedBy === 'manager');
    const atMs = await askedAgainAtMs(client, key, activity, killedAtMs);
    if (atMs !== undefined || isSettled) return atMs;
  }
  return undefined;
}

/** Waits for an activity to be in the middle of what the world does for it, `moment` of its length in. */
async function nextOf(
  { activity, lastsMs }: { activity: string; lastsMs: number },
  moment: number,
  stage: Stage,
  load: Load,
): Promise<InFlight> {
  const sinceMs = Date.now(); // what began earlier began under another relay
  while (Date.now() < sinceMs + NEXT_WITHIN_MS) {
    await wait(20);
    const running = await inFlight(stage.client, keysOf(stage, load));
    const early = running.find(
      (one) => one.activity === activity && one.startedAtMs > sinceMs && one.startedAtMs + moment * lastsMs > Date.now() + 50,
    );
    if (early === undefined) continue;
    await wait(early.startedAtMs + moment * lastsMs - Date.now() - 30); // the look below takes as long
    const [same] = (await inFlight(stage.client, [early.key])).filter((one) => one.activity === activity);
    if (same?.startedAtMs === early.startedAtMs) return same;
  }
  throw new Error(`No ${activity} came along within ${NEXT_WITHIN_MS / 1000} s`);
}
