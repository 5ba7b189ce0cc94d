import type { Dialog } from '../dialog.ts';
import type { AuthorQuestion } from '../outbox.ts';

/** amoCRM learns of a message from Pact, and writes its events down some seconds late (facts/amocrm.md §7.4). */
const FIRST_LOOK_MS = 7_000;

export const questionsOf = ({ outbox }: Dialog): readonly AuthorQuestion[] => outbox.authors ?? [];

export function withQuestions(dialog: Dialog, authors: readonly AuthorQuestion[]): Dialog {
  const { authors: _, ...outbox } = dialog.outbox;
  return { ...dialog, outbox: authors.length === 0 ? outbox : { ...outbox, authors } };
}

/** amoCRM is to be asked who wrote it (SPEC D-56). */
export function authorAsked(
  dialog: Dialog,
  { messageId, sentAtMs }: Pick<AuthorQuestion, 'messageId' | 'sentAtMs'>,
  nowMs: number,
): Dialog {
  const question: AuthorQuestion = { messageId, sentAtMs, looks: 0, nextLookAtMs: nowMs + FIRST_LOOK_MS, inFlight: false };
  return withQuestions(dialog, [...questionsOf(dialog), question]);
}

/** Nothing follows from the answers any more. */
export function noLongerAsked(dialog: Dialog): Dialog {
  const flying = questionsOf(dialog).filter(({ inFlight }) => inFlight);
  return withQuestions(
    dialog,
    flying.map((question) => ({ ...question, over: true as const })),
  );
}
