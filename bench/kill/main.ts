import { parseArgs } from 'node:util';
import { build } from '../compile.ts';
import { KINDS } from './kills.ts';
import { killLine, report } from './report.ts';
import { killRun } from './run.ts';

/** `npm run kill -- --count 20 --seed 7`: kill -9 under load, and what the outside world saw of it. */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    guests: { type: 'string', default: '6' },
  },
});
build();
const options = { kinds: KINDS, count: Number(values.count), seed: Number(values.seed), guests: Number(values.guests), compiled: true };
console.log(`Seed ${options.seed}: ${options.count} kills of each kind, ${options.guests} guests at once.\n`);
let number = 0;
const run = await killRun({
  ...options,
  onKill: (kill) => {
    number += 1;
    console.log(killLine(number, kill));
  },
});
console.log(`\n${report(run)}`);
if (run.checked.violations.length > 0) process.exitCode = 1;
