import assert from 'node:assert/strict';
import { ConfigError, loadApiEnv, loadWorkerEnv } from '../../config/env.ts';

const SHARED = {
  PUBLIC_URL: 'https://estafeta.example',
  BOT_SECRET: 'whsec_bG9jYWwtYm90LXNlY3JldC1lc3RhZmV0YQ==',
  CONTACT_KEY_SECRET: 'contact-key-secret',
  AMOCRM_ACCOUNT_ID: '31990001',
  PACT_COMPANY_ID: '1',
  PACT_BASE_URL: 'https://api.pact.im',
  PACT_TOKEN: 'pact-token',
  WEBHOOK_SECRET: 'webhook-secret',
};
const API = { ...SHARED, API_TOKEN: 'api-token-1' };
const WORKER = {
  ...SHARED,
  AMOCRM_BASE_URL: 'https://sanatorium.amocrm.ru',
  AMOCRM_TOKEN: 'amocrm-token',
  BOT_URL: 'https://bot.example',
};

type Settings = Readonly<Record<string, string | undefined>>;
const PARTS = [
  { part: 'API', load: loadApiEnv as (source: Settings) => unknown, good: API as Settings },
  { part: 'worker', load: loadWorkerEnv as (source: Settings) => unknown, good: WORKER as Settings },
];

function sentencesOf(load: (source: Settings) => unknown, source: Settings): readonly string[] {
  try {
    load(source);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.message, error.sentences.join('\n'));
    return error.sentences;
  }
  return [];
}

describe('the settings of the API', () => {
  it('have a default where one makes sense', () => {
    const env = loadApiEnv(API);
    assert.deepEqual(
      [env.PORT, env.TEMPORAL_NAMESPACE, env.TEMPORAL_ADDRESS, env.POLICY_FILE, env.LOG_LEVEL],
      [3000, 'estafeta', undefined, 'config/policy.yaml', 'info'],
    );
  });

  it('are numbers where numbers are meant', () => {
    const env = loadApiEnv({ ...API, PORT: '0', TEMPORAL_ADDRESS: 'temporal.internal:7233' });
    assert.deepEqual(
      [env.PORT, env.AMOCRM_ACCOUNT_ID, env.PACT_COMPANY_ID, env.TEMPORAL_ADDRESS],
      [0, 31990001, 1, 'temporal.internal:7233'],
    );
  });

  it('do not ask for what only the worker needs', () =>
    assert.ok(!('AMOCRM_TOKEN' in loadApiEnv({ ...API, AMOCRM_TOKEN: 'amocrm-token' }))));
});

describe('the settings of the worker', () => {
  it('have a default where one makes sense', () => {
    const env = loadWorkerEnv(WORKER);
    assert.deepEqual([env.METRICS_HOST, env.METRICS_PORT, env.PACT_PER_SECOND, env.AMOCRM_PER_SECOND], ['127.0.0.1', 9464, 5, 6]);
  });

  it('the limits can be switched off for a load test', () =>
    assert.equal(loadWorkerEnv({ ...WORKER, PACT_PER_SECOND: '0' }).PACT_PER_SECOND, 0));

  it('a bot secret that signs nothing is told at the start, not at the first turn', () => {
    const [sentence, ...more] = sentencesOf(PARTS[1]?.load ?? loadWorkerEnv, { ...WORKER, BOT_SECRET: 'not a key!' });
    assert.deepEqual(more, []);
    assert.match(sentence ?? '', /^BOT_SECRET must be whsec_/u);
  });
});

for (const { part, load, good } of PARTS) {
  describe(`wrong settings stop the ${part}`, () => {
    it('no setting that it needs has a silent default', () => {
      for (const name of Object.keys(good)) {
        const [sentence, ...more] = sentencesOf(load, { ...good, [name]: undefined });
        assert.deepEqual(more, [], name);
        assert.match(sentence ?? '', new RegExp(`^${name} is not set: set it, for example ${name}=.+\\.$`, 'u'));
      }
    });

    it('an empty setting is none', () => assert.match(sentencesOf(load, { ...good, PUBLIC_URL: '' })[0] ?? '', /^PUBLIC_URL is not set/u));

    it('each wrong one is a sentence of its own, with an example', () => {
      const sentences = sentencesOf(load, {
        ...good,
        PUBLIC_URL: 'estafeta',
        TEMPORAL_ADDRESS: 'localhost',
        AMOCRM_ACCOUNT_ID: 'ours',
        LOG_LEVEL: 'loud',
      });
      assert.equal(sentences.length, 4);
      for (const sentence of sentences) assert.match(sentence, /^([A-Z_]+) must be .+, for example \1=.+\.$/u);
    });

    it('a wrong value is never repeated: it may be a secret', () => {
      for (const name of Object.keys(good)) {
        const said = sentencesOf(load, { ...good, [name]: 'hush' }).join('\n');
        if (name === 'CONTACT_KEY_SECRET') assert.match(said, /^CONTACT_KEY_SECRET must be at least 8 characters/u);
        assert.ok(!said.includes('hush'), name);
      }
    });
  });
}

describe('ports', () => {
  for (const wrong of ['-1', '65536', '3000.5', 'http'])
    it(`${wrong} is none`, () =>
      assert.match(
        sentencesOf(loadApiEnv as (source: Settings) => unknown, { ...API, PORT: wrong }).join(' '),
        /^PORT must be [^.]+, for example PORT=3000\.$/u,
      ));
});
