import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createContactKey } from '../../contact/contact-key.ts';
import { ApiClient } from '../../local/cli/api-client.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { policyFile } from '../policy-file.ts';
import { startRelay, type Relay } from './relay.ts';

/** How long the bot thinks, and how long Pact keeps back its answer to a message that it has sent already: the worst moment to die in. */
export const CALL_MS = 1_500;
export const SEND_MS = 1_500;

export interface Stage {
  stack: Stack;
  client: Client;
  api: ApiClient;
  relay: Relay;
  keyOf: (phone: string) => string;
  /** GET of a simulator's control; `path` without `/_sim/`. */
  simulated: <Answer>(simulator: 'amocrm' | 'pact' | 'bot', path: string) => Promise<Answer>;
  end(): Promise<void>;
}

/** The whole product with its simulators, on ports and in a folder of its own. */
export async function setStage({ compiled }: { compiled: boolean }): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'estafeta-kill-'));
  const relay = await startRelay();
  const stack = new Stack({
    folder,
    compiled,
    ports: await freePorts(),
    env: {
      POLICY_FILE: await policyFile(folder, { quiet: '300 ms', quietMax: '2 s' }),
      PACT_PER_SECOND: '0',
      AMOCRM_PER_SECOND: '0',
      SIM_LIMITS: 'off', // many dialogs at once are the point here
      RECONCILE_SECONDS: '0', // else the worker subscribes past the relay, and no echo is late
      SIM_PACT_RETRY_SECONDS: '3', // the real Pact waits 60 s; a repeat must outlast Temporal's restart
      SIM_PACT_WEBHOOK_URL: relay.url,
      LOG_LEVEL: 'warn',
    },
  });
  relay.passTo(`${stack.urls.api}/webhooks/pact/${stack.settings()['WEBHOOK_SECRET']}`);
  const end = async (): Promise<void> => {
    relay.close();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  };
  await stack.start().catch(async (error: unknown) => {
    await end();
    throw error;
  });
  await set(`${stack.urls.bot}/_sim/settings`, { delay_ms: CALL_MS });
  await set(`${stack.urls.pact}/_sim/settings`, { echo: 'before', delay_ms: SEND_MS });
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const contactKey = createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '');
  return {
    stack,
    client: new Client({ connection, namespace: stack.namespace }),
    api: new ApiClient({ url: stack.urls.api, token: stack.apiToken }),
    relay,
    keyOf: (phone) => contactKey({ phone }),
    simulated: async <Answer>(simulator: 'amocrm' | 'pact' | 'bot', path: string) =>
      (await (await fetch(`${stack.urls[simulator]}/_sim/${path}`)).json()) as Answer,
    async end() {
      await connection.close();
      await end();
    },
  };
}

async function set(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
