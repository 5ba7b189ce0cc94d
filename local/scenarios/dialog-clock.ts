import type { Client, Connection } from '@temporalio/client';
import { maskPhone } from '../../contact/phone.ts';
import { DIALOG_TASK_QUEUE, dialogWorkflowId } from '../../workflows/dialog/messages.ts';
import type { dialogWorkflow } from '../../workflows/index.ts';
import { dialogClock, fastForward } from '../temporal/fast-forward.ts';
import { nextMoscow } from './moscow-time.ts';

export interface DialogClockDeps {
  client: Client;
  connection: Connection;
  contactKey: string;
  phone: string;
  /** Told before each move where it goes, for whoever's clock should be there too. */
  goesAlong?: ((atMs: number) => Promise<void>) | undefined;
}

/** The clock of one dialog on a server with time skipping: it stands where we want it, whatever the wall shows. */
export class DialogClock {
  private readonly client: Client;
  private readonly connection: Connection;
  private readonly workflowId: string;
  private readonly phone: string;
  private readonly goesAlong: (atMs: number) => Promise<void>;

  constructor({ client, connection, contactKey, phone, goesAlong = async () => undefined }: DialogClockDeps) {
    this.client = client;
    this.connection = connection;
    this.workflowId = dialogWorkflowId(contactKey);
    this.phone = phone;
    this.goesAlong = goesAlong;
  }

  /**
   * Sets it before the first message: the dialog is started as the API would start it, but empty, and moved to the next Moscow
   * `time` («HH:MM»). It rests, like a closed one, until somebody writes.
   */
  async setTo(time: string): Promise<void> {
    await this.client.workflow.start<typeof dialogWorkflow>('dialogWorkflow', {
      workflowId: this.workflowId,
      taskQueue: DIALOG_TASK_QUEUE,
      workflowTaskTimeout: '5 seconds',
      staticSummary: `WhatsApp ${maskPhone(this.phone).replaceAll('*', '•')}`,
      args: [{ v: 1 }],
    });
    const { nowMs } = await this.look();
    await this.forwardTo(nextMoscow(time, nowMs));
  }

  async nowMs(): Promise<number> {
    return (await this.look()).nowMs;
  }

  /** Whether nothing of the dialog is being carried out at this moment. */
  async isIdle(): Promise<boolean> {
    return (await this.look()).idle;
  }

  /** Whole seconds: up to one later than asked for. Errors: as of fastForward, which says where not to aim. */
  async forwardTo(atMs: number): Promise<void> {
    const seconds = Math.ceil((atMs - (await this.nowMs())) / 1_000);
    if (seconds <= 0) return;
    await this.goesAlong(atMs);
    await fastForward(this.connection, this.client.options.namespace, this.workflowId, seconds);
  }

  private look(): Promise<{ nowMs: number; idle: boolean }> {
    return dialogClock(this.connection, this.client.options.namespace, this.workflowId);
  }
}
