import { execFileSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';

/** In the order in which they are looked for on PATH. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'msedge', 'microsoft-edge'];
const FLAGS = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
];

/**
 * A real headless Chromium: `CHROMIUM_PATH`, else one on PATH, else the one inside `@sparticuz/chromium` (facts/stack.md §9). Never a skip.
 * Errors: none can be had or started, with what to install.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] || onPath() || (await packaged());
  try {
    return await chromium.launch({ executablePath, args: FLAGS, headless: true });
  } catch (error) {
    throw new Error(
      `Chromium (${executablePath}) does not start. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH; the packaged one needs libnss3, libnspr4 and libexpat1.`,
      { cause: error },
    );
  }
}

function onPath(): string | undefined {
  for (const program of PROGRAMS) {
    try {
      return execFileSync('which', [program], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim();
    } catch {
      // the next one
    }
  }
  return undefined;
}

async function packaged(): Promise<string> {
  try {
    const { default: sparticuz } = await import('@sparticuz/chromium');
    return await sparticuz.executablePath();
  } catch (error) {
    throw new Error('No Chromium: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to one.', { cause: error });
  }
}
