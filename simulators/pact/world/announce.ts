import type { Delivery } from './delivery.ts';
import type { Feed } from './feed.ts';
import type { Auth, Conversation, Message } from './state.ts';
import { authEventView, conversationView, messageEventView, type ViewContext } from './views.ts';
import { v1Ack, v1Channel, v1Conversation, v1Job, v1Message } from './v1-events.ts';

/** Tells the world what happened: webhooks in Pact's words, those of v1 beside those of v2, and the feed for terminal phones. */
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
    const context = this.#context();
    const tried = this.#delivery.enqueue({ event: 'create', type: 'message', object: messageEventView(message, conversation, context) });
    // v1 tells of a message when it has been received or delivered, not when it was accepted
    if (message.status !== 'sent') this.#delivery.enqueueV1(v1Message(message, conversation, context));
    this.conversationChanged(conversation);
    return tried;
  }

  /** The provider has taken the message or refused it. */
  messageHandedOver(message: Message, conversation: Conversation, { toWebhooks = true } = {}): void {
    this.#messageUpdated(message, conversation, toWebhooks);
    if (!toWebhooks) return;
    const context = this.#context();
    if (message.status === 'delivered') this.#delivery.enqueueV1(v1Message(message, conversation, context));
    const job = v1Job(message, context);
    if (job !== undefined) this.#delivery.enqueueV1(job);
  }

  /** Its status or its text changed later. */
  messageChanged(message: Message, conversation: Conversation): void {
    this.#messageUpdated(message, conversation, true);
    if (message.surface !== 'client') this.#delivery.enqueueV1(v1Ack(message, conversation, this.#context()));
  }

  conversationCreated(conversation: Conversation): void {
    const context = this.#context();
    void this.#delivery.enqueue({ event: 'create', type: 'conversation', object: conversationView(conversation, context) });
    this.#delivery.enqueueV1(v1Conversation(conversation, context));
  }

  conversationChanged(conversation: Conversation): void {
    void this.#delivery.enqueue({ event: 'update', type: 'conversation', object: conversationView(conversation, this.#context()) });
  }

  authChanged(auth: Auth, event: 'create' | 'update'): void {
    void this.#delivery.enqueue({ event, type: 'auth', object: authEventView(auth) });
    this.#delivery.enqueueV1(v1Channel(auth));
  }

  #messageUpdated(message: Message, conversation: Conversation, toWebhooks: boolean): void {
    this.#feed.publish({ kind: 'update', message, conversation });
    const object = messageEventView(message, conversation, this.#context());
    if (toWebhooks) void this.#delivery.enqueue({ event: 'update', type: 'message', object });
  }
}
