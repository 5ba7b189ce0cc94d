import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { obtain, type Say } from './binary.ts';
import { forgetServer, mustBeNobodys, recordServer } from './left-behind.ts';
import { freePort, mustBeFree } from './ports.ts';
import { MistypedAttributes, register } from './register.ts';
import { startProcess, type ServerProcess } from './server-process.ts';
import { TEMPORAL_CLI } from './tools.ts';

export { freePort, mustBeFree };

export interface DevServerOptions {
  /** 0 = a free one. */
  port: number;
  /** No Web UI without it. */
  uiPort?: number;
  /** State survives restarts in it; without it, only in memory. */
  dbFile?: string;
  namespace: string;
  /** One dialog's clock can be moved (facts/temporal_time.md). */
  timeSkipping?: boolean;
  /** More settings of the server, by their full names. */
  extraDynamicConfig?: Readonly<Record<string, boolean | number | string>>;
  /** Gets what the server writes. */
  logFile?: string;
  say?: Say;
}

export interface DevServer {
  address: string;
  port: number;
  pid: number;
  /** Ends it gracefully. */
  stop(): Promise<void>;
  /** kill -9, for tests of what survives. */
  kill(): Promise<void>;
  /** Resolves when the process has ended, whoever ended it. */
  ended: Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const ATTRIBUTE_TYPES = { KEYWORD: 'Keyword', INT: 'Int', DATETIME: 'Datetime' } as const;

/** Starts a real Temporal server with our namespace and search attributes and waits until it answers. Errors: one sentence with the remedy. */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const { say = () => undefined, dbFile, uiPort, namespace } = options;
  const program = await obtain(TEMPORAL_CLI, say);
  const port = options.port === 0 ? await freePort() : options.port;
  await mustHaveRoom(port, uiPort, dbFile, say);
  const server = await startProcess(program, argumentsFor(options, port), options.logFile);
  if (dbFile !== undefined) await recordServer(dbFile, server.pid);
  const ended = server.ended.then(() => (dbFile === undefined ? undefined : forgetServer(dbFile)));
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await server.end(signal);
    await ended;
  };
  const address = `127.0.0.1:${port}`;
  try {
    await untilReady(address, namespace, server);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return { address, port, pid: server.pid, ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

async function mustHaveRoom(port: number, uiPort: number | undefined, dbFile: string | undefined, say: Say): Promise<void> {
  if (dbFile !== undefined) {
    await mkdir(dirname(dbFile), { recursive: true });
    await mustBeNobodys(dbFile, say);
  }
  await mustBeFree(port, 'Temporal', 'TEMPORAL_PORT');
  if (uiPort !== undefined) await mustBeFree(uiPort, 'Temporal’s Web UI', 'TEMPORAL_UI_PORT');
}

function argumentsFor({ uiPort, dbFile, namespace, timeSkipping, extraDynamicConfig = {} }: DevServerOptions, port: number): string[] {
  const config = {
    // One shard is limited to 20 polls a second by default, which a busy hour of one sanatorium passes.
    'history.transferProcessorMaxPollRPS': 1000,
    'history.timerProcessorMaxPollRPS': 1000,
    'history.visibilityProcessorMaxPollRPS': 1000,
    ...(timeSkipping ? { 'frontend.WorkflowTimeSkippingEnabled': true } : {}),
    ...extraDynamicConfig,
  };
  return [
    ...`server start-dev --ip 127.0.0.1 --port ${port} --log-level error`.split(' '),
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    '--namespace',
    namespace,
    // A hundredth of the disk flushes; survives kill -9, a power cut may lose the last commits.
    ...(dbFile === undefined
      ? []
      : ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL']),
    ...Object.entries(config).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${JSON.stringify(value)}`]),
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${ATTRIBUTE_TYPES[type]}`]),
  ];
}

async function untilReady(address: string, namespace: string, server: ServerProcess): Promise<void> {
  const untilMs = Date.now() + READY_WITHIN_MS;
  while (Date.now() < untilMs) {
    const outcome = server.outcome();
    if (outcome !== undefined)
      throw new Error(`Temporal ended at once (${outcome}). Its port or database file may be in use by another server: end that one.`);
    try {
      return await prepare(address, namespace);
    } catch (error) {
      if (error instanceof MistypedAttributes) throw error;
      await wait(100); // not yet
    }
  }
  throw new Error(
    `Temporal did not answer at ${address} within ${READY_WITHIN_MS / 1000} s. Start again; if it repeats, look at what it says: ${server.lastWords() || 'nothing'}`,
  );
}

/** The SDK asks for the system's information when it connects, so a server that does not answer yet fails here. */
async function prepare(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.withDeadline(Date.now() + 5_000, () => register(connection, namespace));
  } finally {
    await connection.close();
  }
}
