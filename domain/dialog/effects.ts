import type { BotRequest } from './bot.ts';
import type { BookingFields, Leader, Stage } from './card.ts';
import type { Alert } from './alert.ts';
import type { Contact } from './dialog.ts';
import type { SendPurpose } from './outbox.ts';

/** What we ask of the outside world now. Imperative; one activity each. Its answer comes back as an event. */
export type Effect =
  | { type: 'askBot'; turnId: string; request: BotRequest; leftMs: number }
  | { type: 'readCard'; forTurn?: string; contact: Contact; leftMs: number; nowMs: number }
  | ({ type: 'sendMessage'; sendId: string; purpose: SendPurpose; text: string; look?: SendLook } & SendTo)
  /** A message that waits for a worker still is not to leave any more; one that a worker has begun takes its course (D-50). */
  | { type: 'callBack'; sendId: string }
  | ({ type: 'writeCrm'; writeId: string } & CrmWriteNow)
  | ({ type: 'askAuthor'; messageId: string; contact: Contact } & ChatSpan)
  | { type: 'raiseAlert'; alert: Alert };

/** Messages to the client that lie close together, and when amoCRM can have written down the events of them and of no other (D-56). */
export interface ChatSpan {
  /** The provider's clock. */
  fromMs: number;
  toMs: number;
  /** How many of them somebody wrote past us. */
  words: number;
  /** How many are ours, or a machine's that is known as one. */
  machines: number;
}

/** Into the conversation, or to the phone where there is none that we know of (D-05). */
export type SendTo = { conversationId: number } | { first: { phone: string; channel: string } };

/** Where to look for a message of ours whose answer was lost (D-91). */
export interface SendLook {
  /** Only messages after this one can be it. */
  afterMessageId?: number;
  /** Our other messages: none of these is it. */
  knownIds: readonly string[];
  /** It was written after this moment: said where nothing tells which message was the last before it. */
  notBeforeMs?: number;
}

/** What a write is about once it starts: a lead, or the contact where there is none (D-41); null = the contact is still to be made. */
export type Subject = { leadId: number; unsorted?: true } | { contactId: number | null };

/** One owed write with everything it needs. `marker` ends what it writes; `repeat` = an earlier try may have written it. */
export type CrmWriteNow =
  | { write: 'ensureLead'; contact: Contact; create: boolean; marker: string; notLeadIds: readonly number[] }
  | {
      write: 'createTask';
      subject: Subject;
      kind: 'whatsapp' | 'call';
      text: string;
      dueAtMs: number;
      marker: string;
      repeat: boolean;
      contact: Contact;
      /** For this person, if they still work here; else as D-41 says. */
      responsibleId?: number;
    }
  | { write: 'addNote'; subject: Subject; text: string; marker: string; repeat: boolean; contact: Contact }
  /**
   * `unlessTaken` = the dialog knows of no «Менеджер» there: one that stands there is a person's, whose news is still on its way (D-50).
   * `unlessReleased` = «Менеджер» was a person's: where a person has set something else since, that is news on its way too (D-51).
   */
  | { write: 'setLeader'; leadId: number; unsorted?: true; leader: Leader; unlessTaken?: true; unlessReleased?: true }
  | { write: 'moveLead'; leadId: number; unsorted?: true; from: Stage; to: Stage }
  | {
      write: 'writeBooking';
      leadId: number;
      unsorted?: true;
      fields: BookingFields;
      ours: Readonly<Record<string, string | number>>;
      repeat?: true;
    };
