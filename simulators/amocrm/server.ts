import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { World } from './world/world.ts';

const HOST = '127.0.0.1';

export interface AmocrmSimulatorOptions {
  /** 0 takes a free port. */
  port: number;
  /** Where `amocrm.json` keeps the world across restarts; absent = memory only. */
  dataDir?: string;
  /** Real time by default. */
  now?: () => number | Promise<number>;
  /** Switches `/_sim/auto-lead` on at «Новая заявка» from the start; a reset switches it off again. */
  autoLeadSeconds?: number;
  /** 7 requests a second and token; true by default. */
  limits?: boolean;
}
export interface AmocrmSimulator {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/**
 * Starts an amoCRM on 127.0.0.1 (facts/simulators.md).
 * @throws a one-sentence error when the port is taken or the data directory holds something else.
 */
export async function startAmocrmSimulator({
  port,
  dataDir,
  now = Date.now,
  autoLeadSeconds,
  limits = true,
}: AmocrmSimulatorOptions): Promise<AmocrmSimulator> {
  const world = await World.open({ dataDir, now, limits });
  if (autoLeadSeconds !== undefined) world.state.autoLead = { after_seconds: autoLeadSeconds, stage: 'Новая заявка', always: false };
  const server = createServer(createApp(world));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port)));
    server.listen(port, HOST, resolve);
  }).catch(async (error: unknown) => {
    await world.stop();
    throw error;
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${taken}`,
    port: taken,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await world.stop();
    },
  };
}

function listenError(error: Error, port: number): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new Error(`Port ${port} is taken; set SIM_AMOCRM_PORT to a free one.`, { cause: error });
}
