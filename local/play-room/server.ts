import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import { LOCAL } from '../local-settings.ts';
import { Player, type PlayerStack } from '../scenarios/player.ts';
import { createApp } from './app.ts';
import { buildPage, BUILT_PAGE } from './build-page.ts';
import { RoomClock } from './clock.ts';
import { Doings } from './doings.ts';
import { ConsoleLogin } from './login.ts';
import { Room } from './room.ts';
import { followTo } from './simulators.ts';
import { Stories } from './stories.ts';

export interface PlayRoomOptions {
  /** Running. */
  stack: PlayerStack;
  /** 0 takes a free one. */
  port: number;
  /** Where the console's login is kept. */
  folder: string;
  /** Temporal is somebody else's: its time is not ours to move. */
  isTemporalForeign?: boolean;
  readingPauseMs?: number;
}

export interface PlayRoom {
  url: string;
  stop: () => Promise<void>;
}

const READING_PAUSE_MS = 250;
const FOREIGN =
  'Время здесь не переставить: Temporal чужой (TEMPORAL_ADDRESS). Запустите npm start без этой переменной: свой сервер умеет переставлять часы диалога.';

/** The play room on 127.0.0.1, beside a running stack. Errors: the page cannot be built; Temporal is away. */
export async function startPlayRoom({
  stack,
  port,
  folder,
  isTemporalForeign = false,
  readingPauseMs = READING_PAUSE_MS,
}: PlayRoomOptions): Promise<PlayRoom> {
  await buildPage();
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const player = await Player.on(stack);
  const room = new Room({ stack, connection, amocrmToken: LOCAL.AMOCRM_TOKEN });
  const doings = new Doings();
  const clockTrouble = isTemporalForeign ? FOREIGN : null;
  const app = createApp({
    apiUrl: stack.urls.api,
    amocrmUrl: stack.urls.amocrm,
    pageFolder: BUILT_PAGE,
    room,
    doings,
    clockTrouble,
    clock: new RoomClock({ player, doings, trouble: clockTrouble, goesAlong: async (atMs) => followTo(stack.urls, atMs) }),
    stories: new Stories({ player, doings, trouble: clockTrouble, readingPauseMs, newPhone: async () => room.newPhone() }),
    login: new ConsoleLogin(stack, folder),
  });
  const server = createServer(app).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/play/`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections(); // live streams end only with whoever watches
      await closed;
      await doings.stop();
      await player.close();
      await connection.close();
    },
  };
}
