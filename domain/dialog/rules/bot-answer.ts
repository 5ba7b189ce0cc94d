import { assertNever } from '../../assert-never.ts';
import type { BotAction, BotAnswer, BotBooking, RequestKind } from '../bot.ts';
import type { Stage } from '../card.ts';
import { HANDOFF_REASONS, type Dialog, type HandoffReason, type Turn } from '../dialog.ts';
import type { Moment, Policy } from '../policy.ts';
import { hasOnlyAllowedLinks, isAllowedLink } from './links.ts';
import { isBotsStage, marksOf, stageNow } from './the-lead.ts';
import { factToHandOver } from './booking-facts.ts';

/** What a good answer comes to, after everything forbidden is gone (SPEC D-20, D-24). */
export interface Reading {
  words: readonly string[];
  clarifies: boolean;
  handoff?: { reason: HandoffReason; summary: string };
  booking?: BotBooking;
  link?: { url: string; amountRub: number };
  consulted: boolean;
  review?: string;
  newBooking: boolean;
  optOut: boolean;
  silent: boolean;
  knowledgeGap?: string;
  /** What the policy forbade, in words for the record. */
  refused: readonly string[];
  /** A link or move that was allowed when the bot was asked and is not any more (SPEC D-21). */
  outdated: boolean;
}

/** Reads an answer against the state of now, action by action. */
export function readAnswer(dialog: Dialog, turn: Turn, answer: BotAnswer, { policy }: Moment): Reading {
  const empty: Reading = {
    words: [],
    clarifies: false,
    consulted: false,
    newBooking: false,
    optOut: false,
    silent: false,
    refused: [],
    outdated: false,
  };
  const linkTold = answer.actions.some(({ type }) => type === 'paymentLink');
  return answer.actions.reduce((reading, action) => readAction(reading, action, { dialog, turn, policy, linkTold }), empty);
}

interface Situation {
  dialog: Dialog;
  turn: Turn;
  policy: Policy;
  /** The same answer brings a payment link: its move belongs to that link (SPEC D-61). */
  linkTold: boolean;
}

function readAction(reading: Reading, action: BotAction, situation: Situation): Reading {
  const { turn, policy } = situation;
  if (action.type === 'unknown') return refuse(reading, `неизвестное действие ${action.name.slice(0, 40)}`);
  if (turn.allowed !== undefined && !turn.allowed.includes(action.type))
    return refuse(reading, `действие ${action.type} здесь не разрешено`);
  switch (action.type) {
    case 'reply':
    case 'clarify':
      if (action.text.trim() === '') return reading;
      if (!hasOnlyAllowedLinks(action.text, policy.linkHosts)) return refuse(reading, 'ссылка на чужой сайт в тексте');
      return { ...reading, words: [...reading.words, action.text.trim()], clarifies: reading.clarifies || action.type === 'clarify' };
    case 'handoff':
      return { ...reading, handoff: reading.handoff ?? { reason: knownReason(action.reason), summary: action.summary } };
    case 'setBooking':
      return { ...reading, booking: { ...reading.booking, ...action.fields } };
    case 'paymentLink':
      return readLink(reading, action, situation);
    case 'proposeStage':
      return readStage(reading, action.stage, situation);
    case 'knowledgeGap':
      return { ...reading, knowledgeGap: action.question };
    case 'review':
      return { ...reading, review: action.text };
    case 'newBooking':
      return { ...reading, newBooking: true };
    case 'optOut':
      return { ...reading, optOut: true };
    case 'silent':
      return { ...reading, silent: true };
    default:
      return assertNever(action);
  }
}

const refuse = (reading: Reading, what: string): Reading => ({ ...reading, refused: [...reading.refused, what] });

/** A reason outside the closed list counts as `doesNotUnderstand` (SPEC D-30). */
export function knownReason(reason: string): HandoffReason {
  return HANDOFF_REASONS.find((known) => known === reason) ?? 'doesNotUnderstand';
}

