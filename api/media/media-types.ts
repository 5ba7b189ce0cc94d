/** Shown where they are opened: nothing in them is run by a browser. An SVG or a page may hold a script, so they are on neither list. */
const SHOWN: readonly string[] = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'audio/ogg',
  'audio/opus',
  'audio/mpeg',
  'audio/mp4',
  'audio/aac',
  'audio/amr',
  'audio/wav',
  'audio/webm',
  'video/mp4',
  'video/3gpp',
  'video/quicktime',
  'video/webm',
];

/** Only saved. What names no type of its own is a file to save too. */
const SAVED: readonly string[] = [
  'application/pdf',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/rtf',
  'application/octet-stream',
  'image/heic',
  'image/heif',
  'text/plain',
  'text/vcard',
];

/** Pact's samples spell it so (facts/pact.md §2.2); browsers know only the registered names. */
const SAME_AS: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'video/3gp': 'video/3gpp',
};

export interface MediaType {
  /** Without parameters. */
  name: string;
  shown: boolean;
}

/** The type that a file is handed on with; undefined when it is not handed on. */
export function mediaTypeOf(served: string | undefined): MediaType | undefined {
  const [essence = ''] = (served ?? '').split(';');
  const given = essence.trim().toLowerCase();
  const name = SAME_AS[given] ?? given;
  if (SHOWN.includes(name)) return { name, shown: true };
  return SAVED.includes(name) ? { name, shown: false } : undefined;
}
