import { z } from 'zod';

/** What Estafeta asks and what a bot answers: DESIGN §5. Fields we do not know are ignored, so that version 1 can grow. */
const DialogStateName = z.enum(['withBot', 'awaitingManager', 'withManager', 'closed']);
const IsoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date like 2026-07-10');

const Attachment = z.object({ kind: z.enum(['photo', 'voice', 'document', 'video', 'other']), url: z.string().nullish() });

const Message = z.object({
  id: z.string().min(1),
  role: z.enum(['client', 'bot', 'manager', 'note']),
  atMs: z.number(),
  text: z.string().nullish(),
  attachments: z.array(Attachment),
  quotes: z.unknown().optional(),
});

const Lead = z.object({
  id: z.number().int(),
  stage: z.string().nullish(),
  arrival: IsoDate.nullish(),
  departure: IsoDate.nullish(),
  programme: z.string().nullish(),
  roomCategory: z.string().nullish(),
  amount: z.number().nullish(),
  guests: z.number().int().nullish(),
});

const Contact = z.object({
  firstName: z.string().nullish(),
  patronymic: z.string().nullish(),
  lastName: z.string().nullish(),
  notes: z.array(z.string()),
});

export const RequestKind = z.enum(['newRequest', 'bookingInProgress', 'currentBooking', 'afterStay', 'severalLeads', 'unclear']);

const Context = z.object({
  contact: Contact.nullable(),
  leads: z.array(Lead),
  activeLeadId: z.number().int().nullish(),
  requestKind: RequestKind,
  workingNow: z.boolean(),
  cardAgeSeconds: z.number().nullish(),
});

export const TurnRequest = z
  .object({
    version: z.literal(1),
    turnId: z.string().min(1),
    deadlineMs: z.number(),
    callbackUrl: z.url(),
    trigger: z.enum(['clientMessage', 'resumed', 'finalTouch', 'clarify']),
    dialog: z.object({
      id: z.string().min(1),
      state: DialogStateName,
      previousState: DialogStateName.nullish(),
      episode: z.number().int(),
      windowEndsMs: z.number().nullish(),
      locale: z.string().nullish(),
    }),
    newMessageIds: z.array(z.string().min(1)),
    messages: z.array(Message),
    context: Context.nullable(),
    allowedActions: z.array(z.string()),
    state: z.unknown(),
  })
  .refine(({ newMessageIds, messages }) => newMessageIds.length === 0 || messages.some(({ id }) => newMessageIds.includes(id)), {
    path: ['newMessageIds'],
    message: 'none of them is in messages',
  });

export type TurnRequest = z.infer<typeof TurnRequest>;
export type TurnMessage = z.infer<typeof Message>;
export type TurnLead = z.infer<typeof Lead>;
export type RequestKindName = z.infer<typeof RequestKind>;

/** SPEC D-30, the part a bot can know of itself. */
export type HandoffReason =
  | 'doesNotUnderstand'
  | 'notInKnowledgeBase'
  | 'pastStays'
  | 'severalLeads'
  | 'paymentStatus'
  | 'paymentCheck'
  | 'extensionOrExtras'
  | 'reportsPayment'
  | 'moreThanFourGuests'
  | 'childUpToThree'
  | 'severalRooms'
  | 'pet'
  | 'complaint'
  | 'clientAsked'
  | 'media';

export interface Child {
  age?: number | undefined;
  birthDate?: string | undefined;
}

/** What the guest wants to book. Dates are YYYY-MM-DD; guests = adults + children. */
export interface BookingFields {
  arrival?: string | undefined;
  departure?: string | undefined;
  adults?: number | undefined;
  children?: readonly Child[] | undefined;
  rooms?: number | undefined;
  pets?: boolean | undefined;
  programme?: string | undefined;
  roomCategory?: string | undefined;
  amountRub?: number | undefined;
}

export type Action =
  | { type: 'reply'; text: string }
  | { type: 'clarify'; text: string }
  | { type: 'handoff'; reason: HandoffReason; summary: string }
  | { type: 'setBooking'; fields: BookingFields }
  | { type: 'paymentLink'; url: string; amount: number }
  | { type: 'proposeStage'; stage: string; because: string }
  | { type: 'knowledgeGap'; question: string }
  | { type: 'review'; text: string }
  | { type: 'newBooking' }
  | { type: 'optOut' }
  | { type: 'silent'; because: string };

export interface Answer {
  actions: readonly Action[];
  state: unknown;
}