function readLink(reading: Reading, { url, amount }: Extract<BotAction, { type: 'paymentLink' }>, { dialog, policy }: Situation): Reading {
  if (!isAllowedLink(url, policy.linkHosts)) return refuse(reading, 'ссылка на оплату ведёт на чужой сайт');
  const stage = stageNow(dialog);
  if (stage !== undefined && !isBotsStage(stage)) return { ...reading, outdated: true };
  return { ...reading, link: { url, amountRub: amount } };
}

/** The bot's only own move is «Новая заявка» → «Проведена консультация»; a stage already reached is no move (SPEC D-61). */
function readStage(reading: Reading, name: string, { dialog, policy, linkTold }: Situation): Reading {
  const wanted = (Object.keys(policy.stageNames) as Stage[]).find((stage) => policy.stageNames[stage] === name);
  const now = stageNow(dialog) ?? 'new';
  if (!isBotsStage(now)) return { ...reading, outdated: true };
  const reached = BOTS_ORDER.indexOf(now);
  const target = wanted === undefined ? -1 : BOTS_ORDER.indexOf(wanted);
  if (target < 0) return refuse(reading, `этап «${name.slice(0, 40)}» не для бота`);
  if (target <= reached) return reading;
  if (wanted === 'consulted') return { ...reading, consulted: true };
  const linkSent = linkTold || marksOf(dialog).linkSentAtMs !== undefined;
  return linkSent ? reading : refuse(reading, `этап «${name.slice(0, 40)}» только после ссылки на оплату`);
}
const BOTS_ORDER: readonly Stage[] = ['new', 'consulted', 'preBooked'];

/** Does the answer say anything at all? Without words, a handoff or `silent` it is malformed (SPEC D-22). */
export function saysSomething(reading: Reading): boolean {
  return (
    reading.words.length > 0 ||
    reading.handoff !== undefined ||
    reading.knowledgeGap !== undefined ||
    reading.link !== undefined ||
    reading.review !== undefined ||
    reading.silent
  );
}

/** The handoff that the answer, the facts or the rules ask for, the bot's own reason first (SPEC D-12, D-18, D-27, D-31, D-32). */
export function handoffIn(
  dialog: Dialog,
  turn: Turn,
  reading: Reading,
  at: Moment,
): { reason: HandoffReason; summary: string } | undefined {
  const gist = reading.words.join(' ').slice(0, 500);
  if (reading.handoff) return reading.handoff;
  if (reading.knowledgeGap !== undefined) return { reason: 'notInKnowledgeBase', summary: `Вопрос: ${reading.knowledgeGap}` };
  const kind = turn.kind ?? 'unclear';
  const again = reading.clarifies && dialog.episode.clarified;
  if (kind === 'severalLeads' && (again || !(reading.clarifies || isOnlySilent(reading)))) return { reason: 'severalLeads', summary: gist };
  if (again) return { reason: 'doesNotUnderstand', summary: 'Бот дважды подряд не понял, о чём речь.' };
  if (reading.newBooking && HAS_ACTIVE_LEAD.includes(kind))
    return { reason: 'severalLeads', summary: 'Клиент просит новую бронь, хотя есть активная сделка.' };
  const fact = factToHandOver(dialog, kind, at.nowMs);
  if (fact) return { reason: fact, summary: gist };
  if (reading.link && marksOf(dialog).linkSentAtMs !== undefined)
    return { reason: 'paymentCheck', summary: 'Бот хотел выслать ещё одну ссылку на оплату.' };
  if (saysSomething(reading)) return undefined;
  if (reading.refused.length > 0)
    return { reason: 'policyRefused', summary: `Ответ бота запрещён правилами: ${reading.refused.join('; ')}.` };
  return { reason: 'botUnavailable', summary: 'Бот дал ответ, в котором нет ни слов, ни решения.' };
}

const HAS_ACTIVE_LEAD: readonly RequestKind[] = ['bookingInProgress', 'currentBooking', 'severalLeads'];

const isOnlySilent = ({ silent, words, link, review }: Reading): boolean =>
  silent && words.length === 0 && link === undefined && review === undefined;
