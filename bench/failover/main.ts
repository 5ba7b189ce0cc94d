import { parseArgs } from 'node:util';
import { build } from '../compile.ts';
import { machine, median, quantile, table } from '../figures.ts';
import { deploy, type Deploy } from './deploy.ts';
import { killOneOfTwo, type KillOfOne } from './kills.ts';
import { setStage } from './stage.ts';

/** `npm run bench:kill`: what guests notice when one of two workers is killed, and when both are replaced. */
const GOAL = { medianMs: 5_000, worstMs: 10_000, stallMs: 2_000 };
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '10' }, dialogs: { type: 'string', default: '500' } },
});
build();
const stage = await setStage();
try {
  const kills = await killOneOfTwo(stage, Number(values.kills), ({ worker, answeredAfterMs }) =>
    console.log(`kill -9 of ${worker}: answered after ${answeredAfterMs.map(seconds).join(', ')} s`),
  );
  const deployed = await deploy(stage, Number(values.dialogs), (line) => console.log(line));
  const { text, isKept } = report(kills, deployed);
  console.log(`\n${machine()}\n\n${text}`);
  if (!isKept) process.exitCode = 1;
} finally {
  await stage.end();
}

function report(kills: readonly KillOfOne[], { dialogs, atRest, meanwhile, tookMs }: Deploy): { text: string; isKept: boolean } {
  const firsts = kills.map(({ answeredAfterMs }) => Math.max(...answeredAfterMs));
  const restMs = median(atRest);
  const stallMs = Math.max(...meanwhile) - restMs;
  const rows: [what: string, ms: number, goalMs: number][] = [
    [
      `first reply after kill -9 of one of two workers, the slowest dialog of each kill: median of ${kills.length}`,
      median(firsts),
      GOAL.medianMs,
    ],
    ['… worst of all', Math.max(...firsts), GOAL.worstMs],
    [`graceful deploy with ${dialogs} open dialogs: the longest stall beyond an answer at rest`, stallMs, GOAL.stallMs],
  ];
  const verdict = (ms: number, goalMs: number): string => `≤ ${seconds(goalMs)} s: ${ms <= goalMs ? 'kept' : 'missed'}`;
  const facts = [
    ['an answer at rest: median, p99', `${seconds(restMs)}, ${seconds(quantile(atRest, 0.99))} s`, ''],
    ['an answer during the deploy: median, p99', `${seconds(median(meanwhile))}, ${seconds(quantile(meanwhile, 0.99))} s`, ''],
    [`messages during the deploy, which took ${seconds(tookMs)} s`, String(meanwhile.length), ''],
  ];
  return {
    text: table(['', 'measured', 'goal'], [...rows.map(([what, ms, goal]) => [what, `${seconds(ms)} s`, verdict(ms, goal)]), ...facts]),
    isKept: rows.every(([, ms, goalMs]) => ms <= goalMs),
  };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
