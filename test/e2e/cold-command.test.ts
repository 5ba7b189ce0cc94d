import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { policyFile } from '../../bench/policy-file.ts';
import { createContactKey } from '../../contact/contact-key.ts';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import { STACK_ENV_FOR_STORIES } from '../../local/scenarios/player.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { journalSinks } from '../../workers/journal.ts';
import { dialogWorkflowId } from '../../workflows/dialog/messages.ts';
import { eventually } from '../support/environment.ts';

const GUESTS = 6;
const WITHIN_MS = 40_000;

/** A worker dies, and the first thing its successor hears of a dialog is a manager's command. */
describe('a command after a kill', function () {
  this.timeout(120_000);
  let stack: Stack;
  let folder: string;
  let connection: Connection;
  let client: Client;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-cold-'));
    const env = {
      ...STACK_ENV_FOR_STORIES,
      POLICY_FILE: await policyFile(folder, { quiet: '200 ms', quietMax: '1 s' }),
      RECONCILE_SECONDS: '0',
    };
    stack = new Stack({ folder, ports: await freePorts(), env });
    await stack.start();
    connection = await Connection.connect({ address: stack.temporalAddress });
    client = new Client({ connection, namespace: stack.namespace });
  });
  after(async () => {
    await connection?.close();
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function command(key: string, name: string): Promise<string> {
    const response = await fetch(`${stack.urls.api}/dialogs/${key}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.apiToken}`, 'idempotency-key': `${key}-${name}` },
      body: JSON.stringify({ by: { id: 9_500_001, name: 'Анна' } }),
    });
    const text = await response.text();
    return response.ok ? (JSON.parse(text) as { state: string }).state : `${response.status} ${text}`;
  }

  /** Nothing is under way, and the last task has decided nothing: the worst place to be read from again. */
  async function isAtRest(key: string): Promise<boolean> {
    const { raw } = await client.workflow.getHandle(dialogWorkflowId(key)).describe();
    return raw.pendingWorkflowTask == null && (raw.pendingActivities ?? []).length === 0;
  }

  it('D-50, D-94: is carried out once, and the history it leaves stands up to a replay', async () => {
    const keyOf = createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '');
    const phones = Array.from({ length: GUESTS }, (_, place) => `792811109${String(place).padStart(2, '0')}`);
    const keys = phones.map((phone) => keyOf({ phone }));
    const guests = phones.map((phone) => new PactPhone({ url: stack.urls.pact, phone, name: 'Вера' }));
    const saidToAll = async (count: number): Promise<boolean> => {
      const said = await Promise.all(guests.map(async (guest) => (await guest.transcript()).filter(({ income }) => !income).length));
      return said.every((one) => one >= count);
    };
    const rest = (): Promise<unknown> =>
      eventually('all at rest', async () => (await Promise.all(keys.map(isAtRest))).every(Boolean), WITHIN_MS);

    await Promise.all(guests.map((guest) => guest.write('Здравствуйте! Есть ли у вас парковка?')));
    await eventually('the first answers', () => saidToAll(1), WITHIN_MS);
    assert.deepEqual([...new Set(await Promise.all(keys.map((key) => command(key, 'take'))))], ['withManager']);
    await rest();
    await stack.worker.kill();
    const starting = stack.worker.start();
    assert.deepEqual([...new Set(await Promise.all(keys.map((key) => command(key, 'release'))))], ['withBot']);
    await starting;
    await rest();

    const bundle = await workflowBundle();
    for (const key of keys) {
      const history = await client.workflow.getHandle(dialogWorkflowId(key)).fetchHistory();
      await Worker.runReplayHistory({ workflowBundle: bundle, sinks: journalSinks() }, history, dialogWorkflowId(key));
    }
  });
});
