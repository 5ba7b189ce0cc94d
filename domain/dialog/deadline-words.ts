import type { Dialog } from './dialog.ts';
import { outboxDueAtMs } from './due.ts';
import { sendWords, writeWords } from './effect-words.ts';
import type { Policy } from './policy.ts';
import { isPending } from './rules/client-side.ts';

/** What each deadline brings, as the alarm's timer is called in the Web UI; in details.ts a moment stands before it. */

export const turnWords = (dialog: Dialog): string =>
  isPending(dialog) ? 'Ответит бот, если клиент больше не пишет' : 'Финальное касание, если клиент промолчит';

export function returnWords({ state }: Dialog, dueAtMs: number | undefined): string {
  if (state.name !== 'withManager') return '';
  if (state.opening) return 'Будет как до открытия сделки, если менеджер не напишет';
  return state.holdUntilMs !== undefined && state.holdUntilMs === dueAtMs
    ? 'Вернётся боту: кончится «Держу»'
    : 'Вернётся боту, если менеджер промолчит';
}

const HANDOFF_WORDS = {
  waiting: 'Поставим задачу «Связаться», если никто не возьмёт',
  reminded: 'Запишем примечание и поднимем тревогу, если никто не возьмёт',
  escalated: 'Снова поднимем тревогу, если никто не возьмёт',
} as const;

export const handoffWords = ({ state }: Dialog): string => (state.name === 'awaitingManager' ? HANDOFF_WORDS[state.handoff.step] : '');

/** «Отказ» follows only from the first two stages, elsewhere the task does (SPEC D-73). */
export const followUpWords = ({ settings }: Policy): string =>
  `Клиент не ответил на финальное касание: ${settings.afterFinalTouch === 'closeLost' ? 'отказ или задача «Связаться»' : 'задача «Связаться»'}`;

export function outboxWords(dialog: Dialog): string {
  const [send] = dialog.outbox.sends;
  const [write] = dialog.outbox.writes;
  const dueAtMs = outboxDueAtMs(dialog);
  if (write !== undefined && !write.inFlight && write.nextTryAtMs === dueAtMs) return `Попробуем ${writeWords(write.write)}`;
  return send !== undefined && !send.inFlight ? `Попробуем ${sendWords(send.purpose)}` : 'Попробуем поднять тревогу';
}
