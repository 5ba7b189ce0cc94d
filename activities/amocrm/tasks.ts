import { currentAttempt } from '../running.ts';
import type { AmocrmActivities, WrittenOn } from './contract.ts';
import type { Crm } from './crm.ts';
import { bears, marked } from './marker.ts';
import { placeOf } from './places.ts';
import type { Place } from './places.ts';
import { responsibleFor, usable } from './responsible.ts';
import type { AmoTask } from './schema.ts';

/** SPEC D-41: one task, for the right person, found again by its marker. */
export async function createTask(
  crm: Crm,
  request: Parameters<AmocrmActivities['createTask']>[0],
): ReturnType<AmocrmActivities['createTask']> {
  const { subject, kind, text, dueAtMs, marker, repeat, contact } = request;
  const place = await placeOf(crm, subject, { contact, marker });
  const earlier = repeat || currentAttempt() > 1 ? await taskWith(crm, place, marker) : undefined;
  if (earlier) return { ...writtenOn(place), ...given(earlier.responsible_user_id) };
  const about = place.entity === 'leads' ? { lead: place.lead } : { contactId: place.id };
  const responsible = usable(request.responsibleId, crm.catalogue) ?? (await responsibleFor(crm, about));
  await crm.amocrm.createTask({
    task_type_id: crm.catalogue.taskTypeIds[kind],
    text: marked(text, marker),
    complete_till: Math.ceil(dueAtMs / 1000),
    entity_id: place.id,
    entity_type: place.entity,
    ...(responsible === undefined ? {} : { responsible_user_id: responsible }),
  });
  return { ...writtenOn(place), ...given(responsible) };
}

const given = (userId: number | null | undefined): { responsibleId?: number } => (userId ? { responsibleId: userId } : {});

/** Also among the youngest tasks of all: when the earlier try ran there may have been no lead yet, and the task is on the contact. */
async function taskWith({ amocrm }: Crm, { entity, id }: Place, marker: string): Promise<AmoTask | undefined> {
  const [here, recent] = await Promise.all([amocrm.tasksOf(entity, id), amocrm.recentTasks()]);
  return [...here, ...recent].find(({ text }) => bears(text, marker));
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
