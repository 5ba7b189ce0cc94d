import { normalizePhone } from '../../contact/phone.ts';
import { CONVERSATIONS_PER_PAGE, type PactClient } from './client.ts';
import type { FoundConversation } from './schema.ts';

/** Of those whose phone, name or public id holds the digits; more than 300 are not one person's. */
const PAGES_MAX = 3;

/**
 * The conversation with exactly this phone on this channel, if Pact has one. The search finds parts of numbers and of names too, as far as
 * is known (facts/pact.md §2.4), so each hit is looked at; of several the one last written in. Errors: PactError.
 */
export async function findConversation(
  pact: Pick<PactClient, 'searchConversations'>,
  { phone, channel }: { phone: string; channel: string },
): Promise<number | undefined> {
  let found: FoundConversation | undefined;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const rows = await pact.searchConversations(phone, page);
    for (const row of rows)
      if (isWith(row, phone, channel) && (found === undefined || (row.last_message_id ?? 0) > (found.last_message_id ?? 0))) found = row;
    if (rows.length < CONVERSATIONS_PER_PAGE) break;
  }
  return found?.id;
}

/** Pact writes phones with and without a plus. */
function isWith({ provider, group, sender_phone: shown }: FoundConversation, phone: string, channel: string): boolean {
  return provider === channel && group !== true && shown != null && normalizePhone(`+${shown.replaceAll(/\D/gu, '')}`) === phone;
}
