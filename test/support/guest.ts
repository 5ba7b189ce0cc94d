import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { BotAction, BotAnswer, BotRequest } from '../../domain/dialog/bot.ts';
import type { Card, Lead } from '../../domain/dialog/card.ts';
import type { Contact, Manager } from '../../domain/dialog/dialog.ts';
import type { CrmWriteNow, SendLook } from '../../domain/dialog/effects.ts';
import type { Author, ClientMessage } from '../../domain/dialog/events.ts';
import type { Policy } from '../../domain/dialog/policy.ts';
import {
  cardOpenedUpdate,
  clientWroteSignal,
  DIALOG_TASK_QUEUE,
  dialogQuery,
  dialogWorkflowId,
  holdUpdate,
  leadChangedSignal,
  managerWroteSignal,
  takeUpdate,
  type CommandAnswer,
} from '../../workflows/dialog/messages.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import type { dialogWorkflow } from '../../workflows/index.ts';
import { aCard, aContact, aLead, aPolicy } from './builders.ts';
import { eventually } from './environment.ts';
import { changed } from './memory-crm.ts';

export const ANNA: Manager = { id: 9_500_001, name: 'Анна' };
export const BORIS: Manager = { id: 9_500_002, name: 'Борис' };
export const LEAD_ID = 42_900_001;

export interface GuestOptions {
  policy?: Policy;
  /** What the CRM holds of them; without it one lead at «Проведена консультация» that the bot leads. */
  card?: Card;
  contact?: Contact;
  bot?: (request: BotRequest) => readonly BotAction[] | Promise<readonly BotAction[]>;
}

/** As workflows/dialog/run.ts has it. */
const EVENTS_MAX = 1_000;
const AT_ONCE = 50;

/** Stamped with the server's clock, which on the time-skipping server is not the machine's. */
type Stamped<What> = What & { atMs: number };

/** One person with a dialog of their own: what they and the managers do, what the world answers, and what came of it. */
export class Guest {
  readonly key: string;
  readonly contact: Contact;
  readonly handle: WorkflowHandle<typeof dialogWorkflow>;
  policy: Policy;
  card: Card;
  bot: (request: BotRequest) => readonly BotAction[] | BotAnswer | Promise<readonly BotAction[]>;
  /** Throws where Pact does not take a message. */
  pact: (text: string, look: SendLook | undefined) => void | Promise<void> = () => undefined;
  /** Throws where the CRM does not do what it is asked. */
  crm: (asked: CrmWriteNow['write'] | 'readCard') => void | Promise<void> = () => undefined;
  /** Who wrote past us, as amoCRM's events show it (D-56). */
  author: Author = 'unknown';
  readonly asked: Stamped<BotRequest>[] = [];
  readonly sent: Stamped<{ text: string; messageId: string }>[] = [];
  readonly writes: Stamped<CrmWriteNow>[] = [];
  readonly raised: Stamped<{ about: string; text: string }>[] = [];
  private readonly client: Client;
  private messages = 0;
  private first: { signal: string; payload: unknown } | undefined;

  constructor(client: Client, { policy, card, contact, bot }: GuestOptions) {
    this.client = client;
    this.key = `guest-${randomUUID().slice(0, 13)}`;
    this.contact = contact ?? aContact();
    this.policy = policy ?? aPolicy();
    this.card = card ?? aCard([aLead({ id: LEAD_ID, stage: 'consulted', leader: 'bot' })]);
    this.bot = bot ?? (() => [{ type: 'reply', text: 'Конечно, расскажу.' }]);
    this.handle = client.workflow.getHandle<typeof dialogWorkflow>(dialogWorkflowId(this.key));
  }

  // ---- what people do ----

  /** The guest writes; returns the message's id. */
  async says(text: string, message: Partial<ClientMessage> = {}): Promise<string> {
    const messageId = message.messageId ?? this.newMessageId();
    const payload: ClientMessage = { messageId, text, sentAtMs: Date.now(), attachments: [], contact: this.contact, ...message };
    await this.startOrSignal(clientWroteSignal, payload);
    return messageId;
  }

  /** A person writes to the guest past us; returns the message's id. */
  async managerWrites(text: string, messageId = this.newMessageId()): Promise<string> {
    await this.startOrSignal(managerWroteSignal, { messageId, text, sentAtMs: Date.now(), bulk: false, contact: this.contact });
    return messageId;
  }

  /** Pact reports our own last message back (DESIGN §3, Echoes). */
  async echoes(): Promise<void> {
    const last = this.sent.at(-1);
    if (last !== undefined) await this.managerWrites(last.text, last.messageId);
  }

  /** A signal of any kind, whatever is in it. */
  async startOrSignal<Payload>(signal: { name: string }, payload: Payload): Promise<void> {
    this.first ??= { signal: signal.name, payload };
    await this.client.workflow.signalWithStart<typeof dialogWorkflow, [Payload]>('dialogWorkflow', {
      workflowId: this.handle.workflowId,
      taskQueue: DIALOG_TASK_QUEUE,
      args: [{ v: 1 }],
      workflowTaskTimeout: '5 seconds',
      signal: signal.name,
      signalArgs: [payload],
    });
  }

  take = (by: Manager = ANNA, force = false): Promise<CommandAnswer> => this.handle.executeUpdate(takeUpdate, { args: [{ by, force }] });
  hold = (untilMs: number, by: Manager = ANNA): Promise<CommandAnswer> =>
    this.handle.executeUpdate(holdUpdate, { args: [{ by, untilMs }] });
  opensCard = (by: Manager = ANNA): Promise<CommandAnswer> =>
    this.handle.executeUpdate(cardOpenedUpdate, { args: [{ by, leadId: LEAD_ID }] });

  /** A person changes the lead in the CRM, and its webhook tells. */
  async leadMoves(change: Partial<Lead>, leadId = LEAD_ID): Promise<void> {
    this.card = changed(this.card, leadId, change);
    const lead = this.card.leads.find(({ id }) => id === leadId);
    await this.handle.signal(leadChangedSignal, { changeId: randomUUID(), leadId, ...(lead === undefined ? {} : { lead }) });
  }

  /** Repeats of its first message until the run is full; only the count of events changes. */
  async fillsRun(): Promise<void> {
    const { first } = this;
    if (first === undefined) throw new Error('Nobody has said anything yet: there is nothing to repeat');
    const { historyLength } = await this.handle.describe();
    for (let missing = EVENTS_MAX - historyLength; missing > 0; missing -= AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.handle.signal(first.signal, first.payload)));
  }

  /** The run is full and goes on as a new one. */
  async continuesAsNew(): Promise<void> {
    const { runId } = await this.handle.describe();
    await this.fillsRun();
    await eventually('the next run', async () => (await this.handle.describe()).runId !== runId);
  }

  // ---- what came of it ----

  view = (): Promise<DialogView> => this.handle.query(dialogQuery);

  get texts(): string[] {
    return this.sent.map(({ text }) => text);
  }

  done<What extends CrmWriteNow['write']>(what: What): Stamped<Extract<CrmWriteNow, { write: What }>>[] {
    return this.writes.filter((write): write is Stamped<Extract<CrmWriteNow, { write: What }>> => write.write === what);
  }

  tasks(kind: 'whatsapp' | 'call'): Stamped<Extract<CrmWriteNow, { write: 'createTask' }>>[] {
    return this.done('createTask').filter((task) => task.kind === kind);
  }

  newMessageId(): string {
    this.messages += 1;
    return String(1_000 + this.messages);
  }
}
