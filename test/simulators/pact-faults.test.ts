import assert from 'node:assert/strict';
import { field, givenPact, givenReceiver, list, messagesIn, stopAll, storyOf, type Answer, type Pact } from './pact-setup.ts';

const SEND = '/conversations/7001/messages';

describe('Pact simulator: scripted faults', () => {
  let pact: Pact;
  beforeEach(async () => {
    pact = await givenPact();
    await pact.guest({ text: 'Здравствуйте' });
  });
  afterEach(stopAll);

  const script = (...faults: object[]): Promise<Answer> => pact.sim('POST', '/faults', { faults });
  const send = (text = 'Да'): Promise<Answer> => pact.api('POST', SEND, { company_id: 1, text });
  const brokenSend = (): Promise<string> =>
    send().then(
      ({ status }) => `answered ${status}`,
      () => 'broken',
    );
  const sends = async (): Promise<unknown[]> =>
    list((await pact.sim('GET', '/journal')).body, 'sends').map(({ text, answered }) => [text, answered]);
  const fired = async (): Promise<unknown[]> => list((await pact.sim('GET', '/faults')).body, 'faults').map((fault) => fault['fired']);

  it('429 three times: as the real one says it, and nothing is executed', async () => {
    await script({ method: 'POST', path: '/api/p2/conversations/*', kind: 'status', status: 429, times: 3, retry_after_seconds: 37 });
    for (let n = 0; n < 3; n += 1) {
      const { status, body } = await send();
      assert.equal(status, 429);
      assert.equal(field(body, 'errors', 0, 'detail'), 'Please wait for 37 seconds');
    }
    assert.equal((await send()).status, 200);
    assert.deepEqual(await sends(), [['Да', true]]);
    assert.deepEqual(await fired(), [3]);
  });

  it('a status comes in the envelope of the API that was asked', async () => {
    await script({ kind: 'status', status: 503 });
    assert.deepEqual((await send()).body, {
      errors: [{ status: 503, code: 'service_unavailable', title: 'Service Unavailable', detail: 'Service Unavailable' }],
    });
    assert.deepEqual((await pact.v1('GET', '/companies')).body, { status: 'errored', errors: ['Service Unavailable'] });
    assert.equal((await pact.guest({ text: 'Вы тут?' }))['message'], 'Вы тут?');
  });

  it('an error page is HTML, 502 unless said otherwise', async () => {
    await script({ kind: 'html', times: 1 }, { kind: 'html', status: 500 });
    const seen = [await send(), await send()].map(({ status, type }) => [status, type.split(';')[0]]);
    assert.deepEqual(seen, [
      [502, 'text/html'],
      [500, 'text/html'],
    ]);
    assert.deepEqual(await sends(), []);
  });

  it('a lost answer: the message goes out and is announced, the caller hears nothing', async () => {
    const receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
    await script({ method: 'POST', kind: 'lost', delay_ms: 100, times: 1 });
    const startedMs = performance.now();
    assert.equal(await brokenSend(), 'broken');
    assert.ok(performance.now() - startedMs >= 99);
    await receiver.until((events) => events.length === 3);
    assert.deepEqual(messagesIn(receiver.events).map(storyOf), ['message create sent', 'message update delivered']);
    assert.deepEqual(await sends(), [['Да', false]]);
  });

  it('a lost answer whose caller waits long: the echo is there before the line breaks', async () => {
    const receiver = await givenReceiver();
    await pact.subscribe(receiver.url);
    await script({ kind: 'lost', delay_ms: 60_000, times: 1 });
    const hangs = brokenSend();
    await receiver.until((events) => events.length === 3);
    await pact.simulator.stop();
    assert.equal(await hangs, 'broken');
  });

  it('a reset connection: nothing is executed', async () => {
    await script({ kind: 'reset', times: 1 });
    assert.equal(await brokenSend(), 'broken');
    assert.deepEqual(await sends(), []);
    assert.equal((await send()).status, 200);
  });

  it('a slow answer is the right one, later', async () => {
    await script({ kind: 'slow', delay_ms: 150, times: 1 });
    const startedMs = performance.now();
    const { status, body } = await send();
    assert.ok(performance.now() - startedMs >= 149);
    assert.equal(status, 200);
    assert.equal(field(body, 'message', 'message'), 'Да');
  });

  it('a refusal is answered slowly or lost as well', async () => {
    await script({ kind: 'lost', times: 1 }, { kind: 'slow', delay_ms: 1 });
    await assert.rejects(send(''));
    assert.equal((await send('')).status, 400);
  });

  it('every second request, of one method and one path', async () => {
    await script({ method: 'post', path: `/api/p2${SEND}/`, kind: 'status', status: 500, every: 2 });
    assert.equal((await pact.api('GET', `${SEND}?company_id=1`)).status, 200);
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await send()).status);
    assert.deepEqual(statuses, [200, 500, 200, 500]);
    const [shown] = list((await pact.sim('GET', '/faults')).body, 'faults');
    assert.deepEqual([shown?.['method'], shown?.['matched'], shown?.['fired']], ['POST', 4, 2]);
  });

  it('the first that fires is the one that happens', async () => {
    await script({ kind: 'status', status: 500, times: 1 }, { kind: 'status', status: 503, times: 1 });
    assert.deepEqual([(await send()).status, (await send()).status, (await send()).status], [500, 503, 200]);
  });

  it('a new script replaces the old one; DELETE and a reset clear it', async () => {
    await script({ kind: 'status', status: 500 });
    await script({ kind: 'status', status: 503 });
    assert.equal((await send()).status, 503);
    assert.deepEqual((await pact.sim('DELETE', '/faults')).body['faults'], []);
    assert.equal((await send()).status, 200);
    await script({ kind: 'status', status: 500 });
    await pact.sim('POST', '/reset');
    assert.deepEqual((await pact.sim('GET', '/faults')).body, {
      faults: [],
      webhooks: { fired: { dropped: 0, repeated: 0, reordered: 0 } },
    });
  });

  it('a script that cannot be read is refused in words and changes nothing', async () => {
    await script({ kind: 'status', status: 503 });
    for (const [fault, words] of [
      [{ kind: 'explode' }, /kind/],
      [{ kind: 'status' }, /status.*|is required/s],
      [{ kind: 'status', status: 200 }, /status/],
      [{ kind: 'slow' }, /delay_ms/],
      [{ kind: 'reset', status: 500 }, /means nothing/],
      [{ kind: 'status', status: 500, retry_after_seconds: 3 }, /429/],
      [{ kind: 'html', path: 'api' }, /must start with/],
      [{ kind: 'html', tiems: 3 }, /tiems/],
    ] as const) {
      const refused = await script(fault);
      assert.equal(refused.status, 400);
      assert.match(refused.text, words);
    }
    assert.equal((await pact.sim('POST', '/faults', {})).status, 400);
    assert.equal((await send()).status, 503);
  });

  it('the journal tells which request met which fault', async () => {
    await script({ kind: 'html' });
    await send();
    const [met] = list((await pact.sim('GET', '/journal')).body, 'faults_fired');
    assert.deepEqual([met?.['method'], met?.['path'], met?.['kind']], ['POST', `/api/p2${SEND}`, 'html']);
  });
});

describe('Pact simulator: a caller that hangs up', () => {
  afterEach(stopAll);

  it('its message is delivered all the same, and the journal says that it was not answered', async () => {
    const pact = await givenPact();
    const receiver = await givenReceiver();
    await pact.guest({ text: 'Здравствуйте' });
    await pact.subscribe(receiver.url);
    await pact.sim('POST', '/settings', { echo: 'before', delay_ms: 500 });
    const hangUp = new AbortController();
    const url = `${pact.simulator.url}/api/p2${SEND}?company_id=1&text=X&private_api_token=local-pact-token`;
    const sent = assert.rejects(fetch(url, { method: 'POST', signal: hangUp.signal }));
    await receiver.until((events) => events.length === 2); // the echo is there, the answer half a second away
    hangUp.abort();
    await sent;
    await receiver.until((events) => events.some((event) => storyOf(event) === 'message update delivered'));
    assert.equal(field((await pact.sim('GET', '/journal')).body, 'sends', 0, 'answered'), false);
  });
});
