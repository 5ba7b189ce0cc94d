import assert from 'node:assert/strict';
import { once } from 'node:events';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Webhook } from 'standardwebhooks';
import { createBotActivities, type CallbackUrl } from '../../activities/bot/activities.ts';
import { BotClient } from '../../activities/bot/client.ts';
import { BotError } from '../../activities/bot/errors.ts';
import type { BotErrorCode } from '../../activities/bot/errors.ts';
import type { BotRequest } from '../../domain/dialog/bot.ts';
import { startBotSimulator } from '../../simulators/bot/server.ts';
import { givenOddServer, hang, html, json, reset, stopOddServers } from './odd-server.ts';
import { asActivity } from './running.ts';

const SECRET = `whsec_${Buffer.from('a secret of the tests, long enough').toString('base64')}`;
const callbackUrl: CallbackUrl = ({ turnId, workflowId, runId, activityId }) =>
  `http://127.0.0.1:9/bot/turns/${turnId}?workflow=${workflowId}&run=${runId}&activity=${activityId}`;
const botAt = (url: string) => createBotActivities({ bot: new BotClient({ url, secret: SECRET }), callbackUrl });

const aTurn: BotRequest = {
  version: 1,
  turnId: 'd1-t1',
  deadlineMs: 1_795_000_045_000,
  trigger: 'clientMessage',
  dialog: { id: 'd1', state: 'withBot', previousState: null, episode: 1, windowEndsMs: null, locale: 'ru' },
  newMessageIds: ['5000000001'],
  messages: [{ id: '5000000001', role: 'client', atMs: 1_795_000_000_000, text: 'Здравствуйте, во сколько завтрак?', attachments: [] }],
  context: {
    contact: { firstName: 'Ольга', patronymic: null, lastName: null, notes: [] },
    leads: [],
    activeLeadId: null,
    requestKind: 'newRequest',
    workingNow: true,
    cardAgeSeconds: 3,
  },
  allowedActions: ['reply', 'clarify', 'handoff', 'silent', 'knowledgeGap', 'setBooking', 'optOut'],
  state: null,
};

async function errorOf(work: Promise<unknown>): Promise<BotError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BotError, `expected a BotError and got ${String(error)}`);
  return error;
}

describe('asking the bot', () => {
  afterEach(stopOddServers);

  it('D-20: the simulated bot takes our turn, signature and all, and answers', async () => {
    const bot = await startBotSimulator({ port: 0, secret: SECRET });
    try {
      const { actions } = await botAt(bot.url).askBot(aTurn);
      assert.equal(actions[0]?.type, 'reply');
    } finally {
      await bot.stop();
    }
  });

  it('D-20: the question is signed, and its id is the turn’s on every try', async () => {
    const server = await givenOddServer(json(200, { actions: [{ type: 'silent' }] }));
    for (const attempt of [1, 2]) await asActivity({ attempt, scheduleToCloseTimeoutMs: 45_000 }, () => botAt(server.url).askBot(aTurn));
    for (const { headers, body } of server.asked) {
      assert.equal(headers['webhook-id'], 'd1-t1');
      new Webhook(SECRET).verify(body, headers as Record<string, string>);
    }
  });

  it('D-20: the callback address names the workflow and the activity that wait', async () => {
    const server = await givenOddServer(json(200, { actions: [{ type: 'silent' }] }));
    const info = { workflowExecution: { workflowId: 'dialog:k', runId: 'r' }, activityId: '17', scheduleToCloseTimeoutMs: 45_000 };
    await asActivity(info, () => botAt(server.url).askBot(aTurn));
    const { callbackUrl: told } = JSON.parse(server.asked[0]?.body ?? '') as { callbackUrl: string };
    assert.equal(told, 'http://127.0.0.1:9/bot/turns/d1-t1?workflow=dialog:k&run=r&activity=17');
  });

  const CASES: readonly [what: string, answer: Parameters<typeof givenOddServer>[0], code: BotErrorCode, retryable: boolean][] = [
    ['D-22: 503: asked again', json(503, {}), 'BOT_UNAVAILABLE', true],
    ['D-22: a broken line: asked again', reset, 'BOT_UNAVAILABLE', true],
    ['D-22: an answer that is not JSON is not asked again', html(200), 'BOT_MALFORMED', false],
    ['D-22: an answer without actions is not asked again', json(200, { actions: [] }), 'BOT_MALFORMED', false],
    ['D-22: a request the bot refuses is not asked again', json(400, {}), 'BOT_REJECTED', false],
    ['D-21: a turn that is over for the bot is over', json(409, {}), 'BOT_STALE', false],
    [
      'D-22: an endless answer is not read',
      json(200, { actions: [{ type: 'reply', text: 'а'.repeat(1_000_000) }] }),
      'BOT_MALFORMED',
      false,
    ],
  ];
  for (const [what, answer, code, retryable] of CASES) {
    it(what, async () => {
      const error = await errorOf(botAt((await givenOddServer(answer)).url).askBot(aTurn));
      assert.deepEqual([error.code, error.retryable], [code, retryable]);
    });
  }

  it('D-22: nobody listens: asked again', async () => {
    const server = await givenOddServer();
    await server.stop();
    assert.equal((await errorOf(botAt(server.url).askBot(aTurn))).code, 'BOT_UNAVAILABLE');
  });

  it('D-22: a bot that says nothing is given up when the activity’s time is over', async () => {
    const server = await givenOddServer(hang);
    const info = { scheduledTimestampMs: 1_000, currentAttemptScheduledTimestampMs: 44_800, scheduleToCloseTimeoutMs: 45_000 - 1_000 };
    const error = await errorOf(asActivity(info, () => botAt(server.url).askBot(aTurn)));
    assert.equal(error.code, 'BOT_UNAVAILABLE');
  });
});

describe('a bot that answers later', () => {
  afterEach(stopOddServers);
  const info = { heartbeatTimeoutMs: 3_000, scheduleToCloseTimeoutMs: 45_000 };

  it('D-22: 202 keeps the activity alive until it is completed from outside', async () => {
    const server = await givenOddServer((response) => response.writeHead(202).end());
    const environment = new MockActivityEnvironment(info);
    const turn = environment.run(() => botAt(server.url).askBot(aTurn));
    await once(environment, 'heartbeat');
    environment.cancel('NOT_FOUND'); // what a completion from outside looks like to the one who waits
    await assert.rejects(turn, CancelledFailure);
  });

  it('D-22: an answer that does not come in time is no answer', async () => {
    const server = await givenOddServer((response) => response.writeHead(202).end());
    const error = await errorOf(asActivity({ scheduleToCloseTimeoutMs: 300 }, () => botAt(server.url).askBot(aTurn)));
    assert.equal(error.code, 'BOT_UNAVAILABLE');
  });
});
