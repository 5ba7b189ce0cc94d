import assert from 'node:assert/strict';
import { SignJWT, UnsecuredJWT } from 'jose';
import { TemporalAway } from '../../api/temporal/calls.ts';
import { widgetToken } from '../support/widget-token.ts';
import { NOW_MS, startApp, WIDGET, type StartedApp } from './start-app.ts';

const NOW_SECONDS = NOW_MS / 1000;
const CARD = { leadId: 42000001, opened: true };

describe('whom the widget’s addresses let in', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  const opens = (token: string | undefined, path = '/widget/card', body: unknown = CARD) =>
    app.send('POST', path, { token: null, body, headers: token === undefined ? {} : { 'x-auth-token': token } });
  const refused = async (token: string | undefined, why: RegExp): Promise<void> => {
    const answer = await opens(token);
    assert.deepEqual([answer.status, answer.json['code']], [401, 'WIDGET_TOKEN_REFUSED'], answer.text);
    assert.match(String(answer.json['detail']), why);
    assert.deepEqual(app.door.calls, [], 'Temporal was asked nothing');
  };
  const wrong = (claims: Record<string, unknown>, nowMs = NOW_MS): Promise<string> => widgetToken(WIDGET, { nowMs, claims });

  it('amoCRM’s own token opens the card', async () => {
    assert.equal((await opens(await widgetToken(WIDGET, { nowMs: NOW_MS }))).status, 200);
  });

  it('no token, and what is no token', async () => {
    await refused(undefined, /без токена/u);
    await refused('not-a-token', /Подпись/u);
  });

  it('a token signed with another secret', async () => {
    await refused(await widgetToken({ ...WIDGET, clientSecret: 'secret-of-somebody-else' }, { nowMs: NOW_MS }), /Подпись/u);
  });

  it('a token whose words were changed after it was signed', async () => {
    const [head, body = '', signature] = (await widgetToken(WIDGET, { nowMs: NOW_MS })).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const forged = Buffer.from(JSON.stringify({ ...claims, user_id: 9500003 })).toString('base64url');
    await refused([head, forged, signature].join('.'), /Подпись/u);
  });

  it('a token without a signature (alg none)', async () => {
    const claims = JSON.parse(Buffer.from((await wrong({})).split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    await refused(new UnsecuredJWT(claims).encode(), /Подпись/u);
  });

  it('a token of another algorithm, though the secret is right', async () => {
    const claims = JSON.parse(Buffer.from((await wrong({})).split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    const key = new TextEncoder().encode(WIDGET.clientSecret);
    await refused(await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(key), /Подпись/u);
  });

  it('a token whose time is over; a few seconds do not count, clocks differ', async () => {
    await refused(await wrong({ exp: NOW_SECONDS - 11 }), /вышло/u);
    assert.equal((await opens(await wrong({ exp: NOW_SECONDS - 5 }))).status, 200);
  });

  it('a token whose time has not come', async () => {
    await refused(await wrong({ nbf: NOW_SECONDS + 11 }), /ещё не пришло/u);
    await refused(await wrong({ iat: NOW_SECONDS + 60 }), /ещё не пришло/u);
  });

  it('a token that would live longer than we remember it', async () => {
    await refused(await wrong({ iat: NOW_SECONDS - 3700, nbf: NOW_SECONDS - 3700, exp: NOW_SECONDS + 86_400 }), /вышло/u);
  });

  for (const claim of ['iss', 'aud', 'jti', 'iat', 'nbf', 'exp', 'account_id', 'user_id', 'client_uuid'])
    it(`a token without ${claim}`, async () => refused(await wrong({ [claim]: undefined }), /нет того/u));

  it('a token of another account', async () => {
    await refused(await wrong({ account_id: 31990002 }), /другом аккаунте/u);
    await refused(await wrong({ iss: 'https://other.amocrm.ru' }), /другом аккаунте/u);
    await refused(await wrong({ iss: 'https://sanatorium.amocrm.ru.evil.example' }), /другом аккаунте/u);
  });

  it('a token for another address', async () => refused(await wrong({ aud: 'https://evil.example' }), /не для этого адреса/u));

  it('a token of another integration', async () => refused(await wrong({ client_uuid: 'another' }), /другой интеграции/u));

  it('a token that was used before, whatever for', async () => {
    const token = await widgetToken(WIDGET, { nowMs: NOW_MS });
    assert.equal((await opens(token)).status, 200);
    app.door.calls.length = 0;
    await refused(token, /уже использован/u);
    for (const act of ['take', 'release'])
      assert.equal((await opens(token, `/widget/${act}`, { leadId: 42000001, key: 'k1' })).status, 401, act);
    assert.deepEqual(app.door.calls, []);
  });

  it('a token is used up even where the body makes no sense', async () => {
    const token = await widgetToken(WIDGET, { nowMs: NOW_MS });
    assert.equal((await opens(token, '/widget/card', { leadId: 'one' })).status, 400);
    assert.equal((await opens(token)).status, 401);
  });

  it('nobody, while Temporal cannot say whether the token was used', async () => {
    await app.close();
    app = await startApp({ usedTokens: { use: () => Promise.reject(new TemporalAway('away')) } });
    assert.equal((await opens(await widgetToken(WIDGET, { nowMs: NOW_MS }))).status, 503);
    assert.deepEqual(app.door.calls, []);
  });

  it('neither Estafeta’s own tokens nor the pass of a card let anybody act', async () => {
    const { json } = await opens(await widgetToken(WIDGET, { nowMs: NOW_MS }));
    const pass = String(json['pass']);
    await app
      .send('POST', '/widget/take', { body: { leadId: 42000001, key: 'k1' }, headers: { 'x-widget-pass': pass } })
      .then(({ status }) => assert.equal(status, 401));
    assert.equal((await opens(pass, '/widget/take', { leadId: 42000001, key: 'k1' })).status, 401);
  });

  it('a refusal is in the log, the token is not', async () => {
    const token = await wrong({ account_id: 1 });
    await refused(token, /другом аккаунте/u);
    assert.match(app.log(), /A token of the widget was refused/u);
    assert.ok(!app.log().includes(token.split('.')[2] ?? token));
  });
});

describe('the pass of an open card', () => {
  let app: StartedApp;
  let nowMs = NOW_MS;
  beforeEach(async () => {
    nowMs = NOW_MS;
    app = await startApp({ now: () => nowMs });
  });
  afterEach(() => app.close());

  const looks = (pass: string) => app.send('POST', '/widget/look', { token: null, body: { mark: '' }, headers: { 'x-widget-pass': pass } });

  it('is good for looking on for a quarter of an hour', async () => {
    const headers = { 'x-auth-token': await widgetToken(WIDGET, { nowMs }) };
    const pass = String((await app.send('POST', '/widget/card', { token: null, body: CARD, headers })).json['pass']);
    nowMs += 14 * 60_000;
    assert.equal((await looks(pass)).status, 200);
    nowMs += 2 * 60_000;
    assert.equal((await looks(pass)).status, 401);
  });

  it('amoCRM’s token is none, nor is what somebody made up', async () => {
    for (const pass of [await widgetToken(WIDGET, { nowMs }), 'made.up.pass', '']) assert.equal((await looks(pass)).status, 401);
  });
});

describe('the widget is switched off', () => {
  it('while the API does not know its integration: 404 with what to set', async () => {
    const app = await startApp({ widget: undefined });
    for (const path of ['/widget/card', '/widget/look', '/widget/take', '/widget/release']) {
      const answer = await app.send('POST', path, { token: null, body: {} });
      assert.deepEqual([answer.status, answer.json['code']], [404, 'WIDGET_OFF']);
      assert.match(String(answer.json['detail']), /AMOCRM_CLIENT_ID/u);
    }
    await app.close();
  });
});

describe('which pages may call the widget’s addresses', () => {
  let app: StartedApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const asks = (origin: string, path = '/widget/take') =>
    fetch(app.url + path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-auth-token' },
    });

  it('those of the account, with the token in a header', async () => {
    const { status, headers } = await asks('https://sanatorium.amocrm.ru');
    assert.equal(status, 204);
    assert.equal(headers.get('access-control-allow-origin'), 'https://sanatorium.amocrm.ru');
    assert.match(headers.get('access-control-allow-headers') ?? '', /x-auth-token/u);
    assert.equal(headers.get('access-control-allow-credentials'), null);
  });

  it('no other page, and no other address', async () => {
    for (const origin of ['https://other.amocrm.ru', 'http://sanatorium.amocrm.ru', 'null'])
      assert.equal((await asks(origin)).headers.get('access-control-allow-origin'), null, origin);
    assert.equal((await asks('https://sanatorium.amocrm.ru', '/dialogs')).headers.get('access-control-allow-origin'), null);
  });

  it('a refusal can be read by the account’s page too', async () => {
    const answer = await app.send('POST', '/widget/card', { token: null, body: CARD, headers: { origin: 'https://sanatorium.amocrm.ru' } });
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [401, 'https://sanatorium.amocrm.ru']);
  });
});
