import { useSignal } from '@preact/signals';
import { wordsOf } from './api.ts';
import { logIn } from './session.ts';

export function Login() {
  const token = useSignal('');
  const trouble = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (token.value.trim() === '') return void (trouble.value = 'Вставьте токен.');
    isBusy.value = true;
    try {
      await logIn(token.value.trim());
    } catch (error) {
      trouble.value = wordsOf(error);
      isBusy.value = false;
    }
  };

  return (
    <main class="alone">
      <h1>Эстафета</h1>
      <form onSubmit={(event) => void submit(event)} class="stack">
        <label class="field">
          Ваш токен
          <input
            type="password"
            autocomplete="current-password"
            autofocus
            value={token.value}
            onInput={({ currentTarget }) => (token.value = currentTarget.value)}
            aria-describedby="login-help"
            aria-invalid={trouble.value !== undefined}
          />
        </label>
        <p id="login-help" class="quiet">
          Токен выдаёт администратор Эстафеты в разделе «Сотрудники».
        </p>
        {trouble.value !== undefined && (
          <p role="alert" class="trouble">
            {trouble.value}
          </p>
        )}
        <button type="submit" class="main" disabled={isBusy.value}>
          {isBusy.value ? 'Входим…' : 'Войти'}
        </button>
      </form>
    </main>
  );
}
