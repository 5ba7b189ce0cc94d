import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask, wordsOf } from '../api.ts';
import { Modal } from '../dialog/modal.tsx';
import { me, type Me } from '../session.ts';
import { when } from '../time.ts';
import { ROLE_WORDS } from '../words.ts';
import { Admission } from './admission.tsx';

/** Who may log in; for admins. */
export function Operators() {
  const operators = useSignal<readonly Me[] | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const leaving = useSignal<Me | undefined>(undefined);
  const load = async (): Promise<void> => {
    try {
      operators.value = (await ask<{ operators: Me[] }>('GET', '/operators')).operators;
      trouble.value = undefined;
    } catch (error) {
      trouble.value = wordsOf(error);
    }
  };
  useEffect(() => void load(), []);

  const revoke = async ({ id }: Me): Promise<void> => {
    leaving.value = undefined;
    try {
      await ask('POST', `/operators/${encodeURIComponent(id)}/revoke`);
    } catch (error) {
      trouble.value = wordsOf(error);
      return;
    }
    await load();
  };

  return (
    <section class="page" aria-label="Сотрудники">
      <h1>Сотрудники</h1>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
      <Admission admitted={() => void load()} />
      {operators.value === undefined ? (
        trouble.value === undefined && <p role="status">Загружаем…</p>
      ) : operators.value.length === 0 ? (
        <p class="empty">Пока никому не дан доступ.</p>
      ) : (
        <ul class="operators">
          {operators.value.map((operator) => (
            <li key={operator.id}>
              <span>
                <strong>{operator.name}</strong> · {ROLE_WORDS[operator.role]}
                {operator.amocrmUserId !== undefined && <span class="quiet"> · amoCRM {operator.amocrmUserId}</span>}
              </span>
              {operator.revokedAtMs === undefined ? (
                <button type="button" onClick={() => (leaving.value = operator)}>
                  Отозвать доступ
                </button>
              ) : (
                <span class="quiet">доступ отозван {when(operator.revokedAtMs, Date.now())}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {leaving.value !== undefined && (
        <Modal title="Отозвать доступ?" close={() => (leaving.value = undefined)}>
          <p>
            {leaving.value.name} больше не войдёт со своим токеном. {leaving.value.id === me.value?.id && 'Это вы сами.'}
          </p>
          <div class="actions">
            <button type="button" class="main" onClick={() => leaving.value && void revoke(leaving.value)}>
              Отозвать
            </button>
            <button type="button" onClick={() => (leaving.value = undefined)}>
              Оставить
            </button>
          </div>
        </Modal>
      )}
    </section>
  );
}
