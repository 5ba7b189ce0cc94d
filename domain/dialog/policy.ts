import type { Interval, Stage } from './card.ts';
import type { HandoffReason } from './dialog.ts';

/** Every number and phrase the rules depend on. Values: config/policy.yaml; hours are computed by calendar/ for 60 days. */
export interface Policy {
  texts: PolicyTexts;
  /** The reason in words, as a task begins with it (D-41). */
  reasonWords: Readonly<Record<HandoffReason, string>>;
  /** The CRM's own names of the stages, as the bot hears them. */
  stageNames: Readonly<Record<Stage, string>>;
  durations: PolicyDurations;
  settings: PolicySettings;
  /** Hosts a link may point to; empty = no link at all (D-24). */
  linkHosts: readonly string[];
  /** Words by which a guest asks not to be written to (D-76), compared without letter case. */
  optOutWords: readonly string[];
  /** Texts of machines that speak in the chat (D-56); `*` stands for anything. */
  automaticTexts: readonly string[];
  hours: PolicyHours;
}

export interface PolicyTexts {
  /** D-07 */ greeting: string;
  /** D-07, D-57: a text that has these words gets no greeting. */ greetingMark: string;
  /** D-40 */ handoffInHours: string;
  /** D-40 */ handoffAfterHours: string;
  /** D-57 */ resumed: string;
  /** D-57 */ resumedIdle: string;
  /** D-26; `{url}` is replaced. */ paymentLink: string;
  /** D-14 */ reviewThanks: string;
  /** D-54: the holder whom nothing names. */ unknownManager: string;
}

/** All in milliseconds. `…WorkingMs` count working time only. */
export interface PolicyDurations {
  /** D-06 */ quietMs: number;
  /** D-06 */ quietMaxMs: number;
  /** D-10 */ cardFreshMs: number;
  /** D-10 */ cardWaitMs: number;
  /** D-22 */ botDeadlineMs: number;
  /** D-25 */ sendSameTextMs: number;
  /** D-25 */ sendGiveUpMs: number;
  /** D-15 */ leadWaitMs: number;
  /** D-17 */ ownLeadOlderMs: number;
  /** D-41, D-25, D-73 */ taskDueWorkingMs: number;
  /** D-43 */ remindWorkingMs: number;
  /** D-43 */ escalateWorkingMs: number;
  /** D-51 */ idleWaitingMs: number;
  /** D-51 */ idleMs: number;
  /** D-52 */ holdMaxMs: number;
  /** D-55 */ openingLapseMs: number;
  /** D-55 */ softHoldMs: number;
  /** D-70 */ finalTouchAfterMs: number;
  /** D-71, `whatsapp_business` only */ windowMs: number;
  /** D-71, `whatsapp_business` only */ windowAfterWordMs: number;
  /** D-73 */ finalTouchFollowUpMs: number;
  /** D-73 */ closeLostAfterMs: number;
  /** D-74 */ closeAfterMs: number;
}

export interface PolicySettings {
  /** D-06: drafts dropped in a row before the next is sent even so. */
  staleDraftsMax: number;
  /** D-55 */
  cardOpened: 'take' | 'softHold' | 'ignore';
  /** D-57: at once within greeting hours, or always with the next message. */
  returnGreeting: 'atOnce' | 'withNext';
  /** D-64 */
  writeBooking: boolean;
  /** D-56: what amoCRM's events count for when they say who wrote to the client; absent in what earlier code has loaded: `ignore`. */
  chatAuthors?: 'ignore' | 'namesOnly' | 'trust';
  /** D-73: what follows an unanswered final touch. */
  afterFinalTouch: 'task' | 'closeLost' | 'nothing';
}

/** Epoch intervals, sorted, not touching each other (D-44, D-57, D-71). */
export interface PolicyHours {
  working: readonly Interval[];
  /** Where nobody closes for a night, a new working day begins after that (D-43); absent in what earlier code has loaded: then none does. */
  dayMs?: number;
  greeting: readonly Interval[];
  finalTouch: readonly Interval[];
  /** What the clocks there are ahead of UTC by, from each moment on, sorted; absent in what earlier code has loaded: Moscow's. */
  offsets?: readonly (readonly [fromMs: number, offsetMs: number])[];
}

/** The moment of a decision: the dialog's clock and the policy in force. */
export interface Moment {
  nowMs: number;
  policy: Policy;
}
