import assert from 'node:assert/strict';
import { oauthState } from '../../api/oauth/state.ts';
import { SECRET, startApp, type StartedApp } from './start-app.ts';

describe('an administrator of amoCRM has agreed', () => {
  let app: StartedApp;
  const state = oauthState(SECRET);
  const visit = (query: Record<string, string>) =>
    app.send('GET', `/oauth/amocrm?${new URLSearchParams(query).toString()}`, { token: null });

  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it('the code goes to the account’s keeper, and nowhere else', async () => {
    const { status, text, headers } = await visit({ code: 'def502', state, referer: 'romashka.amocrm.ru', platform: '1' });
    assert.deepEqual([status, app.door.calls], [200, [['amocrmAuthorized', 'def502']]]);
    assert.match(text, /amoCRM подключается/u);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.ok(!app.log().includes('def502'));
  });

  it('who refused is told what to do', async () => {
    const { status, text } = await visit({ error: 'access_denied', state });
    assert.deepEqual([status, app.door.calls], [400, []]);
    assert.match(text, /amoCRM не дала доступа \(access_denied\)\. Откройте ссылку ещё раз/u);
  });

  for (const [what, query] of [
    ['without a state', { code: 'def502' }],
    ['with somebody’s state', { code: 'def502', state: 'x'.repeat(43) }],
  ] as const)
    it(`${what} it is not our link`, async () => {
      const { status, json } = await visit(query);
      assert.deepEqual([status, json['code'], app.door.calls], [404, 'NOT_FOUND', []]);
    });
});
