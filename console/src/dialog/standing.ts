import { managerName, settings } from '../session.ts';
import { counted, when } from '../time.ts';
import type { View } from './open-dialog.tsx';

const nameOf = ({ holder }: View): string => holder?.name ?? managerName(holder?.id) ?? 'менеджер (WhatsApp)';

/** Who leads, and why, in one sentence. */
export function standing(view: View): string {
  const { state, nowMs, holdUntilMs, openingUntilMs, handoffAtMs, reason } = view;
  switch (state) {
    case 'withBot':
      return 'Ведёт бот';
    case 'closed':
      return 'Закрыт: откроется, когда гость напишет';
    case 'awaitingManager': {
      const why = reason === null ? '' : `: ${settings.value.reasonWords[reason] ?? reason}`;
      return `Ждёт менеджера${handoffAtMs === null ? '' : ` с ${when(handoffAtMs, nowMs)}`}${why}`;
    }
    case 'withManager': {
      if (holdUntilMs !== null) return `Ведёт ${nameOf(view)}, держит до ${when(holdUntilMs, nowMs)}`;
      if (openingUntilMs !== null) return `${nameOf(view)} смотрит сделку: без действий отпустит в ${when(openingUntilMs, nowMs)}`;
      return `Ведёт ${nameOf(view)}`;
    }
  }
}

const lower = (words: string): string => words.slice(0, 1).toLowerCase() + words.slice(1);

/** Since when it is so and by what act; dialogs of an earlier version do not know. */
export function since({ state, stateSinceMs, stateBecause, nowMs }: View): string | undefined {
  if (state === 'awaitingManager') return undefined; // the line above has said it
  const known = [stateSinceMs === null ? '' : `с ${when(stateSinceMs, nowMs)}`, stateBecause === null ? '' : lower(stateBecause)];
  const said = known.filter((words) => words !== '').join(', ');
  return said === '' ? undefined : said;
}

/** Who owes whom an answer, and what happens next by itself. */
export function next({ nextAlarm, nowMs, unanswered }: View): string | undefined {
  const waits =
    unanswered.count === 0 || unanswered.owedBy === 'nobody'
      ? []
      : [`Без ответа ${counted(unanswered.count, ['сообщение', 'сообщения', 'сообщений'])}`];
  const alarm = nextAlarm === null ? [] : [`${when(nextAlarm.atMs, nowMs)} ${lower(nextAlarm.why)}`];
  const said = [...waits, ...alarm];
  return said.length === 0 ? undefined : said.join(' · ');
}
