import { DefaultLogger, Runtime } from '@temporalio/worker';
import { stopDevServer } from './environment.ts';

/** Before anything touches the SDK: its warnings only. */
export function mochaGlobalSetup(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
}

export async function mochaGlobalTeardown(): Promise<void> {
  await stopDevServer();
}
