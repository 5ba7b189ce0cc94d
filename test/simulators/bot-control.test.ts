import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBotSimulator } from '../../simulators/bot/server.ts';
import type { BotSimulator } from '../../simulators/bot/server.ts';
import { BOT_TEST_SECRET, BotGuest, control, postTurn } from './bot-guest.ts';

interface Entry {
  atMs: number;
  turnId: string;
  trigger: string | null;
  newMessageIds: string[];
  requestKind: string | null;
  repeated: boolean;
  status: number;
  answer: unknown;
}

const NOW_MS = Date.UTC(2026, 10, 21, 9);

describe('Bot simulator: what people and tests switch under /_sim', () => {
  let bot: BotSimulator;
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'bot-'));
    bot = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET, dataDir, now: () => NOW_MS });
  });
  afterEach(async () => {
    await bot.stop();
    await rm(dataDir, { recursive: true });
  });

  async function ask(text = 'Добрый день', options = {}): Promise<Response> {
    const guest = new BotGuest(bot.url);
    return postTurn(bot.url, guest.request([guest.writes('client', text)], options));
  }

  async function journal(): Promise<Entry[]> {
    return ((await (await fetch(`${bot.url}/_sim/journal`)).json()) as { turns: Entry[] }).turns;
  }

  it('GET /_sim/ lists every switch', async () => {
    const { controls } = (await (await fetch(`${bot.url}/_sim/`)).json()) as { controls: { request: string }[] };
    const expected = [
      'POST /_sim/reset',
      'POST /_sim/outage',
      'POST /_sim/settings',
      'POST /_sim/script',
      'POST /_sim/faults',
      'POST /_sim/clock',
      'GET /_sim/journal',
    ];
    assert.deepEqual(
      controls.map(({ request }) => request),
      expected,
    );
  });

  it('an outage answers 503 until it is over', async () => {
    await control(bot.url, 'outage', { on: true });
    assert.equal((await ask()).status, 503);
    await control(bot.url, 'outage', { on: false });
    assert.equal((await ask()).status, 200);
  });

  it('scripted answers go out exactly and in order, malformed ones too, then the bot speaks again', async () => {
    const body = { actions: [{ type: 'dance' }], state: 7 };
    await control(bot.url, 'script', { answers: [body, '<html>', { status: 500, body: 'broken' }, { status: 200, body: [] }] });
    assert.deepEqual(await (await ask()).json(), body);
    assert.equal(await (await ask()).text(), '<html>');
    const failed = await ask();
    assert.deepEqual([failed.status, await failed.text()], [500, 'broken']);
    assert.deepEqual(await (await ask()).json(), []);
    assert.match(await (await ask()).text(), /даты заезда/);
  });

  it('a scripted failure is no answer: the retry of the turn is asked afresh', async () => {
    await control(bot.url, 'script', { answers: [{ status: 500, body: {} }] });
    assert.equal((await ask('Добрый день', { turnId: 't1' })).status, 500);
    assert.equal((await ask('Добрый день', { turnId: 't1' })).status, 200);
  });

  it('a delay holds every answer back', async () => {
    await control(bot.url, 'settings', { delay_ms: 150 });
    const startedMs = performance.now();
    await ask();
    assert.ok(performance.now() - startedMs >= 149);
  });

  it('the journal tells every turn in order, with its answer and whether it was a repeat', async () => {
    await ask('Добрый день', { turnId: 't1' });
    await ask('Добрый день', { turnId: 't1' });
    await ask('Есть парковка?', { turnId: 't2', kind: 'currentBooking', trigger: 'resumed' });
    const turns = await journal();
    assert.deepEqual(
      turns.map(({ atMs, turnId, trigger, newMessageIds, requestKind, repeated, status }) => [
        atMs,
        turnId,
        trigger,
        newMessageIds,
        requestKind,
        repeated,
        status,
      ]),
      [
        [NOW_MS, 't1', 'clientMessage', ['m1'], 'newRequest', false, 200],
        [NOW_MS, 't1', 'clientMessage', ['m1'], 'newRequest', true, 200],
        [NOW_MS, 't2', 'resumed', ['m1'], 'currentBooking', false, 200],
      ],
    );
    assert.deepEqual(turns[0]?.answer, turns[1]?.answer);
    assert.match(JSON.stringify(turns[2]?.answer), /парковка/);
  });

  it('refused turns are in the journal too', async () => {
    await control(bot.url, 'outage', { on: true });
    await ask('Добрый день', { turnId: 't1' });
    assert.deepEqual(
      (await journal()).map(({ turnId, status }) => [turnId, status]),
      [['t1', 503]],
    );
  });

  it('the journal’s clock can be moved', async () => {
    await control(bot.url, 'clock', { advance_seconds: 3600 });
    await ask();
    assert.equal((await journal())[0]?.atMs, NOW_MS + 3_600_000);
  });

  it('settings survive a restart, a reset clears everything', async () => {
    await control(bot.url, 'settings', { delay_ms: 1 });
    await bot.stop();
    bot = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET, dataDir });
    const changed: unknown = await (await control(bot.url, 'settings', { answer: 'callback' })).json();
    assert.deepEqual(changed, { delay_ms: 1, answer: 'callback' });
    await ask();
    await control(bot.url, 'script', { answers: ['x'] });
    await control(bot.url, 'reset');
    assert.deepEqual(await journal(), []);
    assert.equal((await ask()).status, 200);
    await bot.stop();
    bot = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET, dataDir });
    assert.equal((await ask()).status, 200);
  });

  it('a switch that cannot be read is refused in a sentence', async () => {
    const response = await control(bot.url, 'settings', { answer: 'pigeon' });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /POST \/_sim\/settings cannot read answer/);
  });
});
