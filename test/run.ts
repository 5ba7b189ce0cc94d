import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm test`: every test, in two mochas side by side, because most of the time is waiting for other processes. What was said by the second
 * one comes when the first has ended; the last line counts both. `npm test -- <mocha's arguments>` runs one mocha with them, over all
 * files where they name none.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MOCHA = fileURLToPath(new URL('../node_modules/mocha/bin/mocha.js', import.meta.url));
/** The whole product in its own processes, and other people's clients. */
const WHOLE = ['test/e2e/**/*.test.ts', 'test/clients/**/*.test.ts', 'test/local/**/*.test.ts'];
const ALL = 'test/**/*.test.ts';
const SIDES: readonly (readonly string[])[] = [[ALL, ...WHOLE.flatMap((files) => ['--ignore', files])], WHOLE];
/** As the reporter closes a run. */
const COUNTS = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/u;

interface Ended {
  code: number;
  counts: readonly number[];
}

/** One mocha; `say` gets its lines but for the last, which is the counts. */
function run(args: readonly string[], say: (line: string) => void): Promise<Ended> {
  const child = spawn(process.execPath, [MOCHA, process.stdout.isTTY ? '--color' : '--no-color', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let counts: readonly number[] | undefined;
  let rest = '';
  const heard = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const found = COUNTS.exec(line);
      if (found) counts = found.slice(1).map((count) => Number(count ?? 0));
      else say(line);
    }
  };
  child.stdout.setEncoding('utf8').on('data', heard);
  child.stderr.setEncoding('utf8').on('data', heard);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      if (rest !== '') say(rest);
      if (counts === undefined) say('This mocha ended without its counts: see above why.');
      resolve({ code: code ?? 1, counts: counts ?? [0, 1, 0] });
    });
  });
}

async function main(): Promise<number> {
  const given = process.argv.slice(2);
  if (given.length > 0) {
    const child = spawn(process.execPath, [MOCHA, ...given, ...(given.some((one) => one.endsWith('.ts')) ? [] : [ALL])], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  }
  const [first = [], second = []] = SIDES;
  const kept: string[] = [];
  let isFirstOver = false;
  const aside = run(second, (line) => (isFirstOver ? console.log(line) : kept.push(line)));
  const ended = [await run(first, (line) => console.log(line))];
  isFirstOver = true;
  for (const line of kept) console.log(line);
  ended.push(await aside);
  const [passed = 0, failed = 0, skipped = 0] = [0, 1, 2].map((place) => ended.reduce((sum, { counts }) => sum + (counts[place] ?? 0), 0));
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return Math.max(...ended.map(({ code }) => code));
}

process.exitCode = await main();
