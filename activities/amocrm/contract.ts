import type { Card, Lead, Leader, Stage } from '../../domain/dialog/card.ts';
import type { Contact, Manager } from '../../domain/dialog/dialog.ts';
import type { ChatSpan, CrmWriteNow } from '../../domain/dialog/effects.ts';
import type { Author } from '../../domain/dialog/events.ts';

type Write<T extends CrmWriteNow['write']> = Omit<Extract<CrmWriteNow, { write: T }>, 'write'>;

/** What we can ask of amoCRM, in our words. Errors: AmocrmErrorCode of errors.ts. */
export interface AmocrmActivities {
  /** The contact by phone with all its leads (SPEC D-10). `nowMs` is the dialog's clock, for hours in the contact's zone (D-71). */
  readCard(request: { contact: Contact; nowMs: number }): Promise<Card>;
  /**
   * The lead a new request stands on (D-15): the contact's active one that is not in `notLeadIds`; none and `create` → made by us with a marker
   * tag, at «Новая заявка», with the contact made too if nobody has it. None and not `create` → null.
   */
  ensureLead(request: Write<'ensureLead'>): Promise<{ lead: Lead | null; contactId?: number }>;
  /** A task of type «WhatsApp» or «Связаться»; the responsible is found as D-41 says. With `repeat`, a task with the marker is not made again. Tells whose it is. */
  createTask(request: Write<'createTask'>): Promise<WrittenOn & { responsibleId?: number }>;
  addNote(request: Write<'addNote'>): Promise<WrittenOn>;
  /**
   * «Ведёт диалог» (D-53), or who leads another dialog about the same lead where that counts more (SPEC §10). `contactKey` is the asking
   * dialog's. `written` is false where the account has no such field; `shows` is there when the field shows something else than asked.
   */
  setLeader(request: Write<'setLeader'> & { contactKey: string }): Promise<{ written: boolean; shows?: Leader }>;
  /** Moves the lead only if it stands at `from` (D-62); tells where it stands afterwards. */
  moveLead(request: Write<'moveLead'>): Promise<{ moved: boolean; stage: Stage }>;
  /** Fills fields that are empty or hold our own earlier value (D-64); tells what it wrote. */
  writeBooking(request: Write<'writeBooking'>): Promise<{ written: Record<string, string | number> }>;
  /**
   * Who wrote the messages that came to the client past us within that span, by amoCRM's events (SPEC D-56, docs/decisions/021): a person, if
   * all are that one's; nobody, if none of all is anybody's; else unknown.
   */
  whoWrote(request: { contact: Contact } & ChatSpan): Promise<Author>;
  /** What a CRM webhook means for whom (DESIGN §3, CRM webhooks). Empty when the lead has no contact with a phone. */
  readChange(request: CrmChange): Promise<readonly ChangeForDialog[]>;
}

/** The contact that a write without a lead was made on; it was made by us where nobody had the phone or id (D-01, D-10). */
export interface WrittenOn {
  contactId?: number;
}

/** One webhook's news about a lead or a contact: ids only, no names. */
export interface CrmChange {
  entity: { type: 'lead' | 'contact'; id: number };
  deleted?: boolean;
  /** Tasks that this change closed. */
  closedTaskIds?: readonly number[];
  /** amoCRM user who did it, as the webhook says; 0 or absent = unknown or a robot. */
  byUserId?: number;
}

/** The same news for one dialog. */
export interface ChangeForDialog {
  contactKey: string;
  leadId?: number;
  /** Absent = gone (or the news is about the contact only). */
  lead?: Lead;
  /** A person (not a robot, not our own writes) changed the lead last: «Ведёт диалог» may be an act (D-53). */
  leaderByPerson?: { leader: Leader; by: Manager };
  /** The contact itself has changed, and not by our own write: what is known of the guest is out of date (D-10). */
  contactChanged?: true;
  /** Completed tasks of ours (D-43), and when each was; `id` and `doneAtMs` are absent in what earlier code has read. */
  closedTasks: readonly { id?: number; text: string; by: Manager; doneAtMs?: number }[];
}

/** A guest whom somebody looks for. */
export interface FoundContact {
  contactKey: string;
  name: string;
  /** Masked; absent for one whom the channel knows by an id only. */
  phone?: string;
}

export interface AmocrmSearch {
  /** The first contacts whose name has all the words. */
  findContacts(request: { words: string }): Promise<readonly FoundContact[]>;
}

/** How far amoCRM's events have been looked through. */
export interface AmocrmMark {
  /** Moment of the newest event seen, by amoCRM's clock. */
  atMs: number;
  /** Ids of the events that the next look will meet again. */
  seen: readonly string[];
}

/** The other way to hear of changes (SPEC D-93). */
export interface AmocrmPolling {
  /** Hands on what happened after the mark and was not our doing; without a mark, what happened in the ten minutes before `nowMs`. Tells where things stand now. */
  pollAmocrm(request: { mark?: AmocrmMark; nowMs: number }): Promise<AmocrmMark>;
  /** Sees to it that amoCRM's webhooks come to us; where only people can, it raises an alert. */
  subscribeAmocrm(request: { nowMs: number }): Promise<void>;
}

/** Who speaks with amoCRM (docs/decisions/019). */
export interface AmocrmLease {
  /**
   * Makes this worker the only one that does amoCRM's work, until it stops or loses touch with Temporal; never resolves.
   * `maybeStillHeld` = the one before may not have noticed yet that it is over.
   */
  holdAmocrm(request: { maybeStillHeld: boolean }): Promise<never>;
}

export interface AmocrmAuthorization {
  /**
   * A pair of tokens for an administrator's code or for the pair before (sealed), each good for one exchange (facts/amocrm.md §1.3).
   * Errors: AMOCRM_REJECTED when an administrator has to agree again, who is then told by an alert.
   */
  exchangeForTokens(grant: { code: string } | { sealed: string }): Promise<{ sealed: string; renewAtMs: number }>;
}
