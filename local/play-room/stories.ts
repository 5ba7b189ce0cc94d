import { setTimeout as wait } from 'node:timers/promises';
import type { Player } from '../scenarios/player.ts';
import { SCENARIOS } from '../scenarios/scenarios.ts';
import type { Scenario } from '../scenarios/story.ts';
import type { Doings } from './doings.ts';
import type { StoryLine, StoryRun } from './messages.ts';
import { Refusal } from './refusal.ts';

/** The customer's five (SPEC §0); the sixth needs guests of the seed, who can be played only once. */
export const ROOM_SCENARIOS: readonly Scenario[] = SCENARIOS.filter(({ number }) => number <= 5);

export interface StoriesDeps {
  player: Player;
  doings: Doings;
  newPhone: () => Promise<string>;
  /** A person reads along. */
  readingPauseMs: number;
  trouble: string | null;
}

/** Plays the scenarios of `npm run demo` in the room, each story with a guest nobody knows yet. */
export class Stories {
  /** The last one, or the one under way. */
  run: StoryRun | null = null;
  private readonly deps: StoriesDeps;

  constructor(deps: StoriesDeps) {
    this.deps = deps;
  }

  /** Begins; `run` tells how it goes. Errors: Refusal. */
  start(number: number): void {
    const { doings, trouble } = this.deps;
    const scenario = ROOM_SCENARIOS.find((one) => one.number === number);
    if (scenario === undefined) throw new Refusal(404, `Истории ${number} нет.`);
    if (trouble !== null) throw new Refusal(409, trouble);
    doings.begin('Уже идёт история: дождитесь конца или остановите её.', async (signal) => {
      let lines: readonly StoryLine[] = [];
      const now = (change: Partial<StoryRun>): void => {
        this.run = { scenario: number, title: scenario.title, guest: null, state: 'running', trouble: null, ...this.run, lines, ...change };
      };
      this.run = null;
      now({});
      const told = (line: StoryLine): void => {
        lines = [...lines, line];
        now({});
      };
      try {
        for (const story of scenario.stories) {
          const guest = { phone: await this.deps.newPhone(), name: story.guest.name };
          signal.throwIfAborted();
          now({ guest });
          told({ kind: 'story', atMs: Date.now(), text: story.title });
          await this.deps.player.play({ ...story, guest }, { show: async (line) => this.show(line, told, signal) }, { signal });
        }
        now({ state: 'done' });
      } catch (error) {
        now(signal.aborted ? { state: 'stopped' } : { state: 'failed', trouble: error instanceof Error ? error.message : String(error) });
      }
    });
  }

  private async show(line: StoryLine, told: (line: StoryLine) => void, signal: AbortSignal): Promise<void> {
    told(line);
    await wait(this.deps.readingPauseMs, undefined, { signal });
  }
}
