import * as z from 'zod';

/** Ids grow beyond 2^31 and may come as text; ours are always text. */
const id = z.union([z.int(), z.string().regex(/^\d+$/u)]).transform(String);

/** Of a message only what a look for a lost send or a quote needs (facts/pact.md §2.1); everything else may change without us noticing. */
export const message = z.object({
  id,
  external_id: z.string().nullish().catch(null),
  income: z.boolean(),
  message: z.string().nullish(),
  created_at: z.string().nullish(),
  external_created_at: z.string().nullish(),
});
export type PactMessage = z.output<typeof message>;

export const sent = z.object({ message: z.object({ id }) });
export const sentFirst = z.object({ message: z.object({ id, conversation_id: id.transform(Number) }) });
/** As it comes: it is read as a webhook's. */
const whole = z.looseObject({ id, created_at: z.string().nullish().catch(null) });
export type WholeMessage = z.output<typeof whole>;
export const wholeMessageList = z.object({ messages: z.array(whole) });

const conversation = z.looseObject({ id, last_message_id: id.nullish(), last_updated_at: z.string().nullish().catch(null) });
export type Conversation = z.output<typeof conversation>;
/** Of a conversation what tells whose it is. */
const foundConversation = z.object({
  id: id.transform(Number),
  provider: z.string().nullish(),
  sender_phone: z.string().nullish(),
  group: z.boolean().nullish().catch(null),
  last_message_id: id.transform(Number).nullish().catch(null),
});
export type FoundConversation = z.output<typeof foundConversation>;
export const foundConversations = z.object({ conversations: z.array(foundConversation) });

export const conversationList = z.object({ conversations: z.array(conversation) });

export const messageList = z.object({ messages: z.array(message) });

const webhook = z.object({ id: z.int(), url: z.string(), active: z.boolean() });
export const webhookAnswer = z.object({ webhook });
export const webhookList = z.object({ webhooks: z.array(webhook) });
export type PactWebhook = z.output<typeof webhook>;

/** facts/pact.md §1.4; the shape beyond 401 and 429 is assumed, so nothing in it is required. */
export const problem = z.object({ errors: z.array(z.object({ code: z.string().nullish(), detail: z.string().nullish() })).min(1) });
