import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { obtain } from '../../local/temporal/binary.ts';
import { startDevServer, type DevServer } from '../../local/temporal/dev-server.ts';
import { addSearchAttributes } from '../../local/temporal/register.ts';
import { TEMPORAL_CLI, TIME_SKIPPING_SERVER } from '../../local/temporal/tools.ts';

/** The only file of the tests that asks local/ for servers. */
const say = (line: string): void => console.log(line);
export const TEST_NAMESPACE = 'estafeta';

/**
 * Makes sure that both programs lie ready: a download lasts longer than a hook of a test may. Where they cannot be had it says so
 * and goes on; the tests that need one fail with the same sentence.
 */
export async function fetchServers(): Promise<void> {
  for (const tool of [TEMPORAL_CLI, TIME_SKIPPING_SERVER]) {
    await obtain(tool, say).catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
  }
}

/** Path to Temporal's CLI. */
export const temporalCli = (): Promise<string> => obtain(TEMPORAL_CLI, say);

let shared: Promise<{ server: DevServer; folder: string }> | undefined;

/** One dev server for all files, started by the first that asks; global.ts ends it. One dialog's clock can be moved on it. */
export async function devServer(): Promise<DevServer> {
  shared ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'estafeta-test-'));
    const server = await startDevServer({
      port: 0,
      namespace: TEST_NAMESPACE,
      timeSkipping: true,
      extraDynamicConfig: { 'history.timerProcessorMaxTimeShift': '1ms' }, // else no timer is shorter than a second
      dbFile: join(folder, 'temporal.db'),
      say,
    });
    return { server, folder };
  })();
  return (await shared).server;
}

/** A client of that server. */
export async function devClient(): Promise<{ client: Client; connection: Connection; address: string }> {
  const { address } = await devServer();
  const connection = await Connection.connect({ address });
  return { client: new Client({ connection, namespace: TEST_NAMESPACE }), connection, address };
}

export async function stopDevServer(): Promise<void> {
  if (shared === undefined) return;
  const { server, folder } = await shared;
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

/** A time-skipping server of one's own: one per test file, because its clock is one for all (facts/temporal_proved.md §7). */
export async function timeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = await obtain(TIME_SKIPPING_SERVER, say);
  const env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
  await addSearchAttributes(env.connection, env.namespace ?? 'default');
  return env;
}

const HUNG_AFTER_MS = 4_000;
const TASK_STARTED = 6; // temporal.api.enums.v1.EventType: WORKFLOW_TASK_STARTED

/** `work`, but a workflow task that hangs on the time-skipping server fails the test at once instead of freezing its clock. */
export async function failFast<Result>({ client }: TestWorkflowEnvironment, workflowId: string, work: Promise<Result>): Promise<Result> {
  let startedAtMs: number | undefined;
  let watch: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_, reject) => {
    watch = setInterval(() => {
      client.workflow
        .getHandle(workflowId)
        .fetchHistory()
        .then(({ events }) => {
          const isStarted = Number(events?.at(-1)?.eventType) === TASK_STARTED;
          startedAtMs = isStarted ? (startedAtMs ?? Date.now()) : undefined;
          if (startedAtMs !== undefined && Date.now() - startedAtMs > HUNG_AFTER_MS)
            reject(new Error(`${workflowId} hangs in a workflow task for ${HUNG_AFTER_MS / 1000} s`));
        })
        .catch(() => undefined);
    }, 500);
  });
  try {
    return await Promise.race([work, hung]);
  } finally {
    clearInterval(watch);
  }
}

/** Waits until it is so. Errors: what was waited for, after `withinMs`. */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  withinMs = 15_000,
): Promise<Value> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > untilMs) throw new Error(`Waited ${withinMs / 1000} s in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
