import { z } from 'zod';
import { failedDeliveries } from '../world/journal.ts';
import type { State } from '../world/state.ts';
import { Sorry } from './sorry.ts';

const Query = z.strictObject({ method: z.string().optional(), path: z.string().optional(), since: z.coerce.number().int().optional() });

/** What happened: requests that change something, what people did, and every try of every webhook. */
export function readJournal(state: State, query: Record<string, unknown>): Record<string, unknown> {
  const parsed = Query.safeParse(query);
  if (!parsed.success) throw new Sorry(z.prettifyError(parsed.error), 400);
  const { method, path, since } = parsed.data;
  const entries = state.journal.filter(
    (entry) =>
      (method === undefined || entry.method === method.toUpperCase()) &&
      (path === undefined || entry.path.startsWith(path)) &&
      (since === undefined || entry.seq > since),
  );
  return { entries, acts: state.acts, deliveries: state.deliveries, failedDeliveries: failedDeliveries(state) };
}
