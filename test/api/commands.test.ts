import assert from 'node:assert/strict';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { DialogRow } from '../../api/temporal/dialog-list.ts';
import { NoWorkerAnswered, TemporalAway } from '../../api/temporal/calls.ts';
import type { RefusalCode } from '../../workflows/dialog/messages.ts';
import { startApp, type StartedApp } from './start-app.ts';

const by = { id: 7, name: 'Анна' };
const COMMANDS = [
  { path: 'take', name: 'take', body: { by, force: true } },
  { path: 'release', name: 'release', body: { by } },
  { path: 'hold', name: 'hold', body: { by, untilMs: 1_800_000_000_000 } },
  { path: 'say', name: 'say', body: { by, text: 'Добрый день!' } },
  { path: 'card-opened', name: 'cardOpened', body: { by, leadId: 42 } },
  { path: 'settle', name: 'settle', body: { by, effectId: 'send-3', happened: false } },
] as const;

const aRow = (key: string): DialogRow => ({
  key,
  person: null,
  state: 'withBot',
  stage: null,
  reason: null,
  leadId: 42,
  managerId: null,
  waitingSinceMs: null,
  startedAtMs: null,
});

const refusal = (type: string, message: string): Error =>
  new WorkflowUpdateFailedError('Workflow Update failed', ApplicationFailure.create({ type, message, nonRetryable: true }));

