import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../config/search-attributes.ts';
import { obtain, type Say } from './binary.ts';
import { TEMPORAL_CLI } from './tools.ts';

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

/** Starts a real Temporal server and waits until it answers. Errors: one sentence with the remedy. */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const { say = () => undefined, dbFile, logFile } = options;
  const program = await obtain(TEMPORAL_CLI, say);
  const port = options.port === 0 ? await freePort() : options.port;
  await mustBeFree(port, 'Temporal', 'TEMPORAL_PORT');
  if (options.uiPort !== undefined) await mustBeFree(options.uiPort, 'Temporal’s Web UI', 'TEMPORAL_UI_PORT');
  if (dbFile !== undefined) await mkdir(dirname(dbFile), { recursive: true });
  const log = logFile === undefined ? undefined : await open(logFile, 'a');
  const child = spawn(program, argumentsFor(options, port), {
    stdio: ['ignore', log?.fd ?? 'ignore', log?.fd ?? 'ignore'],
    detached: true,
  });
  await log?.close();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = `127.0.0.1:${port}`;
  await answers(address, child);
  return {
    address,
    port,
    pid: child.pid ?? 0,
    ended,
    stop: () => end(child, ended, 'SIGTERM'),
    kill: () => end(child, ended, 'SIGKILL'),
  };
}

function argumentsFor({ uiPort, dbFile, namespace, timeSkipping }: DevServerOptions, port: number): string[] {
  const config = [
    // One shard is limited to 20 polls a second by default, which a busy hour of one sanatorium passes.
    ...['transfer', 'timer', 'visibility'].map((queue) => `history.${queue}ProcessorMaxPollRPS=1000`),
    ...(timeSkipping ? ['frontend.WorkflowTimeSkippingEnabled=true'] : []),
  ];
  return [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--namespace',
    namespace,
    '--log-level',
    'error',
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    // A hundredth of the disk flushes; survives kill -9, a power cut may lose the last commits (docs/decisions/005).
    ...(dbFile === undefined
      ? []
      : ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL']),
    ...config.flatMap((value) => ['--dynamic-config-value', value]),
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${ATTRIBUTE_TYPES[type]}`]),
  ];
}

async function answers(address: string, child: ChildProcess): Promise<void> {
  const untilMs = Date.now() + READY_WITHIN_MS;
  while (Date.now() < untilMs) {
    if (child.exitCode !== null)
      throw new Error(
        `Temporal ended at once (exit code ${child.exitCode}). Its port or database file may be in use by another server: end that one.`,
      );
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      await connection.workflowService.getSystemInfo({});
      await connection.close();
      return;
    } catch {
      await wait(100);
    }
  }
  child.kill('SIGKILL');
  throw new Error(
    `Temporal did not answer at ${address} within ${READY_WITHIN_MS / 1000} s. Start again; if it repeats, look into its log.`,
  );
}

async function end(child: ChildProcess, ended: Promise<void>, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const killed = wait(10_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
  await Promise.race([ended, killed.then(() => ended)]);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port could be found on this machine.');
  return address.port;
}

/** Errors: one sentence that names the variable to change. */
export async function mustBeFree(port: number, whose: string, variable: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port}, which ${whose} needs, is taken: end the program that holds it, or name another one with ${variable}=….`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
