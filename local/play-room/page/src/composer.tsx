import { useSignal } from '@preact/signals';
import { act } from './acts.ts';
import { chosen } from './live.ts';

const SUGGESTIONS = ['Здравствуйте! Сколько стоит отдых в июле?', 'Есть ли у вас парковка?', 'Позовите, пожалуйста, менеджера'];

/** Where the guest types. Enter sends. */
export function Composer({ isEmpty }: { isEmpty: boolean }) {
  const text = useSignal('');
  const isSending = useSignal(false);

  async function send(words: string, hasPhoto = false): Promise<void> {
    const said = words.trim();
    if (isSending.value || (said === '' && !hasPhoto)) return;
    isSending.value = true;
    const isSent = await act(`guests/${chosen.value}/words`, { text: said === '' ? null : said, hasPhoto });
    isSending.value = false;
    if (isSent) text.value = '';
  }

  return (
    <>
      {isEmpty && (
        <div class="suggestions">
          {SUGGESTIONS.map((words) => (
            <button key={words} type="button" onClick={() => void send(words)}>
              {words}
            </button>
          ))}
        </div>
      )}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          void send(text.value);
        }}
      >
        <button
          type="button"
          aria-label="Отправить фотографию"
          title="Фотография; подпись — то, что набрано"
          onClick={() => void send(text.value, true)}
        >
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path
              fill="none"
              stroke="currentColor"
              stroke-width="2"
              stroke-linejoin="round"
              d="M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 16.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"
            />
          </svg>
        </button>
        <input
          type="text"
          aria-label="Сообщение гостя"
          placeholder="Сообщение"
          autocomplete="off"
          maxLength={4096}
          value={text}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        />
        <button type="submit" class="send" aria-label="Отправить" disabled={isSending}>
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path fill="currentColor" d="M3 20.5 21.5 12 3 3.5v6.6L15 12 3 13.9z" />
          </svg>
        </button>
      </form>
    </>
  );
}
