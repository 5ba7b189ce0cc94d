import type { BotAnswer } from './bot.ts';
import type { Card, Lead, Leader, Stage } from './card.ts';
import type { Attachment, Contact, Manager } from './dialog.ts';

/** What happened. Past tense. Signals, answers of the world and the clock all come in by this one door. */
export type DialogEvent =
  /** `known`, of an edit: its message was taken in before, whether or not it is still kept (D-02). */
  | ({ type: 'clientWrote'; known?: true } & ClientMessage)
  | ({ type: 'managerWrote' } & OutgoingMessage)
  | ({ type: 'managerTook' } & ManagerAct)
  | ({ type: 'managerReleased' } & ManagerAct)
  | ({ type: 'messageFailed' } & MessageFailure)
  | ({ type: 'leadChanged' } & LeadChange)
  | CommandEvent
  | { type: 'cardRead'; card: Card; forTurn?: string }
  /** `refused` = why no repeat can cure it (D-95). */
  | { type: 'cardUnavailable'; forTurn?: string; refused?: string }
  | { type: 'botAnswered'; turnId: string; answer: BotAnswer }
  | { type: 'botFailed'; turnId: string; why: 'noAnswer' | 'malformed' }
  /** `conversationId`: the conversation that writing first made or found. */
  | { type: 'messageSent'; sendId: string; messageId: string; conversationId?: number }
  | { type: 'sendFailed'; sendId: string; fate: 'notSent' | 'unknown' | 'refused'; why: string; retryAfterMs?: number }
  | { type: 'crmWritten'; writeId: string; result: CrmResult }
  | { type: 'crmFailed'; writeId: string; fate: 'retry' | 'refused'; why: string }
  /** What amoCRM's events tell of a message to the client: a person, nobody, or nothing that is certain (D-56). */
  | { type: 'authorTold'; messageId: string; author: Author }
  | { type: 'alertRaised'; alertId: string }
  | { type: 'alertFailed'; alertId: string }
  | { type: 'cancelRequested' }
  | { type: 'timePassed' };

/** What a manager asks for in the console or the CRM card; it can be refused (DESIGN §3, updates). */
export type CommandEvent =
  | ({ type: 'take'; force?: boolean } & Command)
  | ({ type: 'release' } & Command)
  | ({ type: 'hold'; untilMs: number } & Command)
  /** `to`: whom to write first, where nobody has written yet (D-05). */
  | ({ type: 'say'; text: string; to?: FirstContact } & Command)
  | ({ type: 'cardOpened'; leadId: number } & Command)
  | ({ type: 'settle'; effectId: string; happened: boolean } & Command);

/** A guest whom we know by phone only (D-05). */
export interface FirstContact {
  phone: string;
  name?: string;
  channel: string;
}

export interface Command {
  by: Manager;
}

/** A message of the client's (SPEC D-02, D-03). `messageId` is Pact's. */
export interface ClientMessage {
  messageId: string;
  text: string;
  /** The provider's clock. */
  sentAtMs: number;
  attachments: readonly Attachment[];
  quotes?: string;
  /** The text of a message already taken in has changed (D-03). */
  edited?: true;
  contact: Contact;
}

/** A message to the client that came out of the channel: ours, a machine's or a person's (D-50, D-56). */
export interface OutgoingMessage {
  messageId: string;
  text: string;
  sentAtMs: number;
  bulk: boolean;
  contact: Contact;
}

/** A take or return that the CRM tells of: the field «Ведёт диалог» or our completed task (D-43, D-50, D-51). */
export interface ManagerAct {
  actId: string;
  by: Manager;
  via: 'field' | 'task';
  leadId?: number;
  /** The task's text, by which our own is known. */
  taskText?: string;
  /** When it was completed, on the provider's clock: the news of it may be an hour late (D-43). */
  doneAtMs?: number;
}

/** The provider could not deliver what it had accepted (D-25). */
export interface MessageFailure {
  messageId: string;
  why: string;
}

/**
 * Something about a lead of this contact changed in the CRM (D-63). `lead` is absent when it is gone; without a `leadId` it is the contact
 * itself that changed (D-10).
 */
export interface LeadChange {
  changeId: string;
  leadId?: number;
  lead?: Lead;
  /** What «Ведёт диалог» shows now, where no person's act put it there: known from now on, and nothing follows from it (D-53). */
  leaderShown?: Leader;
}

/** Who wrote it, as amoCRM shows it. */
export type Author = Manager | 'nobody' | 'unknown';

/** What a CRM write brought back. */
export type CrmResult =
  | { type: 'ensureLead'; lead: Lead | null; contactId?: number }
  /** `responsibleId` = who got the task. */
  | { type: 'createTask' | 'addNote'; contactId?: number; responsibleId?: number }
  /** `shows` = what the field shows now, where that is not what was asked: an account without «Ждёт менеджера» (D-53). */
  | { type: 'setLeader'; leadId: number; written: boolean; shows?: Leader }
  | { type: 'moveLead'; leadId: number; moved: boolean; stage: Stage }
  | { type: 'writeBooking'; leadId: number; written: Readonly<Record<string, string | number>> };
