import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { watchGrowth } from '../../local/temporal/download-progress.ts';
import { CACHE } from '../../local/temporal/tools.ts';

const run = promisify(execFile);
const WITHIN_MS = 5 * 60_000;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const CLIENTS = join(CACHE, 'clients');

/** How one of the two registries hands over what its lock file names. */
export interface Registry {
  /** `npm`: the folder in the cache is `npm-<hash of the lock file>`. */
  name: string;
  title: string;
  lock: string;
  /** Copied beside what is installed. */
  files: readonly string[];
  command: (folder: string) => [string, string[]];
  remedy: string;
}

const NPM: Registry = {
  name: 'npm',
  title: 'third-party clients from npm',
  lock: join(HERE, 'npm/package-lock.json'),
  files: ['package.json', 'package-lock.json'].map((name) => join(HERE, 'npm', name)),
  command: (folder) => ['npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']],
  remedy: 'let npm reach its registry',
};

const REQUIREMENTS = join(HERE, 'python/requirements.txt');
const PYTHON: Registry = {
  name: 'python',
  title: 'third-party clients from PyPI',
  lock: REQUIREMENTS,
  files: [],
  command: (folder) => {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--require-hashes'];
    return ['python3', ['-m', 'pip', 'install', ...quiet, '--target', folder, '--requirement', REQUIREMENTS]];
  },
  remedy: 'install Python 3.10 or newer with pip (Debian: apt-get install python3-pip) and let pip reach its package index',
};

/** The folder whose `node_modules` has the clients; fetched once per lock file. Errors: one sentence with the remedy. */
export const npmClients = (): Promise<string> => fetched(NPM);

/** The folder to put on PYTHONPATH; fetched once per list. Errors: one sentence with the remedy. */
export const pythonClients = (): Promise<string> => fetched(PYTHON);

/** The folder with what the registry's lock file names, in `cache`. Errors: one sentence with the remedy; nothing half done stays. */
export async function fetched(registry: Registry, cache = CLIENTS): Promise<string> {
  const hash = createHash('sha256').update(await readFile(registry.lock));
  const folder = join(cache, `${registry.name}-${hash.digest('hex').slice(0, 16)}`);
  if (await isThere(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const half = await mkdtemp(join(cache, 'half-'));
  const progress = watchGrowth(half, registry.title, (line) => console.log(line));
  console.log(`Fetching ${registry.title} …`);
  try {
    for (const file of registry.files) await copyFile(file, join(half, basename(file)));
    await fetchInto(registry, half);
    await rename(half, folder).catch(async (error: unknown) => {
      if (!(await isThere(folder))) throw error; // somebody else was quicker: theirs is as good
    });
  } finally {
    progress.stop();
    await rm(half, { recursive: true, force: true });
  }
  return folder;
}

async function fetchInto({ title, command, remedy }: Registry, folder: string): Promise<void> {
  const [program, words] = command(folder);
  try {
    await run(program, words, { timeout: WITHIN_MS, env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' } });
  } catch (error) {
    throw new Error(`There are no ${title}: ${reasonOf(error, program)}. Please ${remedy}, and run the tests again.`, { cause: error });
  }
}

function reasonOf(error: unknown, program: string): string {
  const { code, killed, stderr = '' } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === 'ENOENT') return `there is no ${program}`;
  if (killed) return `${program} was not done within ${WITHIN_MS / 60_000} minutes`;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => line.startsWith('ERROR: ')) ?? lines.find((line) => line.startsWith('npm error')) ?? lines.at(-1);
  return said?.replace(/^ERROR: /u, '') ?? `${program} failed without a word`;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
