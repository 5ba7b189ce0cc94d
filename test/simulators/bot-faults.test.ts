import assert from 'node:assert/strict';
import { startBotSimulator } from '../../simulators/bot/server.ts';
import type { BotSimulator } from '../../simulators/bot/server.ts';
import { BOT_TEST_SECRET, BotGuest, control, postTurn } from './bot-guest.ts';

interface Journal {
  turns: { turnId: string; status: number; repeated: boolean; answered: boolean }[];
  faults: { turnId: string; kind: string; path: string }[];
}

describe('Bot simulator: scripted faults', () => {
  let bot: BotSimulator;
  beforeEach(async () => {
    bot = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET });
  });
  afterEach(() => bot.stop());

  const script = (...faults: object[]): Promise<Response> => control(bot.url, 'faults', { faults });
  const shown = async (method = 'GET'): Promise<unknown> => (await fetch(`${bot.url}/_sim/faults`, { method })).json();
  const journal = async (): Promise<Journal> => (await fetch(`${bot.url}/_sim/journal`)).json() as Promise<Journal>;
  async function ask(turnId = 't1'): Promise<Response> {
    const guest = new BotGuest(bot.url);
    return postTurn(bot.url, guest.request([guest.writes('client', 'Добрый день')], { turnId }));
  }

  it('a status three times, without the bot having seen the turn', async () => {
    await script({ path: '/turn', kind: 'status', status: 429, times: 3, retry_after_seconds: 2 });
    for (let n = 0; n < 3; n += 1) {
      const refused = await ask();
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '2']);
      assert.equal(refused.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    }
    assert.equal((await ask()).status, 200);
    const { turns, faults } = await journal();
    assert.deepEqual([turns.length, turns[0]?.repeated, faults.length], [1, false, 3]);
  });

  it('an error page is HTML, 502 unless said otherwise', async () => {
    await script({ kind: 'html', times: 1 }, { kind: 'html', status: 504 });
    for (const status of [502, 504]) {
      const page = await ask();
      assert.deepEqual([page.status, page.headers.get('content-type')?.split(';')[0]], [status, 'text/html']);
    }
  });

  it('a lost answer was given: the retry gets the same one', async () => {
    await script({ kind: 'lost', delay_ms: 50, times: 1 });
    const startedMs = performance.now();
    await assert.rejects(ask());
    assert.ok(performance.now() - startedMs >= 49);
    assert.equal((await ask()).status, 200);
    const { turns } = await journal();
    assert.deepEqual(
      turns.map(({ repeated, answered }) => [repeated, answered]),
      [
        [false, false],
        [true, true],
      ],
    );
  });

  it('a reset connection: the bot has seen nothing', async () => {
    await script({ kind: 'reset', times: 1 });
    await assert.rejects(ask());
    assert.deepEqual((await journal()).turns, []);
    assert.equal((await ask()).status, 200);
  });

  it('a slow answer is the right one, later', async () => {
    await script({ kind: 'slow', delay_ms: 150 });
    const startedMs = performance.now();
    const answer = await ask();
    assert.ok(performance.now() - startedMs >= 149);
    assert.match(await answer.text(), /даты заезда/);
  });

  it('every second request; GET shows how often each fired; DELETE and a reset clear', async () => {
    await script({ method: 'POST', path: '/tu*', kind: 'status', status: 500, every: 2 }, { path: '/elsewhere', kind: 'reset' });
    const statuses: number[] = [];
    for (const turnId of ['a', 'b', 'c', 'd']) statuses.push((await ask(turnId)).status);
    assert.deepEqual(statuses, [200, 500, 200, 500]);
    assert.deepEqual(await shown(), {
      faults: [
        { method: 'POST', path: '/tu*', kind: 'status', status: 500, every: 2, matched: 4, fired: 2 },
        { path: '/elsewhere', kind: 'reset', matched: 0, fired: 0 },
      ],
    });
    assert.deepEqual(await shown('DELETE'), { faults: [] });
    assert.equal((await ask()).status, 200);
    await script({ kind: 'html' });
    await control(bot.url, 'reset');
    assert.deepEqual(await shown(), { faults: [] });
    assert.deepEqual((await journal()).faults, []);
  });

  it('a script that cannot be read is refused in a sentence and changes nothing', async () => {
    await script({ kind: 'status', status: 503 });
    for (const [fault, words] of [
      [{ kind: 'explode' }, /faults\[0\]\.kind/],
      [{ kind: 'status' }, /faults\[0\]\.status/],
      [{ kind: 'slow' }, /faults\[0\]\.delay_ms/],
      [{ kind: 'html', path: 'turn' }, /must start with/],
    ] as const) {
      const refused = await script(fault);
      assert.equal(refused.status, 400);
      assert.match(await refused.text(), words);
    }
    assert.equal((await control(bot.url, 'faults', { faults: [], webhooks: { drop: 1 } })).status, 400);
    assert.equal((await ask()).status, 503);
  });
});
