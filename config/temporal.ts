import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnection } from '@temporalio/worker';

interface Where {
  TEMPORAL_ADDRESS?: string | undefined;
  TEMPORAL_NAMESPACE: string;
}

/** Address, TLS and keys come from Temporal's own profiles and variables; our two settings win (DESIGN §4). */
export function clientOptions({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }: Where) {
  const { connectionOptions } = loadClientConnectConfig();
  return { connectionOptions: { ...connectionOptions, ...(address === undefined ? {} : { address }) }, namespace };
}

/** For the API: connects with the first call, so that the API starts and says 503 while Temporal is away. */
export function lazyClient(where: Where): { client: Client; connection: Connection; namespace: string } {
  const { connectionOptions, namespace } = clientOptions(where);
  const connection = Connection.lazy(connectionOptions);
  return { client: new Client({ connection, namespace }), connection, namespace };
}

/** Events come in one piece as they were written, and that may be more than the 4 MB that gRPC takes (a thousand messages in one task). */
const HISTORY_BYTES_MAX = 128 * 1024 * 1024;

/** For whoever reads whole histories. Errors: the SDK's, when Temporal is away. */
export async function historyConnection(where: Where): Promise<Connection> {
  const { connectionOptions } = clientOptions(where);
  return Connection.connect({ ...connectionOptions, channelArgs: { 'grpc.max_receive_message_length': HISTORY_BYTES_MAX } });
}

/** For the worker. Errors: the SDK's, when Temporal is away. */
export async function workerConnection(where: Where): Promise<{ connection: NativeConnection; namespace: string }> {
  const { connectionOptions, namespace } = clientOptions(where);
  const worker = await import('@temporalio/worker'); // only here: half a second and a native library that the API does without
  return { connection: await worker.NativeConnection.connect(connectionOptions), namespace };
}
