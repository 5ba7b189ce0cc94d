import { Journal } from './journal.tsx';
import { exactly, when } from '../time.ts';
import type { View } from './open-dialog.tsx';

/** Each decision in words, newest first. */
export function Timeline({ view: { decisions, nowMs }, runUrl, dialogKey }: { view: View; runUrl: string | undefined; dialogKey: string }) {
  return (
    <section aria-label="Что и почему решено">
      <h2>Что и почему решено</h2>
      {decisions.length === 0 ? (
        <p class="empty">Пока ничего.</p>
      ) : (
        <ol class="timeline">
          {decisions.toReversed().map(({ atMs, spec, text }, index) => (
            <li key={decisions.length - index}>
              <time dateTime={new Date(atMs).toISOString()} title={exactly(atMs)}>
                {when(atMs, nowMs)}
              </time>{' '}
              {text} <span class="spec">{spec}</span>
            </li>
          ))}
        </ol>
      )}
      <Journal dialogKey={dialogKey} nowMs={nowMs} />
      {runUrl !== undefined && (
        <p>
          <a href={runUrl} target="_blank" rel="noreferrer">
            Открыть в Temporal
          </a>
        </p>
      )}
    </section>
  );
}
