import assert from 'node:assert/strict';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { startApp, type StartedApp } from './start-app.ts';

interface Document {
  paths: Record<string, Record<string, { security: Record<string, unknown>[]; 'x-role'?: 'viewer' | 'manager' | 'admin' }>>;
}

const KEY_PARTS: Record<string, string> = { key: 'k1', id: 'nobody', messageId: 'm1', index: '0', secret: 'wrong', turnId: 't1' };
const ROLES = ['viewer', 'manager', 'admin'] as const;

describe('who may do what', () => {
  let app: StartedApp;
  let routes: { method: 'GET' | 'POST' | 'DELETE'; path: string; role: (typeof ROLES)[number] | undefined }[];

  before(async () => {
    const asked = await startApp();
    const { paths } = (await asked.send('GET', '/docs/openapi.json', { token: null })).json as unknown as Document;
    await asked.close();
    routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        method: method.toUpperCase() as 'GET',
        path: path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => KEY_PARTS[name] ?? 'x'),
        role: operation['x-role'],
      })),
    );
  });
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  const asked = (token: string | null, { method, path }: { method: 'GET' | 'POST' | 'DELETE'; path: string }) =>
    app.send(method, path, { token, ...(method === 'POST' ? { body: {} } : {}) });

  it('without login every address of the documentation that needs a role says 401 and asks Temporal nothing', async () => {
    const closed = routes.filter(({ role }) => role !== undefined);
    assert.ok(closed.length > 15, 'there are such addresses');
    for (const route of closed) assert.equal((await asked(null, route)).status, 401, `${route.method} ${route.path}`);
    for (const route of closed) assert.equal((await asked('token-of-nobody', route)).status, 401, `${route.method} ${route.path}`);
    assert.deepEqual(app.door.calls, []);
  });

  it('what needs no role shows nothing of a dialog to whoever asks', async () => {
    const open = routes.filter(({ role }) => role === undefined).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(open.toSorted(), [
      'DELETE /session',
      'GET /healthz',
      'GET /oauth/amocrm',
      'GET /readyz',
      'GET /session',
      'POST /bot/turns/t1',
      'POST /session',
      'POST /webhooks/amocrm/wrong',
      'POST /webhooks/pact/wrong',
      // The widget's: let in by amoCRM's one-time token or by a card's pass (widget-tokens.test.ts).
      'POST /widget/card',
      'POST /widget/look',
      'POST /widget/release',
      'POST /widget/take',
    ]);
  });

  for (const [place, role] of ROLES.entries())
    it(`${role}: 403 on whatever needs more, and nothing else is refused for the role`, async () => {
      app.door.shown = {} as DialogView;
      const token = app.operators.given(role, 'Анна');
      for (const route of routes.filter((one) => one.role !== undefined && !one.path.startsWith('/live/'))) {
        const mayNot = ROLES.indexOf(route.role ?? 'viewer') > place;
        const answer = await asked(token, route);
        assert.equal(answer.status === 403, mayNot, `${route.method} ${route.path}: ${answer.status}`);
      }
    });

  it('a viewer’s command is told to nobody', async () => {
    const token = app.operators.given('viewer', 'Олег');
    const answer = await app.send('POST', '/dialogs/k1/take', { token, body: {} });
    assert.deepEqual([answer.status, answer.json['code']], [403, 'FORBIDDEN']);
    assert.match(String(answer.json['detail']), /«наблюдатель».*«менеджер»/u);
    assert.deepEqual(app.door.calls, []);
  });

  it('an operator acts in their own name, whatever the body says', async () => {
    const token = app.operators.given('manager', 'Анна');
    await app.send('POST', '/dialogs/k1/take', { token, body: {} });
    const foreign = await app.send('POST', '/dialogs/k1/take', { token, body: { by: { id: 1, name: 'Ольга' } } });
    assert.equal(foreign.status, 400);
    assert.deepEqual(
      app.door.calls.map(([, key, name, command]) => [key, name, command]),
      [['k1', 'take', { by: { id: 9500001, name: 'Анна' } }]],
    );
  });

  it('a program with API_TOKEN says who acts', async () => {
    const answer = await app.send('POST', '/dialogs/k1/release', { body: {} });
    assert.deepEqual([answer.status, answer.json['code']], [400, 'MALFORMED_BODY']);
    assert.match(String(answer.json['detail']), /`by`/u);
  });

  it('a revoked token opens nothing any more, and the others still do', async () => {
    const [anna, oleg] = [app.operators.given('manager', 'Анна'), app.operators.given('manager', 'Олег')];
    assert.equal((await app.send('GET', '/dialogs', { token: anna })).status, 200);
    await app.send('POST', '/operators/id-1/revoke');
    assert.equal((await app.send('GET', '/dialogs', { token: anna })).status, 401);
    assert.equal((await app.send('POST', '/session', { token: null, body: { token: anna } })).status, 401);
    assert.equal((await app.send('GET', '/dialogs', { token: oleg })).status, 200);
  });
});

