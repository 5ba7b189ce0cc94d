import { mayAct } from '../session.ts';
import { counted, when } from '../time.ts';
import { effectWords } from '../words.ts';
import { useActing } from './acting.ts';
import type { View } from './open-dialog.tsx';

/** What is still owed to the world, and what nobody knows the fate of (SPEC D-91); nothing where there is nothing. */
export function Effects({ view, dialogKey }: { view: View; dialogKey: string }) {
  const { owed, unknownEffects, alerts, nowMs } = view;
  return (
    <>
      {alerts.length > 0 && (
        <section aria-label="Тревоги диалога" class="warning">
          <h2>Тревоги</h2>
          <ul>
            {alerts.map(({ id, atMs, text }) => (
              <li key={id}>
                {when(atMs, nowMs)} {text}
              </li>
            ))}
          </ul>
        </section>
      )}
      {unknownEffects.length > 0 && <Unknown effects={unknownEffects} nowMs={nowMs} dialogKey={dialogKey} />}
      {owed.length > 0 && (
        <section aria-label="Ещё не сделано">
          <h2>Ещё не сделано</h2>
          <ul>
            {owed.map(({ id, what, sinceMs, tries, inFlight }) => (
              <li key={id}>
                {effectWords(what)}{' '}
                <span class="quiet">
                  с {when(sinceMs, nowMs)}
                  {inFlight ? ', делается' : tries > 0 ? `, ${counted(tries, ['попытка', 'попытки', 'попыток'])}` : ''}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Unknown({ effects, nowMs, dialogKey }: { effects: View['unknownEffects']; nowMs: number; dialogKey: string }) {
  const { busy, trouble, act } = useActing(dialogKey);
  return (
    <section aria-label="Неизвестно, ушло ли" class="warning">
      <h2>Неизвестно, ушло ли</h2>
      <p>Посмотрите в WhatsApp или CRM и отметьте: до этого мы ничего не повторяем.</p>
      <ul class="unknown">
        {effects.map(({ id, what, text, sinceMs }) => (
          <li key={id}>
            <p>
              <strong>{effectWords(what)}</strong>, {when(sinceMs, nowMs)}: {text}
            </p>
            {mayAct() && (
              <div class="actions">
                <button
                  type="button"
                  disabled={busy.value !== undefined}
                  onClick={() => void act('settle', { effectId: id, happened: true })}
                >
                  Ушло
                </button>
                <button
                  type="button"
                  disabled={busy.value !== undefined}
                  onClick={() => void act('settle', { effectId: id, happened: false })}
                >
                  Не ушло
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {trouble.value !== undefined && (
        <p role="alert" class="trouble">
          {trouble.value}
        </p>
      )}
    </section>
  );
}
