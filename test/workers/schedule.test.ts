import assert from 'node:assert/strict';
import { ScheduleNotFoundError, type Client, type Connection } from '@temporalio/client';
import { keepReconciling } from '../../workers/schedule.ts';
import { RECONCILE_SCHEDULE_ID } from '../../workflows/reconcile/messages.ts';
import { devClient } from '../support/environment.ts';

describe('D-93: the schedule that looks for what webhooks missed', () => {
  let client: Client;
  let connection: Connection;
  const everyMs = async (): Promise<number | undefined> =>
    (await client.schedule.getHandle(RECONCILE_SCHEDULE_ID).describe()).spec.intervals?.[0]?.every;

  before(async () => {
    ({ client, connection } = await devClient());
  });
  after(async () => {
    await keepReconciling(client.schedule, 0);
    await connection.close();
  });

  it('D-93: is made once by all workers that start', async () => {
    await Promise.all([keepReconciling(client.schedule, 3_600), keepReconciling(client.schedule, 3_600)]);
    assert.equal(await everyMs(), 3_600_000);
  });

  it('D-93: follows its setting, and a pause by an operator stays', async () => {
    await client.schedule.getHandle(RECONCILE_SCHEDULE_ID).pause('Работы у Pact');
    await keepReconciling(client.schedule, 7_200);
    assert.equal(await everyMs(), 7_200_000);
    assert.equal((await client.schedule.getHandle(RECONCILE_SCHEDULE_ID).describe()).state.paused, true);
  });

  it('D-92: tells its runs when a worker last started, so that the subscriptions are seen to then', async () => {
    await keepReconciling(client.schedule, 7_200, 1_795_000_000_000);
    const { action } = await client.schedule.getHandle(RECONCILE_SCHEDULE_ID).describe();
    assert.deepEqual(action.type === 'startWorkflow' && action.args, [{ workerStartedAtMs: 1_795_000_000_000 }]);
  });

  it('D-93: 0 seconds mean none, also where there is none', async () => {
    await keepReconciling(client.schedule, 0);
    await keepReconciling(client.schedule, 0);
    await assert.rejects(everyMs(), ScheduleNotFoundError);
  });
});
