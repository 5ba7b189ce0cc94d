import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { msToNumber } from '@temporalio/common/lib/time.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { durationMs } from '../../config/duration.ts';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { SHUTDOWN_GRACE } from '../../workers/worker.ts';
import { COMPOSE, COMPOSE_TEXT, ROOT, service, VARIABLES } from './compose-file.ts';

/** schema/compose-spec.json of github.com/compose-spec/compose-go v2.16.2 (Apache-2.0), unchanged: what `docker compose` itself checks with. */
const SPECIFICATION = JSON.parse(readFileSync(new URL('compose-spec.schema.json', import.meta.url), 'utf8')) as object;
const PACKAGE = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string; scripts: Record<string, string> };
const COMPLETED = 'service_completed_successfully';

const services = Object.entries(COMPOSE.services);
const graceMs = (name: string): number => durationMs(service(name).stop_grace_period ?? '') ?? 0;

describe('docker-compose.temporal.yml against the Compose Specification', () => {
  const isValid = new Ajv2020({ strict: false, allErrors: true }).compile(SPECIFICATION);

  it('is valid', () => {
    isValid(COMPOSE);
    assert.deepEqual(isValid.errors ?? [], []);
  });

  for (const [mistake, right, wrong] of [
    ['an unknown condition', 'condition: service_healthy', 'condition: service_healty'],
    ['an unknown key', 'start_period: 20s', 'startperiod: 20s'],
    ['a list for a name', 'image: temporalio/ui', 'image: [temporalio/ui]\n    hostname: x'],
  ] as const)
    it(`${mistake} would be seen`, () => {
      assert.ok(COMPOSE_TEXT.includes(right));
      assert.equal(isValid(parse(COMPOSE_TEXT.replace(right, wrong), { merge: true })), false);
    });
});

describe('docker-compose.temporal.yml', () => {
  it('declares the search attributes of config/search-attributes.ts', () => {
    const script = service('temporal-namespace').command?.join('\n') ?? '';
    const declared = [...script.matchAll(/--name (\w+) --type (\w+)/gu)].map(([, name, type]) => [name, type?.toUpperCase()]);
    assert.deepEqual(Object.fromEntries(declared), SEARCH_ATTRIBUTES);
  });

  it('takes every image at a fixed version', () => {
    const floating = services.filter(([, { image }]) => !/^[^:]+:\d+\.\d+\.\d+(?:-\w+)?$|:\d+\.\d+-\w+$/u.test(image));
    assert.deepEqual(floating, []);
  });

  it('has the server and both jobs of one release, and ours of this one', () => {
    const tags = ['temporal-schema', 'temporal', 'temporal-namespace'].map((name) => service(name).image.split(':')[1]);
    assert.equal(new Set(tags).size, 1, tags.join());
    for (const name of ['api', 'worker']) assert.equal(service(name).image, `estafeta:${PACKAGE.version}`);
  });

  it('publishes every port to this machine alone', () => {
    const ports = services.flatMap(([, { ports: published = [] }]) => published);
    assert.ok(ports.length > 0);
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/u);
  });

  it('keeps all on one network: a server with two addresses writes itself a broken configuration', () => {
    const elsewhere = services.filter(([, { networks, network_mode }]) => networks !== undefined || network_mode !== undefined);
    assert.deepEqual(elsewhere, []);
  });

  it('has a dependant for every one-off: «up --wait» takes the end of one without for a failure', () => {
    const oneOffs = services.filter(([, { restart }]) => restart !== 'unless-stopped').map(([name]) => name);
    assert.ok(oneOffs.length > 0);
    const always = services.filter(([, { profiles }]) => profiles === undefined);
    const awaited = always.flatMap(([, { depends_on: needs = {} }]) =>
      Object.keys(needs).filter((name) => needs[name]?.condition === COMPLETED),
    );
    assert.deepEqual(
      oneOffs.filter((name) => !awaited.includes(name)),
      [],
    );
  });

  it('does not start without a password, and has none of its own', () => {
    const passwords = VARIABLES.filter(({ name }) => /PASSWORD|PWD|SECRET|TOKEN/u.test(name));
    assert.ok(passwords.length > 0);
    for (const { name, required } of passwords) assert.ok(required, name);
    for (const [name, { environment = {} }] of services)
      for (const [key, value] of Object.entries(environment))
        if (/PASSWORD|PWD/u.test(key)) assert.match(value, /^<\w+>$/u, `${name}: ${key}`);
  });

  it('watches everything that stays, by a health check', () =>
    assert.deepEqual(
      services.filter(([, { restart, healthcheck }]) => restart === 'unless-stopped' && healthcheck === undefined),
      [],
    ));

  it('runs two workers, so that one goes on when the other dies', () => assert.equal(service('worker').deploy?.replicas, 2));

  it('D-94: waits longer for a worker that stops than the worker for what it has in flight', () =>
    assert.ok(graceMs('worker') >= msToNumber(SHUTDOWN_GRACE) + 10_000));

  it('starts API and worker as npm does', () => {
    assert.equal(service('api').command?.join(' '), PACKAGE.scripts['start:api']);
    assert.equal(service('worker').command?.join(' '), PACKAGE.scripts['start:worker']);
  });
});
