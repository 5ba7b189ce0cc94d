import assert from 'node:assert/strict';
import { createAuthorization } from '../../activities/amocrm/authorization.ts';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import { AmocrmOAuth } from '../../activities/amocrm/oauth.ts';
import { createSeal } from '../../activities/amocrm/seal.ts';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';

const DAY_SECONDS = 24 * 3_600;
const SECRET = 'local-secret';

describe('amoCRM’s tokens', () => {
  let crm: AmocrmSimulator;
  /** As the keeper has them. */
  let kept: { sealed: string; renewAtMs: number; refused: boolean } | undefined;
  let toRenew: string[];
  let refusals: number;
  let nowMs: number;
  let troubles: string[];
  let authorization: ReturnType<typeof createAuthorization>;
  let client: AmocrmClient;

  beforeEach(async () => {
    crm = await startAmocrmSimulator({ port: 0 });
    kept = undefined;
    toRenew = [];
    troubles = [];
    refusals = 0;
    nowMs = Date.now();
    authorization = createAuthorization({
      oauth: new AmocrmOAuth({
        baseUrl: `${crm.url}/api/v4`,
        clientId: 'local-client',
        clientSecret: SECRET,
        redirectUri: 'https://estafeta.local/oauth/amocrm',
      }),
      seal: createSeal(SECRET),
      kept: { read: () => Promise.resolve(kept), renew: (sealed) => Promise.resolve(void toRenew.push(sealed)) },
      onNotConnected: () => (refusals += 1),
      now: () => nowMs,
    });
    client = new AmocrmClient({
      baseUrl: crm.url,
      token: authorization.tokens,
      requestsPerSecond: 0,
      onTrouble: (trouble) => troubles.push(trouble),
    });
  });
  afterEach(() => crm.stop());

  const exchange = async (grant: { code: string } | { sealed: string }): Promise<string> => {
    const { sealed, renewAtMs } = await authorization.activities.exchangeForTokens(grant);
    kept = { sealed, renewAtMs, refused: false };
    return sealed;
  };
  const errorOf = async (call: Promise<unknown>): Promise<AmocrmError> => {
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof AmocrmError, String(error));
    return error;
  };
  const daysPass = async (days: number): Promise<void> => {
    nowMs += days * DAY_SECONDS * 1_000;
    await fetch(`${crm.url}/_sim/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance_seconds: days * DAY_SECONDS }),
    });
  };

  it('a code becomes a pair that nobody can read, to be renewed long before its day is over', async () => {
    const sealed = await exchange({ code: 'local-code' });
    assert.equal((await client.account()).id, 31990001);
    assert.ok(!sealed.includes('def502') && !Buffer.from(sealed, 'base64url').toString().includes('def502'));
    assert.equal(kept?.renewAtMs, nowMs + 8 * 3_600_000);
  });

  it('before anybody has agreed, the error says how, and people are told', async () => {
    const error = await errorOf(client.account());
    assert.deepEqual([error.code, /setup:amocrm/u.test(error.message), refusals], ['AMOCRM_UNAUTHORIZED', true, 1]);
  });

  it('D-16: an expired token is had renewed, what was asked for comes again later, and nobody is alarmed', async () => {
    const first = await exchange({ code: 'local-code' });
    await client.account();
    await daysPass(1.1);
    const error = await errorOf(client.account());
    assert.deepEqual([error.code, error.retryable, toRenew], ['AMOCRM_UNAVAILABLE', true, [first]]);
    await exchange({ sealed: first });
    assert.equal((await client.account()).id, 31990001);
    assert.deepEqual([troubles, refusals], [[], 0]);
  });

  it('a pair that was renewed elsewhere is used at the first refusal', async () => {
    const first = await exchange({ code: 'local-code' });
    await client.account();
    await daysPass(0.5);
    await exchange({ sealed: first });
    nowMs -= 0.5 * DAY_SECONDS * 1_000; // this worker has not looked yet
    await daysPass(0.6);
    nowMs -= 0.6 * DAY_SECONDS * 1_000;
    assert.equal((await client.account()).id, 31990001);
    assert.deepEqual(toRenew, []);
  });

  it('a code or a refresh token works once: the second time an administrator has to agree again', async () => {
    const first = await exchange({ code: 'local-code' });
    await exchange({ sealed: first });
    for (const grant of [{ code: 'local-code' }, { sealed: first }]) {
      const error = await errorOf(authorization.activities.exchangeForTokens(grant));
      assert.equal(error.code, 'AMOCRM_REJECTED');
      assert.match(error.message, /revoked/u);
    }
    assert.equal(refusals, 2);
  });

  it('D-16: tokens that amoCRM takes no more are the account’s trouble', async () => {
    const sealed = await exchange({ code: 'local-code' });
    await client.account();
    await daysPass(2);
    kept = { sealed, renewAtMs: nowMs, refused: true };
    assert.equal((await errorOf(client.account())).code, 'AMOCRM_UNAUTHORIZED');
    assert.deepEqual([troubles, toRenew], [['AMOCRM_UNAUTHORIZED'], []]);
  });

  it('an outage uses nothing up', async () => {
    const sim = (body: unknown): Promise<unknown> =>
      fetch(`${crm.url}/_sim/outage`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    await sim({ on: true });
    const error = await errorOf(authorization.activities.exchangeForTokens({ code: 'local-code' }));
    assert.deepEqual([error.code, refusals], ['AMOCRM_UNAVAILABLE', 0]);
    await sim({ on: false });
    await exchange({ code: 'local-code' });
  });

  it('what was sealed with another secret is as good as nothing', async () => {
    const sealed = await createSeal('another secret').seal({ access: 'a', refresh: 'r' });
    assert.equal((await errorOf(authorization.activities.exchangeForTokens({ sealed }))).code, 'AMOCRM_REJECTED');
    assert.equal(refusals, 1);
  });
});
