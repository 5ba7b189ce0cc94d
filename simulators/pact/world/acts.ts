import type { Announcer } from './announce.ts';
import type { Clock } from './clock.ts';
import { authOf } from './channels.ts';
import { addMessage, conversationOf, externalIdFor, openConversation } from './conversations.ts';
import type { CrmLink } from './crm-link.ts';
import type { Auth, Conversation, Message, MessageStatus, Provider } from './state.ts';
import type { Store } from './store.ts';

const WINDOW_MS = 24 * 60 * 60 * 1000;
/** Meta's error, in the shape facts/pact.md §8.3 assumes. */
const OUTSIDE_WINDOW = { code: 131047, reason: 'Re-engagement message: more than 24 hours have passed since the customer last replied' };

/** Ours: Pact's own words for it are unknown. */
const DISCONNECTED = { reason: 'The channel is not connected' };

export interface ActsDeps {
  store: Store;
  clock: Clock;
  announcer: Announcer;
  crm: CrmLink;
}

export interface GuestWords {
  phone: string;
  name?: string | undefined;
  text: string | null;
  provider: Provider;
  phoneShown: boolean;
  repliedToId: string | null;
  attachmentIds: number[];
}

export interface ManagerWords {
  phone: string;
  name?: string | undefined;
  text: string | null;
  surface: 'pact' | 'amo' | 'phone';
  bulk: boolean;
  /** Who typed it in amoCRM, in amoCRM's words; `robot` = Salesbot. */
  as?: string | undefined;
}

/** What people do, seen from outside Pact's API. Every act is on disk before it is answered. */
export class Acts {
  readonly #deps: ActsDeps;

  constructor(deps: ActsDeps) {
    this.#deps = deps;
  }

  async guestWrites({ phone, name, text, provider, phoneShown, repliedToId, attachmentIds }: GuestWords): Promise<Message> {
    const { store, clock, announcer } = this.#deps;
    const nowMs = await clock.nowMs();
    const { state } = store;
    const known = conversationOf(state, phone, provider);
    const firstEver = !state.conversations.rows.some((chat) => chat.personPhone === phone && chat.lastClientMessageAtMs !== null);
    const conversation = known ?? openConversation(state, { phone, provider, name, phoneShown }, nowMs);
    if (name !== undefined) conversation.name = name;
    const message = addMessage(state, conversation, { surface: 'client', text, status: 'created', repliedToId, attachmentIds }, nowMs);
    message.externalId = externalIdFor(message.id, conversation.provider);
    if (known === undefined) announcer.conversationCreated(conversation);
    void announcer.messageCreated(message, conversation);
    await store.save();
    this.#deps.crm.message(message, conversation, { isFirst: firstEver });
    return message;
  }

  /** A person of the company writes: in Pact or the CRM card it goes the way of every send, on the phone it is out already. */
  async managerWrites({ phone, name, text, surface, bulk, as }: ManagerWords): Promise<Message> {
    const { store, clock, announcer } = this.#deps;
    const nowMs = await clock.nowMs();
    const known = conversationOf(store.state, phone);
    const conversation = known ?? openConversation(store.state, { phone, provider: 'whatsapp', name, phoneShown: true }, nowMs);
    const message = addMessage(store.state, conversation, { surface, text, bulk }, nowMs);
    if (surface === 'phone') {
      message.status = 'delivered';
      message.externalId = externalIdFor(message.id, conversation.provider);
    }
    if (known === undefined) announcer.conversationCreated(conversation);
    void announcer.messageCreated(message, conversation);
    if (surface !== 'phone') this.handToProvider(message, conversation);
    await store.save();
    this.#deps.crm.message(message, conversation, { as });
    return message;
  }

  /** The provider takes an outgoing message and names it, or refuses it. */
  handToProvider(message: Message, conversation: Conversation, { toWebhooks = true } = {}): void {
    const { lastClientMessageAtMs, provider } = conversation;
    const channel = authOf(this.#deps.store.state, provider);
    const windowOpen = lastClientMessageAtMs !== null && message.createdAtMs - lastClientMessageAtMs < WINDOW_MS;
    if (channel?.state !== 'enabled') {
      message.status = 'error';
      message.details = { ...DISCONNECTED };
    } else if (provider === 'whatsapp_business' && !windowOpen && !message.template) {
      message.status = 'error';
      message.details = { ...OUTSIDE_WINDOW };
    } else {
      message.status = 'delivered';
      message.externalId = externalIdFor(message.id, provider);
    }
    this.#deps.announcer.messageHandedOver(message, conversation, { toWebhooks });
  }

  async setStatus(message: Message, conversation: Conversation, status: MessageStatus, reason: string | undefined): Promise<void> {
    message.status = status;
    message.details = status === 'error' ? { reason: reason ?? 'Recipient has no WhatsApp' } : null;
    if (status === 'error') message.externalId = null;
    else if (status !== 'sent') message.externalId ??= externalIdFor(message.id, conversation.provider);
    this.#deps.announcer.messageChanged(message, conversation);
    await this.#deps.store.save();
  }

  /** The phone lost its session or found it again. Events come only when something changed. */
  async setChannelState(auth: Auth, state: Auth['state']): Promise<void> {
    if (auth.state === state) return;
    auth.updatedAtMs = await this.#deps.clock.nowMs();
    auth.state = state;
    await this.announceChannel(auth, 'update');
  }

  async announceChannel(auth: Auth, event: 'create' | 'update'): Promise<void> {
    this.#deps.announcer.authChanged(auth, event);
    await this.#deps.store.save();
  }

  async editMessage(message: Message, conversation: Conversation, text: string): Promise<void> {
    message.text = text;
    this.#deps.announcer.messageChanged(message, conversation);
    await this.#deps.store.save();
  }
}
