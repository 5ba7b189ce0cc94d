import assert from 'node:assert/strict';
import type { Express } from 'express';
import { createApp } from '../../api/app.ts';
import { documentPath } from '../../api/docs/openapi.ts';
import { RecordingDoor } from './recording-door.ts';
import { FewOperators } from './few-operators.ts';
import { someDeps, startApp, type StartedApp } from './start-app.ts';

interface Operation {
  operationId: string;
  summary: string;
  security: unknown[];
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

interface BotAnswerSchema {
  properties: { actions: { items: { anyOf: { properties: { type: { const: string } } }[] } } };
}

/** The routes that express itself knows, /docs apart. */
function routesOf(app: Express): string[] {
  const layers = app.router.stack.flatMap(({ route }) => (route === undefined ? [] : [route]));
  return layers.flatMap(({ path, stack }) => [...new Set(stack.map(({ method }) => `${method} ${documentPath(path)}`))]).toSorted();
}

describe('the documentation of the API', () => {
  let app: StartedApp;
  let document: Document;
  let operations: { at: string; path: string; operation: Operation }[];

  before(async () => {
    app = await startApp();
    document = (await app.send('GET', '/docs/openapi.json', { token: null })).json as unknown as Document;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ at: `${method} ${path}`, path, operation })),
    );
  });
  after(() => app.close());

  it('describes exactly the addresses that exist', () => {
    const express = createApp(someDeps(new RecordingDoor(), new FewOperators()));
    assert.deepEqual(operations.map(({ at }) => at).toSorted(), routesOf(express));
    assert.ok(operations.length > 10);
  });

  it('is OpenAPI 3.1 whose every reference leads somewhere', () => {
    assert.match(document.openapi, /^3\.1\.\d+$/);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
    assert.ok(references.length > 10);
    assert.deepEqual(
      references.filter((name) => !(name in document.components.schemas)),
      [],
    );
  });

  it('names every part of an address, and every operation once', () => {
    for (const { at, path, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      assert.deepEqual(
        inPath.map(({ name }) => name),
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
        at,
      );
      assert.ok(
        inPath.every(({ required }) => required === true),
        at,
      );
      assert.ok(operation.summary.length > 0, at);
    }
    const ids = operations.map(({ operation }) => operation.operationId);
    assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted());
  });

  it('describes the body that a bot brings later, action by action', () => {
    const { anyOf } = (document.components.schemas['BotAnswer'] as BotAnswerSchema).properties.actions.items;
    const types = anyOf.map(({ properties }) => properties.type.const);
    for (const type of ['reply', 'clarify', 'handoff', 'setBooking', 'paymentLink', 'silent']) assert.ok(types.includes(type), type);
  });

  it('describes every refusal as application/problem+json', () => {
    for (const { at, operation } of operations) {
      const refusals = Object.entries(operation.responses).filter(([status]) => !status.startsWith('2'));
      for (const [status, { content }] of refusals)
        assert.deepEqual(Object.keys(content ?? {}), ['application/problem+json'], `${at} ${status}`);
    }
  });

  it('says which addresses ask for the token', async () => {
    for (const { at, path, operation } of operations) {
      const [method = ''] = at.split(' ');
      const answer = await app.send(method.toUpperCase() as 'GET' | 'POST', path.replaceAll(/\{\w+\}/g, 'x'), { token: null });
      assert.equal(answer.status === 401, operation.security.length > 0, `${at} ${answer.status}`);
    }
  });

  it('is a page that loads its own files, under a policy that works on plain http', async () => {
    const page = await app.send('GET', '/docs', { token: null });
    assert.deepEqual([page.status, page.type], [200, 'text/html; charset=utf-8']);
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    assert.equal(files.length, 4);
    for (const file of files) assert.equal((await app.send('GET', file, { token: null })).status, 200, file);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'self'/);
    assert.doesNotMatch(policy, /upgrade-insecure-requests/);
  });

  it('an address that does not exist is a problem like any other', async () => {
    for (const path of ['/nothing', '/docs/assets/nothing.js']) {
      const answer = await app.send('GET', path);
      assert.deepEqual(
        [answer.status, answer.type, answer.json['code']],
        [404, 'application/problem+json; charset=utf-8', 'NOT_FOUND'],
        path,
      );
    }
    assert.equal((await app.send('GET', '/dialogs/%E0%A4%A')).json['code'], 'UNREADABLE_REQUEST');
  });
});

describe('the health of the API', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it('it is alive even while Temporal is away, and ready only with it', async () => {
    assert.equal((await app.send('GET', '/readyz', { token: null })).status, 200);
    app.door.isReachable = false;
    assert.equal((await app.send('GET', '/healthz', { token: null })).status, 200);
    const answer = await app.send('GET', '/readyz', { token: null });
    assert.deepEqual([answer.status, answer.json['code']], [503, 'TEMPORAL_AWAY']);
  });

  it('it counts its answers by address, not by what was in it', async () => {
    await app.send('POST', '/dialogs/k1/release', { body: { by: { id: 7, name: 'Анна' } } });
    const { text } = await app.send('GET', '/metrics');
    assert.match(text, /estafeta_api_answers_total\{method="POST",path="\/dialogs\/:key\/release",status="200"\} 1/);
    assert.doesNotMatch(text, /k1/);
  });
});
