import { activityInfo, cancelled, heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { AmocrmActivities } from '../../activities/amocrm/contract.ts';
import type { BotActivities } from '../../activities/bot/contract.ts';
import type { PactActivities } from '../../activities/pact/contract.ts';
import type { CrmWriteNow } from '../../domain/dialog/effects.ts';
import type { CrmResult } from '../../domain/dialog/events.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { createAmocrmWorker, createWorkers } from '../../workers/worker.ts';
import type { RecordRows } from '../../workers/journal.ts';
import { Guest, type GuestOptions } from './guest.ts';
import { writtenTo } from './memory-crm.ts';

export interface DialogWorkers {
  /** A person whose dialog these workers carry; the first message opens it. */
  guest(options?: GuestOptions): Guest;
  /** Ends the dialogs and the workers: the next file's workers serve the same queues. */
  stop(): Promise<void>;
}

interface Server {
  connection: NativeConnection;
  client: Client;
  namespace: string;
  /** Instead of the memory of each guest. */
  amocrm?: AmocrmActivities;
  journal?: RecordRows;
}

/**
 * The product's own workers on all three queues with a world of memory around each dialog (guest.ts). One set per file: the
 * queues' names are fixed.
 */
export async function startDialogWorkers({ connection, client, namespace, amocrm, journal }: Server): Promise<DialogWorkers> {
  const guests = new Map<string, Guest>();
  const guestOf = (workflowId: string): Guest => {
    const guest = guests.get(workflowId);
    if (guest === undefined) throw new Error(`Nobody in this test has the dialog ${workflowId}`);
    return guest;
  };
  const amocrmWorker = await createAmocrmWorker({ connection, namespace, amocrm: amocrm ?? amocrmOf(guestOf), amocrmPerSecond: 0 });
  const others = await createWorkers({
    connection,
    namespace,
    bundle: await workflowBundle(),
    policy: { loadPolicy: () => Promise.resolve(guestOf(dialogNow()).policy) },
    alerts: {
      raiseAlert: ({ alert: { about, text } }) => {
        guestOf(dialogNow()).raised.push({ about, text, atMs: scheduledAtMs() });
        return Promise.resolve();
      },
    },
    bot: botOf(guestOf),
    pact: pactOf(guestOf),
    pactPerSecond: 0,
    ...(journal ? { journal } : {}),
  });
  const workers = [...others, amocrmWorker];
  const running = Promise.all(workers.map((worker) => worker.run()));
  return {
    guest(options = {}) {
      const guest = new Guest(client, options);
      guests.set(guest.handle.workflowId, guest);
      return guest;
    },
    async stop() {
      await Promise.all([...guests.values()].map(({ handle }) => handle.terminate('The test is over').catch(() => undefined)));
      for (const worker of workers) worker.shutdown();
      await running;
    },
  };
}

type GuestOf = (workflowId: string) => Guest;

const dialogNow = (): string => activityInfo().workflowExecution?.workflowId ?? '';
/** The server's clock; the machine's is behind it when time was skipped (facts/temporal_proved.md §7). */
const scheduledAtMs = (): number => activityInfo().currentAttemptScheduledTimestampMs;

function botOf(guestOf: GuestOf): BotActivities {
  return {
    async askBot(request) {
      const guest = guestOf(dialogNow());
      guest.asked.push({ ...request, atMs: scheduledAtMs() });
      return beating(async () => {
        const answer = await guest.bot(request);
        return 'actions' in answer ? answer : { actions: answer };
      });
    },
  };
}

function pactOf(guestOf: GuestOf): PactActivities {
  return {
    async sendMessage({ text, look }) {
      const guest = guestOf(dialogNow());
      const atMs = scheduledAtMs();
      await beating(async () => guest.pact(text, look));
      const messageId = guest.newMessageId();
      guest.sent.push({ text, messageId, atMs });
      return { messageId };
    },
  };
}

function amocrmOf(guestOf: GuestOf): AmocrmActivities {
  const writes =
    <What extends CrmWriteNow['write']>(write: What) =>
    async (request: Omit<Extract<CrmWriteNow, { write: What }>, 'write'>): Promise<Extract<CrmResult, { type: What }>> => {
      const guest = guestOf(dialogNow());
      const atMs = scheduledAtMs();
      const asked = { ...request, write } as unknown as CrmWriteNow;
      await guest.crm(write);
      const { card, result } = writtenTo(guest.card, asked, atMs);
      guest.card = card;
      if (!(result.type === 'ensureLead' && result.lead === null)) guest.writes.push({ ...asked, atMs });
      return result as Extract<CrmResult, { type: What }>;
    };
  return {
    async readCard() {
      const guest = guestOf(dialogNow());
      await guest.crm('readCard');
      return guest.card;
    },
    ensureLead: writes('ensureLead'),
    createTask: writes('createTask'),
    addNote: writes('addNote'),
    setLeader: writes('setLeader'),
    moveLead: writes('moveLead'),
    writeBooking: writes('writeBooking'),
    whoWrote: () => Promise.resolve(guestOf(dialogNow()).author),
    readChange: () => Promise.resolve([]),
  };
}

/** Both heartbeat every second beside the call, as the real ones do; so they learn that nobody waits for them any more. */
async function beating<Result>(work: () => Promise<Result>): Promise<Result> {
  const beat = setInterval(() => heartbeat(), 1_000);
  try {
    return await Promise.race([work(), cancelled()]);
  } finally {
    clearInterval(beat);
  }
}
