import { randomUUID } from 'node:crypto';
import { ActivityCompletionError, WorkflowFailedError, WorkflowNotFoundError, type Client, type ConnectionLike } from '@temporalio/client';
import { ApplicationFailure, type SignalDefinition } from '@temporalio/common';
import type { Logger } from 'pino';
import type { BotAnswer } from '../domain/dialog/bot.ts';
import type { Contact } from '../domain/dialog/dialog.ts';
import type { ClientMessage, FirstContact, MessageFailure, OutgoingMessage } from '../domain/dialog/events.ts';
import type { PersonLabel, PersonSeal } from '../contact/person-seal.ts';
import { maskPhone } from '../contact/phone.ts';
import { ALERTS_WORKFLOW_ID, alertsQuery, type RaisedAlert } from '../workflows/alerts/messages.ts';
import { authorizedSignal } from '../workflows/amocrm-account/messages.ts';
import type { FoundContact } from '../workflows/contact-search/messages.ts';
import {
  clientWroteSignal,
  commandComesSignal,
  DIALOG_TASK_QUEUE,
  dialogQuery,
  dialogWorkflowId,
  managerWroteSignal,
  messageFailedSignal,
  sayUpdate,
  type CommandAnswer,
  type DialogWorkflowInput,
  type SayCommand,
} from '../workflows/dialog/messages.ts';
import type { DialogView } from '../workflows/dialog/view.ts';
import type * as workflows from '../workflows/index.ts';
import { crmChangedSignal, leadChangeWorkflowId } from '../workflows/lead-change/messages.ts';
import { TemporalAway, TemporalCalls } from './temporal/calls.ts';
import { UPDATES, type CommandName, type Commands } from './temporal/commands.ts';
import { AMOCRM_ACCOUNT, START, withAlert } from './temporal/start-options.ts';
import { countDialogs, listDialogs, PERSON_MEMO, type DialogCounts, type DialogFilter, type DialogPage } from './temporal/dialog-list.ts';

/** What a CRM webhook tells of one lead or contact: ids only. */
export type CrmChange = typeof crmChangedSignal extends SignalDefinition<[infer Change]> ? Change : never;

/** Where a bot's late answer belongs. */
export interface BotTurnAddress {
  turnId: string;
  workflowId: string;
  /** Activities are counted anew in each run; absent in addresses that earlier code gave out. */
  runId?: string;
  activityId: string;
}

/**
 * The only door to Temporal: what the API can ask of the dialogs. A promise that resolves means: stored.
 * Errors: TemporalAway, NoWorkerAnswered and the client's own; middleware/temporal-problems.ts turns them into answers.
 */
export interface DialogWorkflows {
  /** Opens the dialog if there is none (SPEC D-02). */
  clientWrote(contactKey: string, message: ClientMessage): Promise<void>;
  /** Opens the dialog too (D-05), but for a bulk mailing, which opens none (D-56). */
  managerWrote(contactKey: string, message: OutgoingMessage): Promise<void>;
  /** Nothing happens where there is no dialog. */
  messageFailed(contactKey: string, failure: MessageFailure): Promise<void>;
  crmChanged(change: CrmChange): Promise<void>;
  /** With the code that amoCRM gave for an administrator's consent. */
  amocrmAuthorized(code: string): Promise<void>;
  /** The same id twice is one alert. The time is set here. */
  raiseAlert(alert: Omit<RaisedAlert, 'atMs'>): Promise<void>;
  /** Rejects with WorkflowUpdateFailedError when it is refused. The same `updateId` is carried out once. */
  command<Name extends CommandName>(contactKey: string, name: Name, command: Commands[Name], updateId: string): Promise<CommandAnswer>;
  /** A manager's word that opens the dialog where there is none (SPEC D-05, D-58); else as `say`. */
  writeFirst(contactKey: string, say: SayCommand & { to: FirstContact }, updateId: string): Promise<CommandAnswer>;
  view(contactKey: string): Promise<DialogView>;
  /** Changes with each task of the dialog's; asks no worker and costs nothing. */
  mark(contactKey: string): Promise<string>;
  list(filter: DialogFilter): Promise<DialogPage>;
  /** Guests by name, through the CRM. Rejects with CrmAway where amoCRM does not answer in time. */
  findContacts(words: string): Promise<readonly FoundContact[]>;
  /** How many dialogs are where now; from visibility, a second late. */
  counts(): Promise<DialogCounts>;
  alerts(): Promise<readonly RaisedAlert[]>;
  /** As `mark`, of the alerts; empty before the first one. */
  alertsMark(): Promise<string>;
  /** Ends the turn with the bot's answer. Rejects with ActivityNotFoundError when the turn is over. */
  botAnswered(turn: BotTurnAddress, answer: BotAnswer): Promise<void>;
  /** Ends the turn as malformed (D-22): it is not asked again. `why` may be stored in clear: nothing of the body is in it. */
  botMalformed(turn: BotTurnAddress, why: string): Promise<void>;
  reachable(): Promise<boolean>;
}

