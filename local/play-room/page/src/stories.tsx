import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { StoryLine, StoryRun } from '../../messages.ts';
import { act } from './acts.ts';
import { play } from './live.ts';
import { timeOf } from './time.ts';

/** The one that has ended was read; the next one shows itself again. */
const isPutAway = signal(false);

/** The customer's scenarios, one click each, and what happens in the one that plays. */
export function Stories() {
  const { scenarios = [], story = null, clockTrouble = null, move = null } = play.value ?? {};
  const isBusy = story?.state === 'running' || move?.state === 'moving';
  return (
    <>
      <h2 id="stories-title">Истории</h2>
      <div class="story-buttons">
        {scenarios.map(({ number, title }) => (
          <button
            key={number}
            type="button"
            class={story?.scenario === number ? 'is-present' : ''}
            disabled={isBusy || clockTrouble !== null}
            onClick={() => {
              isPutAway.value = false;
              void act('story', { scenario: number });
            }}
          >
            <b>{number}</b> {title}
          </button>
        ))}
      </div>
      {story === null || (isPutAway.value && story.state !== 'running') ? (
        <p class="quiet">
          {clockTrouble ?? 'Нажмите, и история сыграет себя сама: с новым гостем, настоящими таймерами и часами, которые идут быстрее.'}
        </p>
      ) : (
        <Run story={story} />
      )}
    </>
  );
}

const ENDINGS: Readonly<Record<StoryRun['state'], string>> = {
  running: 'идёт',
  done: 'сыграна до конца: всё было видно так, как должно',
  failed: 'не сложилась',
  stopped: 'остановлена',
};

function Run({ story }: { story: StoryRun }) {
  const isStopping = useSignal(false);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [story.lines.length]);

  async function stop(): Promise<void> {
    isStopping.value = true;
    await act('story/stop');
    isStopping.value = false;
  }

  return (
    <div class={`run run-${story.state}`}>
      <div class="run-head">
        <p role="status" data-testid="story-state">
          История {story.scenario} {ENDINGS[story.state]}
          {story.guest === null || story.state !== 'running' ? '' : ` (${story.guest.name})`}
          {story.trouble === null ? '' : `: ${story.trouble}`}
        </p>
        {story.state === 'running' ? (
          <button type="button" disabled={isStopping.value} onClick={() => void stop()}>
            {isStopping.value ? 'Останавливаем…' : 'Остановить'}
          </button>
        ) : (
          <button type="button" onClick={() => (isPutAway.value = true)}>
            Скрыть
          </button>
        )}
      </div>
      <ol ref={list} tabIndex={0} aria-label="Ход истории">
        {story.lines.map((line, place) => (
          <Line key={place} line={line} />
        ))}
      </ol>
    </div>
  );
}

const MARKS: Readonly<Record<StoryLine['kind'], string>> = { story: '', chat: '', crm: 'amoCRM', time: 'время', seen: '✓' };

function Line({ line: { kind, atMs, who, text } }: { line: StoryLine }) {
  if (kind === 'story') return <li class="line-story">{text}</li>;
  return (
    <li class={`line-${kind}`}>
      <time>{timeOf(atMs)}</time> <span class="line-who">{who ?? MARKS[kind]}</span> <span>{text}</span>
    </li>
  );
}
