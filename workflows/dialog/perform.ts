import { ActivityFailure, CancellationScope, isCancellation, log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AlertActivities } from '../../activities/alerts/contract.ts';
import type { AmocrmActivities } from '../../activities/amocrm/contract.ts';
import type { BotActivities } from '../../activities/bot/contract.ts';
import type { PactActivities } from '../../activities/pact/contract.ts';
import { assertNever } from '../../domain/assert-never.ts';
import type { CrmWriteNow, Effect } from '../../domain/dialog/effects.ts';
import type { CrmResult, DialogEvent } from '../../domain/dialog/events.ts';
import { failureOf, type Asked } from './failures.ts';
import { AMOCRM_TASK_QUEUE, DIALOG_TASK_QUEUE, PACT_TASK_QUEUE } from './messages.ts';
import { summaryOf } from './summaries.ts';

// One try of an owed write; the next is decided by us, minutes later if need be (DESIGN §3).
// What has waited too long in the queue gives up its place: begun in its last second, it would only cost the others their turn.
const CRM_TIMEOUTS = {
  taskQueue: AMOCRM_TASK_QUEUE,
  scheduleToStartTimeout: '15 seconds',
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '30 seconds',
  priority: { priorityKey: 2 },
} as const;
const amocrm = proxyActivities<AmocrmActivities>(CRM_TIMEOUTS);
// While it is asked the bot is silent; the second look is decided on (rules/authors.ts).
const AUTHOR_OPTIONS = {
  scheduleToCloseTimeout: '20 seconds',
  retry: { maximumAttempts: 1 },
};
// One attempt, and the next is decided on: a retry the server makes by itself could talk over a manager (docs/decisions/002).
// 20 s: a send that is merely slow must not be repeated; the heartbeat tells a dead worker in 3 s.
const SEND_TIMEOUTS = {
  taskQueue: PACT_TASK_QUEUE,
  scheduleToStartTimeout: '30 seconds',
  startToCloseTimeout: '20 seconds',
  heartbeatTimeout: '3 seconds',
  scheduleToCloseTimeout: '60 seconds',
  retry: { maximumAttempts: 1 },
  // Called back, it may be under way already: only its own end says whether it has left.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
} as const;
const pact = proxyActivities<PactActivities>(SEND_TIMEOUTS);
// D-22: three attempts within what is left of the 45 s (each call says how much that is), then a person. On our own queue, so that it
// starts without a round trip.
const bot = proxyActivities<BotActivities>({
  taskQueue: DIALOG_TASK_QUEUE,
  startToCloseTimeout: '45 seconds',
  heartbeatTimeout: '3 seconds',
  retry: { maximumAttempts: 3, initialInterval: '500 ms' },
});
const alerts = proxyActivities<AlertActivities>({ startToCloseTimeout: '5 seconds', scheduleToCloseTimeout: '20 seconds' });

/** Messages on their way, by their id in the outbox: each can be called back while no worker has begun it. */
export type Sending = Map<string, CancellationScope>;

/** Carries out one effect. What the world answers, a refusal included, comes back as an event and is decided on. */
export function perform(effect: Effect, report: (outcome: DialogEvent) => void, sending: Sending): void {
  if (effect.type === 'callBack') sending.get(effect.sendId)?.cancel();
  else ask(effect, report, sending);
}

function ask(effect: Asked, report: (outcome: DialogEvent) => void, sending: Sending): void {
  const failed = (error: unknown): void => {
    if (error instanceof ActivityFailure && !isCancellation(error)) report(failureOf(effect, error));
    else log.error('An effect ended without an outcome', { error });
  };
  const summary = summaryOf(effect);
  // One plain `then` each: the SDK keeps a stack trace for every promise, the dearest thing in a turn (docs/benchmarks.md).
  switch (effect.type) {
    case 'askBot': {
      const { turnId, request, leftMs } = effect;
      const options = { summary, scheduleToCloseTimeout: leftMs, startToCloseTimeout: leftMs };
      bot.askBot.executeWithOptions(options, [request]).then((answer) => report({ type: 'botAnswered', turnId, answer }), failed);
      return;
    }
    case 'readCard': {
      const { contact, nowMs, leftMs, forTurn } = effect;
      const options = {
        summary,
        scheduleToStartTimeout: leftMs / 2,
        scheduleToCloseTimeout: leftMs,
        priority: { priorityKey: forTurn === undefined ? 2 : 1 }, // a guest waits for it
      };
      amocrm.readCard
        .executeWithOptions(options, [{ contact, nowMs }])
        .then((card) => report({ type: 'cardRead', card, ...(forTurn === undefined ? {} : { forTurn }) }), failed);
      return;
    }
    case 'sendMessage': {
      const { sendId, text, look } = effect;
      const to = 'first' in effect ? { first: effect.first } : { conversationId: effect.conversationId };
      const request = { ...to, text, ...(look === undefined ? {} : { look }) };
      const scope = new CancellationScope();
      sending.set(sendId, scope);
      const send = () => pact.sendMessage.executeWithOptions({ summary }, [request]);
      scope.run(send).then(
        ({ messageId, conversationId }) => {
          sending.delete(sendId);
          report({ type: 'messageSent', sendId, messageId, ...(conversationId === undefined ? {} : { conversationId }) });
        },
        (error: unknown) => {
          sending.delete(sendId);
          // Only what no worker has begun ends so: an activity of ours that runs does not look at it.
          if (isCancellation(error)) report({ type: 'sendFailed', sendId, fate: 'notSent', why: 'отозвано' });
          else failed(error);
        },
      );
      return;
    }
    case 'writeCrm': {
      const { writeId } = effect;
      writeCrm(effect, summary).then((result) => report({ type: 'crmWritten', writeId, result }), failed);
      return;
    }
    case 'askAuthor': {
      const { type: _, messageId, ...asked } = effect;
      amocrm.whoWrote
        .executeWithOptions({ summary, ...AUTHOR_OPTIONS }, [asked])
        .then((author) => report({ type: 'authorTold', messageId, author }), failed);
      return;
    }
    case 'raiseAlert': {
      const { alert } = effect;
      alerts.raiseAlert
        .executeWithOptions({ summary }, [{ alert, contactKey: contactKey() }])
        .then(() => report({ type: 'alertRaised', alertId: alert.id }), failed);
      return;
    }
    default:
      assertNever(effect);
  }
}

const contactKey = (): string => workflowInfo().workflowId.replace(/^dialog:/u, '');

async function writeCrm(write: CrmWriteNow, summary: string): Promise<CrmResult> {
  switch (write.write) {
    case 'ensureLead':
      return { type: 'ensureLead', ...(await amocrm.ensureLead.executeWithOptions({ summary }, [write])) };
    case 'createTask':
      return { type: 'createTask', ...(await amocrm.createTask.executeWithOptions({ summary }, [write])) };
    case 'addNote':
      return { type: 'addNote', ...(await amocrm.addNote.executeWithOptions({ summary }, [write])) };
    case 'setLeader': {
      const shown = { ...write, contactKey: contactKey() };
      return { type: 'setLeader', leadId: write.leadId, ...(await amocrm.setLeader.executeWithOptions({ summary }, [shown])) };
    }
    case 'moveLead':
      return { type: 'moveLead', leadId: write.leadId, ...(await amocrm.moveLead.executeWithOptions({ summary }, [write])) };
    case 'writeBooking':
      return { type: 'writeBooking', leadId: write.leadId, ...(await amocrm.writeBooking.executeWithOptions({ summary }, [write])) };
    default:
      return assertNever(write);
  }
}
