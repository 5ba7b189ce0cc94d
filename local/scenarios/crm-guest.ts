/** What the amoCRM simulator shows of one guest; the parts of `GET /_sim/state` that scenarios look at. */
export interface CrmLead {
  id: number;
  name: string;
  stage: string;
  price: number;
  responsible: string;
  /** «Estafeta», «робот» or a person's name. */
  updatedBy: string;
  contacts: readonly number[];
  tags: readonly string[];
  fields: Readonly<Record<string, unknown>>;
}

export interface CrmTask {
  id: number;
  type: string;
  text: string;
  on: string;
  responsible: string;
  /** Unix seconds. */
  dueAt: number;
  completed: boolean;
}

export interface CrmNote {
  id: number;
  on: string;
  text: string | null;
}

export interface CrmGuest {
  leads: readonly CrmLead[];
  tasks: readonly CrmTask[];
  notes: readonly CrmNote[];
}

interface CrmState extends CrmGuest {
  contacts: readonly { id: number; fields: Readonly<Record<string, unknown>> }[];
}

const NATIONAL_DIGITS = 10;
const endOf = (phone: string): string => phone.replace(/\D/gu, '').slice(-NATIONAL_DIGITS);

/** The guest's leads in the order they were made, and what hangs on them or on the contact. */
export async function readCrmGuest(amocrmUrl: string, phone: string): Promise<CrmGuest> {
  const response = await fetch(`${amocrmUrl}/_sim/state`);
  if (!response.ok) throw new Error(`Симулятор amoCRM ответил ${response.status}.`);
  const { contacts, leads, tasks, notes } = (await response.json()) as CrmState;
  const contactIds = contacts.filter(({ fields }) => phonesIn(fields).includes(endOf(phone))).map(({ id }) => id);
  const own = leads.filter((lead) => lead.contacts.some((id) => contactIds.includes(id))).toSorted((one, other) => one.id - other.id);
  const places = new Set([...contactIds.map((id) => `contacts/${id}`), ...own.map(({ id }) => `leads/${id}`)]);
  return { leads: own, tasks: tasks.filter(({ on }) => places.has(on)), notes: notes.filter(({ on }) => places.has(on)) };
}

function phonesIn({ Телефон: value }: Readonly<Record<string, unknown>>): string[] {
  return [value].flat().map((phone) => endOf(String(phone)));
}

const OVER = ['Успешно реализовано', 'Отказ'];
/** Not won and not lost: amoCRM makes no new lead of a message beside it. */
export const isOpen = ({ stage }: CrmLead): boolean => !OVER.includes(stage);
