import type { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Interval } from '../../domain/dialog/card.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import type { RecordRows } from '../../workers/journal.ts';
import { aPolicy, days } from './builders.ts';
import { startDialogWorkers, type DialogWorkers } from './dialog-worker.ts';
import { devClient, TEST_NAMESPACE } from './environment.ts';

export interface DevScene extends DialogWorkers {
  client: Client;
  connection: Connection;
}

/** The product's workers on the real server that all files share. */
export async function devScene({ journal }: { journal?: RecordRows } = {}): Promise<DevScene> {
  const { client, connection, address } = await devClient();
  const native = await NativeConnection.connect({ address });
  const workers = await startDialogWorkers({ connection: native, client, namespace: TEST_NAMESPACE, ...(journal ? { journal } : {}) });
  return {
    ...workers,
    client,
    connection,
    async stop() {
      await workers.stop();
      await native.close();
      await connection.close();
    },
  };
}

/** The hours never end, whatever the clock on the wall says: for tests in which only what happens counts. */
export function alwaysOpen(change: Omit<Parameters<typeof aPolicy>[0] & object, 'hours'> = {}): Policy {
  const always: Interval[] = [[Date.now() - days(1), Date.now() + days(90)]];
  return aPolicy({ ...change, hours: { working: always, greeting: always, finalTouch: always } });
}