export interface TemporalDoor extends DialogWorkflows {
  /** Resolves when nothing is under way any more: before it, the connection must not be closed. */
  drained(): Promise<void>;
}

export interface DialogWorkflowsDeps {
  client: Client;
  connection: ConnectionLike;
  namespace: string;
  persons: PersonSeal;
  log: Logger;
  now: () => number | Promise<number>;
}

/** amoCRM did not answer a person who looked for somebody. */
export class CrmAway extends Error {
  override readonly name = 'CrmAway';
}

const SEARCH_WITHIN = '10 seconds';

/** Workflows are started by name, checked by their types: their code belongs to the worker (EXAMPLES §2). */
type Workflows = typeof workflows;
const nameOf = <Name extends keyof Workflows>(name: Name): Name => name;

export function createDialogWorkflows({ client, connection, namespace, persons, log, now }: DialogWorkflowsDeps): TemporalDoor {
  const calls = new TemporalCalls(connection);
  const { workflow, activity } = client;
  const dialog = (contactKey: string) => workflow.getHandle<Workflows['dialogWorkflow']>(dialogWorkflowId(contactKey));

  const markOf = async (workflowId: string): Promise<string> => {
    const { runId, historyLength } = await calls.look(() => workflow.getHandle(workflowId).describe());
    return `${runId} ${historyLength}`;
  };

  /** A signal for a dialog that is there; there being none is no trouble. */
  const tellExisting = async (what: string, signal: () => Promise<void>): Promise<void> => {
    try {
      await calls.store(signal);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      log.info({ what }, 'No dialog to tell');
    }
  };

  const startOrTell = async (contactKey: string, contact: Pick<Contact, 'channel' | 'phone' | 'name'>) =>
    ({
      ...START,
      workflowId: dialogWorkflowId(contactKey),
      args: [{ v: 1 }] as [DialogWorkflowInput],
      staticSummary: summaryOf(contact),
      memo: { [PERSON_MEMO]: await persons.seal(labelOf(contact)) },
    }) as const;

  return {
    async clientWrote(contactKey, message) {
      const options = {
        ...(await startOrTell(contactKey, message.contact)),
        signal: clientWroteSignal,
        signalArgs: [message] as [ClientMessage],
      };
      await calls.store(() => workflow.signalWithStart<Workflows['dialogWorkflow'], [ClientMessage]>(nameOf('dialogWorkflow'), options));
    },
    async managerWrote(contactKey, message) {
      if (message.bulk) return tellExisting('managerWrote', () => dialog(contactKey).signal(managerWroteSignal, message));
      const options = {
        ...(await startOrTell(contactKey, message.contact)),
        signal: managerWroteSignal,
        signalArgs: [message] as [OutgoingMessage],
      };
      await calls.store(() => workflow.signalWithStart<Workflows['dialogWorkflow'], [OutgoingMessage]>(nameOf('dialogWorkflow'), options));
    },
    messageFailed: (contactKey, failure) => tellExisting('messageFailed', () => dialog(contactKey).signal(messageFailedSignal, failure)),
    async crmChanged(change) {
      const { type, id } = change.entity;
      await calls.store(() =>
        workflow.signalWithStart<Workflows['leadChangeWorkflow'], [CrmChange]>(nameOf('leadChangeWorkflow'), {
          ...START,
          workflowId: leadChangeWorkflowId(change.entity),
          args: [],
          staticSummary: `amoCRM: изменилась ${type === 'lead' ? 'сделка' : 'карточка контакта'} ${id}`,
          signal: crmChangedSignal,
          signalArgs: [change],
        }),
      );
    },
    async amocrmAuthorized(code) {
      await calls.store(() =>
        workflow.signalWithStart<Workflows['amocrmAccountWorkflow'], [string]>(nameOf('amocrmAccountWorkflow'), {
          ...AMOCRM_ACCOUNT,
          args: [],
          signal: authorizedSignal,
          signalArgs: [code],
        }),
      );
    },
    async raiseAlert(alert) {
      const raised: RaisedAlert = { ...alert, atMs: await now() };
      await calls.store(() =>
        workflow.signalWithStart<Workflows['alertsWorkflow'], [RaisedAlert]>(nameOf('alertsWorkflow'), withAlert(raised)),
      );
    },
    async command(contactKey, name, command, updateId) {
      await calls.store(() => dialog(contactKey).signal(commandComesSignal));
      return calls.ask(() =>
        dialog(contactKey).executeUpdate<CommandAnswer, [Commands[typeof name]]>(UPDATES[name].name, { args: [command], updateId }),
      );
    },
    async writeFirst(contactKey, say, updateId) {
      const options = { ...(await startOrTell(contactKey, say.to)), signal: commandComesSignal, signalArgs: [] as [] };
      await calls.store(() => workflow.signalWithStart<Workflows['dialogWorkflow'], []>(nameOf('dialogWorkflow'), options));
      return calls.ask(() => dialog(contactKey).executeUpdate<CommandAnswer, [SayCommand]>(sayUpdate.name, { args: [say], updateId }));
    },
    view: (contactKey) => calls.ask(() => dialog(contactKey).query(dialogQuery)),
    mark: (contactKey) => markOf(dialogWorkflowId(contactKey)),
    async alertsMark() {
      try {
        return await markOf(ALERTS_WORKFLOW_ID);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return '';
        throw error;
      }
    },
    list: (filter) => calls.look(() => listDialogs({ connection, namespace, persons }, filter)),
    async findContacts(words) {
      const options = {
        taskQueue: DIALOG_TASK_QUEUE,
        workflowId: `contact-search:${randomUUID()}`,
        workflowExecutionTimeout: SEARCH_WITHIN,
        staticSummary: 'Поиск гостя по имени',
        args: [words] as [string],
      };
      try {
        const search = await calls.store(() =>
          workflow.start<Workflows['contactSearchWorkflow']>(nameOf('contactSearchWorkflow'), options),
        );
        return await calls.wait(() => search.result());
      } catch (error) {
        if (error instanceof WorkflowFailedError) throw new CrmAway('amoCRM did not answer the search', { cause: error });
        throw error;
      }
    },
    counts: () => calls.look(() => countDialogs({ connection, namespace })),
    async alerts() {
      try {
        return await calls.ask(() => workflow.getHandle(ALERTS_WORKFLOW_ID).query(alertsQuery));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return []; // it starts with the first alert
        throw error;
      }
    },
    botAnswered: (turn, answer) => completed(() => calls.store(() => activity.complete(activityOf(turn), answer))),
    botMalformed: (turn, why) => {
      const failure = ApplicationFailure.nonRetryable(why, 'BOT_MALFORMED');
      return completed(() => calls.store(() => activity.fail(activityOf(turn), failure)));
    },
    reachable: () => calls.reachable(),
    drained: () => calls.drained(),
  };
}

