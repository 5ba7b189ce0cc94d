import type { GuestEvidence } from './check/evidence.ts';
import { markerOf } from './check/doubled.ts';

export interface CrmWorld {
  /** Stages by the id of their status. */
  stages: ReadonlyMap<number, string>;
  state: {
    leads: { id: number; stage: string; contacts: number[]; fields: Record<string, unknown>; deleted?: boolean }[];
    contacts: { id: number; fields: Record<string, unknown> }[];
    tasks: { id: number; type: string; text: string; on: string | null }[];
    notes: { id: number; on: string; text: unknown }[];
  };
  journal: {
    entries: {
      atMs: number;
      method: string;
      path: string;
      body: unknown;
      executed: boolean;
      answered: boolean;
      entities: string[];
      status: number | null;
    }[];
  };
}

/** What amoCRM's simulator knows of one guest. */
export function crmOf(phone: string, { stages, state, journal }: CrmWorld): GuestEvidence['crm'] {
  const contactIds = state.contacts.filter(({ fields }) => JSON.stringify(fields).includes(phone.slice(1))).map(({ id }) => id);
  const leads = state.leads.filter(({ contacts, deleted }) => !deleted && contacts.some((id) => contactIds.includes(id)));
  const own = new Set([...leads.map(({ id }) => `leads/${id}`), ...contactIds.map((id) => `contacts/${id}`)]);
  const isOwn = <Row extends { on: string | null }>(row: Row): row is Row & { on: string } => row.on !== null && own.has(row.on);
  return {
    contactIds,
    leads: leads.map(({ id, stage, fields }) => ({ id, stage, leader: fields['Ведёт диалог'] })),
    tasks: state.tasks.filter(isOwn).map(({ id, type, text, on }) => ({ id, type, text, on })),
    notes: state.notes.filter(isOwn).map(({ id, on, text }) => ({ id, on, text: typeof text === 'string' ? text : '' })),
    writes: journal.entries.filter(({ executed }) => executed).flatMap((entry) => writesOf(entry, stages).filter(({ on }) => own.has(on))),
  };
}

type Write = GuestEvidence['crm']['writes'][number];

/** Bodies are one card or a list of them; what else we write (fields, tags) has no order to keep. */
function writesOf({ atMs, method, path, body, entities }: CrmWorld['journal']['entries'][number], stages: CrmWorld['stages']): Write[] {
  const cards = (Array.isArray(body) ? body : [body]) as Record<string, unknown>[];
  if (method === 'POST' && path.startsWith('/api/v4/tasks'))
    return cards.map((card) => ({
      atMs,
      what: 'task' as const,
      on: `${String(card['entity_type'])}/${String(card['entity_id'])}`,
      ...marker(card['text']),
    }));
  if (method === 'POST' && path.includes('/notes'))
    return cards.map((card) => ({
      atMs,
      what: 'note' as const,
      on: entities.find((entity) => /^(leads|contacts)\//u.test(entity)) ?? '',
      ...marker((card['params'] as { text?: unknown } | undefined)?.text),
    }));
  if (method === 'PATCH' && path.startsWith('/api/v4/leads'))
    return cards.flatMap((card) => {
      const stage = stages.get(Number(card['status_id']));
      if (stage === undefined) return [];
      return [
        { atMs, what: 'move' as const, on: `leads/${typeof card['id'] === 'number' ? card['id'] : (path.split('/').at(-1) ?? '')}`, stage },
      ];
    });
  return [];
}

const marker = (text: unknown): { marker?: string } => {
  const found = typeof text === 'string' ? markerOf(text) : undefined;
  return found === undefined ? {} : { marker: found };
};

/** The names of the funnel's stages, as anybody with a token reads them. Errors: what amoCRM says no with. */
export async function stagesAt(url: string, token: string): Promise<CrmWorld['stages']> {
  const response = await fetch(`${url}/api/v4/leads/pipelines`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`amoCRM answered ${response.status} for its pipelines`);
  const { _embedded: found } = (await response.json()) as {
    _embedded: { pipelines: { _embedded: { statuses: { id: number; name: string }[] } }[] };
  };
  return new Map(found.pipelines.flatMap(({ _embedded: { statuses } }) => statuses.map(({ id, name }): [number, string] => [id, name])));
}
