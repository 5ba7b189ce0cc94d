import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { WorkerEnv } from './env.ts';

const LEVELS: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Temporal's own logs and metrics, once per process and before anything else of the SDK (facts/stack.md §10). We stop by our own signals. */
export function installRuntime(
  log: Logger,
  { METRICS_HOST: host, METRICS_PORT: port }: Pick<WorkerEnv, 'METRICS_HOST' | 'METRICS_PORT'>,
): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[LEVELS[level]](meta ?? {}, message)),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) },
      metrics: { prometheus: { bindAddress: `${host}:${port}` } },
    },
  });
}
