import type { BotAction, BotAnswer } from '../bot.ts';
import type { Dialog, Turn } from '../dialog.ts';
import type { SendConsequences, WriteTarget } from '../outbox.ts';
import type { Moment, Policy } from '../policy.ts';
import { askAgain } from './bot-turn.ts';
import { handoffIn, isMalformed, saysSomething } from './answer-handoff.ts';
import { bookingWritten, doneInSilence, refusalsNoted, remembered, reviewKept } from './answer-kept.ts';
import { readAnswer, type Reading } from './bot-answer.ts';
import { settled } from './client-side.ts';
import { isTouchWanted, mayTouch, touched, touchFailed } from './final-touch.ts';
import { handOff, needsNewLead } from './handoff.ts';
import { holdsLink } from './links.ts';
import { alerted, noted } from './notes.ts';
import { ownLeadDismissed } from './own-lead.ts';
import { botSays } from './sends.ts';
import { theLead } from './the-lead.ts';
import { aboutTheLead, owesLead } from './writes.ts';

/** The bot's answer, judged against the state of now (SPEC D-21). */
export function botAnswered(dialog: Dialog, turnId: string, answer: BotAnswer, at: Moment): Dialog {
  const { turn, ...without } = dialog;
  if (turn?.id !== turnId) return dialog;
  const rest: Dialog = without;
  if (turn.abandoned || dialog.state.name !== 'withBot')
    return noted(rest, at.nowMs, 'D-21', 'ответ бота не отправлен: диалог уже не у бота');
  if (turn.trigger === 'finalTouch') return touchAnswered(rest, turn, answer, at);
  const { lead: aboutLead, dialog: working } = onItsLead(rest, turn, answer, at.nowMs);
  const reading = readAnswer(working, turn, answer, at);
  if (isStale(dialog, turn, at.policy) && !isMalformed(reading)) {
    const draftsDropped = dialog.episode.draftsDropped + 1;
    return noted({ ...rest, episode: { ...rest.episode, draftsDropped } }, at.nowMs, 'D-06', 'ответ бота устарел: клиент написал ещё');
  }
  if (reading.outdated) return linkOrMoveOutdated(dialog, turn, at);
  const reviewed = reading.review === undefined ? working : reviewKept(working, reading.review, { target: aboutLead, nowMs: at.nowMs });
  return acted(remembered(reviewed, reading, answer, at.nowMs), turn, reading, at);
}

/**
 * At «Выезд» `newBooking` makes the new lead first, so that all that follows is about it; a review is about the old one (SPEC D-14, D-18).
 * Silence makes none (D-15).
 */
function onItsLead(dialog: Dialog, turn: Turn, { actions }: BotAnswer, nowMs: number): { lead: WriteTarget; dialog: Dialog } {
  const isNew = turn.kind === 'afterStay' && actions.some(({ type }) => type === 'newBooking') && !isSilence(actions);
  return { lead: aboutTheLead(dialog), dialog: isNew ? owesLead(dialog, nowMs) : dialog };
}

/** `silent`, and nothing beside it that speaks, hands over or makes us speak. */
const isSilence = (actions: BotAnswer['actions']): boolean =>
  actions.some(({ type }) => type === 'silent') && !actions.some(({ type }) => SPEAKING.includes(type));
const SPEAKING: readonly BotAction['type'][] = ['reply', 'clarify', 'paymentLink', 'review', 'handoff', 'knowledgeGap'];

/** Newer messages make it stale, but for the answer after two dropped ones (SPEC D-06). */
function isStale({ client, episode }: Dialog, { coversSeq }: Turn, { settings }: Policy): boolean {
  return coversSeq !== undefined && client.seq > coversSeq && episode.draftsDropped < settings.staleDraftsMax;
}

function linkOrMoveOutdated(dialog: Dialog, turn: Turn, at: Moment): Dialog {
  const { turn: _, ...rest } = dialog;
  if (!turn.again) return noted(askAgain(dialog, at), at.nowMs, 'D-21', 'сделка уже на другом этапе: бот спрошен заново');
  return handOff(rest, { reason: 'policyRefused', summary: 'Бот дважды предложил то, что на этом этапе сделки нельзя.' }, at);
}

function acted(dialog: Dialog, turn: Turn, reading: Reading, at: Moment): Dialog {
  const { nowMs } = at;
  const judged = refusalsNoted(dialog, reading, nowMs);
  const gap =
    reading.knowledgeGap === undefined
      ? judged
      : alerted(judged, nowMs, 'knowledgeGap', 'В базе знаний нет ответа на вопрос гостя: вопрос в задаче менеджера.');
  const matter = matterKnown(gap, reading, nowMs);
  const handoff = handoffIn(matter, turn, reading, at);
  return handoff ? handOff(bookingWritten(matter, reading, at), handoff, at) : spoken(matter, turn, reading, at);
}

