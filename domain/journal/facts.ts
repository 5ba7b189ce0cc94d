import type { Stage } from '../dialog/card.ts';
import type { HandoffReason, StateName } from '../dialog/dialog.ts';
import type { SendPurpose, UnknownEffect } from '../dialog/outbox.ts';

/** Who led last when a lead moved. */
export type Owner = 'bot' | 'manager';

/** By which act a manager took it (D-50). */
export type TakenBy = 'message' | 'field' | 'task' | 'button' | 'hold' | 'say' | 'opening';

/**
 * What the journal keeps of a decision: the closed list. Codes and ids only: no name, no text, no phone (DESIGN §3, Journal). `spec` is the
 * statement it comes from.
 */
export type Fact = { spec: string } & (
  | { kind: 'opened'; by: 'client' | 'manager' }
  | { kind: 'clientWrote' }
  /** The first message after a final touch; `touchedAtMs` says after which. */
  | { kind: 'cameBack'; touchedAtMs: number }
  /** A message of the bot's was accepted by Pact. */
  | { kind: 'botWrote'; purpose: SendPurpose }
  | { kind: 'keptSilent' }
  | { kind: 'handedOver'; reason: HandoffReason }
  /** Nobody took it: the task, then the note and the alert (D-43). */
  | { kind: 'notTaken'; reason: HandoffReason; step: 'reminded' | 'escalated' }
  /** Without `managerId`: nothing names who it was. */
  | { kind: 'taken'; managerId?: number; how: TakenBy }
  | { kind: 'passedOn'; managerId?: number; how: TakenBy }
  /** amoCRM has told who wrote (D-56). */
  | { kind: 'managerNamed'; managerId?: number }
  /** The responsible opened the lead: it lapses, unless an act follows (D-55). */
  | { kind: 'cardOpened'; managerId?: number }
  /** Words that may prove to be nobody's: the bot is silent meanwhile (D-56). */
  | { kind: 'doubted' }
  | { kind: 'lapsed'; what: 'opening' | 'doubt' }
  | { kind: 'managerWrote'; managerId?: number; through: 'channel' | 'estafeta' }
  | { kind: 'held'; managerId?: number; untilMs: number }
  | { kind: 'returned'; how: 'silence' | 'field' | 'button' }
  | { kind: 'linkSent'; leadId?: number }
  | { kind: 'touchSent'; leadId: number }
  | { kind: 'touchFailed'; leadId: number }
  | { kind: 'touchUnanswered'; leadId: number }
  | { kind: 'stageMoved'; leadId: number; from: Stage; to: Stage; by: 'bot' | 'crm'; owner: Owner; managerId?: number }
  | { kind: 'optedOut' }
  | { kind: 'unknownEffect'; what: UnknownEffect['what'] }
  | { kind: 'unknownSettled'; happened: boolean }
  | { kind: 'closed'; how: 'silence' | 'operator' | 'notAPerson' }
  /** Another decision of that statement, which none of the facts above tells. */
  | { kind: 'noted' }
  /** The run ended and the next one goes on: nothing of this run comes after it. */
  | { kind: 'continued' }
);

export type FactKind = Fact['kind'];

/** What one decision leaves, as it leaves the workflow. `seq` numbers the facts of a run; the first of these has it. */
export interface JournalEntry {
  seq: number;
  /** The dialog's clock. */
  atMs: number;
  /** After the decision. */
  state: StateName;
  episode: number;
  facts: readonly Fact[];
}
