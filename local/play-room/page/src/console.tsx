import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Login } from '../../messages.ts';
import { ask } from './acts.ts';
import { guest } from './live.ts';

/** As the console names its list. */
const TO_LIST = '#/dialogs';

/** The manager's console in a frame, logged in by the room, at the dialog of the guest in question. */
export function Console() {
  const login = useSignal<Login | undefined>(undefined);
  const hasFailed = useSignal(false);
  const frame = useRef<HTMLIFrameElement>(null);
  const { key, dialog } = guest.value ?? {};
  const address = key === undefined || dialog == null ? TO_LIST : `#/dialogs/${encodeURIComponent(key)}`;

  async function logIn(): Promise<void> {
    hasFailed.value = false;
    login.value = await ask<Login>('login');
    hasFailed.value = login.value === undefined;
  }
  useEffect(() => void logIn(), []);
  useEffect(() => {
    // The console itself goes on, it only turns to another dialog; from one without a dialog it is not taken away.
    if (address !== TO_LIST) frame.current?.contentWindow?.location.replace(`/${address}`);
  }, [address, login.value?.hasConsole]);

  const { operator, hasConsole } = login.value ?? {};
  return (
    <>
      <h2 id="console-title">Консоль менеджера{operator === undefined ? '' : `: ${operator}`}</h2>
      {hasConsole === true && <iframe ref={frame} src={`/${TO_LIST}`} title="Консоль менеджера" />}
      {hasConsole !== true && (
        <div class="empty">
          <p>
            {login.value === undefined && !hasFailed.value
              ? 'Открываем консоль…'
              : hasFailed.value
                ? 'Войти в консоль не получилось.'
                : 'API не показывает консоль по адресу «/»: соберите её и обновите.'}
          </p>
          {(hasFailed.value || hasConsole === false) && (
            <button type="button" onClick={() => void logIn()}>
              Попробовать ещё раз
            </button>
          )}
        </div>
      )}
    </>
  );
}
