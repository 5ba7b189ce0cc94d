import type { Dialog, Manager, Message } from '../dialog.ts';
import type { ChatSpan } from '../effects.ts';
import type { Author, DialogEvent } from '../events.ts';
import type { AuthorQuestion } from '../outbox.ts';
import type { Moment } from '../policy.ts';
import { questionsOf, withQuestions } from './author-questions.ts';
import { stands, wasNobodys } from './doubt.ts';
import { nameOf } from './holder.ts';
import { noted } from './notes.ts';
import { rewritten } from './transcript.ts';

/** When nothing certain was found: once more, and then it is a person's (SPEC D-56). */
const SECOND_LOOK_MS = 20_000;
const LOOKS_MAX = 2;

/** How much earlier (its clock, its own messages) or later than Pact amoCRM may have written a message down. */
const EARLY_MS = 15_000;
const LATE_MS = 45_000;

/** amoCRM's events have told who wrote it, or could not (SPEC D-56). In doubt it is a person's. */
export function authorTold(dialog: Dialog, { messageId, author }: Extract<DialogEvent, { type: 'authorTold' }>, at: Moment): Dialog {
  const question = questionsOf(dialog).find((one) => one.messageId === messageId);
  if (question?.inFlight !== true) return dialog;
  const known = isStillSo(dialog, question) ? author : 'unknown';
  if (known === 'unknown' && question.looks < LOOKS_MAX && !question.over) return askedAgain(dialog, question, at.nowMs);
  const answered = withoutQuestion(dialog, messageId);
  if (question.over) return answered;
  return followed(answered, messageId, known, at);
}

function followed(dialog: Dialog, messageId: string, author: Author, at: Moment): Dialog {
  if (author === 'nobody') return wasNobodys(dialog, messageId, at);
  const isDoubted = dialog.state.name === 'withManager' && dialog.state.doubt?.words.some((word) => word.messageId === messageId);
  const standing = isDoubted ? stands(dialog, at) : dialog;
  return author === 'unknown' ? standing : named(standing, messageId, author, at);
}

/** The holder of that message has a name from now on; nothing else changes (SPEC D-54, D-56). */
function named(dialog: Dialog, messageId: string, by: Manager, { nowMs, policy }: Moment): Dialog {
  const { state, transcript } = dialog;
  const shown: Dialog = by.name === undefined ? dialog : { ...dialog, transcript: rewritten(transcript, messageId, { by: by.name }) };
  if (state.name !== 'withManager' || state.holder.id !== undefined || state.holder.name !== undefined) return shown;
  return noted({ ...shown, state: { ...state, holder: by } }, nowMs, 'D-56', `amoCRM: клиенту пишет ${nameOf(by, policy)}`);
}

/** When amoCRM is to be asked next; undefined while it is being asked, or about nothing. */
export function authorLookDueAtMs(dialog: Dialog): number | undefined {
  const questions = questionsOf(dialog);
  if (questions.length === 0 || questions.some(({ inFlight }) => inFlight)) return undefined;
  return Math.min(...questions.map(({ nextLookAtMs }) => nextLookAtMs));
}

/** The question of this moment, and what it is asked with; where a message of ours may be among them unknown to us, no answer is certain. */
export function lookNow(dialog: Dialog, nowMs: number): { question: AuthorQuestion; span: ChatSpan | undefined } | undefined {
  const dueAtMs = authorLookDueAtMs(dialog);
  if (dueAtMs === undefined || dueAtMs > nowMs) return undefined;
  const question = questionsOf(dialog).find(({ nextLookAtMs }) => nextLookAtMs === dueAtMs);
  return question && { question, span: isCountable(dialog, question) ? spanAround(dialog, question.sentAtMs) : undefined };
}

export const lookBegun = (dialog: Dialog, question: AuthorQuestion, among: number): Dialog =>
  withQuestion(dialog, { ...question, looks: question.looks + 1, inFlight: true, among });

/** All messages to the client that lie so close to it, one by one, that the event of one could be taken for another's. */
function spanAround({ transcript, ownMessageIds }: Dialog, sentAtMs: number): ChatSpan {
  const outgoing = transcript.messages.filter(({ role }) => role !== 'client');
  let [firstMs, lastMs] = [sentAtMs, sentAtMs];
  const isNear = (message: Message): boolean =>
    timeOf(message) >= firstMs - EARLY_MS - LATE_MS && timeOf(message) <= lastMs + EARLY_MS + LATE_MS;
  let near = outgoing.filter(isNear);
  for (let count = -1; count !== near.length; near = outgoing.filter(isNear)) {
    count = near.length;
    firstMs = Math.min(firstMs, ...near.map(timeOf));
    lastMs = Math.max(lastMs, ...near.map(timeOf));
  }
  const words = near.filter(({ role, id }) => role === 'manager' && !ownMessageIds.includes(id)).length;
  return { fromMs: firstMs - EARLY_MS, toMs: lastMs + LATE_MS, words, machines: near.length - words };
}

const timeOf = ({ sentAtMs, atMs }: Message): number => sentAtMs ?? atMs;

/** A message of ours that is on its way, or of which nobody knows whether it left: its event could be taken for another's. */
const isAnyUnaccounted = ({ outbox }: Dialog): boolean =>
  outbox.sends.some(({ inFlight, mayBeSent }) => inFlight || mayBeSent) || outbox.unknown.some(({ send }) => send !== undefined);

/** Are all messages around it known, and it still among them? */
const isCountable = (dialog: Dialog, { messageId }: AuthorQuestion): boolean =>
  !isAnyUnaccounted(dialog) && dialog.transcript.messages.some(({ id }) => id === messageId);

function isStillSo(dialog: Dialog, question: AuthorQuestion): boolean {
  const { words, machines } = spanAround(dialog, question.sentAtMs);
  return words + machines === question.among && isCountable(dialog, question);
}

function askedAgain(dialog: Dialog, question: AuthorQuestion, nowMs: number): Dialog {
  const { among: _, ...again } = question;
  return withQuestion(dialog, { ...again, inFlight: false, nextLookAtMs: nowMs + SECOND_LOOK_MS });
}

const withQuestion = (dialog: Dialog, question: AuthorQuestion): Dialog =>
  withQuestions(
    dialog,
    questionsOf(dialog).map((one) => (one.messageId === question.messageId ? question : one)),
  );

const withoutQuestion = (dialog: Dialog, messageId: string): Dialog =>
  withQuestions(
    dialog,
    questionsOf(dialog).filter((one) => one.messageId !== messageId),
  );
