import assert from 'node:assert/strict';
import { createPolicyActivities } from '../../activities/policy/activities.ts';
import { clockWords } from '../../domain/dialog/clock-words.ts';
import { addWorking } from '../../domain/dialog/rules/working-hours.ts';
import { loadPolicyFile } from '../../config/policy.ts';
import { POLICY_FILE } from './amocrm-setup.ts';

const HOUR_MS = 3_600_000;
const NOON_MS = Date.parse('2026-11-21T12:00:00+03:00');

describe('the policy as a dialog gets it', () => {
  const { policy, calendar } = loadPolicyFile(POLICY_FILE);
  const load = () => createPolicyActivities({ policy, calendar }).loadPolicy({ nowMs: NOON_MS });

  it('D-44: working hours are 09:00–20:00 in Moscow, every day, two months ahead', async () => {
    const { hours } = await load();
    assert.ok(hours.working.some(([start, end]) => start === NOON_MS - 3 * HOUR_MS && end === NOON_MS + 8 * HOUR_MS));
    assert.ok((hours.working.at(-1)?.[1] ?? 0) > NOON_MS + 57 * 24 * HOUR_MS);
  });

  it('D-43: working minutes count from a handoff before closed days, whenever the policy is loaded', async () => {
    const handedOverMs = Date.parse('2026-11-16T19:05:00+03:00'); // Monday; Tuesday is closed
    const working = { ...calendar.working, exceptions: { '2026-11-17': [] } };
    const activities = createPolicyActivities({ policy, calendar: { ...calendar, working } });
    for (const nowMs of [handedOverMs, handedOverMs + 24 * HOUR_MS, handedOverMs + 37 * HOUR_MS]) {
      const { hours } = await activities.loadPolicy({ nowMs });
      assert.equal(addWorking(handedOverMs, HOUR_MS, hours.working), Date.parse('2026-11-18T09:05:00+03:00'));
    }
  });

  it('D-43: where nobody ever closes a new working day begins after 24 hours', async () => {
    assert.equal((await load()).hours.dayMs, 24 * HOUR_MS);
  });

  it('moments can be told on the sanatorium’s own clocks, wherever it lies', async () => {
    const working = { ...calendar.working, zone: 'Asia/Yekaterinburg' };
    const { hours } = await createPolicyActivities({ policy, calendar: { ...calendar, working } }).loadPolicy({ nowMs: NOON_MS });
    assert.deepEqual([clockWords(NOON_MS, hours), clockWords(NOON_MS, (await load()).hours)], ['21.11 14:00', '21.11 12:00']);
  });

  it('it is loaded in each run, so it stays small', async () => {
    assert.ok(JSON.stringify(await load()).length < 16_000);
  });

  it('D-57, D-71: the greeting has its own hours, and so has the final touch', async () => {
    const { hours } = await load();
    assert.ok(hours.greeting.some(([, end]) => end === NOON_MS + 9 * HOUR_MS));
    assert.ok(hours.finalTouch.some(([start]) => start === NOON_MS - 2 * HOUR_MS));
  });

  it('all the rest is the file’s', async () => {
    const { hours: _, ...rest } = await load();
    assert.deepEqual(rest, policy);
  });
});
