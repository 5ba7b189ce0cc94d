import { deepEqual, equal, ok } from 'node:assert/strict';
import { everyFaultOnce } from '../../bench/chaos/plan.ts';
import { chaosRun, type ChaosRun } from '../../bench/chaos/run.ts';

/** The short form of `npm run chaos` (docs/reliability.md): every fault of its catalogue once. */
describe('Everything fails while guests write and managers take over', function () {
  this.timeout(300_000); // about a minute and a half; a loaded machine takes its time
  const schedules = everyFaultOnce(3, 20_261_121);
  let run: ChaosRun;

  before(async () => {
    run = await chaosRun({ schedules, compiled: false });
  });

  it('D-94: each fault happened, and no part of the product ended by itself', () => {
    const planned = schedules.flatMap(({ faults }) => faults.map(({ name }) => `fault: ${name}`)).toSorted();
    const happened = Object.keys(run.counts).filter((name) => name.startsWith('fault: '));
    deepEqual(happened.toSorted(), planned);
    deepEqual(
      Object.keys(run.counts).filter((name) => name.startsWith('ended by itself')),
      [],
    );
  });

  it('D-50, D-90, D-91, D-93, D-94: nothing lost, nothing twice, no bot message after a take, all that was owed is done, all that was missed is found', () => {
    deepEqual(
      run.played.flatMap(({ findings }) => findings),
      [],
    );
  });

  it('D-50, D-61: there was something to lose: takes, tasks, moves, lost answers and dropped webhooks', () => {
    equal(run.counts['messages of guests'], schedules.length * 50);
    for (const what of ['takes', 'tasks', 'stage moves', '… whose answer was lost', 'webhooks never told'])
      ok((run.counts[what] ?? 0) > 0, what);
  });
});
