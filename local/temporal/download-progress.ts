import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const EVERY_MS = 3_000;

/** While a download goes on into `folder`, says now and then how much is there: those who download for us show nothing themselves. */
export function watchGrowth(folder: string, title: string, say: (line: string) => void): { stop(): void } {
  const timer = setInterval(() => {
    sizeOf(folder)
      .then((bytes) => say(`${title}: ${Math.round(bytes / 1_000_000)} MB so far`))
      .catch(() => undefined); // it is only a progress line
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(folder, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
