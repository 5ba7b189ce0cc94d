import assert from 'node:assert/strict';
import { ActivityNotFoundError } from '@temporalio/client';
import { createCallbackUrl } from '../../api/bot/callback-url.ts';
import type { BotTurnAddress } from '../../api/dialog-workflows.ts';
import { TemporalAway } from '../../api/temporal/calls.ts';
import { BOT_SECRET, startApp, type Answer, type StartedApp } from './start-app.ts';

const TURN = { turnId: 't-1', workflowId: 'dialog:k1', runId: 'run-1', activityId: '12' };

describe('a bot that answered 202 says later what it decided', () => {
  let app: StartedApp;
  const address = (turn: BotTurnAddress = TURN, secret = BOT_SECRET): string =>
    createCallbackUrl({ publicUrl: app.url, secret })(turn).slice(app.url.length);
  const post = (body: unknown, path = address()): Promise<Answer> => app.send('POST', path, { body, token: null });

  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it('its answer ends the turn', async () => {
    const answer = {
      actions: [
        { type: 'reply', text: 'Да' },
        { type: 'setBooking', fields: { adults: 2, arrival: '2026-07-10', children: [{ age: 5 }] } },
      ],
      state: { step: 1 },
    };
    assert.equal((await post(answer)).status, 204);
    assert.deepEqual(app.door.calls, [['botAnswered', TURN, answer]]);
  });

  it('an address of before there were runs in it is good for its turn', async () => {
    const { runId: _, ...old } = TURN;
    assert.equal((await post({ actions: [{ type: 'silent' }] }, address(old))).status, 204);
    assert.deepEqual(app.door.calls[0]?.[1], old);
  });

  it('D-24: an action nobody knows is kept to be recorded, the others count', async () => {
    await post({
      actions: [
        { type: 'dance', style: 'waltz' },
        { type: 'silent', because: 'ничего' },
      ],
    });
    assert.deepEqual(app.door.calls[0]?.[2], {
      actions: [
        { type: 'unknown', name: 'dance' },
        { type: 'silent', because: 'ничего' },
      ],
    });
  });

  const MALFORMED: [string, unknown, string][] = [
    ['no actions', { actions: [] }, 'actions'],
    ['no list of actions', { reply: 'Да' }, 'actions'],
    ['a reply without a text', { actions: [{ type: 'reply' }] }, 'actions.0.text'],
    ['a date that is none', { actions: [{ type: 'setBooking', fields: { arrival: '10 июля' } }] }, 'actions.0.fields.arrival'],
    ['an action without a type', { actions: [{ text: 'Да' }] }, 'actions.0.type'],
  ];
  for (const [what, body, place] of MALFORMED) {
    it(`D-22: ${what} is 400 and ends the turn as malformed`, async () => {
      const answer = await post(body);
      assert.deepEqual([answer.status, answer.json['code']], [400, 'BOT_MALFORMED']);
      const [[call, turn, why] = [], ...more] = app.door.calls;
      assert.deepEqual([call, turn, more], ['botMalformed', TURN, []]);
      assert.ok(String(why).includes(` at ${place}: `), String(why));
      assert.ok(String(answer.json['detail']).startsWith(`${String(why)}. `), String(answer.json['detail']));
    });
  }

  it('D-22: what is no JSON at all is 400 and ends the turn too', async () => {
    const answer = await app.send('POST', address(), { raw: '{"actions":', token: null });
    const [[call, turn, why] = []] = app.door.calls;
    assert.deepEqual([answer.status, call, turn], [400, 'botMalformed', TURN]);
    assert.match(String(why), / at the body: /);
  });

  it('a late answer is 409', async () => {
    app.door.failure = new ActivityNotFoundError('Not found');
    const answer = await post({ actions: [{ type: 'reply', text: 'Да' }] });
    assert.deepEqual([answer.status, answer.json['code']], [409, 'TURN_OVER']);
  });

  it('while Temporal is away it is 503', async () => {
    app.door.failure = new TemporalAway('away');
    assert.equal((await post({ actions: [{ type: 'reply', text: 'Да' }] })).status, 503);
  });

  it('an address that we did not sign is 403 and asks nobody', async () => {
    const signed = new URL(app.url + address());
    const changed = (name: string, value: string): string => {
      const url = new URL(signed);
      url.searchParams.set(name, value);
      return url.pathname + url.search;
    };
    const unsigned = `${signed.pathname}?workflowId=dialog%3Ak1&activityId=12`;
    const addresses = [
      changed('workflowId', 'dialog:k2'),
      changed('activityId', '13'),
      changed('runId', 'run-2'),
      changed('sig', 'x'),
      unsigned,
      address(TURN, 'another secret'),
      address().replace('t-1', 't-2'),
    ];
    for (const path of addresses) {
      const answer = await post({ actions: [{ type: 'reply', text: 'Да' }] }, path);
      assert.deepEqual([answer.status, answer.json['code']], [403, 'CALLBACK_NOT_SIGNED'], path);
    }
    assert.deepEqual(app.door.calls, []);
  });

  it('the address keeps a path of the public URL', () => {
    const url = createCallbackUrl({ publicUrl: 'https://example.org/estafeta', secret: BOT_SECRET })(TURN);
    assert.match(
      url,
      /^https:\/\/example\.org\/estafeta\/bot\/turns\/t-1\?workflowId=dialog%3Ak1&runId=run-1&activityId=12&sig=[\w-]{43}$/,
    );
  });
});
