import { useSignal } from '@preact/signals';
import { Refusal, wordsOf } from '../api.ts';
import { mayAct, me } from '../session.ts';
import { useActing } from './acting.ts';
import { Hold } from './hold.tsx';
import type { View } from './open-dialog.tsx';
import { Modal } from './modal.tsx';

/** Взять, Вернуть боту, Держу до… */
export function Actions({ view, dialogKey }: { view: View; dialogKey: string }) {
  const { busy, trouble, act } = useActing(dialogKey);
  const rival = useSignal<string | undefined>(undefined);
  const isHolding = useSignal(false);
  if (!mayAct()) return <p class="quiet">Вы наблюдатель: брать диалоги могут менеджеры.</p>;

  const isMine = view.state === 'withManager' && view.holder?.id === me.value?.amocrmUserId && view.openingUntilMs === null;
  const isReleasable = view.state === 'withManager' || view.state === 'awaitingManager';
  const take = (force: boolean): Promise<boolean> =>
    act('take', force ? { force } : {}, (error) => {
      if (!(error instanceof Refusal) || error.code !== 'ALREADY_TAKEN') return false;
      rival.value = wordsOf(error);
      return true;
    });

  return (
    <div class="actions">
      {!isMine && (
        <button type="button" class="main" disabled={busy.value !== undefined} onClick={() => void take(false)}>
          {busy.value === 'take' ? 'Берём…' : 'Взять'}
        </button>
      )}
      {isReleasable && (
        <button type="button" disabled={busy.value !== undefined} onClick={() => void act('release')}>
          {busy.value === 'release' ? 'Возвращаем…' : 'Вернуть боту'}
        </button>
      )}
      <button type="button" disabled={busy.value !== undefined} onClick={() => (isHolding.value = true)}>
        Держу до…
      </button>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
      {isHolding.value && (
        <Hold nowMs={view.nowMs} hold={(untilMs, refused) => act('hold', { untilMs }, refused)} close={() => (isHolding.value = false)} />
      )}
      {rival.value !== undefined && (
        <Modal title="Диалог уже ведут" close={() => (rival.value = undefined)}>
          <p>{rival.value}</p>
          <div class="actions">
            <button
              type="button"
              class="main"
              onClick={() => {
                rival.value = undefined;
                void take(true);
              }}
            >
              Забрать себе
            </button>
            <button type="button" onClick={() => (rival.value = undefined)}>
              Оставить
            </button>
          </div>
        </Modal>
      )}
    </div>
  );
}
