import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STACK_ENV_FOR_STORIES } from '../../../local/scenarios/player.ts';
import { freePorts, Stack } from '../../../local/stack.ts';
import { freePort } from '../../../local/temporal/dev-server.ts';
import { AWAITING_MANAGER } from '../../../local/web-ui.ts';
import { Camera } from './camera.ts';
import { playDialogs } from './dialogs.ts';

/** `npm run docs:screenshots`: plays dialogs into every state on a stack of its own and writes docs/images/web-ui-*.png anew. */
const IMAGES = new URL('../../../docs/images/', import.meta.url);
const STATES = ['with-bot', 'awaiting-manager', 'with-manager', 'closed'] as const;
const AWAITED = 3;

const say = (line: string): void => console.log(line);
const folder = await mkdtemp(join(tmpdir(), 'estafeta-screenshots-'));
const ports = { ...(await freePorts()), temporalUi: await freePort() };
const stack = new Stack({ folder, ports, timeSkipping: true, env: STACK_ENV_FOR_STORIES });
try {
  say('Запускаем стенд…');
  await stack.start();
  const keys = await playDialogs(stack, say);
  const camera = await Camera.open({ base: stack.urls.temporalUi ?? '', namespace: stack.namespace }, IMAGES);
  try {
    say('Снимаем…');
    await camera.list('awaiting', AWAITING_MANAGER.query, AWAITED);
    await camera.timeline('timeline', keys['timeline'] ?? '');
    for (const state of STATES) await camera.userMetadata(state, keys[state] ?? '');
  } finally {
    await camera.close();
  }
} finally {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}
