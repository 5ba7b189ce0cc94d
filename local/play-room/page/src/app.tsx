import { signal } from '@preact/signals';
import { refused } from './acts.ts';
import { Board } from './board.tsx';
import { Clock } from './clock.tsx';
import { Console } from './console.tsx';
import { isCutOff, room, trouble } from './live.ts';
import { Phone } from './phone.tsx';
import { Stories } from './stories.tsx';

const PARTS = { phone: 'Телефон', console: 'Консоль', board: 'CRM', stories: 'Истории' } as const;
type Part = keyof typeof PARTS;

/** What a narrow screen shows; a wide one shows everything. */
const shown = signal<Part>('phone');

export function App() {
  const partClass = (part: Part): string => `part part-${part}${shown.value === part ? ' is-shown' : ''}`;
  return (
    <>
      <header>
        <h1>Игровая комната</h1>
        <Clock />
      </header>
      <Notices />
      <nav aria-label="Части комнаты">
        {(Object.keys(PARTS) as Part[]).map((part) => (
          <button key={part} type="button" aria-pressed={shown.value === part} onClick={() => (shown.value = part)}>
            {PARTS[part]}
          </button>
        ))}
      </nav>
      <main>
        <section class={partClass('stories')} aria-labelledby="stories-title">
          <Stories />
        </section>
        <section class={partClass('phone')} aria-labelledby="phone-title">
          <Phone />
        </section>
        <section class={partClass('console')} aria-labelledby="console-title">
          <Console />
        </section>
        <section class={partClass('board')} aria-labelledby="board-title">
          <Board />
        </section>
      </main>
    </>
  );
}

/** Whatever is wrong, above everything; it goes when it is over. */
function Notices() {
  const sentences = [
    isCutOff.value ? (room.value === undefined ? 'Соединяемся…' : 'Связь с игровой комнатой потеряна. Соединяемся снова…') : '',
    isCutOff.value ? '' : trouble.value,
  ].filter((sentence) => sentence !== '');
  return (
    <div class="notices">
      <div role="status">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <div role="alert">
        {refused.value !== '' && (
          <p class="refused">
            {refused.value}
            <button type="button" onClick={() => (refused.value = '')}>
              Понятно
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
