import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { createWorld } from './world/world.ts';

export interface PactSimulatorOptions {
  /** 0 = any free port. */
  port: number;
  /** Keeps the state in `pact.json` there; without it the state is in memory only. */
  dataDir?: string | undefined;
  /** Epoch milliseconds; the default is the real clock. */
  now?: (() => number | Promise<number>) | undefined;
  /** Registered as an active webhook at the start and after each reset. */
  webhookUrl?: string | undefined;
  /** amoCRM (its simulator): is told of the first message of each phone. */
  amocrmUrl?: string | undefined;
  /** Between attempts of a webhook delivery; the real Pact waits 60, and so do we unless told. */
  retrySeconds?: number | undefined;
  /** Pact's request limits; on unless told. */
  limits?: boolean | undefined;
}

export interface PactSimulator {
  /** Without a slash at the end; the API is under `/api/p2`. */
  url: string;
  port: number;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** A Pact.im of one's own (facts/pact.md, facts/simulators.md). Rejects with one clear sentence when the port is taken. */
export async function startPactSimulator(options: PactSimulatorOptions): Promise<PactSimulator> {
  const { port, dataDir, now = Date.now, webhookUrl, amocrmUrl, retrySeconds, limits } = options;
  const world = await createWorld({ dataDir, now, webhookUrl, amocrmUrl, retrySeconds, limits });
  const server = createServer(createApp(world));
  server.keepAliveTimeout = 75_000; // Node's 5 s close a pooled connection just as a client reuses it: a reset that Pact would not cause
  server.listen(port, HOST);
  await once(server, 'listening').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(`Port ${port} is taken: stop what listens there or give the Pact simulator another one (SIM_PACT_PORT).`);
    }
    throw error;
  });
  const { port: actualPort } = server.address() as AddressInfo;
  const url = `http://${HOST}:${actualPort}`;
  await world.open(url);
  return {
    url,
    port: actualPort,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections(); // open event streams would hold the close for ever
      await closed;
      await world.delivery.stop();
      await world.store.close();
    },
  };
}
