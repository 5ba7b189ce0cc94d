import type { LiveDialog } from '../../../api/live/live-dialog.ts';
import { useLive } from '../live.ts';
import { TO_LIST } from '../route.ts';
import { settings } from '../session.ts';
import { Actions } from './actions.tsx';
import { Card } from './card.tsx';
import { Composer } from './composer.tsx';
import { Effects } from './effects.tsx';
import { next, since, standing } from './standing.ts';
import { Timeline } from './timeline.tsx';
import { CHANNEL_WORDS } from '../words.ts';
import { Transcript } from './transcript.tsx';

export type View = LiveDialog['view'];

/** One dialog as it is now: who said what, what the CRM knows, what was decided and what comes next. */
export function OpenDialog({ dialogKey }: { dialogKey: string }) {
  const { answer, trouble } = useLive<LiveDialog>(`/live/dialogs/${encodeURIComponent(dialogKey)}`).value;
  return (
    <section class="dialog" aria-label="Открытый диалог">
      <a class="back" href={TO_LIST}>
        ← К списку
      </a>
      {trouble !== undefined && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      {answer === undefined ? trouble === undefined && <p role="status">Открываем диалог…</p> : <Shown {...answer} dialogKey={dialogKey} />}
    </section>
  );
}

function Shown({ view, runId, dialogKey }: LiveDialog & { dialogKey: string }) {
  const { contact } = view;
  const { temporalUrl } = settings.value;
  const alarm = next(view);
  const begun = since(view);
  return (
    <>
      <header class="about">
        <h1>{contact.name ?? contact.phone ?? 'Гость'}</h1>
        <p class="quiet">
          {[contact.phone === null ? 'номер скрыт' : `+${contact.phone}`, CHANNEL_WORDS[contact.channel] ?? contact.channel].join(' · ')}
        </p>
        <p class={`state ${view.state}`} role="status">
          {standing(view)}
        </p>
        {begun !== undefined && <p class="quiet">{begun}</p>}
        {alarm !== undefined && <p class="alarm">{alarm}</p>}
        <Actions view={view} dialogKey={dialogKey} />
      </header>
      <div class="columns">
        <div class="talk">
          <Transcript view={view} dialogKey={dialogKey} />
          <Composer dialogKey={dialogKey} />
        </div>
        <aside aria-label="О госте и диалоге">
          <Effects view={view} dialogKey={dialogKey} />
          <Card view={view} />
          <Timeline
            view={view}
            dialogKey={dialogKey}
            runUrl={temporalUrl === null ? undefined : `${temporalUrl}/workflows/${encodeURIComponent(view.id)}/${runId}/history`}
          />
        </aside>
      </div>
    </>
  );
}
