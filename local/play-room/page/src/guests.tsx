import { ask } from './acts.ts';
import { choose, chosen, guest, room } from './live.ts';

const NAMES = ['Ольга', 'Пётр', 'Зинаида', 'Руслан', 'Надежда', 'Артём', 'Лариса', 'Константин'];
let met = 0;

/** Whose phone: the people of the CRM, and new numbers. */
export function Guests() {
  const rows = room.value?.guests ?? [];
  const isKnown = rows.some(({ phone }) => phone === chosen.value);

  async function welcome(): Promise<void> {
    const name = NAMES[met++ % NAMES.length] ?? 'Гость';
    const newcomer = await ask<{ phone: string }>('guests', { name });
    if (newcomer !== undefined) choose(newcomer.phone);
  }

  return (
    <div class="guests">
      <label>
        <span class="visually-hidden">Чей телефон</span>
        <select value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {!isKnown && <option value={chosen.value}>{guest.value?.name || `+${chosen.value}`}</option>}
          {rows.map(({ phone, name, stages }) => (
            <option key={phone} value={phone}>
              {name}: {stages.length === 0 ? 'нет сделок' : stages.join(', ')}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => void welcome()} aria-label="+ номер: новый гость, который ещё не писал">
        + номер
      </button>
    </div>
  );
}
