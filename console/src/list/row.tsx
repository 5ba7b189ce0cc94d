import type { LiveList } from '../../../api/live/live-dialogs.ts';
import { toDialog } from '../route.ts';
import { managerName, settings } from '../session.ts';
import { duration } from '../time.ts';
import { STATE_WORDS } from '../words.ts';

export type DialogRow = LiveList['others'][number];

export function Row({ row, isOpened }: { row: DialogRow; isOpened: boolean }) {
  const { state, stage, reason, waitingWorkingMinutes: waits } = row;
  const manager = managerName(row.managerId);
  return (
    <li>
      <a class="row" href={toDialog(row.key)} aria-current={isOpened ? 'true' : undefined}>
        <span class="name">{nameOf(row)}</span>
        {waits !== null && (
          <span class="waits" title="Сколько рабочего времени гость ждёт ответа человека">
            ждёт {duration(waits)}
          </span>
        )}
        <span class={`state ${state ?? ''}`}>
          {state === 'withManager' && manager !== undefined ? manager : (STATE_WORDS[state ?? ''] ?? 'Открывается')}
        </span>
        {reason !== null && <span class="reason">{settings.value.reasonWords[reason] ?? reason}</span>}
        {stage !== null && <span class="quiet stage">{stage}</span>}
      </a>
    </li>
  );
}

/** Dialogs that an earlier version opened have no name in the list. */
function nameOf({ person, leadId, key }: Pick<DialogRow, 'person' | 'leadId' | 'key'>): string {
  return person?.name ?? person?.phone ?? (leadId === null ? `Гость ${key.slice(0, 6)}` : `Сделка ${leadId}`);
}
