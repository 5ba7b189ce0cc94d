import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Player, STACK_ENV_FOR_STORIES } from '../../local/scenarios/player.ts';
import type { Scene } from '../../local/scenarios/scene.ts';
import type { Story } from '../../local/scenarios/story.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { Transcript } from './transcript.ts';

const START_WITHIN_MS = 120_000;
/** Generous: several stories are told at once, on a machine that may have other work. */
export const STORY_WITHIN_MS = 120_000;

let running: Promise<{ stack: Stack; player: Player; folder: string }> | undefined;

/** One stack for all files, started by the first that asks: every part a process of its own, as in `npm start`. */
async function storyPlayer(): Promise<Player> {
  running ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'estafeta-e2e-'));
    const stack = new Stack({ folder, ports: await freePorts(), timeSkipping: true, env: STACK_ENV_FOR_STORIES });
    try {
      await stack.start();
      return { stack, folder, player: await Player.on(stack) };
    } catch (error) {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  })();
  return (await running).player;
}

// Registered while mocha loads the files, so it belongs to all of them: after the last test.
after(async function stopStack() {
  this.timeout(START_WITHIN_MS);
  const started = await running?.catch(() => undefined); // who asked for it has reported why
  if (started === undefined) return;
  const { stack, player, folder } = started;
  await player.close();
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts these stories side by side before the tests of a `describe`; each has its own guest and clock. A test waits for its own. */
export function told(...stories: readonly Story[]): (story: Story) => () => Promise<void> {
  const endings = new Map<Story, Promise<void>>();
  before(async function startStories() {
    this.timeout(START_WITHIN_MS);
    const player = await storyPlayer();
    for (const story of stories) {
      const ending = withTranscript(story.title, async (transcript) => player.play(story, transcript));
      ending.catch(() => undefined); // its test reports it, perhaps later
      endings.set(story, ending);
    }
  });
  return (story) => async () => {
    const ending = endings.get(story);
    if (ending === undefined) throw new Error(`«${story.title}» was not started`);
    await ending;
  };
}

/** A scene whose dialog's clock is the wall's. */
export async function onTheWallClock(guest: Story['guest'], play: (scene: Scene) => Promise<void>): Promise<void> {
  const player = await storyPlayer();
  await withTranscript('', async (transcript) => play((await player.sceneOf(guest, transcript)).scene));
}

async function withTranscript(title: string, play: (transcript: Transcript) => Promise<void>): Promise<void> {
  const transcript = new Transcript();
  try {
    await play(transcript);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${title}\n${transcript.toString()}\n`, { cause: error });
  }
}
