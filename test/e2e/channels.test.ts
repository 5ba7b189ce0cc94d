import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyFile } from '../../bench/policy-file.ts';
import { createContactKey, type ContactIdentity } from '../../contact/contact-key.ts';
import { ApiClient } from '../../local/cli/api-client.ts';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import { PEOPLE } from '../../local/cli/people.ts';
import { STACK_ENV_FOR_STORIES } from '../../local/scenarios/player.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { eventually } from '../support/environment.ts';

const WITHIN_MS = 30_000;

describe('guests of every messenger that Pact carries', function () {
  this.timeout(120_000);
  let stack: Stack;
  let folder: string;
  let api: ApiClient;

  const keyOf = (identity: ContactIdentity): string => createContactKey(stack.settings()['CONTACT_KEY_SECRET'] ?? '')(identity);
  const view = (key: string): Promise<DialogView | undefined> => api.show(key).catch(() => undefined);
  const said = async (phone: PactPhone): Promise<string[]> =>
    (await phone.transcript()).filter(({ income }) => !income).map(({ text }) => text ?? '');
  const sim = async (system: 'pact' | 'amocrm', path: string): Promise<Record<string, unknown>> =>
    (await (await fetch(`${stack.urls[system]}/_sim/${path}`)).json()) as Record<string, unknown>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-channels-'));
    const POLICY_FILE = await policyFile(folder, { quiet: '300 ms', quietMax: '1 s', leadWait: '1 s' });
    stack = new Stack({ folder, ports: await freePorts(), env: { ...STACK_ENV_FOR_STORIES, POLICY_FILE } });
    await stack.start();
    api = new ApiClient({ url: stack.urls.api, token: stack.apiToken });
  });
  after(async () => {
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [index, provider] of (['telegram_personal', 'telegram', 'max', 'max_bot'] as const).entries())
    it(`D-01, D-07, D-41, D-58: a guest on ${provider} is answered, handed over and written to, known by the channel’s own id`, async () => {
      const number = `7928111080${index}`;
      const phone = new PactPhone({ url: stack.urls.pact, phone: number, name: 'Вера', provider });
      await phone.write('Здравствуйте! Есть ли у вас бассейн?');
      await eventually('an answer', async () => (await said(phone)).length === 1, WITHIN_MS);
      assert.match((await said(phone))[0] ?? '', /^Здравствуйте! Я виртуальный помощник/u);
      const { conversation } = (await sim('pact', `conversation?phone=${number}&provider=${provider}`)) as {
        conversation: { sender_external_id: string };
      };
      const key = keyOf({ channel: provider, externalId: conversation.sender_external_id });
      const dialog = await eventually('the dialog', () => view(key), WITHIN_MS);
      assert.deepEqual([dialog.contact.channel, dialog.contact.phone, dialog.state], [provider, null, 'withBot']);
      assert.equal(await view(keyOf({ phone: number })), undefined);

      await phone.write('Позовите менеджера');
      const waiting = await eventually(
        'the handoff, with its task',
        async () => {
          const now = await view(key);
          return now?.state === 'awaitingManager' && now.owed.length === 0 && now;
        },
        WITHIN_MS,
      );
      assert.deepEqual([waiting.reason, waiting.leadId !== null, (await said(phone)).length], ['clientAsked', true, 2]);
      assert.match(JSON.stringify(await sim('amocrm', 'state')), new RegExp(`#estafeta:${waiting.id.replaceAll('.', '\\.')}`, 'u'));

      await api.command(key, 'say', PEOPLE.anna, { text: 'Вера, это Анна.' });
      await eventually('the manager’s word', async () => (await said(phone)).at(-1) === 'Вера, это Анна.', WITHIN_MS);
    });

  it('D-03: the photo that a guest sent comes through our API', async () => {
    const phone = new PactPhone({ url: stack.urls.pact, phone: '79281110810', name: 'Вера' });
    await phone.sendPhoto();
    const key = keyOf({ phone: '79281110810' });
    const message = await eventually(
      'the photo',
      async () => (await view(key))?.transcript.find(({ attachments }) => attachments),
      WITHIN_MS,
    );
    assert.deepEqual(
      message.attachments?.map(({ kind, fileName, mimeType, sizeBytes }) => ({ kind, fileName, mimeType, sizeBytes })),
      [{ kind: 'photo', fileName: 'photo.jpg', mimeType: 'image/jpg', sizeBytes: 22 }],
    );
    const url = `${stack.urls.api}/dialogs/${key}/attachments/${message.id}/0`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${stack.apiToken}` } });
    assert.deepEqual(
      [answer.status, answer.headers.get('content-type'), await answer.text()],
      [200, 'image/jpeg', "The simulator's photo."],
    );
  });

  it('D-05, D-58: a manager writes first, the guest answers in the same conversation, and the bot does not barge in', async () => {
    const phone = new PactPhone({ url: stack.urls.pact, phone: '79281110820', name: 'Олег' });
    const word = { by: PEOPLE.anna, phone: '8 928 111-08-20', name: 'Олег', text: 'Добрый день, Олег! Это Анна из санатория.' };
    const { key, state } = await api.writeFirst(word);
    assert.deepEqual([key, state], [keyOf({ phone: '79281110820' }), 'withManager']);
    await eventually('the word', async () => (await said(phone)).length === 1, WITHIN_MS);
    await phone.write('Здравствуйте, Анна!');
    const dialog = await eventually(
      'the answer',
      async () => {
        const now = await view(key);
        return now?.transcript.length === 2 && now.owed.length === 0 && now;
      },
      WITHIN_MS,
    );
    assert.deepEqual([dialog.state, dialog.holder?.name, dialog.unknownEffects], ['withManager', 'Анна', []]);
    await api.command(key, 'say', PEOPLE.anna, { text: 'Ждём вас.' });
    await eventually('the next word', async () => (await said(phone)).length === 2, WITHIN_MS);
    assert.deepEqual(await said(phone), [word.text, 'Ждём вас.']);
    assert.equal((await phone.transcript()).length, 3);
  });
});
