import type { AmocrmActivities, ChangeForDialog, CrmChange } from './contract.ts';
import { dialogKeysOf } from './contacts.ts';
import type { Crm } from './crm.ts';
import { counts, isPerson, leaderOf, toLead } from './lead-mapping.ts';
import { isOurs } from './marker.ts';
import type { AmoLead, AmoTask } from './schema.ts';
import { orNone } from './unreadable.ts';

/** What a webhook's news means for whom: the lead, its contacts, their phones, our keys (DESIGN §3, CRM webhooks). */
export async function readChange(crm: Crm, change: CrmChange): ReturnType<AmocrmActivities['readChange']> {
  const closedTasks = await tasksClosed(crm, change);
  const { type, id } = change.entity;
  if (type === 'contact') {
    const changed = await contactChanged(crm, id);
    return (await dialogKeysOf(crm, [id])).map((contactKey) => ({ contactKey, closedTasks, ...changed }));
  }
  const lead = change.deleted ? undefined : await crm.amocrm.lead(id);
  const contactIds = lead === undefined ? await contactsOfGone(crm, id) : (lead._embedded?.contacts ?? []).map((contact) => contact.id);
  const facts = counts(lead, crm.catalogue) ? { lead: toLead(lead, crm.catalogue), ...leaderByPerson(crm, lead, change) } : {};
  return (await dialogKeysOf(crm, contactIds)).map((contactKey) => ({ contactKey, leadId: id, ...facts, closedTasks }));
}

async function contactChanged({ amocrm, catalogue }: Crm, contactId: number): Promise<Pick<ChangeForDialog, 'contactChanged'>> {
  const contact = await amocrm.contact(contactId);
  return contact === undefined || contact.updated_by === catalogue.ourUserId ? {} : { contactChanged: true };
}

/** A lead in the trash shows nothing any more; whose it was is told by the events of its making. */
async function contactsOfGone({ amocrm }: Crm, leadId: number): Promise<readonly number[]> {
  const events = await orNone('events', amocrm.eventsOfLeads([leadId], ['entity_linked']));
  const ids = events
    .filter(({ entity_id: id }) => id === leadId)
    .flatMap(({ value_after: values }) => (values ?? []).flatMap(linkedContact));
  return [...new Set(ids)];
}

function linkedContact(value: Record<string, unknown>): number[] {
  const { link } = value as { link?: { entity?: { type?: unknown; id?: unknown } } };
  return link?.entity?.type === 'contact' && typeof link.entity.id === 'number' ? [link.entity.id] : [];
}

/** The webhook's author counts too: a robot that came after the person has already overwritten the lead's own mark (SPEC D-53). */
function leaderByPerson({ catalogue }: Crm, lead: AmoLead, { byUserId }: CrmChange): Pick<ChangeForDialog, 'leaderByPerson'> {
  const leader = leaderOf(lead.custom_fields_values, catalogue);
  const by = [lead.updated_by, byUserId].find((userId) => isPerson(userId, catalogue));
  if (leader === undefined || by == null) return {};
  const name = catalogue.users.get(by)?.name;
  return { leaderByPerson: { leader, by: { id: by, ...(name === undefined ? {} : { name }) } } };
}

/** Our tasks that a person completed (SPEC D-43); what robots tidy away is nobody's act. */
async function tasksClosed({ amocrm, catalogue }: Crm, { closedTaskIds = [] }: CrmChange): Promise<ChangeForDialog['closedTasks']> {
  const read = async (id: number): Promise<readonly AmoTask[]> =>
    orNone(
      'tasks',
      amocrm.task(id).then((task) => (task ? [task] : [])),
    );
  const tasks = (await Promise.all(closedTaskIds.map(read))).flat();
  return tasks.flatMap((task) => {
    const by = task.updated_by;
    if (!task.is_completed || !isOurs(task.text) || !isPerson(by, catalogue)) return [];
    const name = catalogue.users.get(by)?.name;
    const doneAtMs = lastMsOfSecond(task.updated_at);
    return [
      {
        id: task.id,
        text: task.text ?? '',
        by: { id: by, ...(name === undefined ? {} : { name }) },
        ...(doneAtMs === undefined ? {} : { doneAtMs }),
      },
    ];
  });
}

/** amoCRM counts in whole seconds: what was written within that second came before. */
const lastMsOfSecond = (seconds: number | null | undefined): number | undefined => (seconds == null ? undefined : seconds * 1_000 + 999);
