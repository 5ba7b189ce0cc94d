import { authOf } from '../world/channels.ts';
import type { Message, PactState, Provider } from '../world/state.ts';
import { badRequest } from './errors.ts';

/** WhatsApp's own limit; Pact documents none (facts/pact.md §2.6, §8.3). */
const TEXT_LIMIT = 4096;

export type Draft = Pick<Message, 'text' | 'attachmentIds' | 'repliedToId' | 'sendToCrm'>;
type Words = Pick<Message, 'text' | 'attachmentIds'>;

/** What may be sent, checked alike in both versions of the API; `names` are what the parameters are called there. */
export function wordsToSend(state: PactState, { text, attachmentIds }: Words, names: { text: string; attachments: string }): Words {
  const words = text?.trim() === '' ? null : text;
  if (words === null && attachmentIds.length === 0) throw badRequest(`${names.text}: a message needs a text or an attachment`);
  if (words !== null && Array.from(words).length > TEXT_LIMIT) throw badRequest(`${names.text}: is longer than ${TEXT_LIMIT} characters`);
  if (attachmentIds.length > 1) throw badRequest(`${names.attachments}: only one attachment per message`);
  for (const id of attachmentIds) {
    const attachment = state.attachments.get(id);
    if (attachment === undefined) throw badRequest(`${names.attachments}: attachment ${id} not found`);
    if (attachment.messageId !== null) throw badRequest(`${names.attachments}: attachment ${id} belongs to another message`);
  }
  return { text: words, attachmentIds };
}

/** By the setting `disconnected_send`; else the message is accepted and fails later. */
export function refuseDisconnected(state: PactState, provider: Provider): void {
  if (state.settings.disconnected_send === 'refuse' && authOf(state, provider)?.state !== 'enabled')
    throw badRequest(`The ${provider} channel is not connected`);
}
