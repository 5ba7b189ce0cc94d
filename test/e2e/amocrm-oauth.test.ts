import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import { oauthState } from '../../api/oauth/state.ts';
import { policyFile } from '../../bench/policy-file.ts';
import { loadSetupEnv } from '../../config/env.ts';
import { PactPhone } from '../../local/cli/pact-phone.ts';
import { STACK_ENV_FOR_STORIES } from '../../local/scenarios/player.ts';
import { keptTokens } from '../../local/setup/kept-tokens.ts';
import { freePorts, Stack } from '../../local/stack.ts';
import { eventually } from '../support/environment.ts';

const WITHIN_MS = 40_000;

interface Journal {
  entries: { method: string; path: string; status: number; token: string | null }[];
}

/** Without a long-lived token: an administrator agrees, and tokens live a day (facts/amocrm.md §1.3). */
describe('amoCRM by OAuth', function () {
  this.timeout(120_000);
  let stack: Stack;
  let folder: string;

  const journal = async (query: string): Promise<Journal['entries']> =>
    ((await (await fetch(`${stack.urls.amocrm}/_sim/journal?${query}`)).json()) as Journal).entries;
  const answered = async (phone: string, text: string): Promise<void> => {
    const guest = new PactPhone({ url: stack.urls.pact, phone, name: 'Вера' });
    await guest.write(text);
    await eventually('an answer', async () => (await guest.transcript()).at(-1)?.income === false, WITHIN_MS);
  };
  /** «Ведёт диалог» of each guest's lead, by the token that it was written with. */
  const written = async (): Promise<(string | null)[]> =>
    (await journal('method=PATCH')).filter(({ path, status }) => /leads\/\d+$/u.test(path) && status < 300).map(({ token }) => token);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-oauth-'));
    const env = {
      ...STACK_ENV_FOR_STORIES,
      POLICY_FILE: await policyFile(folder, { quiet: '300 ms', quietMax: '1 s' }),
      AMOCRM_TOKEN: '',
      AMOCRM_CLIENT_ID: 'local-client',
      AMOCRM_CLIENT_SECRET: 'local-secret',
      AMOCRM_REDIRECT_URI: 'https://estafeta.local/oauth/amocrm',
    };
    stack = new Stack({ folder, ports: await freePorts(), env });
    await stack.start();
  });
  after(async () => {
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('D-16: before anybody has agreed guests are answered; then what was owed is written', async () => {
    await answered('79281110801', 'Здравствуйте! Есть ли у вас бассейн?');
    const state = oauthState(stack.settings()['WEBHOOK_SECRET'] ?? '');
    const consent = await fetch(`${stack.urls.api}/oauth/amocrm?${new URLSearchParams({ code: 'local-code', state }).toString()}`);
    assert.equal(consent.status, 200, await consent.text());
    assert.deepEqual(await eventually('who leads', async () => (await written()).length > 0 && written(), WITHIN_MS), ['oauth-1']);
  });

  it('DESIGN §7: the tool that sets the account up reads the worker’s token, and renews nothing', async () => {
    const env = loadSetupEnv({ ...stack.settings(), POLICY_FILE: 'config/policy.yaml' });
    const kept = await keptTokens(env);
    assert.ok('tokens' in kept, JSON.stringify(kept));
    const amocrm = new AmocrmClient({ baseUrl: stack.urls.amocrm, token: kept.tokens, requestsPerSecond: 1 });
    assert.equal((await amocrm.account()).id, 31990001);
    assert.equal((await journal('method=POST&path=/oauth2/access_token')).length, 1);
    assert.deepEqual(await keptTokens({ ...env, AMOCRM_CLIENT_SECRET: 'another-secret' }), {
      without:
        'Токены хранит работающий worker, и спросить его не удалось (запечатаны с другим AMOCRM_CLIENT_SECRET). Проверьте TEMPORAL_ADDRESS и worker.',
    });
  });

  it('D-16: a token that has expired is renewed once, for all that wait', async () => {
    await fetch(`${stack.urls.amocrm}/_sim/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance_seconds: 25 * 3_600 }),
    });
    await Promise.all(
      ['79281110802', '79281110803', '79281110804'].map((phone) => answered(phone, 'Здравствуйте! Есть ли у вас бассейн?')),
    );
    const all = await eventually('who leads the three', async () => (await written()).length >= 4 && written(), WITHIN_MS);
    assert.deepEqual(all, ['oauth-1', 'oauth-2', 'oauth-2', 'oauth-2']);
    const exchanges = await journal('method=POST&path=/oauth2/access_token');
    assert.deepEqual(
      exchanges.map(({ status }) => status),
      [200, 200],
    );
  });
});
