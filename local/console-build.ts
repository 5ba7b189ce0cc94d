import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const CONSOLE = fileURLToPath(new URL('../console/', import.meta.url));
const PAGE = join(CONSOLE, 'dist/index.html');
const SOURCES = ['src', 'index.html', 'vite.config.ts'];

/** Builds the console's page into `console/dist`, or another folder. */
export async function buildConsole(outDir = join(CONSOLE, 'dist')): Promise<void> {
  await build({ root: CONSOLE, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
}

/** Builds it where it was never built, or its sources are newer. */
export async function ensureConsole(): Promise<void> {
  if (!existsSync(PAGE) || (await stat(PAGE)).mtimeMs < (await newest())) await buildConsole();
}

async function newest(): Promise<number> {
  const files = await Promise.all(
    SOURCES.map(async (name) => {
      const path = join(CONSOLE, name);
      if (!(await stat(path)).isDirectory()) return [path];
      return (await readdir(path, { recursive: true })).map((file) => join(path, file));
    }),
  );
  return Math.max(...(await Promise.all(files.flat().map(async (file) => (await stat(file)).mtimeMs))));
}
