import { condition, continueAsNew, defineSignal, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { BotActivities } from '../../activities/bot/contract.ts';
import type { PactActivities } from '../../activities/pact/contract.ts';
import { MINIMAL_SEND_QUEUE, type ContactMessage } from './messages.ts';

const { askBot } = proxyActivities<BotActivities>({ startToCloseTimeout: '45 seconds' });
const fromHere = proxyActivities<PactActivities>({ startToCloseTimeout: '20 seconds' });
const fromItsQueue = proxyActivities<PactActivities>({ startToCloseTimeout: '20 seconds', taskQueue: MINIMAL_SEND_QUEUE });

/** The least that answers a guest durably: a message, a question to the bot, a send. The yardstick of bench/turn.ts. */
export const contactWorkflow = async (): Promise<void> => answers(fromHere);

/** The same with our queues: the provider's limit needs a queue of its own for sends (DESIGN §3, Queues). */
export const queuedContactWorkflow = async (): Promise<void> => answers(fromItsQueue);

async function answers({ sendMessage }: Pick<PactActivities, 'sendMessage'>): Promise<void> {
  const inbox: ContactMessage[] = [];
  setHandler(defineSignal<[ContactMessage]>('message'), (message) => void inbox.push(message));
  while (workflowInfo().historyLength < 1_000) {
    await condition(() => inbox.length > 0);
    const message = inbox.shift();
    if (message === undefined) continue;
    const { actions } = await askBot({
      version: 1,
      turnId: message.id,
      deadlineMs: Date.now() + 45_000,
      trigger: 'clientMessage',
      dialog: { id: 'minimal', state: 'withBot', previousState: null, episode: 1, windowEndsMs: null, locale: 'ru' },
      newMessageIds: [message.id],
      messages: [{ id: message.id, role: 'client', atMs: Date.now(), text: message.text, attachments: [] }],
      context: { contact: null, leads: [], activeLeadId: null, requestKind: 'unclear', workingNow: true, cardAgeSeconds: null },
      allowedActions: ['reply'],
      state: null,
    });
    for (const action of actions) {
      if (action.type === 'reply') await sendMessage({ conversationId: message.conversationId, text: action.text });
    }
  }
  await continueAsNew();
}
