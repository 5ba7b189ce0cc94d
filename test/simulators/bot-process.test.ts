import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startBotSimulator } from '../../simulators/bot/server.ts';
import { BOT_TEST_SECRET, BotGuest, typesOf } from './bot-guest.ts';

const MAIN = fileURLToPath(new URL('../../simulators/bot/main.ts', import.meta.url));

function run(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', MAIN], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

describe('Bot simulator: as a process of its own', () => {
  it('says in one line where it listens, answers with the local secret, and ends on SIGTERM', async () => {
    const child = run({ SIM_BOT_PORT: '0', BOT_SECRET: '' });
    const ended = once(child, 'exit');
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const url = /^Bot simulator listens on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line.toString())?.[1];
    assert.ok(url, line.toString());
    assert.deepEqual(typesOf(await new BotGuest(url).says('Есть парковка?')), ['reply']);
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });

  it('a taken port ends it with one clear sentence', async () => {
    const running = await startBotSimulator({ port: 0, secret: BOT_TEST_SECRET });
    try {
      const child = run({ SIM_BOT_PORT: String(running.port) });
      const [[code], said] = await Promise.all([once(child, 'exit') as Promise<[number]>, textOf(child.stderr)]);
      assert.equal(code, 1);
      assert.equal(said, `Port ${running.port} is taken: stop what listens there or give the bot simulator another one (SIM_BOT_PORT).\n`);
    } finally {
      await running.stop();
    }
  });

  it('a setting that makes no sense ends it with a sentence naming the variable', async () => {
    for (const env of [{ SIM_BOT_PORT: 'many' }, { SIM_BOT_PORT: '0', BOT_SECRET: 'whsec_' }]) {
      const child = run(env);
      const [[code], said] = await Promise.all([once(child, 'exit') as Promise<[number]>, textOf(child.stderr)]);
      assert.equal(code, 1);
      assert.match(said, 'BOT_SECRET' in env ? /^BOT_SECRET is not[^\n]+\n$/ : /^SIM_BOT_PORT must be[^\n]+\n$/);
    }
  });
});
