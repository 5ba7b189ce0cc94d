import { useSignal } from '@preact/signals';
import { mayAct } from '../session.ts';
import { useActing } from './acting.ts';

/** «Написать»: it takes the dialog, and what was typed stays until it was accepted (SPEC D-58). */
export function Composer({ dialogKey }: { dialogKey: string }) {
  const text = useSignal('');
  const { busy, trouble, act } = useActing(dialogKey);
  if (!mayAct()) return null;

  const say = async (): Promise<void> => {
    const said = text.value;
    if (said.trim() === '') return void (trouble.value = 'Напишите текст.');
    if ((await act('say', { text: said })) && text.value === said) text.value = '';
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void say();
      }}
    >
      <label class="field">
        Написать гостю
        <textarea
          rows={3}
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void say();
          }}
          aria-describedby="composer-help"
        />
      </label>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="main" disabled={busy.value !== undefined}>
          {busy.value === undefined ? 'Написать' : 'Отправляем…'}
        </button>
        <span id="composer-help" class="quiet">
          Диалог перейдёт к вам. Ctrl + Enter отправляет.
        </span>
      </div>
    </form>
  );
}
