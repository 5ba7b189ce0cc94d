import assert from 'node:assert/strict';
import { AmocrmClient } from '../../activities/amocrm/client.ts';
import { AmocrmError } from '../../activities/amocrm/errors.ts';
import type { AmocrmErrorCode } from '../../activities/amocrm/errors.ts';
import { longLived } from '../../activities/amocrm/token-source.ts';
import { givenOddServer, html, json, reset, stopOddServers } from './odd-server.ts';
import type { OddServer } from './odd-server.ts';

const clientOf = ({ url }: OddServer, now?: () => number): AmocrmClient =>
  new AmocrmClient({ baseUrl: url, token: longLived('t'), requestsPerSecond: 0, now });

async function errorOf(work: Promise<unknown>): Promise<AmocrmError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AmocrmError, `expected an AmocrmError and got ${String(error)}`);
  return error;
}

describe('amoCRM says no', () => {
  afterEach(stopOddServers);

  const CASES: readonly [what: string, answer: Parameters<typeof givenOddServer>[0], code: AmocrmErrorCode, retryable: boolean][] = [
    ['D-16: 502 as a web page: amoCRM is away', html(502), 'AMOCRM_UNAVAILABLE', true],
    ['D-16: a broken line: amoCRM is away', reset, 'AMOCRM_UNAVAILABLE', true],
    ['D-16: 429 as a web page: the limit', html(429), 'AMOCRM_RATE_LIMITED', true],
    ['D-16: 403 as a web page: a ban, which people lift', html(403), 'AMOCRM_BLOCKED', true],
    ['D-16: 401: the token, which people renew', json(401, { title: 'Unauthorized', status: 401 }), 'AMOCRM_UNAUTHORIZED', true],
    ['D-16: 402: the account is not paid', json(402, { title: 'Payment Required' }), 'AMOCRM_UNPAID', true],
    ['D-16: 200 with a web page instead of JSON', html(200), 'AMOCRM_MALFORMED', true],
    ['D-95: 403 in JSON: no rights for this card', json(403, { title: 'Forbidden', status: 403 }), 'AMOCRM_REJECTED', false],
    ['D-95: 400: the request is wrong', json(400, { title: 'Bad Request' }), 'AMOCRM_REJECTED', false],
    ['D-95: 422: understood and refused', json(422, { title: 'Unprocessable' }), 'AMOCRM_REJECTED', false],
  ];
  for (const [what, answer, code, retryable] of CASES) {
    it(what, async () => {
      const error = await errorOf(clientOf(await givenOddServer(answer)).changeLead(1, { price: 1 }));
      assert.deepEqual([error.code, error.retryable], [code, retryable]);
    });
  }

  it('D-16: nobody listens: amoCRM is away', async () => {
    const server = await givenOddServer();
    await server.stop();
    assert.equal((await errorOf(clientOf(server).changeLead(1, {}))).code, 'AMOCRM_UNAVAILABLE');
  });

  it('a refusal tells which field it is about, and not what was sent', async () => {
    const answer = json(400, {
      'validation-errors': [
        { request_id: '0', errors: [{ code: 'NotSupportedChoice', path: 'custom_fields_values.0.field_id', detail: '+79160000099' }] },
      ],
      title: 'Bad Request',
      detail: '+79160000099',
    });
    const { message } = await errorOf(clientOf(await givenOddServer(answer)).changeLead(1, {}));
    assert.match(message, /NotSupportedChoice custom_fields_values\.0\.field_id/);
    assert.doesNotMatch(message, /7916/);
  });

  it('a broken rule of the business is told in the vendor’s words', async () => {
    const answer = json(400, { errors: { '42000001': 'Loss reason can be specified only for lost lead' }, title: 'Bad Request' });
    assert.match((await errorOf(clientOf(await givenOddServer(answer)).changeLead(1, {}))).message, /Loss reason can be specified/);
  });

  it('each 429 in a row asks for a longer wait, and meanwhile nothing is sent', async () => {
    let nowMs = 0;
    const server = await givenOddServer(html(429));
    const client = clientOf(server, () => nowMs);
    const waits: (number | undefined)[] = [];
    for (let count = 0; count < 5; count += 1) {
      waits.push((await errorOf(client.changeLead(1, {}))).retryAfterMs);
      nowMs += 10_000;
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 8000]);
  });

  it('a ban keeps this whole process quiet', async () => {
    const server = await givenOddServer(html(403));
    const client = clientOf(server);
    assert.equal((await errorOf(client.changeLead(1, {}))).code, 'AMOCRM_BLOCKED');
    const second = await errorOf(client.changeLead(2, {}));
    assert.equal(second.code, 'AMOCRM_RATE_LIMITED');
    assert.ok((second.retryAfterMs ?? 0) > 50_000);
    assert.equal(server.asked.length, 1);
  });
});

describe('reading lists from amoCRM', () => {
  afterEach(stopOddServers);
  const row = (id: number) => ({ id, name: `Причина ${id}` });
  const page = (ids: number[], next?: string) =>
    json(200, { _links: next === undefined ? {} : { next: { href: next } }, _embedded: { loss_reasons: ids.map(row) } });

  it('goes on until there is no next page, with an explicit limit', async () => {
    const server = await givenOddServer(page([1, 2], 'https://elsewhere.example/api/v4/leads/loss_reasons?page=2'), page([3]));
    const rows = await clientOf(server).lossReasons();
    assert.deepEqual(
      rows.map(({ id }) => id),
      [1, 2, 3],
    );
    assert.deepEqual(
      server.asked.map(({ path }) => path),
      ['/api/v4/leads/loss_reasons?limit=250&page=1', '/api/v4/leads/loss_reasons?limit=250&page=2'],
    );
  });

  it('204 is an empty list and an unknown card', async () => {
    const server = await givenOddServer((response) => response.writeHead(204).end());
    assert.deepEqual(await clientOf(server).lossReasons(), []);
    assert.equal(await clientOf(server).lead(1), undefined);
  });

  it('the token travels as a bearer token', async () => {
    const server = await givenOddServer(page([]));
    await clientOf(server).lossReasons();
    assert.equal(server.asked[0]?.headers.authorization, 'Bearer t');
  });
});

describe('the pace of requests', () => {
  afterEach(stopOddServers);

  it('never starts more than the limit within a second', async () => {
    const atMs: number[] = [];
    const server = await givenOddServer((response) => {
      atMs.push(performance.now());
      response.writeHead(204).end();
    });
    const client = new AmocrmClient({ baseUrl: server.url, token: longLived('t'), requestsPerSecond: 5 });
    await Promise.all(Array.from({ length: 8 }, () => client.lead(1)));
    const sixthAfterFirstMs = (atMs[5] ?? 0) - (atMs[0] ?? 0);
    assert.ok(sixthAfterFirstMs > 900, `the sixth came ${sixthAfterFirstMs} ms after the first`);
  });
});
