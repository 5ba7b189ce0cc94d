import type { SendLook } from '../../domain/dialog/effects.ts';
import { MESSAGES_PER_PAGE } from './client.ts';
import type { PactClient } from './client.ts';
import { PactError } from './errors.ts';
import type { PactMessage } from './schema.ts';

/** 1,500 messages; a longer conversation in the unhappy order is left to a person. */
const PAGES_MAX = 10;
/** Its clock and ours may differ by as much. */
const CLOCK_SLACK_MS = 5_000;

/** What makes a message the one whose answer was lost. */
export interface Lost {
  text: string;
  look?: SendLook | undefined;
  /** Without `look`: it was written after this moment. */
  notBeforeMs?: number | undefined;
}

/**
 * The id under which an earlier try of ours got through, if it did (SPEC D-91). The oldest match wins: equal texts sent on purpose are
 * bound one by one. The server's order is documented nowhere, so it is read off the page.
 */
export async function findLost(pact: PactClient, conversationId: number, lost: Lost): Promise<string | undefined> {
  const matches = (await recentMessages(pact, conversationId)).filter((message) => isIt(message, lost)).map(({ id }) => id);
  return matches.toSorted(byId)[0];
}

/** The newest page or two: the first ones if the newest come first, else the last ones. */
async function recentMessages(pact: PactClient, conversationId: number): Promise<readonly PactMessage[]> {
  let page = await pact.messages(conversationId, 1);
  if (page.length < MESSAGES_PER_PAGE || newestFirst(page)) return page;
  for (let number = 2; number <= PAGES_MAX; number += 1) {
    const next = await pact.messages(conversationId, number);
    const known = page;
    page = [...known, ...next];
    if (next.length < MESSAGES_PER_PAGE) return page;
  }
  throw new PactError('The conversation is too long to look for a lost message in it', { code: 'PACT_UNREACHABLE' });
}

const newestFirst = (page: readonly PactMessage[]): boolean => byId(page[0]?.id ?? '0', page.at(-1)?.id ?? '0') > 0;

function isIt({ id, income, message, created_at: createdAt }: PactMessage, { text, look, notBeforeMs }: Lost): boolean {
  if (income || normalised(message ?? '') !== normalised(text)) return false;
  if (look) return !look.knownIds.includes(id) && (look.afterMessageId === undefined || byId(id, String(look.afterMessageId)) > 0);
  const createdAtMs = Date.parse(createdAt ?? '');
  return notBeforeMs === undefined || Number.isNaN(createdAtMs) || createdAtMs >= notBeforeMs - CLOCK_SLACK_MS;
}

/** WhatsApp and Pact trim and recompose what they carry. */
const normalised = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** Ids may be longer than a number can hold exactly. */
function byId(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}
