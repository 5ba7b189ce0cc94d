import { useSignal } from '@preact/signals';
import { wordsOf } from '../api.ts';
import { nextAt, when } from '../time.ts';
import { Modal } from './modal.tsx';

const MINUTE_MS = 60_000;
const PRESETS = [
  { words: '30 минут', minutes: 30 },
  { words: '1 час', minutes: 60 },
  { words: '2 часа', minutes: 120 },
  { words: '4 часа', minutes: 240 },
] as const;

interface HoldProps {
  /** The dialog's own clock. */
  nowMs: number;
  hold: (untilMs: number, refused: (error: unknown) => boolean) => Promise<boolean>;
  close: () => void;
}

/** SPEC D-52: until when silence does not return the dialog. */
export function Hold({ nowMs, hold, close }: HoldProps) {
  const time = useSignal('');
  const trouble = useSignal<string | undefined>(undefined);
  const shownAtMs = useSignal(Date.now());
  /** The dialog's clock goes on while somebody thinks. */
  const now = (): number => nowMs + (Date.now() - shownAtMs.value);

  const until = async (untilMs: number): Promise<void> => {
    const refused = (error: unknown): boolean => {
      trouble.value = wordsOf(error);
      return true;
    };
    if (await hold(untilMs, refused)) close();
  };

  return (
    <Modal title="Держать диалог за собой" close={close}>
      <p>Бот не вернётся, даже если вы молчите.</p>
      <div class="actions">
        {PRESETS.map(({ words, minutes }) => (
          <button key={minutes} type="button" onClick={() => void until(now() + minutes * MINUTE_MS)}>
            {words}
          </button>
        ))}
      </div>
      <form
        class="actions"
        onSubmit={(event) => {
          event.preventDefault();
          if (time.value === '') trouble.value = 'Укажите время.';
          else void until(nextAt(time.value, now()));
        }}
      >
        <label class="field">
          или до
          <input type="time" value={time.value} onInput={({ currentTarget }) => (time.value = currentTarget.value)} />
        </label>
        <button type="submit" class="main">
          {time.value === '' ? 'Держать' : `Держать до ${when(nextAt(time.value, now()), now())}`}
        </button>
      </form>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
      <button type="button" onClick={close}>
        Отмена
      </button>
    </Modal>
  );
}
