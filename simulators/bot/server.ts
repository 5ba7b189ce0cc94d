import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import { Webhook } from 'standardwebhooks';
import { SimulatorClock } from './clock.ts';
import type { Now } from './clock.ts';
import { createControlRoutes } from './control-routes.ts';
import { Controls } from './controls.ts';
import { CallbackSender } from './deliver.ts';
import { Faults } from './faults.ts';
import { GivenAnswers } from './given-answers.ts';
import { Journal } from './journal.ts';
import { loadKnowledge } from './knowledge.ts';
import { problemOf, sendProblem } from './problem.ts';
import { scriptedFaults } from './scripted-faults.ts';
import { createTurnRoute } from './turn-route.ts';

const HOST = '127.0.0.1';

export interface BotSimulatorOptions {
  /** 0 takes a free one. */
  port: number;
  /** Standard Webhooks secret, `whsec_…`. */
  secret: string;
  /** Stamps the journal; the wall clock unless given. */
  now?: Now;
  /** Settings survive a restart here. */
  dataDir?: string;
}

export interface BotSimulator {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** Starts the bot on 127.0.0.1 and resolves when it listens; rejects with a sentence when the port is taken. */
export async function startBotSimulator({ port, secret, now = Date.now, dataDir }: BotSimulatorOptions): Promise<BotSimulator> {
  const webhook = signerFor(secret);
  const stopping = new AbortController();
  const deps = {
    controls: new Controls(dataDir),
    journal: new Journal(),
    given: new GivenAnswers(),
    clock: new SimulatorClock(now),
    faults: new Faults(),
  };
  const callbacks = new CallbackSender(webhook, stopping.signal);
  const app = express().disable('x-powered-by');
  app.use(createControlRoutes(deps));
  app.use(scriptedFaults(deps));
  app.use(createTurnRoute({ ...deps, webhook, knowledge: loadKnowledge(), callbacks, stopped: stopping.signal }));
  app.use((req, res) => sendProblem(res, problemOf(404, `Nobody answers ${req.method} ${req.path} here; GET /_sim lists what there is.`)));
  app.use(answerErrors);

  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(takenPort(error, port) ?? error));
    server.listen(port, HOST, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://${HOST}:${taken}`,
    port: taken,
    stop: () =>
      new Promise((resolve) => {
        stopping.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function signerFor(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (cause) {
    throw new Error('BOT_SECRET is not a Standard Webhooks secret: whsec_ and base64 after it.', { cause });
  }
}

function takenPort(error: Error, port: number): Error | undefined {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return undefined;
  return new Error(`Port ${port} is taken: stop what listens there or give the bot simulator another one (SIM_BOT_PORT).`, {
    cause: error,
  });
}

/** Express' own errors carry a status (too large, broken JSON in a control); anything else is a fault of this simulator. */
function answerErrors(error: unknown, _req: Request, res: Response, _next: NextFunction): void {
  // Nobody waits any more: the asker hung up, or stop() cut a delayed answer short.
  if (res.headersSent || res.destroyed) return void res.destroy();
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  sendProblem(res, problemOf(status, error instanceof Error ? error.message : 'The bot simulator failed.'));
}
