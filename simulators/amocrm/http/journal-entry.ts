import type { Request, Response } from 'express';
import type { FaultKind } from '../world/fault-script.ts';
import { ENTITY_KINDS, type State } from '../world/state.ts';
import { recordWrite } from '../world/journal.ts';
import { callerOf } from '../world/oauth.ts';
import { keptBack } from './send.ts';

const KEYS: readonly string[] = [...ENTITY_KINDS, 'tasks', 'notes'];

export interface Outcome {
  status: number | null;
  executed: boolean;
  body?: unknown;
  /** Of a request that was turned away by one. */
  fault?: FaultKind;
}

/** Writes down a request that is not a read. Secrets of the token endpoint stay out. */
export function noteRequest(state: State, nowMs: number, req: Request, res: Response, outcome: Outcome): void {
  if (req.method === 'GET') return;
  const caller = callerOf(state, req.get('authorization'), nowMs);
  const fault = outcome.fault ?? keptBack(res)?.kind ?? null;
  const entry = recordWrite(state, {
    atMs: nowMs,
    method: req.method,
    path: req.originalUrl,
    body: req.originalUrl.startsWith('/oauth2/') ? grantOf(req.body) : (req.body as unknown),
    status: outcome.status,
    by: caller?.userId ?? null,
    token: caller?.token ?? null,
    entities: entitiesOf(req.originalUrl, outcome.body),
    executed: outcome.executed,
    answered: keptBack(res) === undefined && fault !== 'reset',
    fault,
  });
  // An answer that waits, or a client that went away meanwhile: only the end tells.
  res.once('close', () => {
    entry.answered = res.writableFinished;
  });
}

const grantOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'grant_type' in body ? { grant_type: body.grant_type } : null;

/** `leads/42000002` and the like: from the path, and from the ids in the answer. */
function entitiesOf(url: string, body: unknown): string[] {
  const [path = ''] = url.split('?', 1);
  const found = [...path.matchAll(/\/([a-z]+)\/(\d+)/g)].map(([, key = '', id = '']) => `${key}/${id}`);
  return [...new Set([...found.filter((entity) => KEYS.includes(entity.split('/')[0] ?? '')), ...madeIn(body)])];
}

function madeIn(body: unknown): string[] {
  if (Array.isArray(body)) return body.flatMap((row: unknown) => [...idIn(row, 'id', 'leads'), ...idIn(row, 'contact_id', 'contacts')]);
  if (typeof body !== 'object' || body === null || !('_embedded' in body)) return [];
  const lists = Object.entries(body._embedded ?? {}).filter(([key]) => KEYS.includes(key));
  return lists.flatMap(([key, rows]) => (Array.isArray(rows) ? rows.flatMap((row: unknown) => idIn(row, 'id', key)) : []));
}

function idIn(row: unknown, key: string, kind: string): string[] {
  const id = typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[key] : undefined;
  return typeof id === 'number' ? [`${kind}/${id}`] : [];
}