describe('a manager commands a dialog', () => {
  let app: StartedApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  for (const { path, name, body } of COMMANDS) {
    it(`${path}: reaches the dialog and answers what it decided`, async () => {
      const answer = await app.send('POST', `/dialogs/k1/${path}`, { body });
      assert.deepEqual(
        [answer.status, answer.json],
        [200, { state: 'withManager', previous: 'withBot', holder: { id: 7, name: 'Анна' }, nowMs: 1_000 }],
      );
      const [call = []] = app.door.calls;
      assert.deepEqual(call.slice(0, 4), ['command', 'k1', name, body]);
    });

    it(`${path}: a body that does not fit is 400 and names each place`, async () => {
      const answer = await app.send('POST', `/dialogs/k1/${path}`, { body: { by: { id: 'seven' }, colour: 'red' } });
      assert.deepEqual(
        [answer.status, answer.type, answer.json['code']],
        [400, 'application/problem+json; charset=utf-8', 'MALFORMED_BODY'],
      );
      const paths = (answer.json['issues'] as { path: string }[]).map((issue) => issue.path);
      for (const expected of ['by.id', 'by.name', 'colour']) assert.ok(paths.includes(expected), `${expected} in ${paths.join()}`);
      assert.match(String(answer.json['detail']), /by\.id/);
      assert.deepEqual(app.door.calls, []);
    });

    it(`${path}: without a body it is 400`, async () => {
      const answer = await app.send('POST', `/dialogs/k1/${path}`);
      assert.deepEqual([answer.status, answer.json['code']], [400, 'MALFORMED_BODY']);
    });
  }

  it('D-55: two phones of one family on one lead are two dialogs: the opening reaches both', async () => {
    app.door.page = { dialogs: [aRow('k1'), aRow('k2')], nextPage: null };
    const headers = { 'Idempotency-Key': 'opened-1' };
    const answer = await app.send('POST', '/dialogs/k1/card-opened', { body: { by, leadId: 42 }, headers });
    assert.equal(answer.status, 200);
    assert.deepEqual(app.door.calls, [
      ['command', 'k1', 'cardOpened', { by, leadId: 42 }, 'opened-1'],
      ['list', { leadId: 42, pageSize: 20 }],
      ['command', 'k2', 'cardOpened', { by, leadId: 42 }, 'opened-1'],
    ]);
  });

  it('D-55: what the other dialog says to it changes nothing for the one that was asked', async () => {
    app.door.page = { dialogs: [aRow('k2')], nextPage: null };
    const recorded = app.door.command.bind(app.door);
    app.door.command = (key, ...more) =>
      key === 'k2' ? Promise.reject(refusal('NOT_RESPONSIBLE', 'Сделка Бориса')) : recorded(key, ...more);
    assert.equal((await app.send('POST', '/dialogs/k1/card-opened', { body: { by, leadId: 42 } })).status, 200);
    app.door.list = () => Promise.reject(new TemporalAway('away'));
    assert.equal((await app.send('POST', '/dialogs/k1/card-opened', { body: { by, leadId: 42 } })).status, 200);
  });

  it('D-55: the other dialog hears of it although the one that was asked refuses', async () => {
    app.door.page = { dialogs: [aRow('k1'), aRow('k2')], nextPage: null };
    const recorded = app.door.command.bind(app.door);
    app.door.command = (key, ...more) =>
      key === 'k1' ? Promise.reject(refusal('NOT_RESPONSIBLE', 'Сделка Бориса')) : recorded(key, ...more);
    const answer = await app.send('POST', '/dialogs/k1/card-opened', { body: { by, leadId: 42 } });
    assert.deepEqual([answer.status, answer.json['code']], [409, 'NOT_RESPONSIBLE']);
    assert.deepEqual(
      app.door.calls.map(([what, key]) => [what, key]),
      [
        ['list', { leadId: 42, pageSize: 20 }],
        ['command', 'k2'],
      ],
    );
  });

  it('D-55: other commands concern the dialog they name alone', async () => {
    await app.send('POST', '/dialogs/k1/take', { body: { by } });
    assert.equal(app.door.calls.length, 1);
  });

  it('the Idempotency-Key is the update’s id, so a repeat is carried out once', async () => {
    for (let n = 0; n < 2; n++) await app.send('POST', '/dialogs/k1/take', { body: { by }, headers: { 'Idempotency-Key': 'click-1' } });
    assert.deepEqual(
      app.door.calls.map((call) => call[4]),
      ['click-1', 'click-1'],
    );
  });

  it('without one each command is its own', async () => {
    for (let n = 0; n < 2; n++) await app.send('POST', '/dialogs/k1/take', { body: { by } });
    const [first, second] = app.door.calls.map((call) => call[4]);
    assert.match(String(first), /^[\da-f-]{36}$/);
    assert.notEqual(first, second);
  });

  it('an Idempotency-Key that cannot be an id is 400', async () => {
    const answer = await app.send('POST', '/dialogs/k1/take', { body: { by }, headers: { 'Idempotency-Key': 'x'.repeat(201) } });
    assert.deepEqual([answer.status, (answer.json['issues'] as { path: string }[])[0]?.path], [400, 'Idempotency-Key']);
  });

  it('a key that no dialog can have is 404 and asks nobody', async () => {
    const answer = await app.send('POST', '/dialogs/a%20b/take', { body: { by } });
    assert.deepEqual([answer.status, answer.json['code'], app.door.calls.length], [404, 'UNKNOWN_DIALOG', 0]);
  });

  const REFUSALS: Record<RefusalCode, number> = {
    ALREADY_TAKEN: 409,
    NOT_WITH_MANAGER: 409,
    NOT_RESPONSIBLE: 409,
    NO_SUCH_EFFECT: 409,
    HOLD_TOO_LONG: 422,
    HOLD_IN_PAST: 422,
    TEXT_EMPTY: 422,
    TEXT_TOO_LONG: 422,
    MALFORMED: 422,
  };
  for (const [code, status] of Object.entries(REFUSALS)) {
    it(`refused as ${code} is ${status} with that code and what the dialog said`, async () => {
      app.door.failure = refusal(code, 'Так нельзя');
      const answer = await app.send('POST', '/dialogs/k1/take', { body: { by } });
      assert.deepEqual(
        [answer.status, answer.type, answer.json['code'], answer.json['status']],
        [status, 'application/problem+json; charset=utf-8', code, status],
      );
      assert.equal(answer.json['type'], `urn:estafeta:problem:${code}`);
      assert.match(String(answer.json['detail']), /^Так нельзя\.( \S.+\.)?$/);
      assert.equal(answer.json['instance'], `urn:uuid:${answer.headers.get('x-request-id')}`);
    });
  }

  it('D-54: the second take names the present holder, in the dialog’s own words', async () => {
    app.door.failure = refusal('ALREADY_TAKEN', 'Диалог уже ведёт Борис. Чтобы забрать его, подтвердите ещё раз.');
    const answer = await app.send('POST', '/dialogs/k1/take', { body: { by } });
    assert.match(String(answer.json['detail']), /^Диалог уже ведёт Борис\. Чтобы забрать его, подтвердите ещё раз\.$/);
  });

  const TROUBLES: [string, unknown, number, string][] = [
    ['D-54: an unknown dialog', new WorkflowNotFoundError('not found', 'dialog:k1', undefined), 404, 'UNKNOWN_DIALOG'],
    ['a refusal of an unknown kind', refusal('SOMETHING_NEW', 'no'), 422, 'REFUSED'],
    ['no worker', new NoWorkerAnswered('nobody'), 504, 'NO_WORKER'],
    ['Temporal away', new TemporalAway('away'), 503, 'TEMPORAL_AWAY'],
    ['an error of our own', new TypeError('oops'), 500, 'INTERNAL'],
  ];
  for (const [what, failure, status, code] of TROUBLES) {
    it(`${what} is ${status} ${code}`, async () => {
      app.door.failure = failure;
      const answer = await app.send('POST', '/dialogs/k1/take', { body: { by } });
      assert.deepEqual([answer.status, answer.type, answer.json['code']], [status, 'application/problem+json; charset=utf-8', code]);
      for (const member of ['type', 'title', 'detail', 'instance']) assert.equal(typeof answer.json[member], 'string', member);
    });
  }

  it('the manager’s words and name get into no log', async () => {
    app.door.failure = new Error('Добрый день! Анна');
    await app.send('POST', '/dialogs/k1/say', { body: { by, text: 'Добрый день!' } });
    assert.match(app.log(), /Request failed/);
    assert.doesNotMatch(app.log(), /Анна|Добрый/);
  });
});

describe('somebody without the token', () => {
  let app: StartedApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const ADDRESSES: ['GET' | 'POST', string][] = [
    ['GET', '/dialogs'],
    ['GET', '/dialogs/k1'],
    ...COMMANDS.map(({ path }): ['POST', string] => ['POST', `/dialogs/k1/${path}`]),
    ['GET', '/alerts'],
    ['GET', '/metrics'],
  ];
  for (const [method, path] of ADDRESSES) {
    it(`is refused at ${method} ${path} with 401`, async () => {
      for (const token of [null, 'wrong']) {
        const answer = await app.send(method, path, { token, ...(method === 'POST' ? { body: { by } } : {}) });
        assert.deepEqual([answer.status, answer.json['code'], answer.headers.get('www-authenticate')], [401, 'UNAUTHORIZED', 'Bearer']);
      }
      assert.deepEqual(app.door.calls, []);
    });
  }

  it('may see health and the documentation', async () => {
    for (const path of ['/healthz', '/readyz', '/docs', '/docs/openapi.json'])
      assert.equal((await app.send('GET', path, { token: null })).status, 200, path);
  });
});
