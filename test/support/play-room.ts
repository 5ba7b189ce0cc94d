import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyFile } from '../../bench/policy-file.ts';
import { ensureConsole } from '../../local/console-build.ts';
import type { Told } from '../../local/play-room/messages.ts';
import { startPlayRoom, type PlayRoom, type PlayRoomOptions } from '../../local/play-room/server.ts';
import { freePorts, Stack } from '../../local/stack.ts';

export interface StartedRoom {
  stack: Stack;
  room: PlayRoom;
  /** Another room on the same stack; the test ends it. */
  another: (options: Partial<PlayRoomOptions>) => Promise<PlayRoom>;
}

export const START_WITHIN_MS = 120_000;
let running: Promise<StartedRoom & { stop: () => Promise<void> }> | undefined;

/** One room for all files, started by the first that asks: as `npm start` has it, but for the ports, a bot that waits less, and nobody who reads along. */
export const startedRoom = (): Promise<StartedRoom> => (running ??= start());

// Registered while mocha loads the files, so it belongs to all of them: after the last test.
after(async function stopRoom() {
  this.timeout(START_WITHIN_MS);
  const started = await running?.catch(() => undefined); // who asked for it has reported why
  await started?.stop();
});

async function start(): Promise<StartedRoom & { stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'estafeta-play-room-'));
  // The lead is there before the bot is asked, as it is with the real pause.
  const env = { POLICY_FILE: await policyFile(folder, { quiet: '1 s', quietMax: '3 s' }), SIM_AMOCRM_AUTO_LEAD_SECONDS: '0' };
  const stack = new Stack({ folder, ports: await freePorts(), timeSkipping: true, env });
  const stop = async (): Promise<void> => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const another = (options: Partial<PlayRoomOptions>): Promise<PlayRoom> =>
    startPlayRoom({ stack, folder, port: 0, readingPauseMs: 0, ...options });
  try {
    await ensureConsole();
    await stack.start();
    const room = await another({});
    return { stack, room, another, stop: () => room.stop().then(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A stack's plain values: what it computes is not copied with it. */
export const partsOf = ({ apiToken, namespace, temporalAddress }: Stack) => ({ apiToken, namespace, temporalAddress });

/** What the room's stream tells until `fits`. Errors: it did not within 30 s. */
export async function told<Name extends keyof Told>(
  { url }: PlayRoom,
  name: Name,
  fits: (now: Told[Name]) => boolean,
  guest = '79000000001',
): Promise<Told[Name]> {
  const signal = AbortSignal.timeout(30_000);
  const { body } = await fetch(`${url}live?guest=${guest}`, { signal });
  let pending = '';
  let last = '';
  try {
    for await (const chunk of (body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) {
      const events = (pending + chunk).split('\n\n');
      pending = events.pop() ?? '';
      for (const event of events) {
        const [, what, data = ''] = /^event: (\w+)\ndata: (.*)$/u.exec(event) ?? [];
        if (what !== name) continue;
        last = data;
        const now = JSON.parse(data) as Told[Name];
        if (fits(now)) return now;
      }
    }
  } catch (error) {
    throw new Error(`Waited 30 s in vain for ${name}; the last one was ${last}`, { cause: error });
  }
  throw new Error('The room ended its stream.');
}

/** Asks the room for something. */
export async function asks({ url }: PlayRoom, path: string, body: object = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    cookie: response.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')[0],
    answer: (text.startsWith('{') ? JSON.parse(text) : {}) as { sentence?: string; phone?: string; operator?: string },
  };
}
