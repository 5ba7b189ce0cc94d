import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, type Caller, type Reply } from './amocrm-setup.ts';

interface Script {
  faults: { kind: string; seen: number; fired: number }[];
  webhooks: unknown;
}
interface Entry {
  method: string;
  status: number | null;
  executed: boolean;
  answered: boolean;
  fault: string | null;
}

describe('trouble that was scripted for the simulated amoCRM', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  const script = (...faults: object[]): Promise<Reply<Script>> => amocrm.sim('faults', { faults });
  const shown = async (): Promise<Script> => (await amocrm.call<Script>('GET', '/_sim/faults')).body;
  const rename = (name: string): Promise<Reply<string>> => amocrm.call('PATCH', '/api/v4/leads/42000002', { name });
  const nameNow = async (): Promise<string> => (await amocrm.get<{ name: string }>('/api/v4/leads/42000002')).name;
  const statusesOf = async (times: number, method = 'GET', path = '/api/v4/account'): Promise<string> => {
    const found: number[] = [];
    for (let at = 0; at < times; at += 1) found.push((await amocrm.call(method, path)).status);
    return found.join(' ');
  };
  const entries = async (): Promise<unknown[]> => {
    const { body } = await amocrm.call<{ entries: Entry[] }>('GET', '/_sim/journal');
    return body.entries.map(({ status, executed, answered, fault }) => [status, executed, answered, fault]);
  };

  before(async () => {
    simulator = await startAmocrmSimulator({ port: 0, limits: false });
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(() => amocrm.sim('reset', {}));

  it('an answer instead of the work: nothing is executed, the body is the one amoCRM would have sent', async () => {
    const before = await nameNow();
    const pages = [429, 500, 502, 503, 504];
    const problems = [400, 401, 402, 403, 404, 422];
    for (const status of [...pages, ...problems]) {
      await script({ kind: 'status', status, method: 'PATCH' });
      const reply = await rename('Не случилось');
      assert.equal(reply.status, status);
      assert.equal(reply.type, pages.includes(status) ? 'text/html; charset=UTF-8' : 'application/problem+json', String(status));
      if (problems.includes(status)) assert.equal((reply.body as unknown as { status: number }).status, status);
    }
    assert.equal(await nameNow(), before);
    assert.equal((await entries()).length, pages.length + problems.length);
    assert.deepEqual((await entries()).at(-1), [422, false, true, 'status']);
  });

  it('a page of the web server with any status, also 403; 502 unless said otherwise', async () => {
    await script({ kind: 'html', status: 403, times: 1 }, { kind: 'html' });
    const [forbidden, gateway] = [await amocrm.call<string>('GET', '/api/v4/account'), await amocrm.call<string>('GET', '/api/v4/account')];
    assert.deepEqual([forbidden.status, forbidden.type, gateway.status], [403, 'text/html; charset=UTF-8', 502]);
    assert.match(forbidden.body, /403 Forbidden/);
  });

  it('three times 429 with a time to wait, and then all is well', async () => {
    await script({ kind: 'status', status: 429, times: 3, retry_after_seconds: 2 });
    const first = await amocrm.call('GET', '/api/v4/account');
    assert.deepEqual([first.status, first.headers.get('retry-after')], [429, '2']);
    assert.equal(await statusesOf(4), '429 429 200 200');
    const { faults } = await shown();
    assert.deepEqual(
      faults.map(({ kind, seen, fired }) => [kind, seen, fired]),
      [['status', 5, 3]],
    );
  });

  it('every third request only; the first fault that fires is the only one', async () => {
    await script({ kind: 'status', status: 500, every: 3 }, { kind: 'status', status: 504, times: 1 });
    assert.equal(await statusesOf(7), '504 200 500 200 200 500 200');
    assert.deepEqual(
      (await shown()).faults.map(({ seen, fired }) => [seen, fired]),
      [
        [7, 2],
        [5, 1],
      ],
    );
  });

  it('a fault is for one method, for one path or for all that begin so; the query is no part of it', async () => {
    const posts = { kind: 'status', status: 503, method: 'POST', path: '/api/v4/leads*' };
    await script(posts, { kind: 'status', status: 504, path: '/api/v4/tasks' });
    const asked = await Promise.all([
      statusesOf(1, 'POST', '/api/v4/leads'),
      statusesOf(1, 'POST', '/api/v4/leads/42000002/notes'),
      statusesOf(1, 'GET', '/api/v4/leads/42000002'),
      statusesOf(1, 'GET', '/api/v4/tasks?limit=1'),
      statusesOf(1, 'GET', '/api/v4/tasks/1'),
    ]);
    assert.deepEqual(asked, ['503', '503', '200', '504', '204']);
  });

  it('lost: it is done, but the connection closes without a word', async () => {
    await script({ kind: 'lost', method: 'PATCH', times: 1, delay_ms: 50 });
    await assert.rejects(rename('Случилось'), /fetch failed/);
    assert.equal(await nameNow(), 'Случилось');
    assert.deepEqual(await entries(), [[200, true, false, 'lost']]);
  });

  it('reset: the connection breaks before anything is done', async () => {
    const before = await nameNow();
    await script({ kind: 'reset', method: 'PATCH', times: 1 });
    await assert.rejects(rename('Не случилось'), ({ cause }: Error) => (cause as { code?: string }).code === 'ECONNRESET');
    assert.equal(await nameNow(), before);
    assert.deepEqual(await entries(), [[null, false, false, 'reset']]);
  });

  it('slow: the right answer, late; who hangs up before it is written down as not answered', async () => {
    await script({ kind: 'slow', method: 'PATCH', delay_ms: 200 });
    const from = performance.now();
    assert.equal((await rename('Не спеша')).status, 200);
    assert.ok(performance.now() - from >= 195);
    await assert.rejects(
      fetch(`${simulator.url}/api/v4/leads/42000002`, {
        method: 'PATCH',
        headers: { authorization: 'Bearer local-amocrm-token' },
        body: '{"name":"Ушёл"}',
        signal: AbortSignal.timeout(100),
      }),
    );
    assert.equal(await nameNow(), 'Ушёл');
    assert.deepEqual(await entries(), [
      [200, true, true, 'slow'],
      [200, true, false, 'slow'],
    ]);
  });

  it('the token endpoint has its own kind of refusal', async () => {
    await script({ kind: 'status', status: 401, path: '/oauth2/*' });
    const { status, type, body } = await amocrm.call<{ hint: string }>('POST', '/oauth2/access_token', {});
    assert.deepEqual([status, type, body.hint], [401, 'application/json', 'Token has been revoked']);
  });

  it('a new script replaces the old one; DELETE and reset end it', async () => {
    await script({ kind: 'status', status: 500 });
    await script({ kind: 'status', status: 503 });
    assert.equal(await statusesOf(1), '503');
    assert.equal((await amocrm.call('DELETE', '/_sim/faults')).status, 200);
    assert.deepEqual([await statusesOf(1), await shown()], ['200', { faults: [], webhooks: null }]);
    await script({ kind: 'status', status: 500 });
    await amocrm.sim('reset', {});
    assert.equal(await statusesOf(1), '200');
  });

  it('a script that makes no sense is refused and changes nothing', async () => {
    await script({ kind: 'status', status: 503 });
    const nonsense = [
      { faults: [{ kind: 'explode' }] },
      { faults: [{ kind: 'status' }] },
      { faults: [{ kind: 'status', status: 200 }] },
      { faults: [{ kind: 'slow' }] },
      { faults: [{ kind: 'lost', status: 500 }] },
      { faults: [{ kind: 'html', times: 0 }] },
      { faults: [{ kind: 'html', path: 'api/v4/leads' }] },
      { faults: [{ kind: 'html', path: '/api/*/leads' }] },
      { faults: [{ kind: 'html', path: '/_sim/reset' }] },
      { faults: [{ kind: 'html', method: 'FETCH' }] },
      { fault: [] },
      { webhooks: { repeat: 0 } },
      { webhooks: { reorder: 'yes' } },
    ];
    for (const body of nonsense) {
      const { status, body: told } = await amocrm.sim<{ error: string }>('faults', body);
      assert.equal(status, 400, JSON.stringify(body));
      assert.equal(typeof told.error, 'string');
    }
    assert.equal(await statusesOf(1), '503');
  });
});
