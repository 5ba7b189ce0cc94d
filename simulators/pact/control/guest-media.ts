import { z } from 'zod';
import { flag } from '../http/input.ts';
import type { Attachment, PactState } from '../world/state.ts';

const KINDS = {
  photo: { fileName: 'photo.jpg', mimeType: 'image/jpg', size: [1280, 960] }, // «image/jpg» is Pact's own spelling (facts/pact.md §2.2)
  sticker: { fileName: 'sticker.webp', mimeType: 'image/webp', size: [512, 512] },
  voice: { fileName: 'voice.ogg', mimeType: 'audio/ogg', size: undefined },
  video: { fileName: 'video.mp4', mimeType: 'video/mp4', size: undefined },
  document: { fileName: 'document.pdf', mimeType: 'application/pdf', size: undefined },
} as const;

/** A file from the guest's phone: `{"kind":"photo"}` is enough. */
export const guestMedia = z.strictObject({
  kind: z.enum(['photo', 'sticker', 'voice', 'video', 'document']).default('document'),
  file_name: z.string().min(1).optional(),
  mime_type: z.string().min(1).optional(),
  push_to_talk: flag.optional(),
  content_base64: z.base64().optional(),
});

export function addGuestMedia(state: PactState, media: z.infer<typeof guestMedia>): Attachment {
  const { fileName, mimeType, size } = KINDS[media.kind];
  return state.attachments.add({
    messageId: null,
    fileName: media.file_name ?? fileName,
    mimeType: media.mime_type ?? mimeType,
    contentBase64: media.content_base64 ?? Buffer.from(`The simulator's ${media.kind}.`).toString('base64'),
    pushToTalk: media.push_to_talk ?? (media.kind === 'voice' ? true : null),
    widthPx: size?.[0] ?? null,
    heightPx: size?.[1] ?? null,
  });
}
