import type { z } from 'zod';
import type { CrmChange } from '../dialog-workflows.ts';
import { changedContact, changedLead, changedTask, newUnsorted, type AmocrmForm } from './amocrm.schema.ts';

export interface AmocrmNews {
  /** One per lead or contact, whatever a body says of it in how many places. */
  changes: readonly CrmChange[];
  /** Elements of a known kind that could not be read. */
  unreadable: number;
}

type Element = Record<string, unknown>;
type Reading = CrmChange | 'notForUs' | 'unreadable';

/** amoCRM's words to ours: which leads and contacts have news. Who they are is read from the CRM later (DESIGN §3, CRM webhooks). */
export function readAmocrmForm({ leads, contacts, task, unsorted }: AmocrmForm): AmocrmNews {
  const readings: Reading[] = [
    ...[leads?.add, leads?.update, leads?.status, leads?.responsible, leads?.restore].flatMap((elements = []) => elements.map(leadChanged)),
    ...(leads?.delete ?? []).map(leadDeleted),
    ...(contacts?.update ?? []).map(contactChanged),
    ...(task?.update ?? []).map(taskChanged),
    ...(unsorted?.add ?? []).map(unsortedAdded),
  ];
  const changes = readings.filter((reading) => typeof reading === 'object');
  return { changes: merged(changes), unreadable: readings.filter((reading) => reading === 'unreadable').length };
}

const leadChanged = (element: Element): Reading =>
  read(changedLead, element, ({ id, modified_user_id: by }) => ({ entity: { type: 'lead', id }, ...actor(by) }));

const leadDeleted = (element: Element): Reading =>
  read(changedLead, element, ({ id, modified_user_id: by }) => ({ entity: { type: 'lead', id }, deleted: true, ...actor(by) }));

/** Companies come under the same key (facts/amocrm.md §8.4). */
const contactChanged = (element: Element): Reading =>
  element['type'] === 'company'
    ? 'notForUs'
    : read(changedContact, element, ({ id, modified_user_id: by }) => ({ entity: { type: 'contact', id }, ...actor(by) }));

/** Only a completed task of a lead or contact is news (D-43); whose it was is read from the CRM. */
function taskChanged(element: Element): Reading {
  const { element_type: type, status, action_close: closing } = element;
  if ((type !== '1' && type !== '2') || (status !== '1' && closing !== '1')) return 'notForUs';
  return read(changedTask, element, (task) => ({
    entity: { type: task.element_type === '2' ? 'lead' : 'contact', id: task.element_id },
    closedTaskIds: [task.id],
    ...actor(task.modified_user_id),
  }));
}

/** A new lead in «Неразобранное» (D-15). Some carry no lead yet. */
const unsortedAdded = (element: Element): Reading =>
  element['lead_id'] === undefined ? 'notForUs' : read(newUnsorted, element, ({ lead_id: id }) => ({ entity: { type: 'lead', id } }));

function read<T>(schema: z.ZodType<T>, element: Element, toChange: (value: T) => CrmChange): Reading {
  const result = schema.safeParse(element);
  return result.success ? toChange(result.data) : 'unreadable';
}

const actor = (userId: number | undefined): { byUserId?: number } => (userId === undefined || userId === 0 ? {} : { byUserId: userId });

/** One change per lead or contact: amoCRM tells of one move in several places of a body. */
function merged(changes: readonly CrmChange[]): CrmChange[] {
  const byEntity = new Map<string, CrmChange>();
  for (const change of changes) {
    const key = `${change.entity.type}:${change.entity.id}`;
    const before = byEntity.get(key);
    const closedTaskIds = [...new Set([...(before?.closedTaskIds ?? []), ...(change.closedTaskIds ?? [])])];
    byEntity.set(key, { ...before, ...change, ...(closedTaskIds.length === 0 ? {} : { closedTaskIds }) });
  }
  return [...byEntity.values()];
}
