import assert from 'node:assert/strict';
import { field, givenPact, list, stopAll, type Answer, type Pact } from './pact-setup.ts';

const NINE_MS = Date.UTC(2026, 6, 1, 9);

describe('Pact simulator: request limits', () => {
  let pact: Pact;
  let nowMs: number;
  beforeEach(async () => {
    nowMs = NINE_MS;
    pact = await givenPact({ now: () => nowMs });
    await pact.guest({ text: 'Здравствуйте' });
  });
  afterEach(stopAll);

  const send = (): Promise<Answer> => pact.api('POST', '/conversations/7001/messages', { company_id: 1, text: 'Да' });
  const writeFirst = (): Promise<Answer> =>
    pact.api('POST', '/messages', { company_id: 1, provider: 'whatsapp', phone: '79110000002', text: 'Да' });
  const detail = (answer: Answer): unknown => field(answer.body, 'errors', 0, 'detail');
  async function times(count: number, call: () => Promise<Answer>, everyMs = 0): Promise<number[]> {
    const statuses: number[] = [];
    for (let n = 0; n < count; n += 1) {
      statuses.push((await call()).status);
      nowMs += everyMs;
    }
    return statuses;
  }
  const taken = (statuses: number[]): number => statuses.filter((status) => status === 200).length;

  it('the sixth send within a second is refused in the documented envelope and sends nothing', async () => {
    assert.equal(taken(await times(5, send)), 5);
    const sixth = await send();
    assert.equal(sixth.status, 429);
    assert.deepEqual(sixth.body, {
      errors: [{ status: 429, code: 'too_many_requests', title: 'Too many requests error', detail: 'Please wait for 1 seconds' }],
    });
    assert.equal(list((await pact.sim('GET', '/journal')).body, 'sends').length, 5);
    nowMs += 1_000;
    assert.equal((await send()).status, 200);
  });

  it('the thirty-first send within a minute is told the seconds until the first is a minute old', async () => {
    assert.equal(taken(await times(30, send, 500)), 30);
    const refused = await send();
    assert.equal(detail(refused), 'Please wait for 45 seconds');
    nowMs += 44_999;
    assert.equal(detail(await send()), 'Please wait for 1 seconds');
    nowMs += 1;
    assert.equal((await send()).status, 200);
  });

  it('what is refused does not count', async () => {
    await times(20, send);
    nowMs += 1_000;
    assert.equal(taken(await times(6, send)), 5);
  });

  it('the controls’ clock frees what it passes', async () => {
    assert.equal(taken(await times(6, send)), 5);
    await pact.sim('POST', '/clock', { advance_seconds: 1 });
    assert.equal((await send()).status, 200);
  });

  it('writing first, uploading and sending have five a second each, or one allowance for both sends on request', async () => {
    const upload = (): Promise<Answer> => pact.api('POST', '/attachments', { company_id: 1 }); // 400, but it counts
    await times(5, send);
    assert.equal(taken(await times(6, writeFirst)), 5);
    assert.deepEqual(await times(6, upload), [400, 400, 400, 400, 400, 429]);
    await pact.sim('POST', '/settings', { send_limits: 'shared' });
    nowMs += 60_000;
    await times(3, send);
    assert.equal(taken(await times(3, writeFirst)), 2);
  });

  for (const [what, path, allowed] of [
    ['the list of conversations', '/conversations?company_id=1', 10],
    ['one conversation', '/conversations/7001?company_id=1', 10],
    ['the list of messages', '/conversations/7001/messages?company_id=1', 20],
    ['one message', '/conversations/7001/messages/5000000001?company_id=1', 20],
  ] as const) {
    it(`${what} can be read ${allowed} times a minute`, async () => {
      const read = (): Promise<Answer> => pact.api('GET', path);
      assert.equal(taken(await times(allowed + 1, read, 1_000)), allowed);
      assert.equal(detail(await read()), `Please wait for ${60 - allowed - 1} seconds`);
    });
  }

  it('a fixed window begins anew with the minute', async () => {
    await pact.sim('POST', '/settings', { rate_window: 'fixed' });
    nowMs += 50_000;
    const read = (): Promise<Answer> => pact.api('GET', '/conversations?company_id=1');
    assert.equal(taken(await times(11, read)), 10);
    assert.equal(detail(await read()), 'Please wait for 10 seconds');
    nowMs += 10_000;
    assert.equal((await read()).status, 200);
  });

  it('webhooks, channels, the old API and the controls have none', async () => {
    for (const call of [
      () => pact.api('GET', '/companies/1/webhooks'),
      () => pact.api('GET', '/companies/1/auths'),
      () => pact.v1('GET', '/companies/1/conversations'),
      () => pact.sim('GET', '/journal'),
    ])
      assert.equal(taken(await times(40, call)), 40);
  });

  it('a wrong token is 401 however often, and uses up nothing', async () => {
    const stranger = (): Promise<Answer> => pact.api('GET', '/conversations?company_id=1', undefined, { 'x-private-api-token': 'guess' });
    assert.deepEqual(new Set(await times(11, stranger)), new Set([401]));
    assert.equal((await pact.api('GET', '/conversations?company_id=1')).status, 200);
  });

  it('a reset forgets the calls, the journal tells the refused ones', async () => {
    await times(6, send);
    assert.deepEqual(field((await pact.sim('GET', '/journal')).body, 'limited_requests'), [
      { at_ms: NINE_MS, method: 'POST', path: '/api/p2/conversations/7001/messages', wait_seconds: 1 },
    ]);
    await pact.sim('POST', '/reset');
    await pact.guest({ text: 'Здравствуйте' });
    assert.equal((await send()).status, 200);
  });

  it('they can be switched off, at the start or later', async () => {
    await pact.sim('POST', '/settings', { limits: 'off' });
    assert.equal(taken(await times(40, send)), 40);
    const free = await givenPact({ limits: false });
    for (let n = 0; n < 12; n += 1) assert.equal((await free.api('GET', '/conversations?company_id=1')).status, 200);
    await free.sim('POST', '/reset');
    assert.equal(field((await free.sim('GET', '/settings')).body, 'limits'), 'off');
  });
});
