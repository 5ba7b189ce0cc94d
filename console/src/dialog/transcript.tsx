import { useEffect, useRef } from 'preact/hooks';
import { counted, exactly, when } from '../time.ts';
import { ATTACHMENT_WORDS, ENDING_WORDS, SPEAKER_WORDS } from '../words.ts';
import type { View } from './open-dialog.tsx';

type Message = View['transcript'][number];

/** Who said what. It stays at the newest word as long as that is in sight. */
export function Transcript({ view, dialogKey }: { view: View; dialogKey: string }) {
  const place = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  const { transcript, olderMessages, nowMs } = view;
  useEffect(() => {
    if (isAtEnd.current && place.current !== null) place.current.scrollTop = place.current.scrollHeight;
  }, [transcript.length]);

  return (
    <ol
      class="transcript"
      ref={place}
      tabIndex={0}
      aria-label="Переписка"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
        (isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40)
      }
    >
      {olderMessages > 0 && (
        <li class="quiet note">Ещё {counted(olderMessages, ['сообщение', 'сообщения', 'сообщений'])} раньше: они есть в Pact.</li>
      )}
      {transcript.length === 0 && <li class="empty">Сообщений ещё нет.</li>}
      {transcript.map((message) => (
        <li key={`${message.role}${message.id}`} class={`message ${message.role}`}>
          <p class="from">
            <strong>{message.by ?? SPEAKER_WORDS[message.role]}</strong>{' '}
            <time dateTime={new Date(message.atMs).toISOString()} title={exactly(message.atMs)}>
              {when(message.atMs, nowMs)}
            </time>
            {message.ending !== undefined && <span class="quiet"> · {ENDING_WORDS[message.ending]}</span>}
          </p>
          {message.quotes !== undefined && <blockquote>{message.quotes}</blockquote>}
          {message.text !== '' && <p class="words">{message.text}</p>}
          <Attachments message={message} dialogKey={dialogKey} />
        </li>
      ))}
    </ol>
  );
}

function Attachments({ message, dialogKey }: { message: Message; dialogKey: string }) {
  const { attachments = [], id } = message;
  if (attachments.length === 0) return null;
  return (
    <ul class="attachments">
      {attachments.map(({ kind, fileName }, index) => (
        <li key={index}>
          <a
            href={`/dialogs/${encodeURIComponent(dialogKey)}/attachments/${encodeURIComponent(id)}/${index}`}
            target="_blank"
            rel="noreferrer"
          >
            {ATTACHMENT_WORDS[kind]}
            {fileName === undefined ? '' : `: ${fileName}`}
          </a>
        </li>
      ))}
    </ul>
  );
}
