import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Numbers as Shown } from '../../../api/numbers/numbers.schema.ts';
import { ask, wordsOf } from '../api.ts';
import { today } from '../time.ts';
import { Figures } from './figures.tsx';

const DAY_MS = 86_400_000;
const SPANS = [
  { words: 'Сегодня', days: 1 },
  { words: '7 дней', days: 7 },
  { words: '30 дней', days: 30 },
] as const;

/** How some days went. */
export function Numbers() {
  const from = useSignal(today(Date.now() - 6 * DAY_MS));
  const to = useSignal(today(Date.now()));
  const numbers = useSignal<Shown | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);

  const load = async (): Promise<void> => {
    isBusy.value = true;
    trouble.value = undefined;
    try {
      numbers.value = await ask<Shown>('GET', `/numbers?${new URLSearchParams({ from: from.value, to: to.value })}`);
    } catch (error) {
      trouble.value = wordsOf(error);
    } finally {
      isBusy.value = false;
    }
  };
  useEffect(() => void load(), []);

  const show = (days: number): void => {
    from.value = today(Date.now() - (days - 1) * DAY_MS);
    to.value = today(Date.now());
    void load();
  };

  return (
    <section class="page" aria-label="Показатели">
      <h1>Показатели</h1>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void load();
        }}
      >
        {SPANS.map(({ words, days }) => (
          <button key={days} type="button" onClick={() => show(days)}>
            {words}
          </button>
        ))}
        <label class="field">
          С
          <input
            type="date"
            required
            value={from.value}
            max={to.value}
            onInput={({ currentTarget }) => (from.value = currentTarget.value)}
          />
        </label>
        <label class="field">
          По
          <input type="date" required value={to.value} min={from.value} onInput={({ currentTarget }) => (to.value = currentTarget.value)} />
        </label>
        <button type="submit" class="main" disabled={isBusy.value}>
          {isBusy.value ? 'Считаем…' : 'Показать'}
        </button>
      </form>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
      {numbers.value !== undefined && <Figures numbers={numbers.value} />}
    </section>
  );
}