const activityOf = ({ workflowId, runId, activityId }: BotTurnAddress): { workflowId: string; runId?: string; activityId: string } => ({
  workflowId,
  ...(runId === undefined ? {} : { runId }),
  activityId,
});

/** The completion client hides the gRPC code; whatever it was, the bot may say it again. */
async function completed(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ActivityCompletionError) throw new TemporalAway('Temporal did not take the answer', { cause: error });
    throw error;
  }
}

const CHANNEL_NAMES: Readonly<Record<string, string>> = {
  whatsapp: 'WhatsApp',
  whatsapp_business: 'WhatsApp',
  telegram: 'Telegram',
  telegram_personal: 'Telegram',
  max: 'MAX',
  max_bot: 'MAX',
};

/** What the list shows of the person to whoever has logged in. */
const labelOf = ({ name, phone }: Pick<Contact, 'name' | 'phone'>): PersonLabel => ({
  ...(name === undefined ? {} : { name }),
  ...(phone === undefined ? {} : { phone: maskPhone(phone) }),
});

/** What the Web UI shows of the person: the channel and a masked phone (DESIGN §3, For people in the Web UI). */
function summaryOf({ channel, phone }: Pick<Contact, 'channel' | 'phone'>): string {
  return `${CHANNEL_NAMES[channel] ?? channel} ${phone === undefined ? 'без номера' : maskPhone(phone).replaceAll('*', '•')}`; // the Web UI takes asterisks for markdown
}
