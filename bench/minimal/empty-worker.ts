import { NativeConnection, Worker } from '@temporalio/worker';

/** The least a worker of the SDK can be: one queue, one empty workflow, no activities. The yardstick of bench/start.ts. */
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233' });
const worker = await Worker.create({
  connection,
  namespace: process.env['TEMPORAL_NAMESPACE'] ?? 'default',
  taskQueue: 'empty',
  workflowBundle: { codePath: process.env['EMPTY_BUNDLE'] ?? 'empty-bundle.js' },
});
const ended = worker.run();
process.send?.('ready');
await ended;
