import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { DialogCounts, DialogPage } from '../../api/temporal/dialog-list.ts';
import type { DialogWorkflows } from '../../api/dialog-workflows.ts';
import type { RaisedAlert } from '../../workflows/alerts/messages.ts';
import type { FoundContact } from '../../workflows/contact-search/messages.ts';
import type { CommandAnswer, RefusalCode } from '../../workflows/dialog/messages.ts';
import type { DialogView } from '../../workflows/dialog/view.ts';

/** Stands in for Temporal: notes what the routes ask of it, answers what a test says, fails where a test says so. */
export class RecordingDoor implements DialogWorkflows {
  readonly calls: unknown[][] = [];
  /** Thrown by every call while it is set. */
  failure: unknown;
  /** The only one that throws it. */
  failing: string | undefined;
  isReachable = true;
  answer: CommandAnswer = { state: 'withManager', previous: 'withBot', holder: { id: 7, name: 'Анна' }, nowMs: 1_000 };
  page: DialogPage = { dialogs: [], nextPage: null };
  raised: readonly RaisedAlert[] = [];
  shown: DialogView | undefined;
  found: readonly FoundContact[] = [];
  markNow = 'run-1 10';

  clientWrote(...args: unknown[]): Promise<void> {
    return this.#note('clientWrote', args, undefined);
  }
  managerWrote(...args: unknown[]): Promise<void> {
    return this.#note('managerWrote', args, undefined);
  }
  messageFailed(...args: unknown[]): Promise<void> {
    return this.#note('messageFailed', args, undefined);
  }
  crmChanged(...args: unknown[]): Promise<void> {
    return this.#note('crmChanged', args, undefined);
  }
  amocrmAuthorized(...args: unknown[]): Promise<void> {
    return this.#note('amocrmAuthorized', args, undefined);
  }
  raiseAlert(...args: unknown[]): Promise<void> {
    return this.#note('raiseAlert', args, undefined);
  }
  command(...args: unknown[]): Promise<CommandAnswer> {
    return this.#note('command', args, this.answer);
  }
  writeFirst(...args: unknown[]): Promise<CommandAnswer> {
    return this.#note('writeFirst', args, this.answer);
  }
  view(...args: unknown[]): Promise<DialogView> {
    return this.#note('view', args, this.shown as DialogView);
  }
  mark(...args: unknown[]): Promise<string> {
    return this.#note('mark', args, this.markNow);
  }
  alertsMark(...args: unknown[]): Promise<string> {
    return this.#note('alertsMark', args, this.markNow);
  }
  findContacts(...args: unknown[]): Promise<readonly FoundContact[]> {
    return this.#note('findContacts', args, this.found);
  }
  list(...args: unknown[]): Promise<DialogPage> {
    return this.#note('list', args, this.page);
  }
  counts(...args: unknown[]): Promise<DialogCounts> {
    return this.#note('counts', args, { withBot: 3, awaitingManager: 2, withManager: 1 });
  }
  alerts(...args: unknown[]): Promise<readonly RaisedAlert[]> {
    return this.#note('alerts', args, this.raised);
  }
  botAnswered(...args: unknown[]): Promise<void> {
    return this.#note('botAnswered', args, undefined);
  }
  botMalformed(...args: unknown[]): Promise<void> {
    return this.#note('botMalformed', args, undefined);
  }
  reachable(): Promise<boolean> {
    return Promise.resolve(this.isReachable);
  }

  /** The dialog refuses commands, and nothing else fails. */
  failCommand(type: RefusalCode, message: string): void {
    this.failure = new WorkflowUpdateFailedError('refused', ApplicationFailure.nonRetryable(message, type));
    this.failing = 'command';
  }

  async #note<T>(name: string, args: unknown[], answer: T): Promise<T> {
    this.calls.push([name, ...args]);
    if (this.failure !== undefined && (this.failing === undefined || this.failing === name)) throw this.failure;
    return answer;
  }
}
