import type { RequestHandler } from 'express';
import * as z from 'zod';
import { ok, parsed, problems, type Endpoint } from '../endpoint.ts';
import { actingManager } from '../middleware/auth.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { Problem } from '../problem.ts';
import { updateIdIn, type CommandDeps } from './command.ts';
import { phoneIn, type PhoneDeps } from './phone.ts';
import { commandAnswer, contactKey, idempotencyKey, by } from './words.schema.ts';

/** WhatsApp takes no longer text (SPEC D-23); a dialog that is refused its first word must not be opened for it. */
const TEXT_MAX_CHARS = 4096;

const body = z
  .strictObject({
    by,
    phone: z.string().max(40).meta({ description: 'In any notation.' }),
    name: z.string().trim().min(1).max(200).exactOptional().meta({ description: 'What to call the guest until the channel tells.' }),
    text: z.string().trim().min(1).max(TEXT_MAX_CHARS),
    channel: z.enum(['whatsapp', 'whatsapp_business']).default('whatsapp').meta({
      description: 'Only where the phone is the guest’s name to us (D-01). whatsapp_business wants a template, which cannot be sent yet.',
    }),
  })
  .meta({ id: 'WriteFirst' });

const answer = commandAnswer.extend({ key: contactKey }).meta({ id: 'WriteFirstAnswer' });

/** SPEC D-05, D-58: a manager writes to a guest who has not written yet. */
export function postDialogs({ dialogWorkflows, keyOfPhone }: CommandDeps & PhoneDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const { by: named, phone: given, text, channel, name } = parsed(body, request.body);
    const actor = actingManager(response, named);
    const phone = phoneIn(given, 'MALFORMED_BODY');
    if (channel === 'whatsapp_business')
      throw new Problem(
        'TEMPLATE_NEEDED',
        'В WhatsApp Business первым можно написать только по шаблону, а их Эстафета пока не отправляет.',
      );
    const key = keyOfPhone(phone);
    const to = { phone, channel, ...(name === undefined ? {} : { name }) };
    response.json({ key, ...(await dialogWorkflows.writeFirst(key, { by: actor, text, to }, updateIdIn(request))) });
  };
  return {
    method: 'post',
    path: '/dialogs',
    access: 'manager',
    operation: {
      operationId: 'writeFirst',
      tags: ['Dialogs'],
      summary: 'A manager writes to a guest who has not written yet',
      description:
        'Opens the dialog, which the manager then has. Where there is a dialog it is as `say`. The answer means accepted, not delivered.',
      requestParams: { header: z.object({ 'Idempotency-Key': idempotencyKey.optional() }) },
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
      responses: {
        ...ok('Carried out; this is how the dialog stands now.', answer),
        ...problems(
          'MALFORMED_BODY',
          'UNAUTHORIZED',
          'FORBIDDEN',
          'CONFLICT',
          'REFUSED',
          'TEMPLATE_NEEDED',
          'BODY_TOO_LARGE',
          'NO_WORKER',
          'TEMPORAL_AWAY',
        ),
      },
    },
    handlers: [jsonBody, handle],
  };
}
