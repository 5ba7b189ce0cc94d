import * as z from 'zod';
import { stateName } from './words.schema.ts';

/** workflows/dialog/view.ts as the outside reads it. Described, not checked on the way out; test/api compares the two. */

const atMs = z.int().meta({ description: 'Epoch milliseconds.' });
const someone = z.strictObject({ id: z.int().optional(), name: z.string().optional() });
const dates = { arrival: z.string().optional(), departure: z.string().optional() };

const lead = z.strictObject({
  id: z.int(),
  stage: z.string(),
  unsorted: z.literal(true).optional(),
  createdAtMs: atMs,
  personChangedAtMs: atMs,
  untouched: z.boolean(),
  leader: z.enum(['bot', 'manager', 'awaiting']).optional(),
  responsibleId: z.int().optional(),
  ...dates,
  programme: z.string().optional(),
  roomCategory: z.string().optional(),
  amountRub: z.number().optional(),
  guests: z.int().optional(),
});

const card = z.strictObject({
  readAtMs: atMs,
  contact: z
    .strictObject({
      id: z.int(),
      firstName: z.string().optional(),
      patronymic: z.string().optional(),
      lastName: z.string().optional(),
      notes: z.array(z.string()),
      finalTouchHours: z.array(z.array(z.int()).length(2)).optional(),
    })
    .nullable(),
  leads: z.array(lead),
});

const message = z.strictObject({
  id: z.string(),
  role: z.enum(['client', 'bot', 'manager', 'note']),
  atMs,
  text: z.string(),
  sentAtMs: atMs.optional(),
  attachments: z
    .array(
      z.strictObject({
        kind: z.enum(['photo', 'voice', 'document', 'video', 'other']),
        url: z.string(),
        fileName: z.string().optional(),
        mimeType: z.string().optional(),
        sizeBytes: z.int().optional(),
      }),
    )
    .optional()
    .meta({ description: 'GET /dialogs/{key}/attachments/{messageId}/{index} brings the file.' }),
  quotes: z.string().optional(),
  seq: z.int().optional(),
  ending: z.enum(['answered', 'handedOver', 'taken', 'silent']).optional(),
  by: z.string().optional(),
});

const alert = z.strictObject({ id: z.string(), atMs, about: z.string(), text: z.string() });

export const dialogView = z
  .strictObject({
    nowMs: z.int().meta({ description: 'The clock of the dialog, epoch milliseconds.' }),
    id: z.string(),
    state: stateName,
    stateSinceMs: atMs.nullable().meta({ description: 'Since when it is so.' }),
    stateBecause: z.string().nullable().meta({ description: 'By what act or for what reason, in words.' }),
    episode: z.int(),
    holder: someone.nullable().meta({ description: 'The manager who has the dialog.' }),
    holdUntilMs: atMs.nullable(),
    openingUntilMs: atMs.nullable().meta({ description: 'Taken only by opening the lead; lapses then.' }),
    reason: z.string().nullable().meta({ description: 'Why the bot stepped back.' }),
    handoffAtMs: atMs.nullable(),
    leadId: z.int().nullable(),
    stage: z.string().nullable(),
    requestKind: z.string(),
    unanswered: z.strictObject({ count: z.int(), sinceMs: atMs.nullable(), owedBy: z.enum(['bot', 'manager', 'nobody']) }),
    nextAlarm: z
      .strictObject({ atMs, why: z.string() })
      .nullable()
      .meta({ description: 'When the dialog looks up next although nobody writes.' }),
    contact: z.strictObject({
      phone: z.string().nullable(),
      name: z.string().nullable(),
      channel: z.string(),
      conversationId: z.int().nullable(),
    }),
    card: card.nullable().meta({ description: 'What the CRM said, and when.' }),
    transcript: z.array(message),
    olderMessages: z.int(),
    alerts: z.array(alert),
    decisions: z
      .array(z.strictObject({ atMs, spec: z.string(), text: z.string() }))
      .meta({ description: 'The last decisions in words, newest last.' }),
    owed: z
      .array(z.strictObject({ id: z.string(), what: z.string(), sinceMs: atMs, tries: z.int(), inFlight: z.boolean() }))
      .meta({ description: 'CRM writes still to be made.' }),
    unknownEffects: z
      .array(z.looseObject({ id: z.string(), what: z.string(), text: z.string(), sinceMs: atMs }))
      .meta({ description: 'Effects of unknown fate: settle each.' }),
  })
  .meta({ id: 'Dialog' });
