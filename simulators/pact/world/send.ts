import { setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'express';
import type { Acts } from './acts.ts';
import type { Announcer } from './announce.ts';
import type { Clock } from './clock.ts';
import type { CrmLink } from './crm-link.ts';
import { addMessage, conversationOf, openConversation, type NewConversation, type NewMessage } from './conversations.ts';
import type { Conversation, Message, PactState } from './state.ts';
import type { Store } from './store.ts';

/** With echo `before` the answer waits for the receiver's, but a receiver that hangs must not hang the API. */
const ECHO_WAIT_MS = 2000;

export interface Accepted {
  message: Message;
  conversation: Conversation;
  isNewConversation: boolean;
}

export interface SenderDeps {
  store: Store;
  clock: Clock;
  announcer: Announcer;
  acts: Acts;
  crm: CrmLink;
}

/** A send through the API: accepted, answered, announced. When it is announced relative to the answer is the setting `echo`. */
export class Sender {
  readonly #deps: SenderDeps;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
  }

  async accept(to: Conversation | NewConversation, draft: Omit<NewMessage, 'surface'>): Promise<Accepted> {
    const { store, clock } = this.#deps;
    const nowMs = await clock.nowMs();
    const known = 'id' in to ? to : shownConversation(store.state, to);
    const conversation = known ?? openConversation(store.state, to as NewConversation, nowMs);
    const message = addMessage(store.state, conversation, { ...draft, surface: 'api' }, nowMs);
    await store.save();
    return { message, conversation, isNewConversation: known === undefined };
  }

  /** `status` is the answer's; whether it gets through is the network's (or a fault's) business. */
  async answer(response: Response, accepted: Accepted, body: unknown, status: number): Promise<void> {
    const { store } = this.#deps;
    const { echo, delay_ms: delayMs } = store.state.settings;
    if (echo === 'before') {
      await Promise.race([this.#announce(accepted), delay(ECHO_WAIT_MS, undefined, { ref: false })]);
      await delay(delayMs, undefined, { ref: false });
    }
    const { generation } = store;
    const afterwards = async (): Promise<void> => {
      if (echo !== 'before') await delay(delayMs, undefined, { ref: false });
      if (generation === store.generation) await this.#finish(accepted, echo);
    };
    const isLost = response.locals['lost'] === true;
    // Nobody hears this answer: a fault loses it, or the caller has hung up, and then no close would be told.
    if (isLost || response.closed) void afterwards();
    else
      response.once('close', () => {
        accepted.message.answered = response.writableFinished;
        void afterwards();
      });
    response.status(status).json(body);
  }

  /** Sends that a former process had accepted but not announced. If it had, the event comes twice, as Pact's may. */
  async resume(): Promise<void> {
    const { messages, conversations, settings } = this.#deps.store.state;
    for (const message of messages.rows.filter(({ surface, status }) => surface === 'api' && status === 'sent')) {
      const conversation = conversations.get(message.conversationId);
      if (conversation !== undefined)
        await this.#finish({ message, conversation, isNewConversation: false }, settings.echo === 'off' ? 'off' : 'after');
    }
  }

  #announce({ message, conversation, isNewConversation }: Accepted, toWebhooks = true): Promise<unknown> {
    if (isNewConversation && toWebhooks) this.#deps.announcer.conversationCreated(conversation);
    return this.#deps.announcer.messageCreated(message, conversation, { toWebhooks });
  }

  async #finish(accepted: Accepted, echo: 'before' | 'after' | 'off'): Promise<void> {
    const toWebhooks = echo !== 'off';
    if (echo !== 'before') void this.#announce(accepted, toWebhooks);
    this.#deps.acts.handToProvider(accepted.message, accepted.conversation, { toWebhooks });
    await this.#deps.store.save();
    this.#deps.crm.message(accepted.message, accepted.conversation);
  }
}

/** Write-first to a known phone keeps the conversation (facts/simulators.md, «Pact»); a hidden number is not known. */
function shownConversation(state: PactState, { phone, provider }: NewConversation): Conversation | undefined {
  const known = conversationOf(state, phone, provider);
  return known?.phoneShown === true ? known : undefined;
}
