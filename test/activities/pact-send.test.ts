import assert from 'node:assert/strict';
import { createPactActivities } from '../../activities/pact/activities.ts';
import { PactClient } from '../../activities/pact/client.ts';
import { PactError } from '../../activities/pact/errors.ts';
import type { PactErrorCode } from '../../activities/pact/errors.ts';
import { startPactSimulator } from '../../simulators/pact/server.ts';
import type { PactSimulator } from '../../simulators/pact/server.ts';
import { MockActivityEnvironment } from '@temporalio/testing';
import { givenOddServer, html, json, reset, stopOddServers } from './odd-server.ts';
import { asActivity } from './running.ts';

const TOKEN = 'local-pact-token';
const clientAt = (url: string): PactClient => new PactClient({ baseUrl: url, token: TOKEN, companyId: 1 });

async function errorOf(work: Promise<unknown>): Promise<PactError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PactError, `expected a PactError and got ${String(error)}`);
  return error;
}

interface SeenMessage {
  id: number;
  message: string | null;
  income: boolean;
}

describe('sending through Pact', () => {
  let pact: PactSimulator;
  let conversationId: number;
  beforeEach(async () => {
    pact = await startPactSimulator({ port: 0 });
    conversationId = await guestWrites('Здравствуйте');
  });
  afterEach(async () => pact.stop());

  const sim = async (path: string, body: unknown): Promise<Record<string, never>> =>
    (await (
      await fetch(`${pact.url}/_sim${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()) as Record<string, never>;
  const guestWrites = async (text: string): Promise<number> => {
    const { message } = (await sim('/guest-message', { phone: '79000000001', name: 'Анна', text })) as unknown as {
      message: { conversation_id: number };
    };
    return message.conversation_id;
  };
  const messages = async (): Promise<SeenMessage[]> => {
    const response = await fetch(`${pact.url}/api/p2/conversations/${conversationId}/messages?company_id=1`, {
      headers: { 'x-private-api-token': TOKEN },
    });
    return ((await response.json()) as { messages: SeenMessage[] }).messages;
  };
  const outgoing = async (): Promise<string[]> => (await messages()).filter(({ income }) => !income).map(({ id }) => String(id));
  const activities = () => createPactActivities({ pact: clientAt(pact.url) });
  const send = (text: string, more: Partial<Parameters<ReturnType<typeof activities>['sendMessage']>[0]> = {}) =>
    activities().sendMessage({ conversationId, text, ...more });

  it('D-20: the message is in the conversation and shows in the CRM', async () => {
    const { messageId } = await send('Добрый день!');
    assert.deepEqual(await outgoing(), [messageId]);
    const seen = await givenOddServer(json(201, { message: { id: 9_000_000_000 } }));
    assert.deepEqual(await createPactActivities({ pact: clientAt(seen.url) }).sendMessage({ conversationId: 7, text: 'Да' }), {
      messageId: '9000000000',
    });
    assert.deepEqual(JSON.parse(seen.asked[0]?.body ?? ''), { company_id: 1, text: 'Да', send_to_crm: true });
    await stopOddServers();
  });

  for (const order of ['newest_first', 'oldest_first']) {
    describe(`the answer of an earlier try was lost, and the list comes ${order}`, () => {
      beforeEach(async () => void (await sim('/settings', { list_order: order })));

      it('D-91: what got through is reported and not sent again', async () => {
        const { messageId } = await send('Цена 5 000 ₽\nза сутки');
        assert.deepEqual(await send('Цена 5 000 ₽ за сутки ', { look: { knownIds: [] } }), { messageId });
        assert.deepEqual(await outgoing(), [messageId]);
      });

      it('D-91: an older message of ours with the same words is not it', async () => {
        const { messageId: earlier } = await send('Да');
        const { messageId } = await send('Да', { look: { knownIds: [earlier] } });
        assert.notEqual(messageId, earlier);
        const { messageId: third } = await send('Да', { look: { knownIds: [], afterMessageId: Number(messageId) } });
        assert.equal((await outgoing()).length, 3);
        assert.notEqual(third, messageId);
      });

      it('D-91: the client’s own same words are not it', async () => {
        await guestWrites('Хорошо');
        const { messageId } = await send('Хорошо', { look: { knownIds: [] } });
        assert.deepEqual(await outgoing(), [messageId]);
      });

      it('D-91: it is found beyond the first page', async () => {
        for (let count = 0; count < 160; count += 1) await guestWrites(`Сообщение ${count}`);
        const { messageId } = await send('Ответ');
        assert.deepEqual(await send('Ответ', { look: { knownIds: [] } }), { messageId });
      });
    });
  }

  it('D-91: two lost messages with the same words are found one by one, the older first', async () => {
    const { messageId: first } = await send('Да');
    const { messageId: second } = await send('Да');
    assert.deepEqual(await send('Да', { look: { knownIds: [] } }), { messageId: first });
    assert.deepEqual(await send('Да', { look: { knownIds: [first] } }), { messageId: second });
  });

  it('D-91: a worker that took over from a dead one looks first', async () => {
    const { messageId } = await send('Добрый день!');
    const again = await asActivity({ attempt: 2, scheduledTimestampMs: Date.now() - 2_000 }, () => send('Добрый день!'));
    assert.equal(again.messageId, messageId);
    assert.equal((await outgoing()).length, 1);
  });

  it('D-91: words that were sent long before the activity are not its own', async () => {
    await send('Добрый день!');
    await asActivity({ attempt: 2, scheduledTimestampMs: Date.now() + 60_000 }, () => send('Добрый день!'));
    assert.equal((await outgoing()).length, 2);
  });

  it('D-91: an outage while we look changes nothing about what is known', async () => {
    await sim('/outage', { on: true });
    assert.equal((await errorOf(send('Да', { look: { knownIds: [] } }))).code, 'PACT_UNREACHABLE');
  });
});

describe('Pact does not take a message', () => {
  afterEach(stopOddServers);
  const sendTo = (url: string) => createPactActivities({ pact: clientAt(url) }).sendMessage({ conversationId: 1, text: 'Секрет гостя' });
  const wait = (detail: string) =>
    json(429, { errors: [{ status: 429, code: 'too_many_requests', title: 'Too many requests error', detail }] });

  const CASES: readonly [what: string, answer: Parameters<typeof givenOddServer>[0], code: PactErrorCode, retryAfterMs?: number][] = [
    ['D-91: a broken line: it may have left', reset, 'PACT_UNKNOWN'],
    ['D-91: 502: it may have left', html(502), 'PACT_UNKNOWN'],
    ['D-91: an answer nobody can read: it may have left', html(200), 'PACT_UNKNOWN'],
    ['D-25: the limit: not before the seconds Pact names', wait('Please wait for 37 seconds'), 'PACT_RATE_LIMITED', 37_000],
    ['D-25: the limit without a word: a minute', html(429), 'PACT_RATE_LIMITED', 60_000],
    [
      'D-25: refused: it never left and never will',
      json(400, { errors: [{ code: 'bad_request', detail: 'Секрет гостя is wrong' }] }),
      'PACT_REJECTED',
    ],
    ['D-25: an unknown conversation', json(404, { errors: [{ code: 'not_found' }] }), 'PACT_REJECTED'],
    ['D-25: a bad token', json(401, { errors: [{ code: 'unauthorized' }] }), 'PACT_UNAUTHORIZED'],
    ['D-25: an unpaid company', html(402), 'PACT_UNAUTHORIZED'],
  ];
  for (const [what, answer, code, retryAfterMs] of CASES) {
    it(what, async () => {
      const error = await errorOf(sendTo((await givenOddServer(answer)).url));
      assert.deepEqual([error.code, error.retryAfterMs], [code, retryAfterMs]);
      assert.doesNotMatch(error.message, /Секрет/);
    });
  }

  it('D-25: what Pact said of its minute holds for every message: the next ones are not even asked for, and come back one after the other', async () => {
    const server = await givenOddServer(wait('Please wait for 30 seconds'));
    let nowMs = 1_000_000;
    const pact = new PactClient({ baseUrl: server.url, token: 't', companyId: 1, now: () => nowMs });
    const activities = createPactActivities({ pact });
    const waitOf = async (): Promise<number | undefined> =>
      (await errorOf(activities.sendMessage({ conversationId: 1, text: 'Да' }))).retryAfterMs;
    assert.equal(await waitOf(), 30_000);
    nowMs += 10_000;
    assert.deepEqual([await waitOf(), await waitOf(), await waitOf()], [22_000, 24_000, 26_000]);
    assert.equal(server.asked.length, 1);
    nowMs += 20_000;
    assert.equal(await waitOf(), 30_000);
    assert.equal(server.asked.length, 2);
  });

  it('D-25: of Pact’s second there is no line', async () => {
    const server = await givenOddServer(wait('Please wait for 1 seconds'));
    const pact = new PactClient({ baseUrl: server.url, token: 't', companyId: 1, now: () => 1_000_000 });
    const activities = createPactActivities({ pact });
    for (const expected of [1_000, 1_000, 1_000])
      assert.equal((await errorOf(activities.sendMessage({ conversationId: 1, text: 'Да' }))).retryAfterMs, expected);
  });

  it('D-25: nobody listens: it never left', async () => {
    const server = await givenOddServer();
    await server.stop();
    const error = await errorOf(sendTo(server.url));
    assert.deepEqual([error.code, error.retryable], ['PACT_UNREACHABLE', true]);
  });

  it('D-94: while Pact is slow the activity shows that it lives', async () => {
    let answerNow: () => void = () => undefined;
    const server = await givenOddServer((response) => {
      answerNow = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"message":{"id":5}}');
    });
    const environment = new MockActivityEnvironment({ heartbeatTimeoutMs: 3_000 });
    environment.on('heartbeat', () => answerNow());
    assert.deepEqual(await environment.run(() => sendTo(server.url)), { messageId: '5' });
  });
});

describe('Pact’s webhooks', () => {
  afterEach(stopOddServers);

  it('D-92: a new one is switched on when Pact has made it', async () => {
    const pact = await startPactSimulator({ port: 0 });
    const receiver = await givenOddServer((response) => response.writeHead(200).end());
    try {
      const client = clientAt(`${pact.url}/api/p2`);
      const made = await client.createWebhook(`${receiver.url}/hook`);
      assert.equal(made.active, true);
      assert.deepEqual(await client.webhooks(), [made]);
    } finally {
      await pact.stop();
    }
  });
});
