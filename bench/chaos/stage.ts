import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { WEBHOOK_EVENTS } from '../../activities/amocrm/subscription.ts';
import { createContactKey } from '../../contact/contact-key.ts';
import { ApiClient } from '../../local/cli/api-client.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { policyFile } from '../policy-file.ts';
import { Link } from './link.ts';
import { Troubles } from './troubles.ts';

export const SIMULATORS = ['amocrm', 'pact', 'bot'] as const;
export type Simulator = (typeof SIMULATORS)[number];

/** Between whom a partition can be made: who asks → who answers. */
export const LINKS = ['pact', 'amocrm', 'bot', 'temporal', 'webhooks'] as const;
export type LinkName = (typeof LINKS)[number];

const RECONCILE_SECONDS = 5;
/** The stack's own. */
const WEBHOOK_SECRET = 'local-webhook-secret';

export interface Stage {
  stack: Stack;
  /** The folder of what the parts said. */
  logs: string;
  api: ApiClient;
  /** Past the links: for looking only. */
  client: Client;
  links: Readonly<Record<LinkName, Link>>;
  troubles: Troubles;
  keyOf: (phone: string) => string;
  /** GET and POST of a simulator's control; `path` without `/_sim/`. Errors: what it says no with. */
  look: <Answer>(simulator: Simulator, path: string) => Promise<Answer>;
  tell: (simulator: Simulator, path: string, body: object) => Promise<unknown>;
  /** Who hears that a part of the first start ended by itself. */
  onPartEnd: (hear: (sentence: string) => void) => void;
  end(): Promise<void>;
}

/** The whole product with its simulators and a link that can be cut wherever two parts talk. */
export async function setStage({ compiled }: { compiled: boolean }): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'estafeta-chaos-'));
  const ports = await freePorts();
  const links = {
    pact: new Link(ports.pact),
    amocrm: new Link(ports.amocrm),
    bot: new Link(ports.bot),
    temporal: new Link(ports.temporal),
    webhooks: new Link(ports.api),
  };
  await Promise.all(Object.values(links).map(async (link) => link.open()));
  const by = (name: LinkName): string => `http://127.0.0.1:${links[name].port}`;
  let hear: (sentence: string) => void = (sentence) => console.error(sentence);
  const stack = new Stack({
    onUnexpectedEnd: (sentence) => hear(sentence),
    folder,
    compiled,
    ports,
    env: {
      POLICY_FILE: await policyFile(folder, { quiet: '200 ms', quietMax: '1 s', leadWait: '4 s' }),
      PACT_PER_SECOND: '0',
      AMOCRM_PER_SECOND: '0',
      SIM_LIMITS: 'off', // many dialogs at once are the point here; the limits have tests of their own
      SIM_DATA_DIR: '', // the simulators are the outside world: they do not restart
      SIM_AMOCRM_AUTO_LEAD_SECONDS: '1',
      SIM_PACT_RETRY_SECONDS: '3', // the real Pact waits 60 s; a repeat must outlast Temporal's restart
      RECONCILE_SECONDS: String(RECONCILE_SECONDS),
      PUBLIC_URL: by('webhooks'),
      SIM_PACT_WEBHOOK_URL: `${by('webhooks')}/webhooks/pact/${WEBHOOK_SECRET}`,
      PACT_BASE_URL: `${by('pact')}/api/p2`,
      AMOCRM_BASE_URL: by('amocrm'),
      BOT_URL: by('bot'),
      TEMPORAL_ADDRESS: `127.0.0.1:${links.temporal.port}`,
      LOG_LEVEL: 'warn',
    },
  });
  const look = async <Answer>(simulator: Simulator, path: string): Promise<Answer> => {
    const response = await fetch(`${stack.urls[simulator]}/_sim/${path}`);
    if (!response.ok) throw new Error(`${simulator} answered ${response.status} for ${path}: ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const tell = async (simulator: Simulator, path: string, body: object): Promise<unknown> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${stack.urls[simulator]}/_sim/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${simulator} answered ${response.status} for ${path}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  const end = async (): Promise<void> => {
    await stack.stop();
    await Promise.all(Object.values(links).map(async (link) => link.close()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await stack.start();
    await overTheLink(stack, by('webhooks'));
  } catch (error) {
    await end();
    throw error;
  }
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const contactKey = createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '');
  return {
    stack,
    logs: join(folder, 'logs'),
    api: new ApiClient({ url: stack.urls.api, token: stack.apiToken }),
    client: new Client({ connection, namespace: stack.namespace }),
    links,
    troubles: new Troubles(tell),
    keyOf: (phone) => contactKey({ phone }),
    look,
    tell,
    onPartEnd: (listener) => {
      hear = listener;
    },
    async end() {
      await connection.close();
      await end();
    },
  };
}

/** The stack subscribes the API itself at amoCRM; here it is told over the link, where it can be cut off. */
async function overTheLink(stack: Stack, link: string): Promise<void> {
  const url = `${stack.urls.amocrm}/api/v4/webhooks`;
  const headers = { authorization: `Bearer ${stack.settings()['AMOCRM_TOKEN']}`, 'content-type': 'application/json' };
  const path = `/webhooks/amocrm/${WEBHOOK_SECRET}/`;
  const over = { method: 'POST', headers, body: JSON.stringify({ destination: `${link}${path}`, settings: WEBHOOK_EVENTS }) };
  const direct = { method: 'DELETE', headers, body: JSON.stringify({ destination: `${stack.urls.api}${path}` }) };
  for (const init of [over, direct]) {
    const response = await fetch(url, init);
    if (!response.ok)
      throw new Error(`The amoCRM simulator refused a ${init.method} of the subscription (${response.status}): ${await response.text()}`);
  }
}
