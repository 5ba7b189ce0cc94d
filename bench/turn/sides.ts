import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { createContactKey } from '../../contact/contact-key.ts';
import { Part, saysReady } from '../../local/part.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { freePort } from '../../local/temporal/ports.ts';
import { dialogWorkflowId } from '../../workflows/dialog/messages.ts';
import { minimalBundle, minimalScript } from '../compile.ts';
import { policyFile } from '../policy-file.ts';
import { cpuMs } from './cpu.ts';
import { turnOf, type Contact, type Target } from './load.ts';
import type { World } from './world.ts';

/** One of the two that are compared. */
export interface Side {
  name: 'ours' | 'minimal';
  target: Target;
  /** CPU of API, worker and Temporal so far. */
  cpuMs: () => { api: number; worker: number; temporal: number };
  /** Events in the history of a contact's running workflow. */
  historyLength: (contact: Contact) => Promise<number>;
}

export interface Sides {
  ours: Side;
  minimal: Side;
  stop(): Promise<void>;
}

export interface SidesOptions {
  folder: string;
  world: World;
  contacts: number;
  /** The minimal one too sends through a queue of its own. */
  sendsApart: boolean;
}

/** Both on one server. Every contact has had its first turn, with whatever the CRM is told then, and its card stays fresh. */
export async function startSides({ folder, world, contacts, sendsApart }: SidesOptions): Promise<Sides> {
  const stack = new Stack({
    folder,
    compiled: true,
    ports: await freePorts(),
    env: {
      POLICY_FILE: await policyFile(folder, { quiet: '0 s', quietMax: '0 s', cardFresh: '24 h' }),
      PACT_BASE_URL: world.url,
      BOT_URL: world.url,
      PACT_PER_SECOND: '0',
      AMOCRM_PER_SECOND: '0',
      RECONCILE_SECONDS: '0', // the world here has no lists
      SIM_LIMITS: 'off',
      SIM_DATA_DIR: '', // they write their world whole at each change: not what is measured
    },
  });
  const port = await freePort();
  const env = {
    ...stack.settings(),
    MINIMAL_PORT: String(port),
    MINIMAL_BUNDLE: minimalBundle('workflow'),
    MINIMAL_WORKFLOW: sendsApart ? 'queuedContactWorkflow' : 'contactWorkflow',
  };
  const part = (name: string, script: string): Part =>
    new Part({ name, script: minimalScript(script), env, logFile: join(folder, 'logs', `${name}.log`), ready: saysReady });
  const minimalApi = part('minimal-api', 'api');
  const minimalWorker = part('minimal-worker', 'worker');
  const stopAll = async (): Promise<void> => {
    await Promise.all([minimalApi.kill(), minimalWorker.kill()]);
    await stack.stop();
  };
  try {
    await Promise.all([stack.startTemporal(), stack.simulators.start()]);
    await Promise.all([stack.worker, stack.api, minimalApi, minimalWorker].map(async (one) => one.start()));
  } catch (error) {
    await stopAll();
    throw error;
  }

  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection, namespace: stack.namespace });
  const lengthOf = async (workflowId: string): Promise<number> => (await client.workflow.getHandle(workflowId).describe()).historyLength;
  const people = Array.from({ length: contacts }, (_, at) => ({ phone: `7902${String(at).padStart(7, '0')}`, conversationId: 9_000 + at }));
  const keyOf = createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '');
  const cpuOf = (api: Part, worker: Part) => () => ({
    api: cpuMs(api.pid ?? 0),
    worker: cpuMs(worker.pid ?? 0),
    temporal: cpuMs(stack.temporalPid ?? 0),
  });
  const ours: Side = {
    name: 'ours',
    target: { webhookUrl: `${stack.urls.api}/webhooks/pact/${stack.settings()['WEBHOOK_SECRET']}`, contacts: people },
    cpuMs: cpuOf(stack.api, stack.worker),
    historyLength: async ({ phone }) => lengthOf(dialogWorkflowId(keyOf({ phone }))),
  };
  const minimal: Side = {
    name: 'minimal',
    target: { webhookUrl: `http://127.0.0.1:${port}/webhook`, contacts: people },
    cpuMs: cpuOf(minimalApi, minimalWorker),
    historyLength: async ({ conversationId }) => lengthOf(`contact:${conversationId}`),
  };
  await makeLeads(stack.urls.amocrm, people);
  for (const side of [ours, minimal]) await greetAll(side, world);
  await untilIdle(stack.urls.amocrm);
  return {
    ours,
    minimal,
    async stop() {
      await connection.close();
      await stopAll();
    },
  };
}

const AT_ONCE = 10;

async function makeLeads(amocrm: string, people: readonly Contact[]): Promise<void> {
  for (const { phone } of people) {
    await fetch(`${amocrm}/_sim/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'anna', do: 'create-lead', phone, name: 'Гость', stage: 'Проведена консультация' }),
    });
  }
}

async function greetAll({ target }: Side, world: World): Promise<void> {
  const left = [...target.contacts];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let contact = left.shift(); contact !== undefined; contact = left.shift()) await turnOf(contact, target, world);
    }),
  );
}

/** The CRM has been told all that a first turn tells it. */
async function untilIdle(amocrm: string): Promise<void> {
  for (let before = -1, now = 0; now !== before;) {
    before = now;
    await wait(2_000);
    const { entries } = (await (await fetch(`${amocrm}/_sim/journal`)).json()) as { entries: unknown[] };
    now = entries.length;
  }
}
