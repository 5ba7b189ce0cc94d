import type { Attachment, Dialog, Ending, Message, Transcript } from '../dialog.ts';

const MESSAGES_KEPT = 50;
const TEXT_KEPT_CHARS = 4_000; // 8 KB of Cyrillic
const ALL_KEPT_CHARS = 16_000; // 32 KB of Cyrillic
const QUOTE_KEPT_CHARS = 1_000;
const ATTACHMENTS_KEPT = 10;
const FILE_WORD_KEPT_CHARS = 100;
const URL_MAX_CHARS = 1_000; // half an address leads nowhere: a longer one is left out whole

/** Adds what was said, newest last, and lets go of what no longer fits (DESIGN §3, Sizes). */
export function said(transcript: Transcript, message: Message): Transcript {
  const kept = cut(message);
  const messages = [...transcript.messages];
  messages.splice(placeOf(kept, messages), 0, kept);
  return trimmed({ messages, older: transcript.older });
}

/** The new text of a message that is still kept (SPEC D-03). */
export function reworded(transcript: Transcript, id: string, text: string): Transcript {
  const messages = transcript.messages.map((message) => (message.id === id ? { ...message, text: shortened(text) } : message));
  return trimmed({ ...transcript, messages });
}

/** Who wrote a message that is still kept is known better now (SPEC D-56). */
export function rewritten(transcript: Transcript, id: string, change: Pick<Message, 'by'> | Pick<Message, 'role'>): Transcript {
  return { ...transcript, messages: transcript.messages.map((message) => (message.id === id ? { ...message, ...change } : message)) };
}

const shortened = (text: string, maxChars = TEXT_KEPT_CHARS): string => (text.length > maxChars ? `${text.slice(0, maxChars)}…` : text);

function cut(message: Message): Message {
  const { text, quotes, attachments } = message;
  const kept = attachments?.slice(0, ATTACHMENTS_KEPT).map(keptAttachment);
  return {
    ...message,
    text: shortened(text),
    ...(quotes === undefined ? {} : { quotes: shortened(quotes, QUOTE_KEPT_CHARS) }),
    ...(kept === undefined ? {} : { attachments: kept }),
  };
}

function keptAttachment({ url, fileName, mimeType, sizeBytes, kind }: Attachment): Attachment {
  return {
    kind,
    url: url.length > URL_MAX_CHARS ? '' : url,
    ...(fileName === undefined ? {} : { fileName: fileName.slice(-FILE_WORD_KEPT_CHARS) }), // its end says what kind of file it is
    ...(mimeType === undefined ? {} : { mimeType: mimeType.slice(0, FILE_WORD_KEPT_CHARS) }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
}

/** What the client writes is ordered by the provider's time, then its id (SPEC D-02); it never moves before anybody else's words. */
function placeOf(message: Message, messages: readonly Message[]): number {
  let place = messages.length;
  if (message.role !== 'client') return place;
  while (place > 0) {
    const before = messages[place - 1];
    if (before?.role !== 'client' || !isLater(before, message)) break;
    place -= 1;
  }
  return place;
}

function isLater(one: Message, other: Message): boolean {
  if (one.sentAtMs === undefined || other.sentAtMs === undefined) return false;
  if (one.sentAtMs !== other.sentAtMs) return one.sentAtMs > other.sentAtMs;
  return compareIds(one.id, other.id) > 0;
}

/** Pact's ids are numbers in text; others are compared as text. */
export function compareIds(one: string, other: string): number {
  const numbers = [Number(one), Number(other)] as const;
  if (Number.isSafeInteger(numbers[0]) && Number.isSafeInteger(numbers[1])) return numbers[0] - numbers[1];
  return one < other ? -1 : one > other ? 1 : 0;
}

function trimmed({ messages, older }: Transcript): Transcript {
  let from = Math.max(0, messages.length - MESSAGES_KEPT);
  let chars = messages.slice(from).reduce((sum, message) => sum + charsOf(message), 0);
  for (let first = messages[from]; chars > ALL_KEPT_CHARS && first !== undefined && from < messages.length - 1; first = messages[from]) {
    chars -= charsOf(first);
    from += 1;
  }
  return from === 0 ? { messages, older } : { messages: messages.slice(from), older: older + from };
}

const charsOf = ({ text, quotes = '', attachments = [] }: Message): number =>
  text.length + quotes.length + attachments.reduce((sum, attachment) => sum + charsOfAttachment(attachment), 0);

const charsOfAttachment = ({ url, fileName = '', mimeType = '' }: Attachment): number => url.length + fileName.length + mimeType.length;

/** Marks every client message after `afterSeq` and up to `seq` that has no ending yet. */
export function ended(dialog: Dialog, seq: number, ending: Ending, afterSeq = 0): Dialog {
  const messages = dialog.transcript.messages.map((message) =>
    message.seq !== undefined && message.seq > afterSeq && message.seq <= seq && message.ending === undefined
      ? { ...message, ending }
      : message,
  );
  return { ...dialog, transcript: { ...dialog.transcript, messages } };
}

/** The client's last words, for a task. */
export function lastClientWords({ transcript, client }: Dialog): string {
  const waiting = transcript.messages.filter(({ seq }) => seq !== undefined && seq > client.settledSeq);
  const words = waiting.length > 0 ? waiting : transcript.messages.filter(({ role }) => role === 'client').slice(-1);
  return words
    .map(({ text, attachments }) => text || (attachments ?? []).map(({ kind }) => ATTACHMENT_WORDS[kind]).join(', '))
    .filter((text) => text !== '')
    .join(' / ')
    .slice(0, 500);
}

const ATTACHMENT_WORDS = {
  photo: '[фото]',
  voice: '[голосовое сообщение]',
  document: '[документ]',
  video: '[видео]',
  other: '[вложение]',
} as const;
