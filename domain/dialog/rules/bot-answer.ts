import { assertNever } from '../../assert-never.ts';
import { BOT_ACTIONS, type BotAction, type BotAnswer, type BotBooking } from '../bot.ts';
import type { Stage } from '../card.ts';
import { HANDOFF_REASONS, type Dialog, type HandoffReason, type Turn } from '../dialog.ts';
import type { Moment, Policy } from '../policy.ts';
import { hasOnlyAllowedLinks, holdsLink, isAllowedLink } from './links.ts';
import { hasLeftBot, isBotsStage, marksOf, stageNow, theLead } from './the-lead.ts';

/** What a good answer comes to, after everything forbidden is gone (SPEC D-20, D-24). */
export interface Reading {
  words: readonly string[];
  clarifies: boolean;
  handoff?: { reason: HandoffReason; summary: string };
  booking?: BotBooking;
  link?: { url: string; amountRub: number };
  /** The answer brings more than one link: the second is one too many (SPEC D-32). */
  linksTwice: boolean;
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

/** Reads an answer against the state of now, action by action. `dialog` has or owes the new lead already if the answer asks for one (D-18). */
export function readAnswer(dialog: Dialog, turn: Turn, answer: BotAnswer, { policy }: Moment): Reading {
  const empty: Reading = {
    words: [],
    clarifies: false,
    linksTwice: false,
    consulted: false,
    newBooking: false,
    optOut: false,
    silent: false,
    refused: [],
    outdated: false,
  };
  const links = answer.actions.filter((action) => action.type === 'paymentLink');
  const allowed = allowedNow(dialog, turn);
  const refusedUrls = allowed.includes('paymentLink') ? [] : links.map(({ url }) => url);
  const situation: Situation = { dialog, policy, allowed, refusedUrls, linkTold: links.length > 0, outdated: isOutdated(dialog, turn) };
  return answer.actions.reduce((reading, action) => readAction(reading, action, situation), empty);
}

/** What the bot was told it may do; the new lead that its own answer asks for stands at «Новая заявка» (SPEC D-14, D-26). */
function allowedNow(dialog: Dialog, { allowed, kind }: Turn): readonly string[] {
  const stage = stageNow(dialog);
  const isNew = kind === 'afterStay' && stage !== undefined && isBotsStage(stage);
  return [...(allowed ?? BOT_ACTIONS), ...(isNew ? ['paymentLink', 'proposeStage'] : [])];
}

/** The lead that links and moves were to be about is past the bot's stages, gone, or no more the one we speak of (SPEC D-21). */
const isOutdated = (dialog: Dialog, { leadId }: Turn): boolean =>
  hasLeftBot(dialog) || (leadId !== undefined && theLead(dialog)?.id !== leadId);

interface Situation {
  dialog: Dialog;
  policy: Policy;
  allowed: readonly string[];
  /** Payment links that may not go out here: nor may a text that holds one (SPEC D-24, D-26). */
  refusedUrls: readonly string[];
  /** The same answer brings a payment link: its move belongs to that link (SPEC D-61). */
  linkTold: boolean;
  /** No link and no move is right any more that was when the bot was asked. */
  outdated: boolean;
}

/** What is not allowed everywhere, as a manager reads it in a task. */
const ACTION_WORDS: Readonly<Partial<Record<BotAction['type'], string>>> = {
  paymentLink: 'ссылку на оплату',
  proposeStage: 'перевод сделки на другой этап',
  review: 'отзыв',
  newBooking: 'новую бронь',
};

function readAction(reading: Reading, action: BotAction, situation: Situation): Reading {
  if (action.type === 'unknown') return refuse(reading, `бот ответил непонятным действием ${action.name.slice(0, 40)}`);
  if (!situation.allowed.includes(action.type))
    return refuse(reading, `бот хотел то, чего здесь нельзя: ${ACTION_WORDS[action.type] ?? action.type}`);
  switch (action.type) {
    case 'reply':
    case 'clarify':
      return readWords(reading, action, situation);
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

function readWords(reading: Reading, { type, text }: { type: 'reply' | 'clarify'; text: string }, situation: Situation): Reading {
  if (text.trim() === '') return reading;
  if (!hasOnlyAllowedLinks(text, situation.policy.linkHosts)) return refuse(reading, 'ссылка на чужой сайт в тексте');
  if (situation.refusedUrls.some((url) => holdsLink(text, url))) return refuse(reading, 'ссылка на оплату в тексте');
  return { ...reading, words: [...reading.words, text.trim()], clarifies: reading.clarifies || type === 'clarify' };
}

const refuse = (reading: Reading, what: string): Reading => ({ ...reading, refused: [...reading.refused, what] });

/** A reason outside the closed list counts as `doesNotUnderstand` (SPEC D-30). */
function knownReason(reason: string): HandoffReason {
  return HANDOFF_REASONS.find((known) => known === reason) ?? 'doesNotUnderstand';
}

function readLink(
  reading: Reading,
  { url, amount }: Extract<BotAction, { type: 'paymentLink' }>,
  { policy, outdated }: Situation,
): Reading {
  if (!isAllowedLink(url, policy.linkHosts)) return refuse(reading, 'ссылка на оплату ведёт на чужой сайт');
  if (outdated) return { ...reading, outdated };
  return reading.link ? { ...reading, linksTwice: true } : { ...reading, link: { url, amountRub: amount } };
}

/** The bot's only own move is «Новая заявка» → «Проведена консультация»; a stage already reached is no move (SPEC D-61). */
function readStage(reading: Reading, name: string, { dialog, policy, linkTold, outdated }: Situation): Reading {
  const wanted = (Object.keys(policy.stageNames) as Stage[]).find((stage) => policy.stageNames[stage] === name);
  if (outdated) return { ...reading, outdated };
  const reached = BOTS_ORDER.indexOf(stageNow(dialog) ?? 'new');
  const target = wanted === undefined ? -1 : BOTS_ORDER.indexOf(wanted);
  if (target < 0) return refuse(reading, `этап «${name.slice(0, 40)}» не для бота`);
  if (target <= reached) return reading;
  if (wanted === 'consulted') return { ...reading, consulted: true };
  const linkSent = linkTold || marksOf(dialog).linkSentAtMs !== undefined;
  return linkSent ? reading : refuse(reading, `этап «${name.slice(0, 40)}» только после ссылки на оплату`);
}
const BOTS_ORDER: readonly Stage[] = ['new', 'consulted', 'preBooked'];
