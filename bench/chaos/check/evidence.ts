import type { AskedGuest } from '../asked.ts';

/** All that the checker hears: what was asked, what the simulators wrote down, what passed by. Instants in epoch ms of one clock. */
export interface Evidence {
  guests: readonly GuestEvidence[];
  /** Each try of Pact to tell of a message. */
  told: readonly { atMs: number; messageId: string; outcome: string }[];
  /** Those that came to their end. */
  polls: Readonly<Record<'pact' | 'amocrm', readonly Poll[]>>;
  /** What our token changed in amoCRM, and how many of the answers were lost. */
  crmWrites: { executed: number; unanswered: number };
  outages: readonly { name: string; kind: string; fromMs: number; untilMs: number }[];
}

export interface GuestEvidence {
  asked: AskedGuest;
  /** Pact's own transcript. */
  chat: readonly { id: string; income: boolean; author: string; text: string; atMs: number }[];
  /** What Pact's API accepted; `decidedAtMs`: when Temporal was told to have it sent, `leftAtMs`: when the request had left the product. */
  sends: readonly { id: string; text: string; atMs: number; decidedAtMs: number; leftAtMs: number; answered: boolean }[];
  /** The bot's journal, where it is about this guest. */
  turns: readonly { atMs: number; messageIds: readonly string[]; actions: readonly BotAction[] }[];
  dialog: DialogEvidence | undefined;
  crm: {
    contactIds: readonly number[];
    leads: readonly { id: number; stage: string; leader: unknown }[];
    tasks: readonly { id: number; on: string; type: string; text: string }[];
    notes: readonly { id: number; on: string; text: string }[];
    /** What our token really did to these, in order. */
    writes: readonly { atMs: number; what: 'task' | 'note' | 'move' | 'lead'; on: string; marker?: string; stage?: string }[];
  };
}

export interface BotAction {
  type: string;
  text?: string;
}

/** What the dialog says of itself (`GET /dialogs/:key`). */
export interface DialogEvidence {
  state: string;
  unanswered: { count: number; owedBy: string };
  transcript: readonly { id: string; role: string; atMs: number; text: string; ending?: string }[];
  owed: readonly { what: string; tries: number }[];
  unknown: readonly { what: string; text: string }[];
  /** For people who look into a finding. */
  decisions?: readonly object[];
}

/** One look of the product for what it had missed, as Temporal wrote it down. */
export interface Poll {
  atMs: number;
  untilMs: number;
  /** All it asked meanwhile was answered, as far as that can be seen. */
  answered: boolean;
}

export interface Finding {
  /** Absent: it is nobody's in particular. */
  phone?: string;
  kind: 'lost' | 'doubled' | 'after a take' | 'owed' | 'not restored';
  what: string;
}
