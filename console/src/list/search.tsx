import { useSignal } from '@preact/signals';
import { ask, wordsOf } from '../api.ts';
import { toDialog } from '../route.ts';
import type { DialogRow } from './row.tsx';

interface Found {
  key: string;
  name: string;
  hasDialog: boolean;
}

const DIGITS_OF_A_PHONE = 7;

/** By phone at once, by name through the CRM. */
export function Search() {
  const words = useSignal('');
  const found = useSignal<readonly Found[] | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);

  const search = async (event: Event): Promise<void> => {
    event.preventDefault();
    const asked = words.value.trim();
    found.value = undefined;
    trouble.value = undefined;
    if (asked === '') return;
    isBusy.value = true;
    try {
      found.value = await (isPhone(asked) ? byPhone(asked) : byName(asked));
    } catch (error) {
      trouble.value = wordsOf(error);
    } finally {
      isBusy.value = false;
    }
  };

  return (
    <search>
      <form onSubmit={(event) => void search(event)} class="search">
        <label class="field">
          Телефон или имя
          <input
            type="search"
            value={words.value}
            onInput={({ currentTarget }) => {
              words.value = currentTarget.value;
              if (currentTarget.value === '') found.value = trouble.value = undefined;
            }}
          />
        </label>
        <button type="submit" disabled={isBusy.value}>
          {isBusy.value ? 'Ищем…' : 'Найти'}
        </button>
      </form>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
      <div role="status">{found.value !== undefined && <Results found={found.value} />}</div>
    </search>
  );
}

function Results({ found }: { found: readonly Found[] }) {
  if (found.length === 0) return <p class="empty">Никого не нашли.</p>;
  return (
    <ul class="rows found">
      {found.map(({ key, name, hasDialog }) => (
        <li key={key}>
          {hasDialog ? (
            <a class="row" href={toDialog(key)}>
              <span class="name">{name}</span>
            </a>
          ) : (
            <p class="row">
              <span class="name">{name}</span> <span class="quiet">диалога нет · ключ {key}</span>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

const isPhone = (words: string): boolean => words.replaceAll(/\D/gu, '').length >= DIGITS_OF_A_PHONE && !/\p{L}/u.test(words);

async function byPhone(phone: string): Promise<Found[]> {
  const { key, dialogs } = await ask<{ key: string; dialogs: DialogRow[] }>('GET', `/dialogs?${new URLSearchParams({ phone })}`);
  return [{ key, name: dialogs[0]?.person?.name ?? phone, hasDialog: dialogs.length > 0 }];
}

async function byName(name: string): Promise<Found[]> {
  const { contacts } = await ask<{ contacts: Found[] }>('GET', `/contacts?${new URLSearchParams({ name })}`);
  return contacts;
}
