import type { Draft } from '../draft.ts';
import { handoff } from '../draft.ts';
import { INTENT } from '../intents.ts';
import type { Turn } from '../turn.ts';
import { topicAnswers } from './questions.ts';

/** SPEC D-14, by what the client means; a new booking is the booking scenario's, the rest is an ordinary question. */
export function answerAfterStay(turn: Turn): Draft | undefined {
  const { kind, collects, text } = turn;
  if (kind !== 'afterStay' || collects) return undefined;
  if (INTENT.leftBehind.test(text) && !INTENT.praises.test(text)) return handoff(turn, 'notInKnowledgeBase', 'Забыл вещи в санатории');
  // Alone: Estafeta's own «Спасибо за отзыв!» follows, which may hold the review link.
  if (INTENT.praises.test(text) && !text.includes('?')) return { actions: [{ type: 'review', text: turn.said }] };
  if (INTENT.bill.test(text) && topicAnswers(turn).length === 0) {
    return handoff(turn, 'notInKnowledgeBase', 'Просит счёт или документы о прошлом отдыхе');
  }
  return undefined;
}
