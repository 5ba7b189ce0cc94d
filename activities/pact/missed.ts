import { CONVERSATIONS_PER_PAGE, type PactClient } from './client.ts';
import type { PactMark, PactPolling } from './contract.ts';
import { PactError } from './errors.ts';
import { byId, newestOf } from './newest.ts';
import type { Conversation, WholeMessage } from './schema.ts';

/** A message event as a webhook would have told it (facts/pact.md §3.3). */
export interface MessageEvent {
  event: 'create';
  type: 'message';
  object: Record<string, unknown>;
}

type Conversations = Pick<PactClient, 'conversations' | 'wholeMessages'>;

export interface PactPollingDeps {
  pact: Conversations;
  /** Gives it to its dialog unless that knows it. */
  takeIn: (event: MessageEvent) => Promise<void>;
  warn: (message: string, facts: Record<string, unknown>) => void;
}

/** Of the 10 lists of conversations and 20 of messages a minute, the rest is for those who look for a lost send (facts/pact.md §1.5). */
const CONVERSATION_PAGES_MAX = 3;
const LOOKS_MAX = 10;

export function createPactPolling({ pact, takeIn, warn }: PactPollingDeps): Pick<PactPolling, 'pollPact'> {
  const handOn = async (conversation: Conversation, from: string): Promise<void> => {
    const messages = await newestOf((page) => pact.wholeMessages(conversation.id, page));
    const fresh = messages.filter(({ id }) => byId(id, from) > 0).toSorted((one, other) => byId(one.id, other.id));
    for (const message of fresh) await takeIn(eventOf(message, conversation));
  };

  return {
    async pollPact({ mark }) {
      const conversations = await moved(pact, mark);
      const highest = conversations.map(lastOf).toSorted(byId).at(-1) ?? '0';
      if (mark === undefined) return { highest, seen: seenAt(conversations) };
      const seen: Record<string, string> = {};
      let looks = 0;
      // The longest waiting first; whom the limit leaves out keeps their place for the next time.
      for (const conversation of conversations.toSorted((one, other) => byId(lastOf(one), lastOf(other)))) {
        const from = mark.seen[conversation.id] ?? mark.highest;
        const last = lastOf(conversation);
        seen[conversation.id] = byId(last, from) > 0 ? from : last;
        if (byId(last, from) <= 0 || looks >= LOOKS_MAX) continue;
        looks += 1;
        try {
          await handOn(conversation, from);
          seen[conversation.id] = last;
        } catch (error) {
          warn('A conversation could not be looked through for missed messages', {
            error: error instanceof Error ? error.message : 'unknown',
          });
        }
      }
      return { highest: byId(highest, mark.highest) > 0 ? highest : mark.highest, seen };
    },
  };
}

/** Those that may have moved since the mark. Errors: PactError, also when the order of the list makes that too many pages. */
async function moved(pact: Conversations, mark: PactMark | undefined): Promise<readonly Conversation[]> {
  let rows: readonly Conversation[] = [];
  for (let page = 1; page <= CONVERSATION_PAGES_MAX; page += 1) {
    const next = await pact.conversations(page);
    rows = [...rows, ...next];
    if (next.length < CONVERSATIONS_PER_PAGE) return rows;
    const newestFirst = byId(lastOf(rows[0]), lastOf(rows.at(-1))) >= 0;
    if (newestFirst && (mark === undefined || byId(lastOf(rows.at(-1)), mark.highest) <= 0)) return rows;
  }
  if (byId(lastOf(rows[0]), lastOf(rows.at(-1))) >= 0) return rows; // a flood; those further down move up when they are written to again
  throw new PactError('Pact lists the oldest conversations first, so the newest cannot be found in time', { code: 'PACT_REJECTED' });
}

const lastOf = (conversation: Conversation | undefined): string => conversation?.last_message_id ?? '0';
const seenAt = (conversations: readonly Conversation[]): Record<string, string> =>
  Object.fromEntries(conversations.map((conversation) => [conversation.id, lastOf(conversation)]));

const eventOf = (message: WholeMessage, conversation: Conversation): MessageEvent => ({
  event: 'create',
  type: 'message',
  object: { ...message, conversation: { ...conversation } },
});
