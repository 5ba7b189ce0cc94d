import assert from 'node:assert/strict';
import { createTokenCheck } from '../../api/widget/token.ts';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf } from '../simulators/amocrm-setup.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 9);

describe('a token of the simulated amoCRM', () => {
  let simulator: AmocrmSimulator;
  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, now: () => NOW_MS });
  });
  after(() => simulator.stop());

  it('is let in by the check that the real one is written for', async () => {
    const { body } = await callerOf(simulator.url).sim<{ token: string }>('auth-token', { as: 'anna' });
    const check = createTokenCheck({
      clientId: 'local-client',
      clientSecret: 'local-secret',
      accountId: 31990001,
      accountOrigin: 'https://shakhter.amocrm.ru',
      audience: 'https://estafeta.local',
    });
    const { userId, tokenId } = await check(body.token, NOW_MS);
    assert.ok(userId > 0 && tokenId.length > 0);
    await assert.rejects(check(body.token, NOW_MS + 31 * 60_000), /Время токена вышло/u);
  });
});
