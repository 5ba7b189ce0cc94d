import { FixedOffsetZone, IANAZone } from 'luxon';
import * as z from 'zod';
import type { Leader, Stage } from '../domain/dialog/card.ts';
import type { HandoffReason } from '../domain/dialog/dialog.ts';
import type { PolicyDurations, PolicySettings, PolicyTexts } from '../domain/dialog/policy.ts';
import { durationMs } from './duration.ts';

// The message of a schema says what should stand there, with an example: policy.ts makes the sentence of it.

/** Only these keys, all of them. */
const block = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: 'a block of settings as in config/policy.yaml' });
const each = <Key extends string, Schema extends z.ZodType>(keys: readonly Key[], schema: Schema) =>
  block(Object.fromEntries(keys.map((key) => [key, schema])) as Record<Key, Schema>);

const text = (example: string) =>
  z
    .string({ error: `a text, for example «${example}»` })
    .trim()
    .min(1, `a text, for example «${example}»`);

const EXPECTED_DURATION = 'a length of time, for example «8 s», «10 min» or «24 h»';
const duration = z.string({ error: EXPECTED_DURATION }).transform((given, context) => {
  const ms = durationMs(given);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: EXPECTED_DURATION });
  return z.NEVER;
});

const EXPECTED_HOURS = "a list of spans, for example ['09:00-20:00']";
const SPAN = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/u;
const hours = z
  .array(z.string({ error: 'a span of hours, for example 09:00-20:00' }).regex(SPAN, 'a span of hours, for example 09:00-20:00'), {
    error: EXPECTED_HOURS,
  })
  .readonly();

const EXPECTED_ZONE = 'an IANA time zone or a fixed offset, for example Europe/Moscow or UTC+5:30';
/** No clock on earth is further from UTC. */
const FURTHEST_OFFSET_MINUTES = 14 * 60;
function isZone(name: string): boolean {
  const fixed = FixedOffsetZone.parseSpecifier(name);
  return fixed === null ? IANAZone.isValidZone(name) : Math.abs(fixed.offset(0)) <= FURTHEST_OFFSET_MINUTES;
}
const zone = z.string({ error: EXPECTED_ZONE }).refine(isZone, EXPECTED_ZONE);

const choice = <const Options extends readonly string[]>(options: Options) => z.enum(options, { error: `one of ${options.join(', ')}` });
const phrases = (example: string) => z.array(text(example), { error: `a list of texts, for example ['${example}']` });

const HOST = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/iu;
const EXPECTED_HOST = 'a host without a scheme, for example pay.example';

const TEXTS = {
  greeting: text('Здравствуйте! Я виртуальный помощник санатория.'),
  greetingMark: text('виртуальный помощник'),
  handoffInHours: text('Передаю ваше обращение менеджеру.'),
  handoffAfterHours: text('Передаю ваше обращение менеджеру.'),
  resumed: text('Я виртуальный помощник, снова на связи.'),
  resumedIdle: text('Если есть вопросы, напишите.'),
  paymentLink: text('Ссылка на оплату: {url}').includes('{url}', 'a text with {url} in it, for example «Ссылка на оплату: {url}»'),
  reviewThanks: text('Спасибо за отзыв!'),
  unknownManager: text('менеджер (WhatsApp)'),
} as const satisfies Record<keyof PolicyTexts, z.ZodType>;

const words = text('Клиент просит человека');
const REASONS = {
  doesNotUnderstand: words,
  notInKnowledgeBase: words,
  pastStays: words,
  severalLeads: words,
  paymentStatus: words,
  paymentCheck: words,
  extensionOrExtras: words,
  reportsPayment: words,
  moreThanFourGuests: words,
  childUpToThree: words,
  severalRooms: words,
  pet: words,
  complaint: words,
  clientAsked: words,
  media: words,
  botUnavailable: words,
  policyRefused: words,
  channelDown: words,
} as const satisfies Record<HandoffReason, z.ZodType>;

/** `quietMs` is `quiet` in the file, where the unit stands beside the number. */
type DurationName = { [Name in keyof PolicyDurations]: Name extends `${infer Short}Ms` ? Short : never }[keyof PolicyDurations];
const DURATIONS = {
  quiet: duration,
  quietMax: duration,
  cardFresh: duration,
  cardWait: duration,
  botDeadline: duration,
  sendSameText: duration,
  sendGiveUp: duration,
  leadWait: duration,
  ownLeadOlder: duration,
  taskDueWorking: duration,
  remindWorking: duration,
  escalateWorking: duration,
  idleWaiting: duration,
  idle: duration,
  holdMax: duration,
  openingLapse: duration,
  softHold: duration,
  finalTouchAfter: duration,
  window: duration,
  windowAfterWord: duration,
  finalTouchFollowUp: duration,
  closeLostAfter: duration,
  closeAfter: duration,
} as const satisfies Record<DurationName, z.ZodType>;

const SETTINGS = {
  staleDraftsMax: z.int({ error: 'a whole number, for example 2' }).min(0, 'a whole number, for example 2'),
  cardOpened: choice(['take', 'softHold', 'ignore']),
  returnGreeting: choice(['atOnce', 'withNext']),
  writeBooking: z.boolean({ error: 'true or false' }),
  chatAuthors: choice(['ignore', 'namesOnly', 'trust']),
  afterFinalTouch: choice(['task', 'closeLost', 'nothing']),
} as const satisfies Record<keyof PolicySettings, z.ZodType>;

const NAMED_STAGES = [
  'new',
  'consulted',
  'preBooked',
  'prepaid',
  'arriving',
  'staying',
  'left',
  'lost',
] as const satisfies readonly Stage[];
const LEADERS = ['bot', 'manager', 'awaiting'] as const satisfies readonly Leader[];
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const crm = block({
  pipeline: text('Санаторий').nullable(),
  stages: each(NAMED_STAGES, text('Новая заявка')),
  otherStages: each(['closed', 'unknown'] as const, text('Завершена')),
  leadFields: each(
    ['leader', 'arrival', 'departure', 'programme', 'roomCategory', 'guests', 'registrationLinks'] as const,
    text('Дата заезда'),
  ),
  leaderValues: each(LEADERS, text('Менеджер')),
  contactFields: each(['patronymic', 'timeZone'] as const, text('Отчество')),
  taskTypes: each(['whatsapp', 'call'] as const, text('Связаться')),
  defaultManager: text('Старший'),
  lossReason: text('Перестал отвечать'),
});

const EXPECTED_DATES = "dates with their hours, for example '2026-12-31': ['09:00-15:00']";
const calendar = block({
  zone,
  everyDay: hours,
  weekdays: each(WEEKDAYS, hours.optional()),
  exceptions: z.record(z.iso.date(EXPECTED_DATES), hours, { error: EXPECTED_DATES }),
  greeting: hours,
  finalTouch: hours,
});

export const policyFile = block({
  texts: block(TEXTS),
  reasonWords: block(REASONS),
  crm,
  calendar,
  durations: block(DURATIONS),
  settings: block(SETTINGS),
  linkHosts: z.array(z.string({ error: EXPECTED_HOST }).regex(HOST, EXPECTED_HOST), {
    error: 'a list of hosts, for example [pay.example]',
  }),
  optOutWords: phrases('не пишите мне'),
  automaticTexts: phrases('Спасибо за обращение*'),
});
export type PolicyFileContent = z.output<typeof policyFile>;
