import { EventEmitter } from 'node:events';
import type { Conversation, Message } from './state.ts';

export interface FeedItem {
  kind: 'create' | 'update';
  message: Message;
  conversation: Conversation;
}

/** Every new or changed message, at the instant it happens: what a phone in the guest's hand would show. */
export class Feed {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish(item: FeedItem): void {
    this.#emitter.emit('item', item);
  }

  subscribe(listener: (item: FeedItem) => void): () => void {
    this.#emitter.on('item', listener);
    return () => this.#emitter.off('item', listener);
  }
}
