import { useSignal } from '@preact/signals';
import type { JournalPage } from '../../../api/numbers/get-journal.ts';
import { ask, wordsOf } from '../api.ts';
import { exactly, when } from '../time.ts';
import { factWords, type JournalFact } from './fact-words.ts';

/** What the journal knows of the dialog, for longer than the dialog itself keeps it; asked for only when somebody opens it. */
export function Journal({ dialogKey, nowMs }: { dialogKey: string; nowMs: number }) {
  const facts = useSignal<readonly JournalFact[] | undefined>(undefined);
  const nextPage = useSignal<string | null>(null);
  const trouble = useSignal<string | undefined>(undefined);

  const load = async (pageToken?: string): Promise<void> => {
    trouble.value = undefined;
    try {
      const query = pageToken === undefined ? '' : `?${new URLSearchParams({ pageToken })}`;
      const page = await ask<JournalPage>('GET', `/dialogs/${encodeURIComponent(dialogKey)}/journal${query}`);
      facts.value = [...(pageToken === undefined ? [] : (facts.value ?? [])), ...page.facts];
      nextPage.value = page.nextPage;
    } catch (error) {
      trouble.value = wordsOf(error);
    }
  };

  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && void load()}>
      <summary>Весь журнал диалога</summary>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
      {facts.value === undefined ? (
        trouble.value === undefined && <p role="status">Читаем журнал…</p>
      ) : facts.value.length === 0 ? (
        <p class="empty">В журнале о нём пока ничего нет.</p>
      ) : (
        <ol class="timeline">
          {facts.value.map((fact) => (
            <li key={fact.id}>
              <time dateTime={new Date(fact.atMs).toISOString()} title={exactly(fact.atMs)}>
                {when(fact.atMs, nowMs)}
              </time>{' '}
              {factWords(fact)} <span class="spec">{fact.spec}</span>
            </li>
          ))}
        </ol>
      )}
      {nextPage.value !== null && (
        <button type="button" onClick={() => void load(nextPage.value ?? undefined)}>
          Показать раньше
        </button>
      )}
    </details>
  );
}
