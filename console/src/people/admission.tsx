import { useSignal } from '@preact/signals';
import { ask, wordsOf } from '../api.ts';
import { ROLE_WORDS } from '../words.ts';

interface Admitted {
  operator: { name: string };
  token: string;
}

/** A new operator, and their token, which is shown once. */
export function Admission({ admitted }: { admitted: () => void }) {
  const name = useSignal('');
  const role = useSignal('manager');
  const amocrmUserId = useSignal('');
  const trouble = useSignal<string | undefined>(undefined);
  const given = useSignal<Admitted | undefined>(undefined);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    trouble.value = undefined;
    if (name.value.trim() === '') return void (trouble.value = 'Укажите имя.');
    if (role.value !== 'viewer' && amocrmUserId.value === '')
      return void (trouble.value = 'Менеджеру и администратору нужен номер пользователя amoCRM.');
    const id = amocrmUserId.value === '' ? {} : { amocrmUserId: Number(amocrmUserId.value) };
    try {
      given.value = await ask<Admitted>('POST', '/operators', { name: name.value.trim(), role: role.value, ...id });
      name.value = amocrmUserId.value = '';
      admitted();
    } catch (error) {
      trouble.value = wordsOf(error);
    }
  };

  return (
    <form class="admission" onSubmit={(event) => void submit(event)}>
      <h2>Дать доступ</h2>
      <div class="filters">
        <label class="field">
          Имя
          <input
            value={name.value}
            onInput={({ currentTarget }) => (name.value = currentTarget.value)}
            maxLength={200}
            autocomplete="off"
          />
        </label>
        <label class="field">
          Роль
          <select value={role.value} onChange={({ currentTarget }) => (role.value = currentTarget.value)}>
            {Object.entries(ROLE_WORDS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Пользователь amoCRM (номер)
          <input
            inputMode="numeric"
            pattern="[0-9]*"
            value={amocrmUserId.value}
            onInput={({ currentTarget }) => (amocrmUserId.value = currentTarget.value)}
          />
        </label>
        <button type="submit" class="main">
          Дать доступ
        </button>
      </div>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
      {given.value !== undefined && (
        <p role="status" class="token">
          Токен для «{given.value.operator.name}», он показан один раз: <code>{given.value.token}</code>
        </p>
      )}
    </form>
  );
}
