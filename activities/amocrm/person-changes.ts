import type { AmocrmClient } from './client.ts';
import type { Catalogue } from './catalogue.ts';
import { isPerson } from './lead-mapping.ts';
import type { AmoLead } from './schema.ts';
import { orNone } from './unreadable.ts';

/** amoCRM takes at most ten leads a question (facts/amocrm.md §7.2). */
const LEADS_MAX = 10;
/** Words in the chat are no changes of the lead. */
const CHAT = /chat_message|direct_message/u;

/**
 * When a person last changed these leads, in seconds by lead id; only for those whose last change was a machine's, where the lead's own mark
 * does not tell (SPEC D-19).
 */
export async function personChanges(
  amocrm: AmocrmClient,
  leads: readonly AmoLead[],
  catalogue: Catalogue,
): Promise<ReadonlyMap<number, number>> {
  const asked = leads.filter(({ updated_by: by }) => !isPerson(by, catalogue)).slice(0, LEADS_MAX);
  const changes = new Map<number, number>();
  if (asked.length === 0) return changes;
  const events = await orNone('events', amocrm.eventsOfLeads(asked.map(({ id }) => id)));
  for (const { entity_id: leadId, created_by: by, created_at: at, type } of events) {
    if (isPerson(by, catalogue) && !CHAT.test(type)) changes.set(leadId, Math.max(at, changes.get(leadId) ?? 0));
  }
  return changes;
}
