import type { Alert } from './alert.ts';
import type { AttachmentKind, BotBooking, BotTrigger, RequestKind } from './bot.ts';
import type { Card } from './card.ts';
import type { Outbox } from './outbox.ts';

/** Why the bot steps back: the closed list of SPEC D-30. */
export const HANDOFF_REASONS = [
  'doesNotUnderstand',
  'notInKnowledgeBase',
  'pastStays',
  'severalLeads',
  'paymentStatus',
  'paymentCheck',
  'extensionOrExtras',
  'reportsPayment',
  'moreThanFourGuests',
  'childUpToThree',
  'severalRooms',
  'pet',
  'complaint',
  'clientAsked',
  'media',
  'botUnavailable',
  'policyRefused',
  'channelDown',
] as const;
export type HandoffReason = (typeof HANDOFF_REASONS)[number];

/** A person of the sanatorium; `id` is the amoCRM user id. Both are absent for one who wrote from WhatsApp and whom nothing names. */
export interface Manager {
  id?: number;
  name?: string;
}

/** Who may talk now (SPEC, Words). Each state carries only the facts that exist in it. */
export type State = { name: 'withBot' } | Awaiting | WithManager | { name: 'closed' };
export type StateName = State['name'];

export interface Awaiting {
  name: 'awaitingManager';
  handoff: Handoff;
}

export interface WithManager {
  name: 'withManager';
  holder: Manager;
  /** The manager's last act on the dialog's clock (D-51). */
  lastActAtMs: number;
  /** «Держу»: silence does not return it before (D-52). */
  holdUntilMs?: number;
  /** Taken only by opening the lead; lapses unless an act follows (D-55). */
  opening?: { untilMs: number; before: { name: 'withBot' } | Awaiting };
  /** Taken, or acted in, only by words that may yet prove to be nobody's (D-56). */
  doubt?: Doubt;
}

/** The bot is silent at once; all else that a manager's word means waits until amoCRM's events have told whose it is (D-56, docs/decisions/021). */
export interface Doubt {
  before: State;
  /** The episode that was over, where these words alone opened the present one. */
  restedEpisode?: Episode;
  words: readonly DoubtedWord[];
}

export interface DoubtedWord {
  messageId: string;
  /** The provider's clock. */
  sentAtMs: number;
  /** The dialog's clock, when it was taken in. */
  atMs: number;
}

export interface Handoff {
  /** Unique over all dialogs: it ends the task's text, so that a repeat finds it (D-41). */
  id: string;
  reason: HandoffReason;
  atMs: number;
  /** The lead its task is on, once there is one: what D-43 adds goes to the same. */
  leadId?: number;
  /** Whose its task is in the CRM: what D-43 adds is for the same person. */
  responsibleId?: number;
  /** How far D-43 has come: nothing yet, the «Связаться» task made, the note and first alert made. */
  step: 'waiting' | 'reminded' | 'escalated';
  /** The last alert at an opening of a working day. */
  alertedAtMs?: number;
}

/** The person, as the channel knows them. The phone is absent for a hidden number or another channel (D-01). */
export interface Contact {
  phone?: string;
  /** The channel's own id of the person. */
  externalId: string;
  name?: string;
  channel: string;
  conversationId: number;
}

export interface Attachment {
  kind: AttachmentKind;
  url: string;
  /** As the channel tells of it; absent in what earlier code has taken in. */
  fileName?: string;
  mimeType?: string;
  sizeBytes?: number;
}

/** How a client message ended (D-90). */
export type Ending = 'answered' | 'handedOver' | 'taken' | 'silent';

export interface Message {
  id: string;
  role: 'client' | 'bot' | 'manager' | 'note';
  /** The dialog's clock, when it was taken in. */
  atMs: number;
  text: string;
  /** The provider's clock; orders a burst (D-02). */
  sentAtMs?: number;
  attachments?: readonly Attachment[];
  quotes?: string;
  /** Client messages only: the how-manieth it is. */
  seq?: number;
  ending?: Ending;
  /** Who of the managers wrote it, if anything names them. */
  by?: string;
}

/** What is written stays: the last 50 messages or 32 KB; older ones are counted (DESIGN §3, Sizes). */
export interface Transcript {
  messages: readonly Message[];
  older: number;
}

/** What the client wrote and who owes an answer (D-90). Messages are counted in the order they were taken in. */
export interface ClientSide {
  /** How many were taken in, ever. */
  seq: number;
  /** All up to this one have got their answer: from the bot, from a manager, or `silent` on purpose. */
  settledSeq: number;
  /** When the first one that waits was taken in. */
  pendingSinceMs?: number;
  /** When the last one was taken in. */
  lastAtMs?: number;
  /** The burst no turn has covered yet (D-06). */
  burst?: { firstAtMs: number; lastAtMs: number };
  /** A manager's last word on the provider's clock: what the client sent before it is settled, however late it comes. */
  managerWordSentAtMs?: number;
  /** What was there when a handoff was decided, or came while one as a payment stood: a photo among it is not news any more (D-32). */
  handedOverSeq?: number;
}

