import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts, Stack } from '../local/stack.ts';
import { compile, minimalBundle, minimalScript, ROOT } from './compile.ts';
import { machine, median, table } from './figures.ts';

/** `npm run bench:start`: from process start to polling, our compiled worker beside an empty one of the SDK, in turn. */
const GOAL = 1.3;
const { values } = parseArgs({ options: { pairs: { type: 'string', default: '7' } } });
const pairs = Number(values.pairs);

await compile();
const folder = await mkdtemp(join(tmpdir(), 'estafeta-start-'));
const stack = new Stack({ folder, ports: await freePorts() });
try {
  await Promise.all([stack.startTemporal(), stack.simulators.start()]);
  const env = stack.settings();
  const ours = async (): Promise<number> => readyAfterMs(['dist/workers/main.js'], env);
  const empty = async (): Promise<number> =>
    readyAfterMs([minimalScript('empty-worker')], { ...env, EMPTY_BUNDLE: minimalBundle('empty-workflow') });
  await ours(); // the disk's cache is warm for both
  await empty();
  const rows: { ours: number; empty: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const oursFirst = pair % 2 === 0 ? await ours() : undefined;
    const emptyMs = await empty();
    rows.push({ ours: oursFirst ?? (await ours()), empty: emptyMs });
  }
  const ratio = median(rows.map((row) => row.ours / row.empty));
  const shown = (ms: number): string => `${Math.round(ms)}`;
  console.log(`${machine()}\n`);
  console.log(
    table(
      ['pair', 'our worker, ms', 'empty worker, ms', 'ratio'],
      [
        ...rows.map((row, at) => [String(at + 1), shown(row.ours), shown(row.empty), (row.ours / row.empty).toFixed(2)]),
        ['median', shown(median(rows.map((row) => row.ours))), shown(median(rows.map((row) => row.empty))), ratio.toFixed(2)],
      ],
    ),
  );
  console.log(`\nGoal ≤ ${GOAL}: ${ratio <= GOAL ? 'kept' : 'missed'}`);
  if (ratio > GOAL) process.exitCode = 1;
} finally {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Both say so over the channel to their parent once their workers run. */
async function readyAfterMs(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('message', () => resolve(performance.now() - startedAtMs));
      child.once('exit', (code) => reject(new Error(`${args.at(-1)} ended with ${code} before it was ready`)));
    });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
