import assert from 'node:assert/strict';
import type { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { pino } from 'pino';
import { PactClient } from '../../activities/pact/client.ts';
import { startApi, type RunningApi } from '../../api/server.ts';
import { loadApiEnv } from '../../config/env.ts';
import { createContactKey } from '../../contact/contact-key.ts';
import type { ClientMessage } from '../../domain/dialog/events.ts';
import { startPactSimulator, type PactSimulator } from '../../simulators/pact/server.ts';
import { dialogWorkflowId } from '../../workflows/dialog/messages.ts';
import { devClient, eventually, TEST_NAMESPACE } from '../support/environment.ts';
import { givenOddServer, hang, html, json, stopOddServers } from '../activities/odd-server.ts';

const PACT_TOKEN = 'local-pact-token';
const CONTACT_KEY_SECRET = 'secret-of-the-keys';
const WEBHOOK_SECRET = 'secret-of-the-webhooks';

/** From the guest's phone to what Temporal keeps for the dialog; nobody works on it here. */
describe('a guest answers a message by quoting it', function () {
  this.timeout(30_000);
  let client: Client;
  let connection: Connection;
  let address: string;
  let pact: PactSimulator;
  let api: RunningApi | undefined;
  let phone = 79_161_000_000;

  before(async () => {
    ({ client, connection, address } = await devClient());
  });
  after(() => connection.close());
  beforeEach(async () => {
    phone += 1; // another dialog for each test
    pact = await startPactSimulator({ port: 0 });
  });
  afterEach(async () => {
    await dialog().terminate('The test is over');
    await pact.stop();
    await api?.stop();
    await stopOddServers();
  });

  const dialog = () => client.workflow.getHandle(dialogWorkflowId(createContactKey(CONTACT_KEY_SECRET)({ phone: String(phone) })));

  async function startApiWith(pactUrl: string): Promise<void> {
    const settings = {
      PUBLIC_URL: 'http://127.0.0.1:3000',
      BOT_SECRET: 'secret-of-the-bot',
      CONTACT_KEY_SECRET,
      AMOCRM_ACCOUNT_ID: '31990001',
      PACT_COMPANY_ID: '1',
      PACT_BASE_URL: pactUrl,
      PACT_TOKEN,
      WEBHOOK_SECRET,
      API_TOKEN: 'token-of-the-api',
      PORT: '0',
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: TEST_NAMESPACE,
    };
    api = await startApi(loadApiEnv(settings), { log: pino({ level: 'silent' }) });
    const webhooks = new PactClient({ baseUrl: pact.url, token: PACT_TOKEN, companyId: 1 });
    await webhooks.createWebhook(`http://127.0.0.1:${api.port}/webhooks/pact/${WEBHOOK_SECRET}`);
  }

  async function guestWrites(text: string, quoted?: number): Promise<number> {
    const body = JSON.stringify({ phone: String(phone), name: 'Анна', text, replied_to_id: quoted });
    const response = await fetch(`${pact.url}/_sim/guest-message`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return ((await response.json()) as { message: { id: number } }).message.id;
  }

  const kept = (text: string): Promise<ClientMessage> =>
    eventually(`«${text}» in the dialog`, async () => {
      const { events } = await dialog()
        .fetchHistory()
        .catch(() => ({ events: [] }));
      const payloads = (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes?.input?.payloads ?? []);
      return payloads.map((payload) => defaultPayloadConverter.fromPayload<ClientMessage>(payload)).find((one) => one.text === text);
    });

  it('D-03: it carries what it quotes', async () => {
    await startApiWith(pact.url);
    const quoted = await guestWrites('Есть ли бассейн?');
    assert.equal((await kept('Есть ли бассейн?')).quotes, undefined);
    await guestWrites('А он тёплый?', quoted);
    assert.equal((await kept('А он тёплый?')).quotes, 'Есть ли бассейн?');
  });

  for (const [what, answer] of [
    ['says nothing', hang],
    ['is at its limit', html(429)],
    ['answers something else', json(200, { messages: 'none' })],
    ['does not have it among its newest', json(200, { messages: [{ id: 1, external_id: 'other', income: true, message: 'Да' }] })],
  ] as const) {
    it(`D-03: it comes without the quote, and within two seconds, when Pact ${what}`, async () => {
      await startApiWith((await givenOddServer(answer)).url);
      const quoted = await guestWrites('Есть ли бассейн?');
      await kept('Есть ли бассейн?');
      const startedAtMs = Date.now();
      await guestWrites('А он тёплый?', quoted);
      assert.equal((await kept('А он тёплый?')).quotes, undefined);
      assert.ok(Date.now() - startedAtMs < 2_000, `${Date.now() - startedAtMs} ms`);
    });
  }
});
