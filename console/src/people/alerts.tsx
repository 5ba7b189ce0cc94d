import type { LiveAlerts } from '../../../api/live/live-alerts.ts';
import { useLive } from '../live.ts';
import { toDialog } from '../route.ts';
import { exactly, when } from '../time.ts';

/** Notices to the people who run it, newest first. */
export function Alerts() {
  const { answer, trouble } = useLive<LiveAlerts>('/live/alerts').value;
  const nowMs = Date.now();
  return (
    <section class="page" aria-label="Тревоги">
      <h1>Тревоги</h1>
      {trouble !== undefined && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      {answer === undefined ? (
        trouble === undefined && <p role="status">Загружаем…</p>
      ) : answer.alerts.length === 0 ? (
        <p class="empty">Тревог нет.</p>
      ) : (
        <ul class="alerts">
          {answer.alerts.map(({ id, atMs, text, contactKey }) => (
            <li key={id}>
              <time dateTime={new Date(atMs).toISOString()} title={exactly(atMs)}>
                {when(atMs, nowMs)}
              </time>{' '}
              {text} {contactKey !== undefined && contactKey !== '' && <a href={toDialog(contactKey)}>Открыть диалог</a>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
