import { lookup } from 'node:dns/promises';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { watchGrowth } from './download-progress.ts';
import { TEMPORAL_CLI, type Tool } from './tools.ts';

/** Where the SDK downloads from. */
const HOST = 'temporal.download';
const RESOLVED_WITHIN_MS = 2_000;
const DOWNLOADED_WITHIN_MS = 5 * 60_000;

/**
 * The SDK downloads a program only while it starts a server with it: a started and stopped one leaves the file behind, which is then
 * kept under its own name. The version is pinned, the SDK's own choice could be one that cannot move time. Errors: a sentence.
 */
export async function sdkDownload(tool: Tool, target: string, say: (line: string) => void, host = HOST): Promise<void> {
  const limit = new AbortController();
  const given = (sentence: string, ms: number) =>
    wait(ms, undefined, { signal: limit.signal }).then(() => {
      throw new Error(sentence);
    });
  await mkdir(dirname(dirname(target)), { recursive: true });
  const downloadDir = await mkdtemp(join(dirname(dirname(target)), 'download-'));
  const progress = watchGrowth(downloadDir, tool.title, say);
  try {
    // Without its host the SDK would try for long, so that is asked first.
    const resolved = lookup(host).catch(() => {
      throw new Error(`${host} cannot be resolved`);
    });
    await Promise.race([resolved, given(`${host} is not resolved within ${RESOLVED_WITHIN_MS / 1000} s`, RESOLVED_WITHIN_MS)]);
    const downloaded = startOnce(tool, downloadDir);
    await Promise.race([downloaded, given(`not done within ${DOWNLOADED_WITHIN_MS / 60_000} minutes`, DOWNLOADED_WITHIN_MS)]);
    const name = (await readdir(downloadDir)).find((one) => one.startsWith(tool.executable));
    if (name === undefined) throw new Error('it left no program behind');
    await mkdir(dirname(target), { recursive: true });
    await rename(join(downloadDir, name), target);
  } finally {
    limit.abort();
    progress.stop();
    await rm(downloadDir, { recursive: true, force: true });
  }
}

async function startOnce(tool: Tool, downloadDir: string): Promise<void> {
  const executable = { type: 'cached-download', downloadDir, version: `v${tool.version}` } as const;
  const environment =
    tool === TEMPORAL_CLI
      ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
      : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  await environment.teardown();
}
