import type { ClockMove } from '../../messages.ts';
import { act } from './acts.ts';
import { chosen, guest, play } from './live.ts';
import { dayAndTimeOf, dayOf, timeWithSecondsOf, wallMs } from './time.ts';

const MOVES = [
  { hours: 1, text: '+1 ч', full: 'Переставить часы диалога на час вперёд' },
  { hours: 24, text: '+1 день', full: 'Переставить часы диалога на день вперёд' },
] as const;

/** The present time in the dialog of the guest whose phone is in the hand, and the buttons that move it. */
export function Clock() {
  const dialog = guest.value?.dialog;
  const nowMs = wallMs.value + (dialog?.aheadMs ?? 0);
  const whyNot = whyClockStands();
  return (
    <div class="clock">
      <div class="clock-face">
        <span class="visually-hidden">Часы диалога, Москва: </span>
        <span class="clock-day">{dayOf(nowMs)}</span>{' '}
        <b data-testid="dialog-time" data-at-ms={nowMs}>
          {timeWithSecondsOf(nowMs)}
        </b>
      </div>
      {MOVES.map(({ hours, text, full }) => (
        <button
          key={hours}
          type="button"
          aria-label={`${text}. ${full}`}
          disabled={whyNot !== ''}
          onClick={() => void act(`guests/${chosen.value}/clock`, { hours })}
        >
          {text}
        </button>
      ))}
      <p class="clock-words" role="status">
        {moveWords(play.value?.move) || whyNot || nextWords()}
      </p>
    </div>
  );
}

/** Empty where it can be moved. */
function whyClockStands(): string {
  const { clockTrouble = null, move = null, story = null } = play.value ?? {};
  if (clockTrouble !== null) return clockTrouble;
  if (move?.state === 'moving') return 'Часы переставляются…';
  if (story?.state === 'running') return 'Идёт история: она сама переставляет часы.';
  if (guest.value === undefined) return 'Смотрим, который час в диалоге…';
  return guest.value.dialog === null ? 'У гостя ещё нет диалога: напишите с его телефона, и часы можно будет переставить.' : '';
}

function moveWords(move: ClockMove | null | undefined): string {
  if (move == null || move.phone !== chosen.value) return '';
  const span = move.hours === 1 ? '1 ч' : '1 день';
  if (move.state === 'moving') return `Время диалога идёт на ${span} вперёд: всё, что назначено на пути, происходит на самом деле…`;
  return move.state === 'failed' ? `Часы не переставились как надо: ${move.trouble ?? ''}` : '';
}

function nextWords(): string {
  const alarm = guest.value?.dialog?.nextAlarm;
  return alarm == null ? 'Дальше ничего не назначено.' : `Дальше: ${alarm.why}, ${dayAndTimeOf(alarm.atMs)}`;
}
