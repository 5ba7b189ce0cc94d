import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('page/', import.meta.url));
export const BUILT_PAGE = join(PAGE, 'dist');
/** What the page is made of besides its own folder. */
const ALSO = ['messages.ts', '../../package-lock.json'].map((name) => fileURLToPath(new URL(name, import.meta.url)));

/** Builds the page where it is missing or older than its sources: under a second. Errors: one sentence where Vite is not installed. */
export async function buildPage(): Promise<void> {
  const builtMs = await stat(join(BUILT_PAGE, 'index.html')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (builtMs > (await newestMs())) return;
  const { build } = await import('vite').catch((error: unknown) => {
    throw new Error('The play room’s page cannot be built without Vite: run npm ci.', { cause: error });
  });
  await build({ root: PAGE, configFile: join(PAGE, 'vite.config.ts'), logLevel: 'warn' });
}

async function newestMs(): Promise<number> {
  const entries = await readdir(PAGE, { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(BUILT_PAGE))
    .map(({ parentPath, name }) => join(parentPath, name));
  const times = await Promise.all([...sources, ...ALSO].map(async (path) => (await stat(path)).mtimeMs));
  return Math.max(...times);
}
