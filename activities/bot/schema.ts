import * as z from 'zod';
import type { BotAction, BotAnswer } from '../../domain/dialog/bot.ts';
import { BotError } from './errors.ts';

/** A bot that has nothing to say about a field may leave it out or say null; both mean the same. */
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? undefined);

const words = z.string().trim().min(1, 'is empty');
/** Why it did something: people read it, nothing depends on it. */
const remark = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const day = z.iso.date('is not a date like 2026-07-10');
const count = z.int().min(0);

/** The booking travels with the dialog, which stays small (DESIGN §3, Sizes). More children than this are too many for the bot anyway (SPEC D-31). */
const NAME_MAX_CHARS = 120;
const CHILDREN_MAX = 20;
const name = words.transform((text) => text.slice(0, NAME_MAX_CHARS));
const child = z.object({ age: optional(z.number().min(0)), birthDate: optional(day) });

const booking = z.object({
  arrival: optional(day),
  departure: optional(day),
  adults: optional(count),
  children: optional(z.array(child).transform((children) => children.slice(0, CHILDREN_MAX))),
  rooms: optional(count),
  pets: optional(z.boolean()),
  programme: optional(name),
  roomCategory: optional(name),
  amountRub: optional(count),
});

/** DESIGN §5. Keys we do not know are ignored, so that the contract can grow. */
const actionSchemas = {
  reply: z.object({ type: z.literal('reply'), text: words }),
  clarify: z.object({ type: z.literal('clarify'), text: words }),
  handoff: z.object({ type: z.literal('handoff'), reason: z.string(), summary: remark }),
  setBooking: z.object({ type: z.literal('setBooking'), fields: booking }),
  paymentLink: z.object({ type: z.literal('paymentLink'), url: words, amount: z.number().min(0) }),
  proposeStage: z.object({ type: z.literal('proposeStage'), stage: words, because: remark }),
  knowledgeGap: z.object({ type: z.literal('knowledgeGap'), question: words }),
  review: z.object({ type: z.literal('review'), text: words }),
  newBooking: z.object({ type: z.literal('newBooking') }),
  optOut: z.object({ type: z.literal('optOut') }),
  silent: z.object({ type: z.literal('silent'), because: remark }),
} as const satisfies { [Type in Exclude<BotAction['type'], 'unknown'>]: z.ZodType };

type KnownType = keyof typeof actionSchemas;
const isKnown = (type: string): type is KnownType => Object.hasOwn(actionSchemas, type);

/** The contract as a document can show it. What a bot sent is read by `parseBotAnswer`, which also takes actions nobody knows. */
export const botAnswerBody = z.object({
  actions: z.array(z.union(Object.values(actionSchemas))).min(1),
  state: z.unknown().optional(),
});

const envelope = z.object({
  actions: z.array(z.looseObject({ type: z.string().min(1) })).min(1, 'is empty'),
  state: z.unknown().optional(),
});

/**
 * The bot's answer in our words. Actions of an unknown type are kept as `unknown`, so that they can be recorded (SPEC D-24).
 * Throws BotError `BOT_MALFORMED`, naming the place and nothing of what stood there (SPEC D-22).
 */
export function parseBotAnswer(body: unknown): BotAnswer {
  const { actions, state } = read(envelope, body, []);
  return { actions: actions.map((action, index) => actionOf(action, index)), ...(state === undefined ? {} : { state }) };
}

function actionOf(action: { type: string }, index: number): BotAction {
  const { type } = action;
  if (!isKnown(type)) return { type: 'unknown', name: type.slice(0, 100) };
  const known = read<z.output<(typeof actionSchemas)[KnownType]>>(actionSchemas[type], action, ['actions', index]);
  return known.type === 'setBooking' ? { type: 'setBooking', fields: withoutGaps(known.fields) } : known;
}

type Booking = Extract<BotAction, { type: 'setBooking' }>['fields'];

/** Keys without a value go: a booking merged over an older one must not wipe what it does not speak of. */
function withoutGaps({ children, ...fields }: z.output<typeof booking>): Booking {
  const ages = children?.map((child) => defined(child));
  return { ...defined(fields), ...(ages === undefined ? {} : { children: ages }) };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };
const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;

function read<Output>(schema: z.ZodType<Output>, value: unknown, at: readonly (string | number)[]): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = [...at, ...(issue?.path ?? [])].map(String).join('.') || 'the body';
  throw new BotError(`The bot's answer breaks the contract at ${place}: ${issue?.message ?? 'unreadable'}`, { code: 'BOT_MALFORMED' });
}
