import assert from 'node:assert/strict';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import { longLived } from '../../activities/amocrm/token-source.ts';
import { accountAlerts } from '../../workers/account-alerts.ts';
import { givenOddServer, stopOddServers } from '../activities/odd-server.ts';

describe('amoCRM refuses the whole account', () => {
  const given = async (status: number) => {
    const alerts: string[] = [];
    let nowMs = Date.UTC(2026, 10, 21, 9);
    const { url } = await givenOddServer((response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html>'));
    const onTrouble = accountAlerts({
      withOAuth: false,
      raise: ({ id, about }) => void alerts.push(`${about} ${id}`),
      now: () => nowMs,
    });
    const meet = async (): Promise<void> => {
      // A new client each time: the pace of one keeps quiet after a ban.
      await assert.rejects(new AmocrmClient({ baseUrl: url, token: longLived('a token'), requestsPerSecond: 0, onTrouble }).account());
    };
    return { alerts, meet, pass: (ms: number) => void (nowMs += ms) };
  };
  afterEach(stopOddServers);

  for (const [status, code] of [
    [401, 'AMOCRM_UNAUTHORIZED'],
    [402, 'AMOCRM_UNPAID'],
    [403, 'AMOCRM_BLOCKED'],
  ] as const)
    it(`${status}: one alert, however many requests meet it`, async () => {
      const { alerts, meet, pass } = await given(status);
      await meet();
      await meet();
      assert.deepEqual(alerts, [`crmAccount ${code}-2026-11-21`]);
      pass(3_600_000);
      await meet();
      assert.equal(new Set(alerts).size, 1, 'the same id again: should the first not have been stored');
      pass(24 * 3_600_000);
      await meet();
      assert.equal(new Set(alerts).size, 2);
    });

  it('401: with OAuth an administrator is told to connect it, with a token to make another', () => {
    const texts = [true, false].map((withOAuth) => {
      let said = '';
      accountAlerts({ withOAuth, raise: ({ text }) => (said = text) })('AMOCRM_UNAUTHORIZED');
      return said;
    });
    assert.match(texts[0] ?? '', /npm run setup:amocrm покажет ссылку/u);
    assert.match(texts[1] ?? '', /Выпустите новый токен/u);
  });

  it('an outage is none', async () => {
    const { alerts, meet } = await given(502);
    await meet();
    assert.deepEqual(alerts, []);
  });
});
