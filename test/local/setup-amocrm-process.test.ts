import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { oauthState } from '../../api/oauth/state.ts';
import { freePort } from '../../local/temporal/ports.ts';
import { givenAmocrm, stopAmocrm, TOKEN } from '../activities/amocrm-setup.ts';

const TOOL = fileURLToPath(new URL('../../local/cli/setup-amocrm.ts', import.meta.url));

interface Ended {
  code: number | null;
  said: string;
}

/** Runs the tool as `npm run setup:amocrm` does, but for a terminal. */
async function setUpAmocrm(env: Record<string, string>, args: string[], onSaid?: (said: string, stop: () => void) => void): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', TOOL, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      onSaid?.(said, () => void child.kill('SIGINT'));
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, said }));
  });
}

describe('npm run setup:amocrm', function () {
  this.timeout(60_000);
  afterEach(stopAmocrm);

  it('without a terminal only tells, and ends with 1 where something is missing', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    const { code, said } = await setUpAmocrm({ AMOCRM_BASE_URL: crm.url, AMOCRM_TOKEN: TOKEN }, []);
    assert.equal(code, 1, said);
    assert.match(said, /✗ поле «Ведёт диалог»/u);
    assert.deepEqual(await crm.writes(), []);
  });

  it('without any AMOCRM_… it is about the simulator of this machine; --check ends with 0 where all is there', async () => {
    const crm = await givenAmocrm();
    const { code, said } = await setUpAmocrm({ SIM_AMOCRM_PORT: new URL(crm.url).port }, ['--check']);
    assert.equal(code, 0, said);
    assert.match(said, /\(симулятор;/u);
    assert.doesNotMatch(said, /local-webhook-secret|local-amocrm-token/u);
  });

  it('Ctrl-C between two changes ends with 130, and nothing is half done', async () => {
    const crm = await givenAmocrm({ reset: { without: ['leadField'] } });
    const env = { SIM_AMOCRM_PORT: new URL(crm.url).port };
    const { code, said } = await setUpAmocrm(env, ['--yes'], (so, stop) => {
      if (/Создано: поле сделки «Ведёт диалог»/u.test(so)) stop();
    });
    assert.equal(code, 130, said);
    assert.match(said, /Прервано\. Сделано: [12]\./u);
    assert.equal((await crm.writes()).length, Number(/Сделано: (\d)/u.exec(said)?.[1]));
  });

  it('a missing setting is a sentence that names it', async () => {
    const { code, said } = await setUpAmocrm({ AMOCRM_BASE_URL: 'https://sanatorium.amocrm.ru' }, ['--check']);
    assert.equal(code, 2);
    assert.match(said, /^AMOCRM_TOKEN is not set: /mu);
  });

  it('with OAuth it shows where an administrator agrees, and names what it could not ask', async () => {
    const { code, said } = await setUpAmocrm(
      {
        AMOCRM_BASE_URL: 'https://sanatorium.amocrm.ru',
        AMOCRM_CLIENT_ID: 'an-integration',
        AMOCRM_CLIENT_SECRET: 'its-secret-key',
        WEBHOOK_SECRET: 'a-secret-of-ours',
        TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
      },
      [],
    );
    assert.equal(code, 2, said);
    assert.match(said, /Temporal не отвечает/u);
    const link = new URL(/https:\/\/www\.amocrm\.ru\/oauth\?\S+/u.exec(said)?.[0] ?? '');
    assert.deepEqual(Object.fromEntries(link.searchParams), {
      client_id: 'an-integration',
      state: oauthState('a-secret-of-ours'),
      mode: 'popup',
    });
    assert.doesNotMatch(said, /its-secret-key|a-secret-of-ours/u);
  });
});
