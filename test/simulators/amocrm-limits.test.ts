import assert from 'node:assert/strict';
import { startAmocrmSimulator, type AmocrmSimulator } from '../../simulators/amocrm/server.ts';
import { callerOf, type Caller, type LeadLine, type Reply } from './amocrm-setup.ts';

describe('the simulated amoCRM counts requests', () => {
  let simulator: AmocrmSimulator;
  let amocrm: Caller;
  const once = (authorization = 'Bearer local-amocrm-token'): Promise<Reply<string>> =>
    amocrm.call<string>('GET', '/api/v4/account', undefined, { authorization });
  const statuses = async (times: number, authorization?: string): Promise<string> => {
    const found: number[] = [];
    for (let at = 0; at < times; at += 1) found.push((await once(authorization)).status);
    return found.join(' ');
  };
  const pass = (seconds: number): Promise<unknown> => amocrm.sim('clock', { advance_seconds: seconds });
  const nameOf = async (id: number): Promise<string | undefined> =>
    (await amocrm.leads()).map((lead) => lead as LeadLine & { name: string }).find((lead) => lead.id === id)?.name;

  before(async () => {
    const nowMs = Date.UTC(2026, 10, 21, 9);
    simulator = await startAmocrmSimulator({ port: 0, now: () => nowMs }); // time stands still but for `clock`
    amocrm = callerOf(simulator.url);
  });
  after(() => simulator.stop());
  beforeEach(() => amocrm.sim('reset', {}));

  it('seven a second pass, the eighth is a page that is not JSON', async () => {
    assert.equal(await statuses(7), '200 200 200 200 200 200 200');
    const eighth = await once();
    assert.deepEqual([eighth.status, eighth.type], [429, 'text/html; charset=UTF-8']);
    assert.match(eighth.body, /429 Too Many Requests/);
    assert.equal(eighth.headers.get('retry-after'), null);
  });

  it('the second slides: what is older than it no longer counts, nor does what was turned away', async () => {
    assert.equal(await statuses(4), '200 200 200 200');
    await pass(0.6);
    assert.equal(await statuses(4), '200 200 200 429');
    await pass(0.4);
    assert.equal(await statuses(5), '200 200 200 200 429');
  });

  it('a write over the limit changes nothing and is in the journal', async () => {
    const name = await nameOf(42000002);
    await statuses(7);
    assert.equal((await amocrm.call('PATCH', '/api/v4/leads/42000002', { name: 'Лишнее' })).status, 429);
    assert.equal(await nameOf(42000002), name);
    const { body } = await amocrm.call<{ entries: { status: number; executed: boolean }[] }>('GET', '/_sim/journal');
    assert.deepEqual(
      body.entries.map(({ status, executed }) => [status, executed]),
      [[429, false]],
    );
  });

  it('each token has its own seven, the account fifty', async () => {
    const nobody = (number: number): string => `Bearer nobody-${number}`;
    assert.equal(await statuses(8), '200 200 200 200 200 200 200 429');
    assert.equal(await statuses(8, nobody(0)), '401 401 401 401 401 401 401 429');
    for (let number = 1; number < 6; number += 1) await statuses(7, nobody(number));
    assert.equal(await statuses(2, nobody(7)), '401 429', 'the fiftieth and the one after');
  });

  it('repeated overuse is forgiven unless the ban is switched on; then everything is 403 until it is lifted', async () => {
    await statuses(20);
    await pass(1);
    assert.equal(await statuses(1), '200');
    await amocrm.sim('limits', { ban_after: 2 });
    await pass(1);
    assert.equal(await statuses(10), '200 200 200 200 200 200 200 429 429 403');
    await pass(3600);
    const banned = await once();
    assert.deepEqual([banned.status, banned.type], [403, 'text/html; charset=UTF-8']);
    assert.equal((await amocrm.call('POST', '/oauth2/access_token', {})).status, 403);
    await amocrm.sim('limits', { banned: false });
    assert.equal(await statuses(9), '200 200 200 200 200 200 200 429 429');
  });

  it('limits can be switched off, and a reset brings back what the start said', async () => {
    await amocrm.sim('limits', { on: false });
    assert.match(await statuses(9), /^(200 ?){9}$/);
    await amocrm.sim('reset', {});
    assert.match(await statuses(8), /429$/);
    const refused = await amocrm.sim<{ error: string }>('limits', { per_second: 3 });
    assert.equal(refused.status, 400);
    assert.match(refused.body.error, /per_second/);
    assert.equal((await amocrm.sim('limits', {})).status, 400);
  });

  it('without limits from the start nobody is turned away', async () => {
    const free = await startAmocrmSimulator({ port: 0, limits: false, now: () => 0 });
    const caller = callerOf(free.url);
    const all = await Promise.all(Array.from({ length: 60 }, () => caller.call('GET', '/api/v4/account')));
    assert.ok(all.every(({ status }) => status === 200));
    await free.stop();
  });
});
