import { parseArgs } from 'node:util';
import { build } from '../compile.ts';
import { isKept, report } from './report.ts';
import { rush } from './run.ts';

/** `npm run bench:rush`: fifty strangers a second, three workers, and the limits of amoCRM and Pact as they are. */
const { values } = parseArgs({
  options: {
    'per-second': { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
    workers: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '60' },
  },
});
build();
const figures = await rush({
  perSecond: Number(values['per-second']),
  seconds: Number(values.seconds),
  workers: Number(values.workers),
  withinMs: Number(values.minutes) * 60_000,
  compiled: true,
  say: (line) => console.log(line),
});
console.log(`\n${report(figures)}`);
if (!isKept(figures)) process.exitCode = 1;
