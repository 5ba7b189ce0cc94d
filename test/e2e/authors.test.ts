import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyFile } from '../../bench/policy-file.ts';
import { createContactKey } from '../../contact/contact-key.ts';
import { ApiClient } from '../../local/cli/api-client.ts';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import { PEOPLE } from '../../local/cli/people.ts';
import { readCrmGuest } from '../../local/scenarios/crm-guest.ts';
import { STACK_ENV_FOR_STORIES } from '../../local/scenarios/player.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { eventually } from '../support/environment.ts';

const WITHIN_MS = 30_000;
const PHONE = '79281110930';

describe('amoCRM’s events tell who wrote to the guest', function () {
  this.timeout(120_000);
  let stack: Stack;
  let folder: string;
  let api: ApiClient;
  let phone: PactPhone;
  let key: string;

  const view = (): Promise<DialogView | undefined> => api.show(key).catch(() => undefined);
  const said = async (): Promise<string[]> => (await phone.transcript()).filter(({ income }) => !income).map(({ text }) => text ?? '');
  const leader = async (): Promise<unknown> => (await readCrmGuest(stack.urls.amocrm, PHONE)).leads.at(-1)?.fields['Ведёт диалог'];
  const seen = (what: string, look: (dialog: DialogView) => boolean): Promise<DialogView> =>
    eventually(
      what,
      async () => {
        const dialog = await view();
        return dialog !== undefined && look(dialog) && dialog;
      },
      WITHIN_MS,
    );
  /** In the card of amoCRM, and from there through Pact to the guest. */
  async function wroteInAmocrm(as: string, text: string): Promise<void> {
    const answer = await fetch(`${stack.urls.pact}/_sim/manager-message`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone: PHONE, text, surface: 'amo', as }),
    });
    assert.equal(answer.status, 200);
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-authors-'));
    const POLICY_FILE = await policyFile(folder, { quiet: '300 ms', quietMax: '1 s', leadWait: '1 s' }, { chatAuthors: 'trust' });
    stack = new Stack({ folder, ports: await freePorts(), env: { ...STACK_ENV_FOR_STORIES, POLICY_FILE } });
    await stack.start();
    api = new ApiClient({ url: stack.urls.api, token: stack.apiToken });
    phone = new PactPhone({ url: stack.urls.pact, phone: PHONE, name: 'Вера' });
    key = createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '')({ phone: PHONE });
    await phone.write('Здравствуйте! Есть ли у вас бассейн?');
    await eventually('an answer, and «Ведёт диалог»', async () => (await said()).length === 1 && (await leader()) === 'Бот', WITHIN_MS);
  });
  after(async () => {
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('D-56: Salesbot’s words silence the bot for seconds only, and it answers what the guest asked meanwhile', async () => {
    await wroteInAmocrm('robot', 'Ждём вас в субботу!');
    await seen('the silence', ({ state }) => state === 'withManager');
    await phone.write('Есть ли парковка?');
    await seen('the question', ({ transcript }) => transcript.at(-1)?.text === 'Есть ли парковка?');
    assert.equal((await said()).length, 2);
    const dialog = await seen('the answer', ({ state, unanswered }) => state === 'withBot' && unanswered.count === 0);
    assert.deepEqual(
      dialog.transcript.map(({ role }) => role),
      ['client', 'bot', 'note', 'client', 'bot'],
    );
    assert.equal(await leader(), 'Бот');
  });

  it('D-50, D-54: a manager’s words from the card are a take, and name who leads', async () => {
    await wroteInAmocrm('boris', 'Добрый день, это Борис.');
    const dialog = await seen('the name', ({ holder }) => holder?.name === 'Борис');
    assert.deepEqual([dialog.state, dialog.holder, dialog.transcript.at(-1)?.by], ['withManager', { id: 9500002, name: 'Борис' }, 'Борис']);
    await eventually('«Ведёт диалог»', async () => (await leader()) === 'Менеджер', WITHIN_MS);
    await assert.rejects(api.command(key, 'take', PEOPLE.anna, {}), /уже ведёт Борис/u);
  });
});
