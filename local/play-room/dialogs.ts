import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { dialogWorkflowId } from '../../workflows/dialog/messages.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';
import { ApiClient } from '../cli/api-client.ts';
import type { PlayerStack } from '../scenarios/player.ts';

export interface SeenDialog {
  /** Changes with everything that happens in the dialog. */
  mark: string;
  view: DialogView;
  aheadMs: number;
}

/** What the clocks of two processes may differ by without anybody having moved one. */
const SAME_CLOCK_MS = 1_500;
const NOT_FOUND = 5;

/** Looks at dialogs: at their length and clock each time, at what is in them only when they have grown. */
export class Dialogs {
  private readonly connection: Connection;
  private readonly namespace: string;
  private readonly api: ApiClient;
  private readonly keys = new Map<string, string>();

  constructor(connection: Connection, { namespace, urls, apiToken }: PlayerStack) {
    this.connection = connection;
    this.namespace = namespace;
    this.api = new ApiClient({ url: urls.api, token: apiToken });
  }

  /** Errors: the API says that it is no phone. */
  async keyOf(phone: string): Promise<string> {
    const known = this.keys.get(phone);
    if (known !== undefined) return known;
    const key = await this.api.keyOf(phone);
    this.keys.set(phone, key);
    return key;
  }

  /** Undefined while nobody has written. Errors: Temporal, the API or the worker is away. */
  async look(key: string, before: SeenDialog | undefined): Promise<SeenDialog | undefined> {
    const told = await this.describe(key);
    if (told === undefined) return undefined;
    const aheadMs = before !== undefined && Math.abs(told.aheadMs - before.aheadMs) < SAME_CLOCK_MS ? before.aheadMs : told.aheadMs;
    if (before?.mark === told.mark) return { ...before, aheadMs };
    return { mark: told.mark, aheadMs, view: await this.api.show(key) };
  }

  private async describe(key: string): Promise<{ mark: string; aheadMs: number } | undefined> {
    try {
      const { workflowExecutionInfo: info, workflowExtendedInfo: more } = await this.connection.workflowService.describeWorkflowExecution({
        namespace: this.namespace,
        execution: { workflowId: dialogWorkflowId(key) },
      });
      const moved = more?.timeSkippingInfo?.currentTime;
      return {
        mark: `${info?.execution?.runId} ${String(info?.historyLength)}`,
        aheadMs: moved ? Number(moved.seconds ?? 0) * 1_000 - Date.now() : 0,
      };
    } catch (error) {
      if (isGrpcServiceError(error) && Number(error.code) === NOT_FOUND) return undefined;
      throw error;
    }
  }
}
