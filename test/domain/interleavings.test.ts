import fc from 'fast-check';
import { fromStep, stepArbitrary } from './interleavings/steps.ts';
import { OTHER_SETTINGS, TRUSTS_AUTHORS, WatchedWorld } from './interleavings/watched-world.ts';

/** The same ones each time; `INTERLEAVINGS_SEED` takes others, `INTERLEAVINGS_RUNS` more of them. */
const SEED = Number(process.env['INTERLEAVINGS_SEED'] ?? 20_260_302);
const RUNS = Number(process.env['INTERLEAVINGS_RUNS'] ?? 1_050);
const STEPS_MAX = 60;
const stepsArbitrary = fc.array(stepArbitrary, { minLength: 1, maxLength: STEPS_MAX, size: 'max' });
const endArbitrary = fc.constantFrom('all works again', 'all works again', 'an operator stops it');

const situations = {
  'a new guest whom the CRM does not know yet': () => WatchedWorld.unknownGuest(),
  'a guest with a booking in progress': () => WatchedWorld.withLead('consulted'),
  'a guest who is staying, with an old refusal': () => WatchedWorld.withLead('staying'),
  'a guest with a booking in progress and other settings': () => WatchedWorld.withLead('new', OTHER_SETTINGS),
  'a guest with a booking in progress, where amoCRM’s events are believed': () => WatchedWorld.withLead('consulted', TRUSTS_AUTHORS),
  'a guest whom a manager has written to first, on a channel with a window': () => WatchedWorld.managerFirst(),
};

describe(`whatever happens in whatever order (seed ${SEED}, ${RUNS} runs each)`, () => {
  for (const [situation, world] of Object.entries(situations)) {
    it(`D-02, D-40, D-50, D-56, D-90, D-91: ${situation}: the bot never talks over a manager, and nothing is lost or doubled`, function () {
      this.timeout(60_000 + RUNS * 20);
      fc.assert(
        fc.property(stepsArbitrary, endArbitrary, (steps, end) => {
          const watched = world();
          for (const step of steps) fromStep(watched, step);
          if (end === 'an operator stops it') watched.stopped();
          watched.comesToRest();
        }),
        { seed: SEED, numRuns: RUNS, endOnFailure: false },
      );
    });
  }
});
