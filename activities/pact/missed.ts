import { whileHeartbeating } from '../running.ts';
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
  /** Conversations read in one look; without it what Pact's limits allow. */
  looksMax?: number | undefined;
}

/** Of the 10 lists of conversations and 20 of messages a minute, the rest is for those who look for a lost send (facts/pact.md §1.5). */
const CONVERSATION_PAGES_MAX = 3;
const LOOKS_MAX = 10;
/** A first look may follow a message by a moment; where a run ended without a mark, it stands in for it. */
const FIRST_LOOK_BACK_MS = 10 * 60_000;

export function createPactPolling({ pact, takeIn, warn, looksMax = LOOKS_MAX }: PactPollingDeps): Pick<PactPolling, 'pollPact'> {
  const handOn = async (conversation: Conversation, from: string, sinceMs: number): Promise<void> => {
    const messages = await newestOf((page) => pact.wholeMessages(conversation.id, page));
    const fresh = messages.filter((message) => byId(message.id, from) > 0 && !isBefore(sinceMs, message.created_at));
    for (const message of fresh.toSorted((one, other) => byId(one.id, other.id))) await takeIn(eventOf(message, conversation));
  };

  const pollPact = async ({ mark: given, nowMs }: Parameters<PactPolling['pollPact']>[0], nobodyWaits: AbortSignal): Promise<PactMark> => {
    const mark = given ?? { highest: '0', seen: {}, sinceMs: nowMs - FIRST_LOOK_BACK_MS };
    const conversations = await moved(pact, mark);
    const seen: Record<string, string> = {};
    let looks = 0;
    const seenOf = ({ id }: Conversation): string => mark.seen[id] ?? mark.highest;
    // The longest unread first: by the last message, a guest who goes on writing would never have their turn.
    for (const conversation of conversations.toSorted(
      (one, other) => byId(seenOf(one), seenOf(other)) || byId(lastOf(one), lastOf(other)),
    )) {
      const from = seenOf(conversation);
      const last = lastOf(conversation);
      const hasNews = byId(last, from) > 0 && !isBefore(mark.sinceMs, conversation.last_updated_at);
      seen[conversation.id] = hasNews ? from : last;
      if (!hasNews || looks >= looksMax) continue;
      nobodyWaits.throwIfAborted(); // a worker that stops waits for us
      looks += 1;
      try {
        await handOn(conversation, from, mark.sinceMs);
        seen[conversation.id] = last;
      } catch (error) {
        warn('A conversation could not be looked through for missed messages', {
          error: error instanceof Error ? error.message : 'unknown',
        });
      }
    }
    const highest = [mark.highest, ...conversations.map(lastOf)].toSorted(byId).at(-1) ?? '0';
    return { highest, seen, sinceMs: mark.sinceMs };
  };
  return { pollPact: async (request) => whileHeartbeating(async (nobodyWaits) => pollPact(request, nobodyWaits)) };
}

/** Those that may have moved since the mark. Errors: PactError, also when the order of the list makes that too many pages. */
async function moved(pact: Conversations, mark: PactMark): Promise<readonly Conversation[]> {
  let rows: readonly Conversation[] = [];
  for (let page = 1; page <= CONVERSATION_PAGES_MAX; page += 1) {
    const next = await pact.conversations(page);
    rows = [...rows, ...next];
    if (next.length < CONVERSATIONS_PER_PAGE) return rows;
    const newestFirst = byId(lastOf(rows[0]), lastOf(rows.at(-1))) >= 0;
    const end = rows.at(-1);
    if (newestFirst && (byId(lastOf(end), mark.highest) <= 0 || isBefore(mark.sinceMs, end?.last_updated_at))) return rows;
  }
  if (byId(lastOf(rows[0]), lastOf(rows.at(-1))) >= 0) return rows; // a flood; those further down move up when they are written to again
  throw new PactError('Pact lists the oldest conversations first, so the newest cannot be found in time', { code: 'PACT_REJECTED' });
}

const lastOf = (conversation: Conversation | undefined): string => conversation?.last_message_id ?? '0';
/** Without a time it may be of any. */
const isBefore = (momentMs: number, text: string | null | undefined): boolean => Date.parse(text ?? '') < momentMs;

const eventOf = (message: WholeMessage, conversation: Conversation): MessageEvent => ({
  event: 'create',
  type: 'message',
  object: { ...message, conversation: { ...conversation } },
});
