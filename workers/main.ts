import { Runtime } from '@temporalio/worker';
import { AmocrmError } from '../activities/amocrm/errors.ts';
import { ConfigError, loadWorkerEnv } from '../config/env.ts';
import { createLogger } from '../config/logger.ts';
import { installRuntime } from '../config/temporal-runtime.ts';
import { PolicyError } from '../config/policy.ts';
import { startWorker } from './start.ts';

/** `npm run start:worker`: workflows and activities, until SIGTERM or SIGINT; what is in flight may end. */
async function main(): Promise<void> {
  const env = loadWorkerEnv();
  const log = createLogger(env.LOG_LEVEL, 'worker');
  installRuntime(log, env);
  const worker = await startWorker(env, log);
  process.send?.('ready');
  log.info('The worker is ready');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'The worker stops: what is in flight may end');
      worker.stop();
    });
  }
  await worker.ended;
  await Runtime.instance().shutdown(); // its metrics server would keep the process alive
  log.info('The worker has stopped');
}

/** Mistakes that people can correct are told in their sentences alone; anything else needs its stack. */
function wordsOf(error: unknown): string {
  if (error instanceof ConfigError || error instanceof PolicyError || error instanceof AmocrmError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n`);
  process.exit(1); // what is already connected would keep the process alive
}
