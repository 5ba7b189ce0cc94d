import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ConfigError, loadApiEnv, loadWorkerEnv, SETTING_NAMES } from '../../config/env.ts';
import { FILLED } from './filled.ts';
import { ROOT, service, settingsIn, VARIABLES } from './compose-file.ts';

const APP = 'deploy/env.app.example';
const MACHINE = 'deploy/env.example';

type Settings = Readonly<Record<string, string>>;
/** For whom has no long-lived token of amoCRM; links that the console can do without; the journal. */
const MAY_STAY_EMPTY: readonly string[] = [
  'AMOCRM_CLIENT_ID',
  'AMOCRM_CLIENT_SECRET',
  'AMOCRM_REDIRECT_URI',
  'TEMPORAL_UI_URL',
  'DATABASE_URL',
];
const start = (settings: Settings): void => {
  loadApiEnv(settings);
  loadWorkerEnv(settings);
};

describe(`${APP}, with what the compose file sets itself`, () => {
  const app = settingsIn(APP);
  const inCompose = { ...service('api').environment, ...service('worker').environment };
  const filled: Settings = { ...app, ...FILLED, ...inCompose };

  it('names every setting of API and worker, each in one place, and no other', () =>
    assert.deepEqual([...Object.keys(app), ...Object.keys(inCompose)].sort(), [...SETTING_NAMES].sort()));

  it('is enough to start, once the empty ones are filled in', () => start(filled));

  for (const [name, value] of Object.entries(app))
    if (value !== '') it(`${name} has a value that is used as it is`, () => assert.ok(!(name in FILLED)));
    else if (name in FILLED)
      it(`${name} is empty, and nothing starts without it`, () => assert.throws(() => start({ ...filled, [name]: '' }), ConfigError));
    else it(`${name} may stay empty`, () => assert.ok(MAY_STAY_EMPTY.includes(name)));

  it('is enough to start without a long-lived token, once the integration is named', () =>
    start({ ...filled, AMOCRM_TOKEN: '', AMOCRM_CLIENT_ID: 'an-integration', AMOCRM_CLIENT_SECRET: 'its-secret' }));

  it('is what both services read', () => {
    for (const name of ['api', 'worker']) assert.deepEqual(service(name).env_file, ['.env.app']);
  });
});

describe(`${MACHINE}`, () => {
  const machine = settingsIn(MACHINE);

  it('names every variable of the compose file and no other', () =>
    assert.deepEqual(Object.keys(machine).sort(), [...new Set(VARIABLES.map(({ name }) => name))].sort()));

  it('has the values that count without it; the required ones are empty', () => {
    for (const { name, required, standard } of VARIABLES) assert.equal(machine[name], required ? '' : standard, name);
  });
});

describe('README.md', () => {
  const readme = readFileSync(`${ROOT}README.md`, 'utf8');
  for (const name of SETTING_NAMES) it(`tells what ${name} is`, () => assert.ok(readme.includes(`\`${name}\``)));
});
