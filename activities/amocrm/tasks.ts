import { currentAttempt } from '../running.ts';
import type { AmocrmActivities, WrittenOn } from './contract.ts';
import type { Crm } from './crm.ts';
import { bears, marked } from './marker.ts';
import { placeOf } from './places.ts';
import type { Place } from './places.ts';
import { responsibleFor } from './responsible.ts';

/** SPEC D-41: one task, for the right person, found again by its marker. */
export async function createTask(crm: Crm, request: Parameters<AmocrmActivities['createTask']>[0]): Promise<WrittenOn> {
  const { subject, kind, text, dueAtMs, marker, repeat, contact } = request;
  const place = await placeOf(crm, subject, { contact, marker });
  const isDone = (repeat || currentAttempt() > 1) && (await isWritten(crm, place, marker));
  if (!isDone) {
    const responsible = await responsibleFor(crm, place.entity === 'leads' ? { lead: place.lead } : { contactId: place.id });
    await crm.amocrm.createTask({
      task_type_id: crm.catalogue.taskTypeIds[kind],
      text: marked(text, marker),
      complete_till: Math.ceil(dueAtMs / 1000),
      entity_id: place.id,
      entity_type: place.entity,
      ...(responsible === undefined ? {} : { responsible_user_id: responsible }),
    });
  }
  return writtenOn(place);
}

/** Also among the youngest tasks of all: when the earlier try ran there may have been no lead yet, and the task is on the contact. */
async function isWritten({ amocrm }: Crm, { entity, id }: Place, marker: string): Promise<boolean> {
  const [here, recent] = await Promise.all([amocrm.tasksOf(entity, id), amocrm.recentTasks()]);
  return [...here, ...recent].some(({ text }) => bears(text, marker));
}

export async function addNote(crm: Crm, request: Parameters<AmocrmActivities['addNote']>[0]): Promise<WrittenOn> {
  const { subject, text, marker, repeat, contact } = request;
  const place = await placeOf(crm, subject, { contact, marker });
  const isDone =
    (repeat || currentAttempt() > 1) &&
    (await crm.amocrm.notesOf(place.entity, place.id)).some(({ params }) => bears(params?.text, marker));
  if (!isDone) await crm.amocrm.createNote(place.entity, place.id, marked(text, marker));
  return writtenOn(place);
}

const writtenOn = ({ entity, id }: Place): WrittenOn => (entity === 'contacts' ? { contactId: id } : {});
