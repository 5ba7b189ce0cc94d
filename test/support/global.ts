import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { fetchServers, stopDevServer } from './environment.ts';

/** Before anything touches the SDK: its errors only. */
export async function mochaGlobalSetup(): Promise<void> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
  });
  await fetchServers();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await stopDevServer();
  await Runtime.instance().shutdown(); // where no test used it, it would keep the process alive for ever
}
