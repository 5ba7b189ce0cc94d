import { ConfigError, loadApiEnv } from '../config/env.ts';
import { PolicyError } from '../config/policy.ts';
import { createLogger } from '../config/logger.ts';
import { PortTaken, startApi } from './server.ts';

/** `npm run start:api`: the API by itself, until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const env = loadApiEnv();
  const log = createLogger(env.LOG_LEVEL, 'api');
  const api = await startApi(env, { log });
  log.info({ port: api.port }, 'The API listens');
  const stop = (signal: string): void => {
    log.info({ signal }, 'The API stops');
    void api.stop().then(() => log.info('The API has stopped'));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof PolicyError || error instanceof PortTaken)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
