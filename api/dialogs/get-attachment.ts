import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { Attachment } from '../../domain/dialog/dialog.ts';
import type { MediaSource } from '../media/media-source.ts';
import { problems, type Endpoint } from '../endpoint.ts';
import { Problem } from '../problem.ts';
import { keyIn, type CommandDeps } from './command.ts';
import { contactKey } from './words.schema.ts';

export interface GetAttachmentDeps extends CommandDeps {
  media: MediaSource;
}

const place = z.object({
  key: contactKey,
  messageId: z.string().min(1).max(200).meta({ description: 'An id of transcript in GET /dialogs/{key}.' }),
  index: z
    .string()
    .regex(/^\d{1,2}$/u)
    .meta({ description: 'The how-manieth of the message’s attachments, from 0.' }),
});

/** SPEC D-03: what the guest sent, for people's eyes and for a bot that cannot reach Pact. It comes past us, and is kept nowhere. */
export function getAttachment({ dialogWorkflows, media, log }: GetAttachmentDeps): Endpoint {
  const handle: RequestHandler<{ key: string; messageId: string; index: string }> = async ({ params }, response) => {
    const { transcript } = await dialogWorkflows.view(keyIn(params.key));
    const attachment = transcript.find(({ id }) => id === params.messageId)?.attachments?.[indexIn(params.index)];
    if (attachment === undefined || attachment.url === '') throw new Problem('MEDIA_GONE', 'The dialog does not keep such a file.');
    const { type, sizeBytes, body } = await media(attachment.url);
    if (!type.shown) response.attachment(fileNameOf(attachment));
    response.set({
      'Content-Type': type.name,
      'Cache-Control': 'private, no-store',
      // Whatever it turns out to be, it runs nothing here.
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': 'sandbox',
      ...(sizeBytes === undefined ? {} : { 'Content-Length': String(sizeBytes) }),
    });
    try {
      await pipeline(body, response);
    } catch (error) {
      // The status is out: a line that breaks off is all that is left to say. Who hangs up in the middle does the same.
      log.info({ code: error instanceof Problem ? error.code : 'CALLER_GONE' }, 'A guest’s file was not handed on to its end');
      response.destroy();
    }
  };
  return {
    method: 'get',
    path: '/dialogs/:key/attachments/:messageId/:index',
    access: 'viewer',
    operation: {
      operationId: 'getAttachment',
      tags: ['Dialogs'],
      summary: 'A photo, voice message or document that the guest sent',
      description:
        'Straight out of the channel’s storage, of which only listed hosts are asked. Pictures, sound and films are shown, everything else is saved. A file that proves too large on the way breaks off.',
      requestParams: { path: place },
      responses: {
        '200': { description: 'The file.', content: { '*/*': { schema: z.string().meta({ format: 'binary' }) } } },
        ...problems(
          'UNAUTHORIZED',
          'UNKNOWN_DIALOG',
          'MEDIA_GONE',
          'MEDIA_HOST_REFUSED',
          'MEDIA_TYPE_REFUSED',
          'MEDIA_TOO_LARGE',
          'MEDIA_UNREACHABLE',
          'MEDIA_TOO_SLOW',
          'NO_WORKER',
          'TEMPORAL_AWAY',
        ),
      },
    },
    handlers: [handle],
  };
}

const indexIn = (given: string): number => (place.shape.index.safeParse(given).success ? Number(given) : -1);

/** Express takes care of letters that a header cannot hold. */
const fileNameOf = ({ fileName, kind }: Attachment): string => fileName?.replaceAll(/[\p{C}/\\]/gu, '') || kind;
