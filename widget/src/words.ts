import type { WidgetCard } from '../../api/widget/card.schema.ts';
import { Refused } from './service.ts';

/** The card in words, and what the one button does. */
export interface CardWords {
  state: string;
  details: readonly string[];
  button?: 'take' | 'release';
}

export const BUTTONS = { take: 'Взять', release: 'Вернуть боту', force: 'Всё равно взять', retry: 'Повторить' } as const;

export const LOOKING = 'Спрашиваем Эстафету…';
export const NO_ADDRESS = 'Не указан адрес Эстафеты: впишите его в настройках виджета.';
const NO_ANSWER = { state: 'Эстафета не отвечает', details: ['Кто ведёт диалог, сейчас не видно. Попробуем ещё раз сами.'] } as const;
const NOT_LET_IN = 'Эстафета не пускает виджет';
const JUST_CHANGED = 'Не получилось: диалог как раз изменился. Посмотрите на карточку и попробуйте ещё раз.';

/** Refusals whose sentence is for managers; the others speak to programmers. */
const FOR_MANAGERS: readonly string[] = ['ALREADY_TAKEN', 'NOT_WITH_MANAGER', 'WIDGET_TOKEN_REFUSED'];

/** Why a button did nothing. */
export const refusalInWords = ({ code, message }: Refused): string => (FOR_MANAGERS.includes(code) ? message : JUST_CHANGED);

/** Why nothing can be shown. */
export const troubleInWords = (trouble: unknown): Pick<CardWords, 'state' | 'details'> =>
  trouble instanceof Refused && FOR_MANAGERS.includes(trouble.code) ? { state: NOT_LET_IN, details: [trouble.message] } : NO_ANSWER;

/** A colleague leads it, and not only by having opened the card. */
export const isAnothers = ({ state, holder, openingUntilMs }: WidgetCard): boolean =>
  state === 'withManager' && openingUntilMs === null && holder?.you !== true;

export function wordsOf(card: WidgetCard, nowMs: number): CardWords {
  const { whose, others } = card;
  const { state, details, button } = leaderOf(card, nowMs);
  return {
    state,
    details: [
      ...details,
      ...(whose === null ? [] : [`Гость: ${whose}`]),
      ...(others > 0 ? [`Ещё диалогов на этой сделке: ${others}`] : []),
    ],
    ...(button === undefined ? {} : { button }),
  };
}

function leaderOf(card: WidgetCard, nowMs: number): CardWords {
  const { state, reason, waitingSinceMs } = card;
  switch (state) {
    case 'noDialog':
      return { state: 'Диалога нет', details: ['По этой сделке гость ещё не писал.'] };
    case 'withBot':
      return { state: 'Ведёт бот', details: [], button: 'take' };
    case 'awaitingManager':
      return {
        state: waitingSinceMs === null ? 'Ждёт менеджера' : `Ждёт менеджера с ${timeOf(waitingSinceMs, nowMs)}`,
        details: reason === null ? [] : [reason],
        button: 'take',
      };
    case 'withManager':
      return managerOf(card, nowMs);
    case 'closed':
      return { state: 'Диалог закрыт', details: ['Когда гость напишет, ответит бот.'], button: 'take' };
    default:
      return { state: 'Обновите виджет', details: ['Эстафета новее, чем он.'] }; // a state that this version does not know
  }
}

/** What an opening alone has taken is not yet anybody's: it is offered to be taken (SPEC D-55). */
function managerOf({ holder, holdUntilMs, openingUntilMs }: WidgetCard, nowMs: number): CardWords {
  const you = holder?.you === true;
  const name = holder?.name ?? 'менеджер';
  if (openingUntilMs !== null) {
    const until = `Бот ждёт до ${timeOf(openingUntilMs, nowMs)}.`;
    return you
      ? { state: 'Вы открыли сделку', details: [`${until} Напишите гостю или возьмите диалог.`], button: 'take' }
      : { state: `Сделку открыл(а) ${name}`, details: [until], button: 'take' };
  }
  const hold = holdUntilMs === null ? undefined : timeOf(holdUntilMs, nowMs);
  return you
    ? { state: 'Ведёте вы', details: hold === undefined ? [] : [`Держите до ${hold}`], button: 'release' }
    : { state: `Ведёт ${name}`, details: hold === undefined ? [] : [`Держит до ${hold}`], button: 'take' };
}

/** On this machine's clock, which the person looks at; the day only where it is another one. */
function timeOf(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = at.toLocaleTimeString('ru-RU', { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  return `${at.toLocaleDateString('ru-RU', { day: '2-digit', month: '2-digit' })} ${time}`;
}
