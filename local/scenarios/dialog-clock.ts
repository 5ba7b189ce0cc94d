import type { Client, Connection } from '@temporalio/client';
import { DIALOG_TASK_QUEUE, dialogWorkflowId } from '../../workflows/dialog/messages.ts';
import type { dialogWorkflow } from '../../workflows/index.ts';
import { fastForward } from '../temporal/fast-forward.ts';
import { nextMoscow } from './moscow-time.ts';

const LEAPT_MS = 90_000;

/** The clock of one dialog on a server with time skipping: it stands where we want it, whatever the wall shows. */
export class DialogClock {
  private readonly client: Client;
  private readonly connection: Connection;
  private readonly workflowId: string;

  constructor({ client, connection, contactKey }: { client: Client; connection: Connection; contactKey: string }) {
    this.client = client;
    this.connection = connection;
    this.workflowId = dialogWorkflowId(contactKey);
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

  /**
   * Whole seconds: up to one later than asked for. Do not aim within a few seconds after one of the dialog's timers: a timer fires
   * up to a second late, and a dialog that falls idle just after its clock has passed the aim is taken to its next timer by the
   * server (1.32.0), maybe a day further. That is an error here.
   */
  async forwardTo(atMs: number): Promise<void> {
    const seconds = Math.ceil((atMs - (await this.nowMs())) / 1_000);
    if (seconds <= 0) return;
    await fastForward(this.connection, this.client.options.namespace, this.workflowId, seconds);
    const overMs = (await this.nowMs()) - atMs;
    if (overMs > LEAPT_MS) throw new Error(`Часы диалога перепрыгнули цель на ${Math.round(overMs / 60_000)} мин.`);
  }

  private async look(): Promise<{ nowMs: number; idle: boolean }> {
    const { pendingActivities, pendingWorkflowTask, workflowExtendedInfo } =
      await this.connection.workflowService.describeWorkflowExecution({
        namespace: this.client.options.namespace,
        execution: { workflowId: this.workflowId },
      });
    const moved = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
    const nowMs = moved ? Number(moved.seconds ?? 0) * 1_000 + Math.floor((moved.nanos ?? 0) / 1_000_000) : Date.now();
    return { nowMs, idle: (pendingActivities ?? []).length === 0 && !pendingWorkflowTask };
  }
}
