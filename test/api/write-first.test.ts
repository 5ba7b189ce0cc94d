import assert from 'node:assert/strict';
import { startApp, type Answer, type StartedApp } from './start-app.ts';

const by = { id: 7, name: 'Анна' };
const word = { by, phone: '8 (916) 123-45-67', text: ' Добрый день! ', name: 'Ольга' };

describe('D-05, D-58: a manager writes first', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> => app.send('POST', '/dialogs', { body, headers });

  it('it reaches the dialog of that phone, whatever its notation, and names its key', async () => {
    const { status, json } = await post(word, { 'idempotency-key': 'first-1' });
    assert.deepEqual(
      [status, json],
      [200, { key: 'key-of-phone-4567', state: 'withManager', previous: 'withBot', holder: by, nowMs: 1_000 }],
    );
    const to = { phone: '79161234567', name: 'Ольга', channel: 'whatsapp' };
    assert.deepEqual(app.door.calls, [['writeFirst', 'key-of-phone-4567', { by, text: 'Добрый день!', to }, 'first-1']]);
  });

  const refused = [
    ['no phone', { ...word, phone: 'комната 12' }, 400, 'MALFORMED_BODY'],
    ['no text', { ...word, text: '  ' }, 400, 'MALFORMED_BODY'],
    ['a text that WhatsApp does not take', { ...word, text: 'а'.repeat(4_097) }, 400, 'MALFORMED_BODY'],
    ['nobody who writes', { phone: word.phone, text: word.text }, 400, 'MALFORMED_BODY'],
    ['a channel whose guests no phone names (D-01)', { ...word, channel: 'telegram_personal' }, 400, 'MALFORMED_BODY'],
    ['a channel that wants a template', { ...word, channel: 'whatsapp_business' }, 422, 'TEMPLATE_NEEDED'],
  ] as const;
  for (const [what, body, status, code] of refused)
    it(`${what}: refused, and no dialog is opened for it`, async () => {
      const answer = await post(body);
      assert.deepEqual([answer.status, answer.json['code']], [status, code]);
      assert.deepEqual(app.door.calls, []);
    });

  it('nothing personal gets into the log', async () => {
    await post(word);
    app.door.failure = new Error('Добрый день, 79161234567, Ольга');
    assert.equal((await post(word)).status, 500);
    assert.notEqual(app.log(), '');
    assert.doesNotMatch(app.log(), /Добрый|1234567|Ольга/u);
  });
});
