import type { CrmGuest, CrmLead, CrmTask } from './crm-guest.ts';
import { moscowDay, moscowTime } from './moscow-time.ts';

/** What has changed in the CRM between two looks, one sentence each, in the order a person would read them. */
export function crmNews(before: CrmGuest, after: CrmGuest): string[] {
  return [
    ...after.leads.flatMap((lead) =>
      leadNews(
        before.leads.find(({ id }) => id === lead.id),
        lead,
      ),
    ),
    ...after.tasks.flatMap((task) =>
      taskNews(
        before.tasks.find(({ id }) => id === task.id),
        task,
      ),
    ),
    ...after.notes
      .filter((note) => !before.notes.some(({ id }) => id === note.id))
      .map(({ on, text }) => `Заметка ${placed(on)}: ${withoutSign(text ?? '')}`),
  ];
}

function leadNews(before: CrmLead | undefined, after: CrmLead): string[] {
  const { id, stage, responsible, fields, price, tags, updatedBy } = after;
  const lead = `Сделка ${id}`;
  const changes = Object.entries(fields)
    .filter(([name, value]) => JSON.stringify(before?.fields[name]) !== JSON.stringify(value))
    .map(([name, value]) => `«${name}»: ${String(value)}`);
  if (price !== (before?.price ?? 0)) changes.push(`бюджет: ${price} ₽`);
  return [
    ...(before === undefined
      ? [`${lead} создана: «${stage}», ответственный ${responsible}${tags.length > 0 ? ', с нашей меткой' : ''}`]
      : []),
    ...(before !== undefined && before.stage !== stage ? [`${lead}: «${before.stage}» → «${stage}» (${updatedBy})`] : []),
    ...(changes.length > 0 ? [`${lead}: ${changes.join(', ')}`] : []),
  ];
}

function taskNews(before: CrmTask | undefined, { type, text, on, responsible, dueAt, completed }: CrmTask): string[] {
  const dueMs = dueAt * 1_000;
  if (before === undefined)
    return [
      `Задача «${type}» ${placed(on)}, ответственный ${responsible}, срок ${moscowDay(dueMs)} ${moscowTime(dueMs)}: ${withoutSign(text)}`,
    ];
  return completed && !before.completed ? [`Задача «${type}» выполнена`] : [];
}

/** Our own sign at the end of a text is for machines. */
const withoutSign = (text: string): string => text.replace(/\n?#estafeta:\S+$/u, '').replaceAll('\n', ' · ');
const placed = (on: string): string => on.replace('leads/', 'в сделке ').replace('contacts/', 'на контакте ');
