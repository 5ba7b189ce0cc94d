import express from 'express';
import { Client, Connection } from '@temporalio/client';
import { MINIMAL_TASK_QUEUE, type ContactMessage } from './messages.ts';

/** The least that takes Pact's webhook: parse, signalWithStart, 200. */
interface PactEvent {
  object: { id: number; conversation_id: number; message: string };
}

const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const client = new Client({ connection, namespace: process.env['TEMPORAL_NAMESPACE'] ?? '' });
const app = express();
app.use(express.json());
app.post('/webhook', async (request, response) => {
  const { object } = request.body as PactEvent;
  const message: ContactMessage = { id: String(object.id), text: object.message, conversationId: object.conversation_id };
  await client.workflow.signalWithStart(process.env['MINIMAL_WORKFLOW'] ?? 'contactWorkflow', {
    workflowId: `contact:${object.conversation_id}`,
    taskQueue: MINIMAL_TASK_QUEUE,
    signal: 'message',
    signalArgs: [message],
  });
  response.sendStatus(200);
});
app.listen(Number(process.env['MINIMAL_PORT']), '127.0.0.1', () => process.send?.('ready'));
