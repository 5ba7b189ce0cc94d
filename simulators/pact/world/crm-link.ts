import type { Conversation, Message } from './state.ts';

const ANSWER_WITHIN_MS = 5000;

/**
 * Pact's own link to amoCRM: the first word of a client makes a lead there, and every message becomes an event, in order. A CRM that is away
 * is Pact's problem, not the client's.
 */
export class CrmLink {
  readonly #url: string | undefined;
  #told: Promise<void> = Promise.resolve();

  constructor(amocrmUrl: string | undefined) {
    this.#url = amocrmUrl;
  }

  /** Somebody whose number Pact does not know has no card there. `as` = who typed it in amoCRM, where it was. */
  message(
    { surface, sendToCrm }: Message,
    { personPhone: phone, phoneShown, name }: Conversation,
    { isFirst = false, as }: Telling = {},
  ): void {
    if (!phoneShown) return;
    if (isFirst) this.#tell('first-message', { phone, name });
    if (sendToCrm) this.#tell('chat-message', { phone, surface, ...(as === undefined ? {} : { as }) });
  }

  #tell(control: string, body: object): void {
    const url = this.#url;
    if (url === undefined) return;
    this.#told = this.#told.then(() => post(new URL(`/_sim/${control}`, url), body));
  }
}

interface Telling {
  /** The first word ever of this client. */
  isFirst?: boolean;
  as?: string | undefined;
}

function post(url: URL, body: object): Promise<void> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).then(
    (answer) => answer.body?.cancel(),
    () => undefined,
  );
}
