import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { Contact } from '../../domain/dialog/dialog.ts';
import type { WebhookCounter } from '../counters.ts';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import { problems, type Endpoint } from '../endpoint.ts';
import { requireSecretInPath } from '../middleware/auth.ts';
import { jsonBody } from '../middleware/bodies.ts';
import { Problem } from '../problem.ts';
import { readPactEvent, type PactNews } from './pact-news.ts';

export interface PactWebhookDeps {
  dialogWorkflows: DialogWorkflows;
  contactKeyOf: (contact: Contact) => string;
  companyId: number;
  webhookSecret: string;
  /** The text of the message with this id of the channel's, if it can be had: Pact tells only the id (D-03). */
  quotedText?: (conversationId: number, externalMessageId: string) => Promise<string | undefined>;
  count: WebhookCounter;
  log: Logger;
  now: () => number | Promise<number>;
}

/** POST /webhooks/pact/:secret. Says exactly 200, and only once Temporal has stored it (D-92); until then Pact repeats it. */
export function pactWebhook({ webhookSecret, companyId, count, now, ...deps }: PactWebhookDeps): Endpoint {
  const handle: RequestHandler = async (request, response) => {
    const body: unknown = request.body;
    if (!isEvent(body)) throw new Problem('MALFORMED_BODY', 'The body is not a JSON object, or an empty one.');
    const news = readPactEvent(body, companyId, await now());
    await passOn(news, body, deps);
    count('pact', news.what === 'dropped' ? news.why : news.what);
    response.sendStatus(200);
  };

  return {
    method: 'post',
    path: '/webhooks/pact/:secret',
    access: 'secretInPath',
    operation: {
      operationId: 'pactWebhook',
      tags: ['Webhooks'],
      summary: 'What Pact reports',
      description: 'Pact repeats an event until it is answered exactly 200. What is not for us is answered 200 and dropped.',
      requestParams: { path: z.object({ secret: z.string() }) },
      requestBody: { required: true, content: { 'application/json': { schema: z.looseObject({ event: z.string(), type: z.string() }) } } },
      responses: {
        '200': { description: 'Stored, or not for us.' },
        ...problems('MALFORMED_BODY', 'NOT_FOUND', 'BODY_TOO_LARGE', 'TEMPORAL_AWAY'),
      },
    },
    handlers: [requireSecretInPath(webhookSecret), jsonBody, handle],
  };
}

/** The body parser makes `{}` of an empty body. */
const isEvent = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && !Array.isArray(body) && Object.keys(body).length > 0;

const CHANNELS: Readonly<Record<string, string>> = {
  whatsapp: 'WhatsApp',
  whatsapp_business: 'WhatsApp Business',
  telegram_personal: 'Telegram',
  max: 'MAX',
};

export type PassOnDeps = Pick<PactWebhookDeps, 'dialogWorkflows' | 'contactKeyOf' | 'quotedText' | 'log'>;

/** Tells the dialog it is for; what is for none is logged or raised as an alert. */
export async function passOn(news: PactNews, body: object, { dialogWorkflows, contactKeyOf, quotedText, log }: PassOnDeps): Promise<void> {
  switch (news.what) {
    case 'clientWrote': {
      const { message, quotedId } = news;
      const quotes =
        quotedId === undefined ? undefined : await quotedText?.(message.contact.conversationId, quotedId).catch(() => undefined);
      return dialogWorkflows.clientWrote(contactKeyOf(message.contact), quotes === undefined ? message : { ...message, quotes });
    }
    case 'managerWrote':
      return dialogWorkflows.managerWrote(contactKeyOf(news.message.contact), news.message);
    case 'messageFailed':
      return dialogWorkflows.messageFailed(contactKeyOf(news.contact), news.failure);
    case 'unreadable': {
      log.error({ messageId: news.messageId, places: news.places }, 'A Pact message cannot be read');
      const which = news.messageId ?? createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
      return dialogWorkflows.raiseAlert({
        id: `pact-unreadable-${which}`,
        about: 'pactUnreadable',
        text: `В чате есть сообщение, которое не удалось прочитать (Pact, ${news.messageId === undefined ? 'без номера' : `№ ${news.messageId}`}; поля: ${news.places.join(', ')}). Посмотрите его в Pact и ответьте сами.`,
      });
    }
    case 'channelLost': {
      const { channelId, provider, sinceText } = news;
      log.error({ channelId, provider }, 'A Pact channel has lost its connection');
      return dialogWorkflows.raiseAlert({
        id: `pact-channel-${channelId}-${sinceText}`,
        about: 'pactChannel',
        text: `Канал ${CHANNELS[provider] ?? provider} в Pact отключён: сообщения клиентов не приходят и ответы не уходят. Подключите его в Pact снова.`,
      });
    }
    case 'dropped':
      log.info({ why: news.why }, 'Dropped a Pact event');
      return;
    case 'acknowledged':
      return;
  }
}
