import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { startBotSimulator } from '../../simulators/bot/server.ts';
import type { BotSimulator } from '../../simulators/bot/server.ts';
import { BOT_TEST_SECRET, BotGuest, control, postTurn, typesOf } from './bot-guest.ts';
import type { BotAnswer } from './bot-guest.ts';

let bot: BotSimulator;
beforeEach(async () => {
  bot = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET });
});
afterEach(() => bot.stop());

/** An ordinary first turn, to be spoilt by the test. */
function aTurn(options = {}): Record<string, unknown> {
  const guest = new BotGuest(bot.url);
  return guest.request([guest.writes('client', 'Добрый день')], options);
}

async function detailOf(response: Response): Promise<string> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  return ((await response.json()) as { detail: string }).detail;
}

describe('Bot simulator: a turn is asked', () => {
  it('a signed turn is answered 200 with actions and a state', async () => {
    const response = await postTurn(bot.url, aTurn());
    assert.equal(response.status, 200);
    const answer = (await response.json()) as BotAnswer;
    assert.deepEqual(typesOf(answer), ['reply']);
    assert.ok(answer.state);
  });

  it('a foreign signature is refused', async () => {
    const response = await postTurn(bot.url, aTurn(), { secret: 'whsec_c29tZWJvZHkgZWxzZQ==' });
    assert.equal(response.status, 401);
    assert.match(await detailOf(response), /signature/);
  });

  it('a turn whose id is not the webhook-id is refused', async () => {
    const response = await postTurn(bot.url, aTurn(), { id: 'another' });
    assert.equal(response.status, 400);
    assert.match(await detailOf(response), /turnId/);
  });

  it('a request that breaks the contract is refused in a sentence that names the place and not the value', async () => {
    const turn = aTurn({ leads: [{ id: 1, arrival: '10 июля' }] });
    const response = await postTurn(bot.url, turn);
    assert.equal(response.status, 400);
    const detail = await detailOf(response);
    assert.match(detail, /context\.leads\[0\]\.arrival: expected a date like 2026-07-10/);
    assert.doesNotMatch(detail, /июля/);
  });

  it('a missing field of the contract is refused', async () => {
    const fields = [
      'version',
      'turnId',
      'deadlineMs',
      'callbackUrl',
      'trigger',
      'dialog',
      'newMessageIds',
      'messages',
      'context',
      'allowedActions',
    ];
    for (const field of fields) {
      const turn = aTurn();
      const id = String(turn['turnId']);
      delete turn[field];
      const response = await postTurn(bot.url, turn, { id });
      assert.equal(response.status, 400, field);
      assert.match(await detailOf(response), new RegExp(`contract at ${field}:`));
    }
  });

  it('new message ids that are not in the transcript are refused', async () => {
    const response = await postTurn(bot.url, { ...aTurn(), newMessageIds: ['elsewhere'] });
    assert.match(await detailOf(response), /newMessageIds/);
  });

  it('the same turn asked again gets the same answer, even if the transcript has grown', async () => {
    const guest = new BotGuest(bot.url);
    const first = guest.request([guest.writes('client', 'Есть парковка?')], { turnId: 't1' });
    const answer: unknown = await (await postTurn(bot.url, first)).json();
    const second = guest.request([guest.writes('client', 'Есть бассейн?')], { turnId: 't1' });
    assert.deepEqual(await (await postTurn(bot.url, second)).json(), answer);
  });

  it('an answer is remembered for the last thousand turns', async () => {
    await control(bot.url, 'script', { answers: [{ actions: [{ type: 'silent', because: 'x' }], state: 'scripted' }] });
    const first = aTurn({ turnId: 'first' });
    const scripted: unknown = await (await postTurn(bot.url, first)).json();
    for (let turn = 1; turn < 1000; turn += 1) await postTurn(bot.url, aTurn({ turnId: `t${turn}` }));
    assert.deepEqual(await (await postTurn(bot.url, first)).json(), scripted);
    await postTurn(bot.url, aTurn({ turnId: 'one more' }));
    assert.notDeepEqual(await (await postTurn(bot.url, first)).json(), scripted);
  }).timeout(60_000);

  it('two bots give the same answers to the same turns', async () => {
    const other = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET });
    try {
      const turn = aTurn();
      const answers = await Promise.all([bot, other].map(async ({ url }) => (await postTurn(url, turn)).text()));
      assert.equal(answers[0], answers[1]);
    } finally {
      await other.stop();
    }
  });

  it('an action that is not allowed is never proposed; a person is asked instead', async () => {
    const guest = new BotGuest(bot.url, { allowedActions: ['handoff', 'silent'] });
    assert.deepEqual(typesOf(await guest.says('Есть парковка?')), ['handoff']);
    const noStage = new BotGuest(bot.url, { allowedActions: ['reply', 'handoff'] });
    assert.deepEqual(typesOf(await noStage.says('с 10 по 20 июля двое взрослых')), ['reply']);
  });

  it('an unknown address is told where to look', async () => {
    const response = await fetch(`${bot.url}/turns`);
    assert.equal(response.status, 404);
    assert.match(await detailOf(response), /GET \/_sim/);
  });
});

describe('Bot simulator: answering by callback', () => {
  const received: { headers: Record<string, string>; body: string }[] = [];
  let receiver: Server;
  let statuses: number[];
  let callbackUrl: string;

  beforeEach(async () => {
    received.length = 0;
    statuses = [];
    receiver = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        received.push({ headers: req.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
        res.writeHead(statuses.shift() ?? 204).end();
      });
    });
    await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
    callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/bot/turns/t1`;
    await control(bot.url, 'settings', { answer: 'callback', delay_ms: 20 });
  });
  afterEach(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  /** The status the receiver answered with, once it is in the journal; a repeat of the turn has none of its own. */
  async function callbackOutcome(): Promise<number | string> {
    for (;;) {
      const { turns } = (await (await fetch(`${bot.url}/_sim/journal`)).json()) as { turns: { callback: number | string | null }[] };
      const outcome = turns.find(({ callback }) => callback !== null)?.callback;
      if (outcome !== undefined && outcome !== null) return outcome;
    }
  }

  it('202 comes at once, the same body later, signed with the turn id', async () => {
    const response = await postTurn(bot.url, { ...aTurn({ turnId: 't1' }), callbackUrl });
    assert.equal(response.status, 202);
    assert.equal(await callbackOutcome(), 204);
    const [callback] = received;
    assert.equal(callback?.headers['webhook-id'], 't1');
    const body = new Webhook(BOT_TEST_SECRET).verify(callback?.body ?? '', callback?.headers ?? {}) as BotAnswer;
    assert.deepEqual(typesOf(body), ['reply']);
  });

  it('a callback that nobody took is tried again', async () => {
    statuses = [503, 200];
    await postTurn(bot.url, { ...aTurn({ turnId: 't1' }), callbackUrl });
    assert.equal(await callbackOutcome(), 200);
    assert.equal(received.length, 2);
  });

  it('a stale turn is told so and left alone', async () => {
    statuses = [409];
    await postTurn(bot.url, { ...aTurn({ turnId: 't1' }), callbackUrl });
    assert.equal(await callbackOutcome(), 409);
    assert.equal(received.length, 1);
  });

  it('a turn asked twice while the answer is on its way is answered once', async () => {
    const turn = { ...aTurn({ turnId: 't1' }), callbackUrl };
    await control(bot.url, 'settings', { delay_ms: 300 });
    await Promise.all([postTurn(bot.url, turn), postTurn(bot.url, turn)]);
    assert.equal(await callbackOutcome(), 204);
    assert.equal(received.length, 1);
  });
});
