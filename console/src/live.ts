import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { inWords } from './api.ts';
import { checkSession } from './session.ts';

export interface Live<T> {
  /** Undefined before the first answer. */
  answer: T | undefined;
  /** What is wrong now, in a sentence; the answer is then the last one that came. */
  trouble: string | undefined;
}

const NO_LINE = 'Связь с Эстафетой прервалась, подключаемся снова…';
const AGAIN_MS = 3_000;

/** What an address tells, for as long as the part of the page that asks is there. */
export function useLive<T>(path: string): ReadonlySignal<Live<T>> {
  const live = useMemo(() => signal<Live<T>>({ answer: undefined, trouble: undefined }), [path]);
  useEffect(() => listen(path, live), [path]);
  return live;
}

function listen<T>(path: string, live: { value: Live<T> }): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource(path);
    source.addEventListener('told', (event: MessageEvent<string>) => {
      live.value = { answer: JSON.parse(event.data) as T, trouble: undefined };
    });
    source.addEventListener('trouble', (event: MessageEvent<string>) => {
      live.value = { ...live.value, trouble: inWords(JSON.parse(event.data) as object).message };
    });
    source.addEventListener('error', () => {
      live.value = { ...live.value, trouble: NO_LINE };
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      void checkSession();
      again = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    source?.close();
  };
}
