import { useSignal } from '@preact/signals';
import type { LiveList } from '../../../api/live/live-dialogs.ts';
import { useLive } from '../live.ts';
import { Filters, NO_FILTER, type Filter } from './filters.tsx';
import { Row, type DialogRow } from './row.tsx';
import { Search } from './search.tsx';

/** «Ждут менеджера» first, then everybody else. */
export function List({ opened }: { opened: string | undefined }) {
  const filter = useSignal<Filter>(NO_FILTER);
  const asked = new URLSearchParams(Object.entries(filter.value).filter(([, value]) => value !== '')).toString();
  const { answer, trouble } = useLive<LiveList>(`/live/dialogs${asked === '' ? '' : `?${asked}`}`).value;
  return (
    <section class="list" aria-label="Диалоги">
      <Search />
      <Filters filter={filter} />
      {trouble !== undefined && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      {answer === undefined ? (
        trouble === undefined && <p role="status">Загружаем диалоги…</p>
      ) : (
        <>
          <Part title="Ждут менеджера" rows={answer.waiting} opened={opened} empty="Никто не ждёт." />
          <Part
            title="Остальные"
            rows={answer.others}
            opened={opened}
            empty={asked === '' ? 'Диалогов пока нет: первый появится, когда гость напишет.' : 'Под фильтр ничего не подходит.'}
          />
          {answer.isMore && <p class="quiet">Показаны не все: уточните фильтром или поиском.</p>}
        </>
      )}
    </section>
  );
}

function Part({ title, rows, opened, empty }: { title: string; rows: readonly DialogRow[]; opened: string | undefined; empty: string }) {
  return (
    <section aria-label={title}>
      <h2>
        {title} <span class="count">{rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <ul class="rows">
          {rows.map((row) => (
            <Row key={row.key} row={row} isOpened={row.key === opened} />
          ))}
        </ul>
      )}
    </section>
  );
}
