import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './compile.ts';
import { machine } from './figures.ts';
import { isKept, report, type Pair } from './turn/figures.ts';
import { measure, type Pace } from './turn/measure.ts';
import { startSides } from './turn/sides.ts';
import { World } from './turn/world.ts';

/**
 * `npm run bench:turn`: what our care costs. One message, one question to the bot, one send: our dialog beside a workflow that does only
 * that, on one server, in turn, in pairs. `-- --queues one` has it send from its only queue, which no provider's limit allows; `-- --pace 20 --rounds 3` for a
 * quick look.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    contacts: { type: 'string', default: '320' },
    'at-once': { type: 'string', default: '40' },
    queues: { type: 'string', default: 'apart' },
    pace: { type: 'string', multiple: true, default: ['20', '50', 'saturated'] },
  },
});
const rounds = Number(values.rounds);
const PACES = values.pace.map((pace): Pace => (pace === 'saturated' ? { atOnce: Number(values['at-once']) } : { perSecond: Number(pace) }));

await compile();
const folder = await mkdtemp(join(tmpdir(), 'estafeta-turn-'));
const world = new World();
await world.start();
const sides = await startSides({ folder, world, contacts: Number(values.contacts), sendsApart: values.queues !== 'one' });
try {
  const forMs = Number(values.seconds) * 1_000;
  for (const side of [sides.ours, sides.minimal]) await measure(side, { perSecond: 20 }, forMs / 2, world); // to warm up
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const pace of PACES) {
      const first = round % 2 === 0 ? sides.ours : sides.minimal;
      const second = first === sides.ours ? sides.minimal : sides.ours;
      const figures = [await measure(first, pace, forMs, world), await measure(second, pace, forMs, world)] as const;
      const [ours, minimal] = first === sides.ours ? figures : [figures[1], figures[0]];
      pairs.push({ pace, ours, minimal });
      process.stderr.write('.');
    }
  }
  console.log(
    `\n${machine()}; ${rounds} pairs of ${values.seconds} s at each pace, ${values.contacts} contacts; the minimal one sends ${values.queues !== 'one' ? 'through a queue of its own, as ours does' : 'from its only queue'}\n`,
  );
  console.log(report(PACES, pairs));
  if (!PACES.every((pace) => isKept(pace, pairs))) process.exitCode = 1;
} finally {
  await sides.stop();
  world.stop();
  await rm(folder, { recursive: true, force: true });
}
