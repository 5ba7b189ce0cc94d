import * as z from 'zod';

/** Pact's words, v2 (facts/pact.md §2–3). The only place with pact.ts that knows them. Samples contradict the vendor's prose, so little is required. */

const digits = z.union([z.int().transform(String), z.string().regex(/^\d{1,19}$/)]);
const text = z.string().nullish();

export const testPing = z.object({ source: z.literal('pact.im'), operation: z.literal('test') });

/** What tells which event it is. v1 events have `data` instead of `object` and end here. */
export const envelope = z.object({ event: z.string(), type: z.string(), object: z.record(z.string(), z.unknown()) });

/** What decides whether a message concerns us at all: read before the rest, and leniently. */
export const messageTraits = z.object({
  income: z.boolean().optional().catch(undefined),
  company_id: digits.optional().catch(undefined),
  deleted: z.boolean().nullish().catch(undefined),
  conversation: z.object({ group: z.boolean().nullish() }).nullish().catch(undefined),
});

const attachment = z.object({
  mime_type: text,
  attachment_url: text,
  push_to_talk: z.boolean().nullish(),
  file_name: text.catch(null),
  size: z.int().nonnegative().nullish().catch(null),
});

/** The parts of a message that we use. */
export const message = z.object({
  id: digits,
  conversation_id: digits.transform(Number),
  income: z.boolean(),
  status: text,
  message: text,
  external_created_at: text,
  created_at: text,
  replied_to_id: text,
  delivery: z.boolean().nullish(),
  details: z.unknown().optional(),
  attachments: z.array(attachment).nullish(),
  contact: z.object({ name: text, phone: text, external_id: text }).nullish(),
  conversation: z.object({ sender_name: text, sender_phone: text, sender_external_id: text, provider: text }).nullish(),
});
export type PactMessage = z.infer<typeof message>;

/** Enough of a failed message to know it again. */
export const failedMessage = message.pick({ id: true, conversation_id: true, details: true, conversation: true });

/** A channel of the company: its connection to the messenger. */
export const channel = z.object({
  id: digits,
  company_id: digits.optional().catch(undefined),
  provider: text,
  state: text,
  updated_at: text,
});
