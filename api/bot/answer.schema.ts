import { z } from 'zod';
import type { BotAnswer } from '../../domain/dialog/bot.ts';

/** The bot's answer (DESIGN §5) as it comes to the callback. The body of a 200 is read by activities/bot/; test/api holds the two together. */

const words = z.string().trim().min(1, 'is empty');
/** Why the bot did something: people read it, nothing depends on it. */
const remark = z.string().default('');
const day = z.iso.date('is not a date like 2026-07-10');
const count = z.int().min(0);

const booking = z.object({
  arrival: day.exactOptional(),
  departure: day.exactOptional(),
  adults: count.exactOptional(),
  children: z.array(z.object({ age: z.number().min(0).exactOptional(), birthDate: day.exactOptional() })).exactOptional(),
  rooms: count.exactOptional(),
  pets: z.boolean().exactOptional(),
  programme: words.exactOptional(),
  roomCategory: words.exactOptional(),
  amountRub: count.exactOptional(),
});

const KNOWN_ACTIONS = [
  z.object({ type: z.literal('reply'), text: words }),
  z.object({ type: z.literal('clarify'), text: words }),
  z.object({ type: z.literal('handoff'), reason: z.string(), summary: remark }),
  z.object({ type: z.literal('setBooking'), fields: booking }),
  z.object({ type: z.literal('paymentLink'), url: words, amount: z.number().min(0) }),
  z.object({ type: z.literal('proposeStage'), stage: words, because: remark }),
  z.object({ type: z.literal('knowledgeGap'), question: words }),
  z.object({ type: z.literal('review'), text: words }),
  z.object({ type: z.literal('newBooking') }),
  z.object({ type: z.literal('optOut') }),
  z.object({ type: z.literal('silent'), because: remark }),
] as const;
const KNOWN_TYPES: ReadonlySet<string> = new Set(KNOWN_ACTIONS.map(({ shape }) => shape.type.value));

const answerOf = <Action extends z.ZodType>(action: Action) =>
  z.object({ actions: z.array(action).min(1, 'is empty'), state: z.unknown().exactOptional() });

/** For the document: what a bot should send. */
export const documentedAnswer = answerOf(z.discriminatedUnion('type', KNOWN_ACTIONS)).meta({ id: 'BotAnswer' });

const unknownAction = z.object({ type: z.literal('unknown'), name: z.string() });

/** For the edge: what we make of what it sends. Keys we do not know are ignored, so that the contract can grow. */
export const botAnswer: z.ZodType<BotAnswer> = answerOf(
  z.preprocess(prepared, z.discriminatedUnion('type', [...KNOWN_ACTIONS, unknownAction])),
);

/** An action of an unknown type is kept to be recorded (D-24); in the known ones null means the same as leaving out. */
function prepared(action: unknown): unknown {
  if (typeof action !== 'object' || action === null || !('type' in action)) return action;
  const { type } = action;
  if (typeof type === 'string' && type !== '' && !KNOWN_TYPES.has(type)) return { type: 'unknown', name: type.slice(0, 100) };
  return withoutNulls(action);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([key, member]) => [key, withoutNulls(member)]));
}
