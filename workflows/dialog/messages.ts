import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Dialog, Manager, StateName } from '../../domain/dialog/dialog.ts';
import type { ClientMessage, FirstContact, LeadChange, ManagerAct, MessageFailure, OutgoingMessage } from '../../domain/dialog/events.ts';
import type { DialogView } from './view.ts';

/** Workflows and the bot's turns: the same queue, so that a turn starts without a round trip (DESIGN §3, Queues). */
export const DIALOG_TASK_QUEUE = 'dialogs';
export const PACT_TASK_QUEUE = 'pact';
export const AMOCRM_TASK_QUEUE = 'amocrm';

/** `contactKey` is ours and meaningless to a stranger: ids are stored and shown unencrypted. */
export const dialogWorkflowId = (contactKey: string): string => `dialog:${contactKey}`;

export interface DialogWorkflowInput {
  v: 1;
  /** Absent on the first run; filled by continue-as-new. */
  dialog?: Dialog;
  /** Message and act ids already taken in. */
  seen?: readonly string[];
}

/** What a command answers. `previous` is the state before it. */
export interface CommandAnswer {
  state: StateName;
  previous: StateName;
  holder: Manager | null;
  nowMs: number;
}

/** Why a command was refused: `ApplicationFailure.type` of the update's failure. */
export type RefusalCode =
  | 'ALREADY_TAKEN'
  | 'NOT_WITH_MANAGER'
  | 'HOLD_TOO_LONG'
  | 'HOLD_IN_PAST'
  | 'NOT_RESPONSIBLE'
  | 'NO_SUCH_EFFECT'
  | 'TEXT_EMPTY'
  | 'TEXT_TOO_LONG'
  | 'MALFORMED';

export interface TakeCommand {
  by: Manager;
  force?: boolean;
}
export interface ReleaseCommand {
  by: Manager;
}
export interface HoldCommand {
  by: Manager;
  untilMs: number;
}
export interface SayCommand {
  by: Manager;
  text: string;
  /** Whom to write first, where nobody has written yet. */
  to?: FirstContact;
}
export interface CardOpenedCommand {
  by: Manager;
  leadId: number;
}
export interface SettleCommand {
  by: Manager;
  effectId: string;
  happened: boolean;
}

export const clientWroteSignal = defineSignal<[ClientMessage]>('clientWrote');
export const managerWroteSignal = defineSignal<[OutgoingMessage]>('managerWrote');
export const managerTookSignal = defineSignal<[ManagerAct]>('managerTook');
export const managerReleasedSignal = defineSignal<[ManagerAct]>('managerReleased');
export const messageFailedSignal = defineSignal<[MessageFailure]>('messageFailed');
export const leadChangedSignal = defineSignal<[LeadChange]>('leadChanged');
/**
 * Sent before every update, and means nothing to the dialog. SDK 1.24 on a cold worker carries an update out together with a task before it
 * that decided nothing, where a replay does one after the other; an event between the two keeps them apart (docs/decisions/022).
 */
export const commandComesSignal = defineSignal('commandComes');

export const takeUpdate = defineUpdate<CommandAnswer, [TakeCommand]>('take');
export const releaseUpdate = defineUpdate<CommandAnswer, [ReleaseCommand]>('release');
export const holdUpdate = defineUpdate<CommandAnswer, [HoldCommand]>('hold');
export const sayUpdate = defineUpdate<CommandAnswer, [SayCommand]>('say');
export const cardOpenedUpdate = defineUpdate<CommandAnswer, [CardOpenedCommand]>('cardOpened');
export const settleUpdate = defineUpdate<CommandAnswer, [SettleCommand]>('settle');

export const dialogQuery = defineQuery<DialogView>('dialog');
/** Has the message with this id of the provider's been taken in? */
export const knowsQuery = defineQuery<boolean, [{ messageId: string; income: boolean }]>('knows');