/** One question to the bot (SPEC, Words). */
export interface Turn {
  id: string;
  trigger: BotTrigger;
  startedAtMs: number;
  /** Waiting for the card (D-10), ready to be asked, or with the bot. */
  stage: 'card' | 'ready' | 'asked';
  /** The reading of the card is under way. */
  cardAsked?: true;
  /** Set when asked: what it covers, what it was told. */
  coversSeq?: number;
  kind?: RequestKind;
  allowed?: readonly string[];
  /** The lead in the first three stages that its links and moves are about, where there was one (D-21). */
  leadId?: number;
  /** The dialog left `withBot` meanwhile: the answer is not used, whatever it says (D-50). */
  abandoned?: true;
  /** Already the second asking, on a fresh card (D-21). */
  again?: true;
}

/** One stretch from first message to close (SPEC, Words). */
export interface Episode {
  number: number;
  openedAtMs: number;
  /** The provider's time of the message that opened it (D-17). */
  firstSentAtMs: number;
  /** A message of the bot has reached the client: D-07's words are behind us. */
  introduced: boolean;
  /** D-57's words are due with the bot's next message. */
  returnWordsDue: boolean;
  /** The next turn answers a return (D-57). */
  resume: boolean;
  /** The bot's last answer was a `clarify` (D-12). */
  clarified: boolean;
  /** Drafts dropped in a row because newer messages came (D-06). */
  draftsDropped: number;
  /** Pact has taken none of the bot's answers since then, though it was asked anew meanwhile (D-25). */
  undeliveredSinceMs?: number;
  /** A turn has been answered: D-17 speaks of the first one. */
  answeredOnce: boolean;
  /** Anybody's last word; machines' words are none (D-70). */
  lastWord?: { by: 'client' | 'bot' | 'manager'; atMs: number };
  /** A manager's act or the lead's leaving cancelled the final touch that was planned; a newer word plans a new one (D-72). */
  touchCancelledAtMs?: number;
  /** A final touch missed its hours: it waits for the next ones (D-71). */
  touchNotBeforeMs?: number;
  /** The last review that became a note (D-14). */
  reviewNoted?: string;
  booking: BotBooking;
  /** The bot's own memory, handed back to it with the next turn. */
  botState: unknown;
  previousState?: StateName;
}

/** What the CRM said and what we owe it. */
export interface Crm {
  card?: Card & { readAtMs: number };
  /** A webhook told us that the card is out of date (D-10). */
  stale?: true;
  /** The CRM refuses to show the card: what is owed goes by what is known, until it can be read again (D-95). */
  cardRefused?: true;
  /** The lead that this episode's first message made (D-17), once recognised. */
  ownLeadId?: number;
  /** The bot has answered, and not with `newBooking`: what the first message made beside an older lead is not needed (D-17). */
  oldMatter?: true;
  /** The note that it is not needed is written (D-17). */
  ownLeadDismissed?: true;
  /** A new lead is owed (D-15) until it is there or refused. */
  leadDue?: 'owed' | 'refused';
  /** The lead that D-15 brought: the one this episode works on. */
  newLeadId?: number;
}

/** What must outlive an episode, per lead (DESIGN §3, Closing). */
export interface LeadMarks {
  /** Facts that were handed over (D-31). */
  facts?: BookingFacts;
  finalTouchAtMs?: number;
  /** Nothing more follows the final touch: answered, cancelled or done (D-73). */
  finalTouchOver?: true;
  linkSentAtMs?: number;
  /** What we last wrote into the lead's fields (D-64). */
  written?: Readonly<Record<string, string | number>>;
  /** What «Ведёт диалог» holds as far as we know (D-53); `inDoubt` = «Менеджер» of ours, unless a failed try did write over it. */
  leader?: string;
  /** What we ourselves had it show last. */
  ownLeader?: string;
}

/** The facts that need a person (D-31). Absent = unknown. */
export interface BookingFacts {
  guests?: number;
  /** The ages of all children of 3 or younger, from the youngest on. */
  smallChildren?: readonly number[];
  /** Instead of them in dialogs of before: that one child only. */
  youngestChildAge?: number;
  rooms?: number;
  pets?: boolean;
}

/** One decision in words, newest last: the view and the Web UI show them. */
export interface DecisionNote {
  atMs: number;
  spec: string;
  text: string;
}

/** Since when the dialog is led as it is, and by what act. */
export interface Led {
  sinceMs: number;
  because: string;
}

/** Everything one contact's dialog is. Plain data: it travels through continue-as-new as it is. */
export interface Dialog {
  v: 1;
  /** Ours, unique over dialogs and over fresh starts of the same one; meaningless to a stranger. */
  id: string;
  contact: Contact;
  state: State;
  /** Of `state`; absent while nobody has written, and in dialogs of before. */
  led?: Led;
  episode: Episode;
  client: ClientSide;
  transcript: Transcript;
  crm: Crm;
  marks: Readonly<Record<string, LeadMarks>>;
  outbox: Outbox;
  turn?: Turn;
  /** D-55, setting `softHold`: the bot's messages wait until then. */
  softHoldUntilMs?: number;
  /** D-76, and when it was said. */
  optOutAtMs?: number;
  /** Pact ids of our own messages, newest last: our echo is told from a manager's word by them. */
  ownMessageIds: readonly string[];
  /** The highest message id seen in the conversation: a look for a lost send starts after it. */
  lastMessageId?: number;
  alerts: readonly Alert[];
  decisions: readonly DecisionNote[];
  /** An operator asked for the end (DESIGN §3). */
  cancelled?: true;
  nextId: number;
}
