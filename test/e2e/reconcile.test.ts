import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { policyFile } from '../../bench/policy-file.ts';
import { createContactKey } from '../../contact/contact-key.ts';
import { ApiClient } from '../../local/cli/api-client.ts';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import { STACK_ENV_FOR_STORIES } from '../../local/scenarios/player.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { dialogWorkflowId } from '../../workflows/dialog/messages.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { eventually } from '../support/environment.ts';

const WITHIN_MS = 30_000;

/** After the first test neither Pact nor amoCRM tells of anything. */
describe('D-93: what the webhooks missed is found again', function () {
  this.timeout(120_000);
  let stack: Stack;
  let folder: string;
  let connection: Connection;
  let client: Client;

  const phoneOf = (phone: string): PactPhone => new PactPhone({ url: stack.urls.pact, phone, name: 'Вера' });
  const saidTo = async (phone: string): Promise<string[]> =>
    (await phoneOf(phone).transcript()).filter(({ income }) => !income).map(({ text }) => text ?? '');
  const keyOf = (phone: string): string => createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '')({ phone });
  /** Undefined while nobody has written. */
  const view = async (phone: string): Promise<DialogView | undefined> =>
    new ApiClient({ url: stack.urls.api, token: stack.apiToken }).show(keyOf(phone)).catch(() => undefined);
  const runsSoFar = async (): Promise<number> =>
    (await client.workflow.count(`WorkflowType = 'reconcileWorkflow' AND ExecutionStatus = 'Completed'`)).count;
  const historyLength = async (phone: string): Promise<number> =>
    (await client.workflow.getHandle(dialogWorkflowId(keyOf(phone))).describe()).historyLength;

  const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { AMOCRM_TOKEN: token, PACT_TOKEN: pactToken } = stack.settings();
    const headers = { authorization: `Bearer ${token}`, 'x-private-api-token': pactToken ?? '', 'content-type': 'application/json' };
    return fetch(url, { ...init, headers });
  };
  const pactWebhooks = (): string => `${stack.urls.pact}/api/p2/companies/1/webhooks`;
  const amocrmWebhooks = (): string => `${stack.urls.amocrm}/api/v4/webhooks`;

  /** As if every webhook were lost from now on; they are looked after again only in an hour. */
  async function unsubscribe(): Promise<void> {
    const { webhooks } = (await (await ask(pactWebhooks())).json()) as { webhooks: { id: number }[] };
    for (const { id } of webhooks) await ask(`${pactWebhooks()}/${id}`, { method: 'DELETE' });
    const destination = `${stack.urls.api}/webhooks/amocrm/${stack.settings()['WEBHOOK_SECRET']}/`;
    assert.equal((await ask(amocrmWebhooks(), { method: 'DELETE', body: JSON.stringify({ destination }) })).status, 204);
  }

  async function runs(count: number): Promise<void> {
    const before = await runsSoFar();
    await eventually(`${count} more runs`, async () => (await runsSoFar()) >= before + count, WITHIN_MS);
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-reconcile-'));
    const env = {
      ...STACK_ENV_FOR_STORIES,
      POLICY_FILE: await policyFile(folder, { quiet: '300 ms', quietMax: '1 s' }),
      SIM_PACT_WEBHOOK_URL: '',
      RECONCILE_SECONDS: '1',
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

  it('D-92: Pact and amoCRM are made to tell us, without anybody’s doing', async () => {
    const secret = stack.settings()['WEBHOOK_SECRET'];
    await eventually(
      'an active webhook in Pact',
      async () => (await (await ask(pactWebhooks())).text()).includes('"active":true'),
      WITHIN_MS,
    );
    const { webhooks } = (await (await ask(pactWebhooks())).json()) as { webhooks: { url: string }[] };
    assert.deepEqual(
      webhooks.map(({ url }) => url),
      [`${stack.urls.api}/webhooks/pact/${secret}`],
    );
    assert.match(await (await ask(amocrmWebhooks())).text(), /update_task/u);
    await runs(1);
  });

  it('D-90, D-91, D-93: with every second event lost and the others told three times in disorder, each question is answered once', async () => {
    const phone = '79281110711';
    const faults = async (webhooks: object): Promise<void> => {
      const answer = await ask(`${stack.urls.pact}/_sim/faults`, { method: 'POST', body: JSON.stringify({ webhooks }) });
      assert.equal(answer.status, 200, await answer.text());
    };
    await faults({ drop: 2, repeat: 3, reorder: true });
    const questions = ['Здравствуйте! Есть ли у вас бассейн?', 'А парковка есть?', 'Сколько стоит лечение зубов жемчугом?'];
    for (const [index, question] of questions.entries()) {
      await phoneOf(phone).write(question);
      await eventually(`an answer to «${question}»`, async () => (await saidTo(phone)).length > index, WITHIN_MS);
    }
    await runs(3);
    assert.equal((await saidTo(phone)).length, questions.length);
    assert.equal((await view(phone))?.unanswered.owedBy === 'bot', false);
    await faults({});
    await unsubscribe();
  });

  it('D-93: a message that no webhook told of is answered, once', async () => {
    await phoneOf('79281110702').write('Здравствуйте! Есть ли у вас бассейн?');
    await eventually('an answer', async () => (await saidTo('79281110702')).length > 0, WITHIN_MS);
    await runs(2);
    assert.equal((await saidTo('79281110702')).length, 1);
  });

  it('D-93: looking again costs a dialog nothing', async () => {
    const before = await historyLength('79281110702');
    await runs(2);
    assert.equal(await historyLength('79281110702'), before);
  });

  it('D-93, D-50: a manager’s words that no webhook told of silence the bot', async () => {
    const guest = phoneOf('79281110702');
    await guest.writeAsManager('Вера, добрый день, это Анна.');
    await runs(2);
    await guest.write('А сколько он работает?');
    await runs(3);
    assert.equal((await saidTo('79281110702')).length, 2);
  });

  it('D-93, D-50: «Ведёт диалог» that a manager set is seen without a webhook', async () => {
    const phone = '79000000003';
    await phoneOf(phone).write('Здравствуйте! Есть ли у вас бассейн?');
    const leadId = await eventually(
      'a dialog of which the CRM knows all',
      async () => {
        const dialog = await view(phone);
        const settled = dialog?.state === 'withBot' && dialog.owed.length === 0 && (await saidTo(phone)).length > 0;
        return settled && dialog.leadId !== null && dialog.leadId;
      },
      WITHIN_MS,
    );
    const acted = await fetch(`${stack.urls.amocrm}/_sim/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'anna', do: 'set-field', lead: leadId, field: 'Ведёт диалог', value: 'Менеджер' }),
    });
    assert.equal(acted.status, 200, await acted.text());
    await eventually('Anna leads', async () => (await view(phone))?.state === 'withManager', WITHIN_MS);
  });

  it('D-92: a worker that starts sees to the subscriptions at once, not within the hour', async () => {
    assert.equal((await ask(amocrmWebhooks())).status, 204, 'none is left from the test before');
    await stack.worker.stop();
    await stack.worker.start(() => undefined);
    await eventually('a subscription in amoCRM', async () => /update_task/u.test(await (await ask(amocrmWebhooks())).text()), WITHIN_MS);
  });
});
