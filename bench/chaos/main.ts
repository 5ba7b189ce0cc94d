import { parseArgs } from 'node:util';
import { build } from '../compile.ts';
import { scheduleOf } from './plan.ts';
import { report, scheduleLine } from './report.ts';
import { chaosRun } from './run.ts';

const HELP = `npm run chaos -- [--schedules 200] [--seed N] [--only K[,K…]]

Plays schedules of 50 guests' messages while parts of the product are killed, cut off and lied to, and asks the simulators what came of it.
  --schedules N   how many; 200 unless given
  --seed N        everything is drawn from it; of the clock unless given
  --only K        only these schedules of that seed, for example 17 or 3,17
  --sources       the product from its sources instead of dist/`;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    sources: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else {
  const seed = Number(values.seed);
  const numbers = values.only?.split(',').map(Number) ?? Array.from({ length: Number(values.schedules) }, (_, at) => at + 1);
  if (!Number.isInteger(seed) || numbers.some((number) => !Number.isInteger(number) || number < 1) || numbers.length === 0)
    throw new Error(`--seed, --schedules and --only take whole numbers from 1 on\n\n${HELP}`);
  if (!values.sources) build();
  const schedules = numbers.map((number) => scheduleOf(number, seed));
  console.log(`Seed ${seed}: ${numbers.length} schedules.\n`);
  const run = await chaosRun({ schedules, compiled: !values.sources, onSchedule: (played) => console.log(scheduleLine(played)) });
  console.log(`\n${report(run)}`);
  if (run.played.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
}
