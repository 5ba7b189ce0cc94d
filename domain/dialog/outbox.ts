import type { BookingFields, Leader, Stage } from './card.ts';
import type { Alert } from './alert.ts';

/**
 * What has been decided and has not happened yet. It is part of the dialog, so it survives continue-as-new, and what waits
 * in it is looked at once more against the state before it starts (SPEC D-21, D-50, D-91; docs/decisions/001).
 */
export interface Outbox {
  /** In order; at most one in flight. */
  sends: readonly Send[];
  /** Owed CRM writes, in order; at most one in flight (D-16). */
  writes: readonly OwedWrite[];
  alerts: readonly OwedAlert[];
  /** Effects of unknown fate: nothing is repeated until a person settles them (D-91). */
  unknown: readonly UnknownEffect[];
  /** Whose words amoCRM is asked about (D-56); absent in dialogs of before. At most one in flight. */
  authors?: readonly AuthorQuestion[];
}

/** Who wrote this message to the client? (D-56) */
export interface AuthorQuestion {
  messageId: string;
  /** The provider's clock. */
  sentAtMs: number;
  looks: number;
  nextLookAtMs: number;
  inFlight: boolean;
  /** How many messages to the client there were around it when it was asked: one more since, and the answer may be about that one. */
  among?: number;
  /** The dialog has gone back to the bot: whatever the answer, nothing follows. */
  over?: true;
}

export type SendPurpose = 'answer' | 'handoff' | 'greeting' | 'finalTouch' | 'say';

/** One message to the client. */
export interface Send {
  id: string;
  purpose: SendPurpose;
  text: string;
  /** Exists for `handoff`: it is sent only while that handoff lasts. */
  handoffId?: string;
  /** What follows when Pact has accepted it. */
  whenSent: SendConsequences;
  /** Who writes, for `say` (D-58). */
  by?: { id?: number; name?: string };
  tries: number;
  firstTriedAtMs?: number;
  lastTriedAtMs?: number;
  nextTryAtMs: number;
  inFlight: boolean;
  /** An earlier try may have reached the client: look before repeating (D-91). */
  mayBeSent: boolean;
  /** The dialog left the bot after this was decided: it is not tried again, and what no worker has begun yet is called back (D-50). */
  withdrawn?: true;
  calledBack?: true;
  /** The last message seen before the first try: a lost one can only be newer. */
  afterMessageId?: number;
  /** The Pact id that its own echo brought before the answer did. */
  echoId?: string;
}

export interface SendConsequences {
  /** Client messages up to this one are answered by it. */
  settlesSeq?: number;
  /** It opens the bot's speech of this episode: D-07's or D-57's words are in it. */
  opens?: true;
  /** The payment link in it (D-26, D-61). */
  link?: { url: string; amountRub: number; leadId?: number };
  /** A move of the funnel that waits for these words (D-61). */
  consulted?: { leadId?: number };
  /** Is it one more question back? The client has to see it first (D-12). */
  clarified?: boolean;
}

/** Whom a write is about. `theLead` is looked up when the write starts (SPEC D-19). */
export type WriteTarget = 'theLead' | { leadId: number };

export type CrmWrite =
  | { type: 'ensureLead' }
  | {
      type: 'createTask';
      kind: 'whatsapp' | 'call';
      text: string;
      dueAtMs: number;
      target: WriteTarget;
      /** For the person who has this handoff's task, and who that is once it is known (D-43). */
      handoffId?: string;
      responsibleId?: number;
    }
  | { type: 'addNote'; text: string; target: WriteTarget }
  /** `restores` = a person has set it so, and a write of ours may have gone over it: whatever a person sets there later stands (D-51). */
  | { type: 'setLeader'; leader: Leader; target: WriteTarget; restores?: true }
  | { type: 'moveLead'; from: Stage; to: Stage; target: WriteTarget }
  | { type: 'writeBooking'; fields: BookingFields; target: WriteTarget };

export interface OwedWrite {
  /** Marks tasks and notes in the CRM, so that a repeat finds what an earlier try wrote. */
  id: string;
  write: CrmWrite;
  decidedAtMs: number;
  tries: number;
  nextTryAtMs: number;
  inFlight: boolean;
}

export interface OwedAlert extends Alert {
  tries: number;
  nextTryAtMs: number;
  inFlight: boolean;
}

export interface UnknownEffect {
  id: string;
  what: 'send' | CrmWrite['type'];
  text: string;
  sinceMs: number;
  send?: Send;
}
