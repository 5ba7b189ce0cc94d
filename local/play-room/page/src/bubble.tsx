import type { Bubble } from '../../messages.ts';
import { timeOf } from './time.ts';

const TICKS: Readonly<Record<Bubble['tick'], { sign: string; words: string }>> = {
  sent: { sign: '✓', words: 'отправлено' },
  taken: { sign: '✓✓', words: 'Эстафета приняла' },
  delivered: { sign: '✓✓', words: 'доставлено' },
  read: { sign: '✓✓', words: 'прочитано' },
  error: { sign: '!', words: 'не дошло' },
};
const AUTHORS: Readonly<Record<Bubble['from'], string>> = { guest: 'гость', bot: 'бот', manager: 'менеджер' };

/** One message, as a messenger shows it, and who of us really wrote it. */
export function BubbleRow({ bubble: { from, by, text, hasPhoto, atMs, tick } }: { bubble: Bubble }) {
  const { sign, words } = TICKS[tick];
  const author = by === null || by === AUTHORS[from] ? AUTHORS[from] : `${AUTHORS[from]}: ${by}`;
  return (
    <div class={`bubble bubble-${from}`} data-testid={`bubble-${from}`}>
      <span class={from === 'guest' ? 'visually-hidden' : 'author'}>{author}</span>
      {hasPhoto && <span class="photo">Фотография</span>}
      {text !== '' && <span class="words">{text}</span>}
      <span class="when">
        <time>{timeOf(atMs)}</time>{' '}
        <span class={`tick tick-${tick}`} role="img" aria-label={words} title={words}>
          {sign}
        </span>
      </span>
    </div>
  );
}
