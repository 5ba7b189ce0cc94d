import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import { TemporalAway } from '../../api/temporal/calls.ts';
import { ALERTS_WORKFLOW_ID, alertsQuery } from '../../workflows/alerts/messages.ts';
import { createOwnWorkflows, type OwnWorkflows } from '../../workers/own-workflows.ts';
import { alwaysOpen, devScene, type DevScene } from '../support/dev-scene.ts';
import { eventually, TEST_NAMESPACE } from '../support/environment.ts';
import { LEAD_ID } from '../support/guest.ts';

describe('activities ask where a dialog stands', function () {
  this.timeout(60_000);
  let scene: DevScene;
  let own: OwnWorkflows;
  before(async () => {
    scene = await devScene();
    own = createOwnWorkflows(scene.connection, TEST_NAMESPACE);
  });
  after(() => scene.stop());

  it('D-53: with the bot, with a manager; not where its lead is another one, where there is none, where it is over', async () => {
    const guest = scene.guest({ policy: alwaysOpen({ durations: { quietMs: 0 } }) });
    assert.equal(await own.dialogStateOf(guest.key, LEAD_ID), undefined);
    await guest.says('Сколько стоит номер?');
    await eventually('an answer', () => guest.texts.length > 0);
    assert.equal(await own.dialogStateOf(guest.key, LEAD_ID), 'withBot');
    await guest.take();
    assert.equal(await own.dialogStateOf(guest.key, LEAD_ID), 'withManager');
    assert.equal(await own.dialogStateOf(guest.key, LEAD_ID + 1), undefined);
    await guest.handle.terminate('The test asks for it');
    assert.equal(await own.dialogStateOf(guest.key, LEAD_ID), undefined);
  });

  it('an alert is kept, the same id once', async () => {
    const alert = {
      id: `own-${process.pid}`,
      atMs: Date.now(),
      about: 'crmSetup',
      text: 'В amoCRM не хватает поля.',
      contactKey: '',
    } as const;
    await own.raiseAlert(alert);
    await own.raiseAlert(alert);
    const kept = await scene.client.workflow.getHandle(ALERTS_WORKFLOW_ID).query(alertsQuery);
    assert.equal(kept.filter(({ id }) => id === alert.id).length, 1);
  });
});

describe('Temporal is away', function () {
  this.timeout(20_000);

  it('what is asked fails in time, and leaving in the middle of it throws nowhere', async () => {
    const own = createOwnWorkflows(Connection.lazy({ address: await deadAddress() }), TEST_NAMESPACE);
    const state = own.dialogStateOf('nobody', LEAD_ID);
    const alert = own.raiseAlert({ id: 'a', atMs: 0, about: 'crmSetup', text: 'Проверка', contactKey: '' });
    const outcomes = Promise.allSettled([state, alert]);
    await own.close(); // mocha fails the test on an exception that nobody caught
    for (const outcome of await outcomes) assert.ok(outcome.status === 'rejected' && outcome.reason instanceof TemporalAway);
  });
});

/** A port where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}