describe('logging in to the console', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  const cookieOf = (headers: Headers): string => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';

  it('the token goes into a cookie that scripts and other sites do not get', async () => {
    const token = app.operators.given('manager', 'Анна');
    const answer = await app.send('POST', '/session', { token: null, body: { token } });
    assert.deepEqual([answer.status, (answer.json['operator'] as { name: string }).name], [200, 'Анна']);
    assert.match(answer.headers.get('set-cookie') ?? '', /HttpOnly.*SameSite=Strict/u);
    assert.ok(!answer.text.includes('tokenHash'));
    const me = await app.send('GET', '/session', { token: null, headers: { cookie: cookieOf(answer.headers) } });
    assert.equal((me.json['operator'] as { name: string }).name, 'Анна');
  });

  it('over https the cookie is never sent over http', async () => {
    await app.close();
    app = await startApp({ isHttps: true });
    const token = app.operators.given('manager', 'Анна');
    const answer = await app.send('POST', '/session', { token: null, body: { token } });
    assert.match(answer.headers.get('set-cookie') ?? '', /; Secure/u);
  });

  it('a wrong token sets no cookie, and API_TOKEN is nobody’s login', async () => {
    for (const token of ['nobody', 'token-of-the-api']) {
      const answer = await app.send('POST', '/session', { token: null, body: { token } });
      assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [401, null]);
    }
  });

  it('API_TOKEN in a cookie is not let in', async () => {
    assert.equal(
      (await app.send('GET', '/dialogs', { token: null, headers: { cookie: 'estafeta_session=token-of-the-api' } })).status,
      401,
    );
  });

  it('who has not logged in is nobody, which is no error', async () => {
    const answer = await app.send('GET', '/session', { token: null });
    assert.deepEqual([answer.status, answer.json], [200, { operator: null }]);
  });

  it('logging out takes the cookie away', async () => {
    const answer = await app.send('DELETE', '/session', { token: null });
    assert.deepEqual([answer.status, /^estafeta_session=;.*1970/u.test(answer.headers.get('set-cookie') ?? '')], [204, true]);
  });

  it('another site’s page cannot act with the cookie', async () => {
    const token = app.operators.given('manager', 'Анна');
    const cookie = `estafeta_session=${token}`;
    const from = (site: string) =>
      app.send('POST', '/dialogs/k1/take', { token: null, body: {}, headers: { cookie: cookie, 'sec-fetch-site': site } });
    assert.deepEqual(
      [(await from('cross-site')).status, (await from('same-site')).status, (await from('same-origin')).status],
      [403, 403, 200],
    );
  });
});

describe('who decides who may log in', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it('an admin lets somebody in; the token is told once and the hash never', async () => {
    const answer = await app.send('POST', '/operators', { body: { name: 'Анна', role: 'manager', amocrmUserId: 9500002 } });
    assert.deepEqual([answer.status, answer.json['token']], [201, 'token-1']);
    const list = await app.send('GET', '/operators');
    assert.ok(!list.text.includes('tokenHash') && !list.text.includes('token-1'));
    assert.deepEqual(
      (list.json['operators'] as { name: string; role: string; amocrmUserId: number }[]).map(({ name, role, amocrmUserId }) => [
        name,
        role,
        amocrmUserId,
      ]),
      [['Анна', 'manager', 9500002]],
    );
  });

  it('a manager is somebody in amoCRM, a viewer need not be', async () => {
    const answer = await app.send('POST', '/operators', { body: { name: 'Анна', role: 'manager' } });
    assert.deepEqual([answer.status, (answer.json['issues'] as { path: string }[])[0]?.path], [400, 'amocrmUserId']);
    assert.equal((await app.send('POST', '/operators', { body: { name: 'Олег', role: 'viewer' } })).status, 201);
  });

  it('nobody with that id cannot be revoked', async () => {
    const answer = await app.send('POST', '/operators/nobody/revoke');
    assert.deepEqual([answer.status, answer.json['code']], [404, 'UNKNOWN_OPERATOR']);
  });
});
