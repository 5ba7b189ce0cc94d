import { deepEqual, equal } from 'node:assert/strict';
import type { Kind } from '../../bench/kill/kills.ts';
import { killRun, type KillRun } from '../../bench/kill/run.ts';

/** The short form of `npm run kill` (docs/reliability.md). */
describe('The worker and Temporal are killed (kill -9) while guests write', function () {
  this.timeout(300_000); // about a minute; a loaded machine takes its time
  const kinds: readonly Kind[] = ['worker in a bot call', 'worker in a send, echo late', 'Temporal server'];
  const count = 1;
  let run: KillRun;

  before(async () => {
    run = await killRun({ kinds, count, seed: 20_261_121, guests: 4, compiled: false });
  });

  it('D-94: something was in flight at each kill', () => {
    equal(run.kills.length, count * kinds.length);
    const aimed = run.kills.filter(({ kind }) => kind !== 'Temporal server');
    deepEqual(
      aimed.filter(({ inFlight }) => inFlight.length === 0),
      [],
    );
  });

  it('D-90, D-91: every message is answered or handed over, and nothing happens twice', () => {
    deepEqual(run.checked.violations, []);
  });
});