/** With the first answer that asks for no new booking (a question back is none yet) we know: it is about what was there before (SPEC D-17). */
function matterKnown(dialog: Dialog, { newBooking, clarifies }: Reading, nowMs: number): Dialog {
  if (newBooking || clarifies) return dialog;
  return ownLeadDismissed({ ...dialog, crm: { ...dialog.crm, oldMatter: true } }, nowMs);
}

function spoken(dialog: Dialog, turn: Turn, reading: Reading, at: Moment): Dialog {
  const { nowMs, policy } = at;
  const coversSeq = turn.coversSeq ?? dialog.client.seq;
  const asked = turn.kind === 'severalLeads' && dialog.episode.clarified; // one question, silence in between or not (D-12)
  const clarified = reading.clarifies || asked;
  const episode = { ...dialog.episode, answeredOnce: true };
  let next: Dialog = { ...dialog, episode, ...(reading.optOut ? { optOutAtMs: nowMs } : {}) };
  const texts = textsOf(reading, at);
  if (texts.length === 0) {
    const done = doneInSilence({ ...next, episode: { ...episode, clarified, draftsDropped: 0 } }, reading, at);
    return noted(settled(done, coversSeq, 'silent'), nowMs, 'D-90', 'бот решил промолчать');
  }
  if (needsNewLead(next) || isNobodyYet(next)) next = owesLead(next, nowMs);
  next = bookingWritten(next, reading, at);
  const lead = theLead(next);
  const about = lead === undefined ? {} : { leadId: lead.id };
  const whenSent: SendConsequences = {
    settlesSeq: coversSeq,
    clarified,
    ...(reading.consulted ? { consulted: about } : {}),
    ...(reading.link ? { link: { ...reading.link, ...about } } : {}),
  };
  return botSays(next, { purpose: 'answer', texts, whenSent }, { nowMs, policy });
}

/** Without a phone there is nothing to look up: the first answer brings the contact and, as for others, the lead (SPEC D-01). */
const isNobodyYet = ({ contact, crm }: Dialog): boolean =>
  contact.phone === undefined && crm.card === undefined && crm.leadDue === undefined;

/** The words in order; a link that no text holds follows as a message of its own (SPEC D-26); a review gets thanks (D-14). */
function textsOf({ words, link, review }: Reading, { policy }: Moment): string[] {
  const own =
    link !== undefined && !words.some((text) => holdsLink(text, link.url))
      ? [policy.texts.paymentLink.replace('{url}', () => link.url)]
      : [];
  const thanks = review !== undefined && words.length === 0 ? [policy.texts.reviewThanks] : [];
  return [...words, ...thanks, ...own];
}

/** The final touch: its words are sent if the moment still allows them, everything else means that a person calls (SPEC D-72, D-75). */
function touchAnswered(dialog: Dialog, turn: Turn, answer: BotAnswer, at: Moment): Dialog {
  if (dialog.client.seq > (turn.coversSeq ?? dialog.client.seq))
    return noted(dialog, at.nowMs, 'D-72', 'финальное касание отменено: клиент написал сам');
  if (!mayTouch(dialog, at)) return noted(dialog, at.nowMs, 'D-72', 'финальное касание отменено');
  const reading = readAnswer(dialog, turn, answer, at);
  const known = bookingWritten(refusalsNoted(remembered(dialog, reading, answer, at.nowMs), reading, at.nowMs), reading, at);
  if (reading.handoff || reading.words.length === 0) return touchFailed(known, refusalOf(reading), at);
  return botSays(known, { purpose: 'finalTouch', texts: reading.words, whenSent: {} }, at);
}

function refusalOf(reading: Reading): string {
  if (reading.handoff) return 'бот передаёт диалог человеку';
  if (reading.refused.length > 0) return `ответ бота запрещён правилами (${reading.refused.join('; ')})`;
  return saysSomething(reading) ? 'бот решил промолчать' : 'бот не дал ответа';
}

/** No answer in time, or an answer nobody can read: a person takes over, even if newer messages have come (SPEC D-22). */
export function botFailed(dialog: Dialog, turnId: string, why: 'noAnswer' | 'malformed', at: Moment): Dialog {
  const { turn, ...rest } = dialog;
  if (turn?.id !== turnId) return dialog;
  if (turn.abandoned || dialog.state.name !== 'withBot') return rest;
  if (turn.trigger === 'finalTouch') return isTouchWanted(rest) ? touchFailed(rest, 'бот не ответил', at) : rest;
  const summary = why === 'noAnswer' ? 'Бот не ответил вовремя.' : 'Ответ бота нельзя прочитать.';
  return handOff(rest, { reason: 'botUnavailable', summary }, at);
}

/** The final touch has left: it has had its chance (SPEC D-72). */
export const finalTouchSent = (dialog: Dialog, at: Moment): Dialog =>
  noted(touched(dialog, at, false), at.nowMs, 'D-70', 'финальное касание отправлено');
