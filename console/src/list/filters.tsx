import type { Signal } from '@preact/signals';
import { managers, settings } from '../session.ts';
import { STATE_WORDS } from '../words.ts';

export interface Filter {
  state: string;
  stage: string;
  manager: string;
}

export const NO_FILTER: Filter = { state: '', stage: '', manager: '' };

export function Filters({ filter }: { filter: Signal<Filter> }) {
  const choose = (name: keyof Filter, words: string, options: readonly (readonly [string, string])[]) => (
    <label class="field">
      {words}
      <select
        value={filter.value[name]}
        onChange={({ currentTarget }) => (filter.value = { ...filter.value, [name]: currentTarget.value })}
      >
        <option value="">Все</option>
        {options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
  const isFiltered = Object.values(filter.value).some((value) => value !== '');
  return (
    <div class="filters">
      {choose('state', 'Состояние', Object.entries(STATE_WORDS))}
      {choose(
        'stage',
        'Этап',
        Object.values(settings.value.stages).map((stage) => [stage, stage]),
      )}
      {choose(
        'manager',
        'Менеджер',
        managers.value.map(({ id, name }) => [String(id), name]),
      )}
      {isFiltered && (
        <button type="button" onClick={() => (filter.value = NO_FILTER)}>
          Сбросить
        </button>
      )}
    </div>
  );
}
