import type { Delivery } from './delivery.ts';
import type { Feed } from './feed.ts';
import type { Conversation, Message } from './state.ts';
import { conversationView, messageEventView, type ViewContext } from './views.ts';

/** Tells the world what happened: webhooks in Pact's words, the feed for terminal phones. */
export class Announcer {
  readonly #delivery: Delivery;
  readonly #feed: Feed;
  readonly #context: () => ViewContext;

  constructor(delivery: Delivery, feed: Feed, context: () => ViewContext) {
    this.#delivery = delivery;
    this.#feed = feed;
    this.#context = context;
  }

  /** The message's `create`, then the conversation's `update` that each message causes (facts/pact.md §3.3–3.4). */
  messageCreated(message: Message, conversation: Conversation, { toWebhooks = true } = {}): Promise<unknown> {
    this.#feed.publish({ kind: 'create', message, conversation });
    if (!toWebhooks) return Promise.resolve();
    const object = messageEventView(message, conversation, this.#context());
    const tried = this.#delivery.enqueue({ event: 'create', type: 'message', object });
    this.conversationChanged(conversation);
    return tried;
  }

  messageChanged(message: Message, conversation: Conversation, { toWebhooks = true } = {}): void {
    this.#feed.publish({ kind: 'update', message, conversation });
    const object = messageEventView(message, conversation, this.#context());
    if (toWebhooks) void this.#delivery.enqueue({ event: 'update', type: 'message', object });
  }

  conversationCreated(conversation: Conversation): void {
    void this.#delivery.enqueue({ event: 'create', type: 'conversation', object: conversationView(conversation, this.#context()) });
  }

  conversationChanged(conversation: Conversation): void {
    void this.#delivery.enqueue({ event: 'update', type: 'conversation', object: conversationView(conversation, this.#context()) });
  }
}
