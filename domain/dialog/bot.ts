/** The bot contract in our types (DESIGN §5, SPEC D-20). The HTTP side and its checks live in activities/bot/. */

export type BotTrigger = 'clientMessage' | 'resumed' | 'finalTouch' | 'clarify';
export type RequestKind = 'newRequest' | 'bookingInProgress' | 'currentBooking' | 'afterStay' | 'severalLeads' | 'unclear';

export const BOT_ACTIONS = [
  'reply',
  'clarify',
  'handoff',
  'setBooking',
  'paymentLink',
  'proposeStage',
  'knowledgeGap',
  'review',
  'newBooking',
  'optOut',
  'silent',
] as const;
export type BotActionType = (typeof BOT_ACTIONS)[number];

export interface BotBooking {
  arrival?: string;
  departure?: string;
  adults?: number;
  children?: readonly { age?: number; birthDate?: string }[];
  rooms?: number;
  pets?: boolean;
  programme?: string;
  roomCategory?: string;
  amountRub?: number;
}

export type BotAction =
  | { type: 'reply'; text: string }
  | { type: 'clarify'; text: string }
  | { type: 'handoff'; reason: string; summary: string }
  | { type: 'setBooking'; fields: BotBooking }
  | { type: 'paymentLink'; url: string; amount: number }
  | { type: 'proposeStage'; stage: string; because: string }
  | { type: 'knowledgeGap'; question: string }
  | { type: 'review'; text: string }
  | { type: 'newBooking' }
  | { type: 'optOut' }
  | { type: 'silent'; because: string }
  /** A type the contract does not have: kept so that it can be recorded (D-24). */
  | { type: 'unknown'; name: string };

/** A well-formed answer; an ill-formed one never gets here but fails the activity (D-22). `state` is the bot's own, opaque. */
export interface BotAnswer {
  actions: readonly BotAction[];
  state?: unknown;
}

export interface BotMessage {
  id: string;
  role: 'client' | 'bot' | 'manager' | 'note';
  atMs: number;
  text: string;
  attachments: readonly { kind: AttachmentKind; url: string; fileName?: string; mimeType?: string; sizeBytes?: number }[];
  quotes?: string;
}
export type AttachmentKind = 'photo' | 'voice' | 'document' | 'video' | 'other';

export interface BotLead {
  id: number;
  stage: string;
  arrival: string | null;
  departure: string | null;
  programme: string | null;
  roomCategory: string | null;
  amount: number | null;
  guests: number | null;
}

/** What a turn tells the bot; `callbackUrl` is added by the activity, which alone knows our public address. */
export interface BotRequest {
  version: 1;
  turnId: string;
  deadlineMs: number;
  trigger: BotTrigger;
  dialog: {
    id: string;
    state: string;
    previousState: string | null;
    episode: number;
    windowEndsMs: number | null;
    locale: 'ru';
  };
  newMessageIds: readonly string[];
  messages: readonly BotMessage[];
  context: {
    contact: { firstName: string | null; patronymic: string | null; lastName: string | null; notes: readonly string[] } | null;
    leads: readonly BotLead[];
    activeLeadId: number | null;
    requestKind: RequestKind;
    workingNow: boolean;
    cardAgeSeconds: number | null;
  };
  allowedActions: readonly BotActionType[];
  state: unknown;
}
