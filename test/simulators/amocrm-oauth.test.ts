import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, type Caller, type Reply } from './amocrm-setup.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 9);
const HOUR = 3600;
const DAY = 24 * HOUR;

interface Tokens {
  token_type: string;
  expires_in: number;
  server_time: number;
  access_token: string;
  refresh_token: string;
}
interface OAuthProblem {
  hint: string;
  title: string;
  status: number;
}

describe('an integration gets its tokens from the simulated amoCRM', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  const client = { client_id: 'local-client', client_secret: 'local-secret', redirect_uri: 'https://estafeta.local/oauth/amocrm' };
  const ask = <T = Tokens>(body: object): Promise<Reply<T>> => amocrm.call<T>('POST', '/oauth2/access_token', { ...client, ...body });
  const withCode = <T = Tokens>(code = 'local-code'): Promise<Reply<T>> => ask<T>({ grant_type: 'authorization_code', code });
  const refreshed = <T = Tokens>(token: string): Promise<Reply<T>> => ask<T>({ grant_type: 'refresh_token', refresh_token: token });
  const refusal = ({ status, type, body }: Reply<OAuthProblem>): unknown[] => {
    assert.equal(type, 'application/json');
    assert.equal(body.status, status);
    return [status, body.title, body.hint];
  };
  const statusWith = async (token: string): Promise<number> =>
    (await amocrm.call('GET', '/api/v4/account', undefined, { authorization: `Bearer ${token}` })).status;
  const claimsOf = (token: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  const pass = (seconds: number): Promise<unknown> => amocrm.sim('clock', { advance_seconds: seconds });

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false, now: () => NOW_MS });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(() => amocrm.sim('reset', {}));

  it('the code becomes a pair of tokens; the access token is a JWT that tells its end and its account', async () => {
    const { status, type, body } = await withCode();
    assert.deepEqual([status, type], [200, 'application/json']);
    assert.deepEqual([body.token_type, body.expires_in, body.server_time], ['Bearer', DAY, NOW_MS / 1000]);
    const { exp, account_id, api_domain, aud } = claimsOf(body.access_token);
    assert.deepEqual([exp, account_id, aud], [NOW_MS / 1000 + DAY, 31990001, 'local-client']);
    assert.equal(typeof api_domain, 'string');
    assert.equal(await statusWith(body.access_token), 200);
  });

  it('the code works once, and again after a reset', async () => {
    await withCode();
    assert.deepEqual(refusal(await withCode<OAuthProblem>()), [400, 'Некорректный запрос', 'Authorization code has been revoked']);
    await amocrm.sim('reset', {});
    assert.equal((await withCode()).status, 200);
  });

  it('a code from the authorization page lives twenty minutes', async () => {
    const { body } = await amocrm.sim<{ code: string; redirect: string }>('authorize', { state: 'abc' });
    const redirect = new URL(body.redirect);
    assert.equal(redirect.origin + redirect.pathname, 'https://estafeta.local/oauth/amocrm');
    assert.deepEqual(Object.fromEntries(redirect.searchParams), {
      code: body.code,
      referer: 'shakhter.amocrm.ru',
      client_id: 'local-client',
      platform: '1',
      state: 'abc',
    });
    await pass(20 * 60 - 1);
    assert.equal((await withCode(body.code)).status, 200);
    const late = await amocrm.sim<{ code: string }>('authorize', {});
    await pass(20 * 60);
    assert.deepEqual(refusal(await withCode<OAuthProblem>(late.body.code)), [400, 'Некорректный запрос', 'Authorization code has expired']);
  });

  it('an access token ends after a day, the long-lived one never', async () => {
    const { body } = await withCode();
    await pass(DAY - 1);
    assert.equal(await statusWith(body.access_token), 200);
    await pass(1);
    const expired = await amocrm.call<{ status: number }>('GET', '/api/v4/account', undefined, {
      authorization: `Bearer ${body.access_token}`,
    });
    assert.deepEqual([expired.status, expired.type, expired.body.status], [401, 'application/problem+json', 401]);
    assert.equal(await statusWith('local-amocrm-token'), 200);
  });

  it('a refresh token works once; the old access token lives to its end', async () => {
    const { body: first } = await withCode();
    const { body: second } = await refreshed(first.refresh_token);
    assert.notEqual(second.access_token, first.access_token);
    assert.deepEqual([await statusWith(first.access_token), await statusWith(second.access_token)], [200, 200]);
    assert.deepEqual(refusal(await refreshed<OAuthProblem>(first.refresh_token)), [401, 'Некорректный запрос', 'Token has been revoked']);
    assert.equal((await refreshed(second.refresh_token)).status, 200, 'the other one still works');
  });

  it('of two that use one refresh token at once, one is turned away', async () => {
    const { body } = await withCode();
    const both = await Promise.all([refreshed(body.refresh_token), refreshed(body.refresh_token)]);
    assert.deepEqual(
      both.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 401],
    );
  });

  it('a refresh token unused for three months is of no use', async () => {
    const { body } = await withCode();
    await pass(90 * DAY);
    assert.deepEqual(refusal(await refreshed<OAuthProblem>(body.refresh_token)), [401, 'Некорректный запрос', 'Token has expired']);
  });

  it('whoever gets something wrong is told what, and the code is not used up', async () => {
    const code = { grant_type: 'authorization_code', code: 'local-code' };
    const wrong = [
      { ...code, client_secret: 'guess' },
      { ...code, client_id: 'somebody' },
      { ...code, redirect_uri: `${client.redirect_uri}/` },
      { ...code, code: 'another' },
      { grant_type: 'authorization_code' },
      { grant_type: 'refresh_token', refresh_token: 'made up' },
      { grant_type: 'refresh_token' },
      { grant_type: 'password' },
    ];
    const refusals = await Promise.all(wrong.map(async (body) => refusal(await ask<OAuthProblem>(body))));
    assert.deepEqual(
      refusals.map(([status, title, hint]) => `${String(status)} ${String(title)}: ${String(hint)}`),
      [
        '401 Некорректный клиент: Client authentication failed',
        '401 Некорректный клиент: Client authentication failed',
        '400 Некорректный запрос: Invalid redirect URI',
        '400 Некорректный запрос: Cannot decrypt the authorization code',
        '400 Некорректный запрос: Check the `code` parameter',
        '401 Некорректный запрос: Cannot decrypt the refresh token',
        '400 Некорректный запрос: Check the `refresh_token` parameter',
        '400 Некорректный запрос: Check the `grant_type` parameter',
      ],
    );
    const broken = await amocrm.call<OAuthProblem>('POST', '/oauth2/access_token', '{"client_id":');
    assert.deepEqual(refusal(broken).slice(0, 1), [400]);
    assert.equal((await withCode()).status, 200);
  });

  it('tokens that were never given out are 401', async () => {
    const { body } = await withCode();
    const [header = '', , signature = ''] = body.access_token.split('.');
    const claims = { ...claimsOf(body.access_token), exp: NOW_MS };
    const forged = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
    assert.equal(await statusWith(forged), 401);
    await amocrm.sim('reset', {});
    assert.equal(await statusWith(body.access_token), 401);
  });

  it('a renamed account is found by the refresh token, which stays unused', async () => {
    const { body } = await withCode();
    const where = (token: string): Promise<Reply<unknown>> =>
      amocrm.call('GET', '/oauth2/account/current/subdomain', undefined, { 'x-refresh-token': token });
    const found = await where(body.refresh_token);
    assert.deepEqual(
      [found.status, found.body],
      [200, { id: 31990001, subdomain: 'shakhter', domain: 'shakhter.amocrm.ru', top_level_domain: 'ru' }],
    );
    assert.equal((await where('made up')).status, 401);
    assert.equal((await refreshed(body.refresh_token)).status, 200);
  });

  it('a widget’s token is signed with the integration’s secret and names the user', async () => {
    const { body } = await amocrm.sim<{ token: string }>('auth-token', { as: 'anna', lead: 42000003 });
    const [header = '', payload = '', signature] = body.token.split('.');
    assert.equal(signature, createHmac('sha256', 'local-secret').update(`${header}.${payload}`).digest('base64url'));
    const { iss, aud, exp, user_id, account_id, client_uuid, data } = claimsOf(body.token);
    assert.deepEqual(
      [iss, aud, exp, user_id, account_id, client_uuid, data],
      [
        'https://shakhter.amocrm.ru',
        'https://estafeta.local',
        NOW_MS / 1000 + 1800,
        9500001,
        31990001,
        'local-client',
        { entity_type: 'leads', entity_id: 42000003 },
      ],
    );
    assert.equal((await amocrm.sim('auth-token', { as: 'anna', lead: 1 })).status, 404);
  });
});
