import { basename } from 'node:path';
import { Router, type Request } from 'express';
import { z } from 'zod';
import type { Attachment } from '../world/state.ts';
import { attachmentView } from '../world/views.ts';
import type { Store } from '../world/store.ts';
import type { World } from '../world/world.ts';
import { requireCompany } from '../http/access.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { flag, idFrom, int, read } from '../http/input.ts';
import { limited } from '../http/limits.ts';

export const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** One grey pixel. */
const AVATAR = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');

const upload = z.object({
  push_to_talk: flag.optional(), // where v1 has it
  file_url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  metadata: z
    .object({ push_to_talk: flag.optional(), data: z.object({ width: int.optional(), height: int.optional() }).optional() })
    .optional(),
});

type Content = Pick<Attachment, 'fileName' | 'mimeType' | 'contentBase64'>;

export function attachmentRoutes(world: World): Router {
  const { store, context } = world;
  const router = Router();
  router.post('/', requireCompany, limited(world, 'upload'), async (request, response) => {
    const attachment = await takeAttachment(request, store);
    response.json({ attachment: attachmentView(attachment, context()) });
  });
  return router;
}

/** A file in the request or at the address that it names; in both versions of the API. */
export async function takeAttachment(request: Request, store: Store): Promise<Attachment> {
  const { file_url: fileUrl, metadata, push_to_talk: pushToTalk } = read(request, upload);
  const file = fileOf(request);
  if ((file === undefined) === (fileUrl === undefined)) throw badRequest('Exactly one of file and file_url is required');
  const content = file ?? (await download(fileUrl ?? ''));
  const attachment = store.state.attachments.add({
    ...content,
    messageId: null,
    pushToTalk: metadata?.push_to_talk ?? pushToTalk ?? null,
    widthPx: metadata?.data?.width ?? null,
    heightPx: metadata?.data?.height ?? null,
  });
  await store.save();
  return attachment;
}

/** The public addresses inside messages: no token needed. */
export function fileRoutes({ store }: World): Router {
  const router = Router();
  router.get('/avatar.png', (_request, response) => {
    response.type('png').send(AVATAR);
  });
  router.get('/:attachmentId/:fileName', (request, response) => {
    const attachment = store.state.attachments.get(idFrom(request, 'attachmentId'));
    if (attachment?.fileName !== request.params['fileName']) throw notFound('No such file');
    response.set('content-type', attachment.mimeType).send(Buffer.from(attachment.contentBase64, 'base64'));
  });
  return router;
}

function fileOf(request: Request): Content | undefined {
  const files = Array.isArray(request.files) ? request.files : [];
  const file = files.find(({ fieldname }) => fieldname === 'file');
  if (file === undefined && files.length > 0) throw badRequest('The file must be in the field «file»');
  return file && { fileName: file.originalname, mimeType: file.mimetype, contentBase64: file.buffer.toString('base64') };
}

async function download(url: string): Promise<Content> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (answer?.ok !== true) throw badRequest('file_url: the file cannot be downloaded');
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (bytes.byteLength > MAX_FILE_BYTES) throw badRequest('file_url: the file is too large');
  return {
    fileName: decodeURIComponent(basename(new URL(url).pathname)) || 'file',
    mimeType: answer.headers.get('content-type')?.split(';')[0] ?? 'application/octet-stream',
    contentBase64: bytes.toString('base64'),
  };
}
