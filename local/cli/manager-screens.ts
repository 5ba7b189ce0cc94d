import type { DialogView } from '../../workflows/dialog/view.ts';
import type { DialogRow } from './api-client.ts';

const STATES: Readonly<Record<string, string>> = {
  withBot: 'ведёт бот',
  awaitingManager: 'ЖДЁТ МЕНЕДЖЕРА',
  withManager: 'ведёт менеджер',
  closed: 'закрыт',
};
const KINDS: Readonly<Record<string, string>> = {
  newRequest: 'новая заявка',
  bookingInProgress: 'бронь в работе',
  currentBooking: 'действующая бронь',
  afterStay: 'после отдыха',
  severalLeads: 'несколько сделок',
  unclear: 'неясно',
};
const ROLES: Readonly<Record<string, string>> = { client: 'гость', bot: 'бот', manager: 'менеджер', note: 'робот' };

export const clock = (atMs: number): string =>
  new Date(atMs).toLocaleString('ru', { day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Moscow' });
export const stateWords = (state: string): string => STATES[state] ?? state;
const ago = (fromMs: number, nowMs: number): string => `${Math.max(0, Math.round((nowMs - fromMs) / 60_000))} мин`;

/** The queue: who waits for a person comes first, the longest wait on top. */
export function listOf(dialogs: readonly DialogRow[], nowMs: number): string {
  if (dialogs.length === 0) return 'Диалогов ещё нет. Напишите как гость: npm run guest';
  const waits = ({ waitingSinceMs }: DialogRow): number => waitingSinceMs ?? Number.POSITIVE_INFINITY;
  return [...dialogs]
    .sort((one, other) => waits(one) - waits(other))
    .map(({ key, state, stage, reason, leadId, waitingSinceMs }) =>
      [
        key,
        (STATES[state ?? ''] ?? '—').padEnd(15),
        (stage ?? '—').padEnd(22),
        leadId ?? '—',
        reason ?? '',
        waitingSinceMs === null ? '' : `ждёт ${ago(waitingSinceMs, nowMs)}`,
      ].join('  '),
    )
    .join('\n');
}

/** One dialog on one screen: who leads, what was said, what comes next and why. */
export function viewOf(view: DialogView): string {
  const { nowMs, unanswered, nextAlarm } = view;
  return [
    `${STATES[view.state] ?? view.state}${view.holder?.name === undefined ? '' : `: ${view.holder.name}`}${view.reason === null ? '' : ` (${view.reason})`}`,
    `Сделка: ${view.leadId ?? 'нет'}${view.stage === null ? '' : `, «${view.stage}»`}; обращение: ${KINDS[view.requestKind] ?? view.requestKind}`,
    unanswered.count === 0
      ? 'Все сообщения гостя с ответом.'
      : `Гость ждёт ответа (${unanswered.owedBy === 'bot' ? 'бот' : 'менеджер'}): ${unanswered.count} сообщ., ${unanswered.sinceMs === null ? '' : ago(unanswered.sinceMs, nowMs)}`,
    nextAlarm === null ? 'Дальше ничего не запланировано.' : `Дальше: ${nextAlarm.why}, ${clock(nextAlarm.atMs)}`,
    ...(view.owed.length === 0
      ? []
      : [`В работе: ${view.owed.map(({ what, tries }) => `${what}${tries > 1 ? ` (попыток ${tries})` : ''}`).join(', ')}`]),
    ...(view.unknownEffects.length === 0
      ? []
      : [`Неизвестна судьба: ${view.unknownEffects.map(({ id, text }) => `${id} «${text.slice(0, 60)}»`).join('; ')}`]),
    '',
    ...view.transcript.map(
      ({ atMs, role, by, text, attachments }) =>
        `${clock(atMs)}  ${(by ?? ROLES[role] ?? role).padEnd(9)} ${text || `[${(attachments ?? []).map(({ kind }) => kind).join(', ')}]`}`,
    ),
    '',
    ...view.decisions.map(({ atMs, spec, text }) => `${clock(atMs)}  ${text} (${spec})`),
    ...view.alerts.map(({ atMs, text }) => `${clock(atMs)}  ТРЕВОГА: ${text}`),
  ].join('\n');
}
