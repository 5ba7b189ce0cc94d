import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Contact } from '../../domain/dialog/dialog.ts';
import type { DialogWorkflows } from '../dialog-workflows.ts';
import type { PactNews } from './pact-news.ts';

const CHANNELS: Readonly<Record<string, string>> = {
  whatsapp: 'WhatsApp',
  whatsapp_business: 'WhatsApp Business',
  telegram_personal: 'Telegram',
  telegram: 'Telegram',
  max: 'MAX',
  max_bot: 'MAX',
};

/** For the webhook and for the worker's polling: nothing of express here, which the worker would load at every start. */
export interface PassOnDeps {
  dialogWorkflows: DialogWorkflows;
  contactKeyOf: (contact: Contact) => string;
  /** The text of the message with this id of the channel's, if it can be had: Pact tells only the id (D-03). */
  quotedText?: (conversationId: number, externalMessageId: string) => Promise<string | undefined>;
  log: Logger;
}

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
      await dialogWorkflows.managerWrote(contactKeyOf(news.message.contact), news.message);
      if (news.failure) await dialogWorkflows.messageFailed(contactKeyOf(news.message.contact), news.failure);
      return;
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
