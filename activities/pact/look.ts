import type { SendLook } from '../../domain/dialog/effects.ts';
import type { PactClient } from './client.ts';
import { byId, newestOf } from './newest.ts';
import type { PactMessage } from './schema.ts';

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
  const matches = (await newestOf((page) => pact.messages(conversationId, page)))
    .filter((message) => isIt(message, lost))
    .map(({ id }) => id);
  return matches.toSorted(byId)[0];
}

function isIt({ id, income, message, created_at: createdAt }: PactMessage, { text, look, notBeforeMs }: Lost): boolean {
  if (income || normalised(message ?? '') !== normalised(text)) return false;
  if (!look) return isSince(createdAt, notBeforeMs);
  const isNewer = look.afterMessageId === undefined || byId(id, String(look.afterMessageId)) > 0;
  return isNewer && !look.knownIds.includes(id) && isSince(createdAt, look.notBeforeMs);
}

/** Without a time it may be of any. */
function isSince(createdAt: string | null | undefined, notBeforeMs: number | undefined): boolean {
  const createdAtMs = Date.parse(createdAt ?? '');
  return notBeforeMs === undefined || Number.isNaN(createdAtMs) || createdAtMs >= notBeforeMs - CLOCK_SLACK_MS;
}

/** WhatsApp and Pact trim and recompose what they carry. */
const normalised = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();
