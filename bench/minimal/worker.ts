import { NativeConnection, Worker } from '@temporalio/worker';
import { createBotActivities } from '../../activities/bot/activities.ts';
import { BotClient } from '../../activities/bot/client.ts';
import { createPactActivities } from '../../activities/pact/activities.ts';
import { PactClient } from '../../activities/pact/client.ts';
import { MINIMAL_SEND_QUEUE, MINIMAL_TASK_QUEUE } from './messages.ts';

/** Our own activities, one queue for everything or sends apart, the SDK's defaults. */
const env = (name: string): string => process.env[name] ?? '';
const base = { connection: await NativeConnection.connect({ address: env('TEMPORAL_ADDRESS') }), namespace: env('TEMPORAL_NAMESPACE') };
const pact = createPactActivities({ pact: new PactClient({ baseUrl: env('PACT_BASE_URL'), token: env('PACT_TOKEN'), companyId: 1 }) });
const workers = await Promise.all([
  Worker.create({
    ...base,
    taskQueue: MINIMAL_TASK_QUEUE,
    workflowBundle: { codePath: env('MINIMAL_BUNDLE') },
    activities: {
      ...createBotActivities({
        bot: new BotClient({ url: env('BOT_URL'), secret: env('BOT_SECRET') }),
        callbackUrl: ({ turnId }) => `${env('PUBLIC_URL')}/bot/turns/${turnId}`,
      }),
      ...pact,
    },
  }),
  Worker.create({ ...base, taskQueue: MINIMAL_SEND_QUEUE, activities: { ...pact } }),
]);
const ended = Promise.all(workers.map((worker) => worker.run()));
process.send?.('ready');
await ended;
