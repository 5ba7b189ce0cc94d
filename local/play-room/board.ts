import { phoneOf, type CrmState } from './crm.ts';
import type { BoardLead, BoardStage, GuestRow } from './messages.ts';

const NOTES_SHOWN = 3;

/** The funnel as its manager sees it: every stage, with its leads. */
export function boardOf(crm: CrmState, stages: readonly string[]): BoardStage[] {
  const leads = crm.leads.filter(({ deleted }) => deleted !== true);
  return stages.map((name) => ({
    name,
    leads: leads
      .filter(({ stage }) => stage === name)
      .toSorted((one, other) => other.id - one.id)
      .map((lead) => onBoard(lead, crm)),
  }));
}

function onBoard({ id, name, price, responsible, contacts, fields }: CrmState['leads'][number], crm: CrmState): BoardLead {
  const leader = fields['Ведёт диалог'];
  const people = crm.contacts.filter((contact) => contacts.includes(contact.id));
  const places = [`leads/${id}`, ...contacts.map((contact) => `contacts/${contact}`)];
  return {
    id,
    name,
    price,
    responsible,
    leader: typeof leader === 'string' && leader !== '' ? leader : null,
    guests: people.flatMap((contact) => {
      const phone = phoneOf(contact);
      return phone === undefined ? [] : [{ phone, name: contact.name }];
    }),
    tasks: crm.tasks
      .filter(({ on, completed }) => on !== null && places.includes(on) && !completed)
      .map((task) => ({
        id: task.id,
        type: task.type,
        text: withoutSign(task.text),
        responsible: task.responsible,
        dueAtMs: task.dueAt * 1_000,
      }))
      .toSorted((one, other) => one.dueAtMs - other.dueAtMs),
    notes: crm.notes
      .filter(({ on, text }) => places.includes(on) && text !== null)
      .toSorted((one, other) => other.id - one.id)
      .slice(0, NOTES_SHOWN)
      .map(({ text }) => withoutSign(text ?? '')),
  };
}

/** Everybody whom the CRM knows by a phone, and those who have not written yet. */
export function guestsOf(crm: CrmState, newcomers: readonly { phone: string; name: string }[]): GuestRow[] {
  const rows = new Map<string, GuestRow>();
  for (const contact of crm.contacts) {
    const phone = phoneOf(contact);
    if (phone === undefined || rows.has(phone)) continue;
    const stages = crm.leads.filter(({ contacts, deleted }) => deleted !== true && contacts.includes(contact.id)).map(({ stage }) => stage);
    rows.set(phone, { phone, name: contact.name, stages });
  }
  const unknown = newcomers.filter(({ phone }) => !rows.has(phone)).map(({ phone, name }) => ({ phone, name, stages: [] }));
  return [...unknown, ...rows.values()];
}

/** Our own sign at the end of a text is for machines. */
const withoutSign = (text: string): string => text.replace(/\n?#estafeta:\S+$/u, '');
