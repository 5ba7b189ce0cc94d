import { useSignal } from '@preact/signals';
import { act } from './acts.ts';
import { chosen } from './live.ts';

const SURFACES = { phone: 'с телефона', pact: 'в Pact', amo: 'в карточке amoCRM' } as const;

/** A manager writes to the guest where Estafeta does not stand between. */
export function PastUs() {
  const text = useSignal('');
  const surface = useSignal<keyof typeof SURFACES>('phone');

  async function send(): Promise<void> {
    if (text.value.trim() === '') return;
    if (await act(`guests/${chosen.value}/manager-words`, { text: text.value.trim(), surface: surface.value })) text.value = '';
  }

  return (
    <details class="past-us">
      <summary>Менеджер мимо Эстафеты</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label>
          Где{' '}
          <select value={surface} onChange={({ currentTarget }) => (surface.value = currentTarget.value as keyof typeof SURFACES)}>
            {Object.entries(SURFACES).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <input
          type="text"
          aria-label="Сообщение менеджера"
          placeholder="Сообщение менеджера"
          autocomplete="off"
          maxLength={4096}
          value={text}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        />
        <button type="submit">Написать</button>
      </form>
    </details>
  );
}
