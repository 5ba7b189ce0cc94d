import { whileHeartbeating } from '../running.ts';
import type { CatalogueSource } from './catalogue-source.ts';
import type { AmocrmClient } from './client.ts';
import type { AmocrmMark, AmocrmPolling, CrmChange } from './contract.ts';
import { momentOf } from './event-moment.ts';
import type { AmoEvent } from './schema.ts';

export interface AmocrmPollingDeps {
  amocrm: Pick<AmocrmClient, 'eventsSince' | 'task'>;
  catalogue: Pick<CatalogueSource, 'get'>;
  /** Passes it on as a webhook's news. */
  tell: (change: CrmChange) => Promise<void>;
  /** Did a webhook make us read this lead or contact at that moment or later? */
  readSince: (entity: CrmChange['entity'], atMs: number) => Promise<boolean>;
}

/** Events are written down some seconds late (facts/amocrm.md §7.4), and its clock and ours differ. */
const OVERLAP_MS = 120_000;
/** A first look may follow a change by a moment; where a run ended without a mark, it stands in for it. */
const FIRST_LOOK_BACK_MS = 10 * 60_000;
/** What our webhooks tell of too; the general name of a field's change finds every field's. */
const TYPES = [
  'lead_added',
  'lead_deleted',
  'lead_restored',
  'lead_status_changed',
  'entity_responsible_changed',
  'entity_linked',
  'sale_field_changed',
  'name_field_changed',
  'custom_field_value_changed',
  'task_completed',
] as const;

export function createAmocrmPolling({ amocrm, catalogue, tell, readSince }: AmocrmPollingDeps): Pick<AmocrmPolling, 'pollAmocrm'> {
  /** The lead or contact it is about, if it is about one. */
  const changeOf = async ({ type, entity_type: on, entity_id: id, created_by: by }: AmoEvent): Promise<CrmChange | undefined> => {
    const author = by === 0 ? {} : { byUserId: by };
    if (on === 'lead' || on === 'contact')
      return { entity: { type: on, id }, ...(type === 'lead_deleted' ? { deleted: true } : {}), ...author };
    if (type !== 'task_completed') return undefined;
    const task = await amocrm.task(id);
    const entity = entityOf(task?.entity_type, task?.entity_id);
    return entity && { entity, closedTaskIds: [id], ...author };
  };

  const pollAmocrm: AmocrmPolling['pollAmocrm'] = async ({ mark, nowMs }) => {
    const fromMs = mark === undefined ? nowMs - FIRST_LOOK_BACK_MS : mark.atMs - OVERLAP_MS;
    const rows = await amocrm.eventsSince(Math.floor(fromMs / 1_000), TYPES);
    const events = rows.filter((event) => momentOf(event) >= fromMs).toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { ourUserId } = await catalogue.get();
    const fresh = events.filter(({ id, created_by: by }) => mark?.seen.includes(id) !== true && by !== ourUserId);
    for (const event of fresh) {
      const change = await changeOf(event);
      // A completed task is told of in any case: news of the lead alone does not name it, and twice is once (D-43).
      if (change && (change.closedTaskIds || !(await readSince(change.entity, momentOf(event))))) await tell(change);
    }
    return markAt(mark?.atMs ?? nowMs, events);
  };
  return { pollAmocrm: async (request) => whileHeartbeating(async () => pollAmocrm(request)) };
}

function markAt(beforeMs: number, events: readonly AmoEvent[]): AmocrmMark {
  const atMs = Math.max(beforeMs, ...events.map(momentOf));
  return { atMs, seen: events.filter((event) => momentOf(event) >= atMs - OVERLAP_MS).map(({ id }) => id) };
}

/** Tasks name it in the plural. */
function entityOf(type: string | null | undefined, id: number | null | undefined): CrmChange['entity'] | undefined {
  if (id == null || id === 0) return undefined;
  if (type === 'leads') return { type: 'lead', id };
  return type === 'contacts' ? { type: 'contact', id } : undefined;
}
