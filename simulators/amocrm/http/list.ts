import type { ParsedQs } from 'qs';
import type { Call, Answer } from './route.ts';
import { orderOf, pagingOf } from './query.ts';

const NOTHING: Answer = { status: 204 };

export interface ListOptions<T> {
  /** The key under `_embedded`. */
  key: string;
  rows: readonly T[];
  view: (row: T) => Record<string, unknown>;
  max?: number;
  fallback?: number;
}

/** One page in the envelope of §2.5: no total, `next` only when there is more, 204 when there is nothing. */
export function pageOf<T>({ query, hrefs }: Call, { key, rows, view, max = 250, fallback = 250 }: ListOptions<T>): Answer {
  const { page, limit } = pagingOf(query, max, fallback);
  hrefs.paging(page, limit);
  const shown = rows.slice((page - 1) * limit, page * limit);
  if (shown.length === 0) return NOTHING;
  const links = {
    self: hrefs.page(page),
    ...(rows.length > page * limit ? { next: hrefs.page(page + 1) } : {}),
    ...(page > 1 ? { first: hrefs.page(1), prev: hrefs.page(page - 1) } : {}),
  };
  return { status: 200, body: { _page: page, _links: links, _embedded: { [key]: shown.map(view) } } };
}

/** Users and custom fields count (§2.5). */
export function countedPageOf<T>(call: Call, options: ListOptions<T>): Answer {
  const answer = pageOf(call, options);
  if (answer.body === undefined) return answer;
  const { limit } = pagingOf(call.query, options.max ?? 250, options.fallback ?? 250);
  const pages = Math.ceil(options.rows.length / limit);
  const { _page, _links, _embedded } = answer.body as { _page: number; _links: Record<string, unknown>; _embedded: unknown };
  const links = { ..._links, first: call.hrefs.page(1), last: call.hrefs.page(pages) };
  return { status: 200, body: { _total_items: options.rows.length, _page, _page_count: pages, _links: links, _embedded } };
}

/** All at once with a total: webhooks, links, tags; 204 when there is nothing. */
export function allOf(call: Call, key: string, views: readonly Record<string, unknown>[]): Answer {
  if (views.length === 0) return NOTHING;
  return { status: 200, body: { _total_items: views.length, _links: call.hrefs.here(), _embedded: { [key]: views } } };
}

/** A model, or 204 for an unknown id (§2.3). */
export function oneOrNothing<T>(row: T | undefined, view: (row: T) => Record<string, unknown>): Answer {
  return row === undefined ? NOTHING : { status: 200, body: view(row) };
}

/** The answer to a batch (§2.5). */
export function written(call: Call, key: string, items: readonly Record<string, unknown>[], status = 200): Answer {
  return { status, body: { _links: call.hrefs.here(), _embedded: { [key]: items } } };
}

/** Rows in the asked order; ids break ties so that pages never overlap. */
export function ordered<T extends { id: number }>(
  rows: readonly T[],
  query: ParsedQs,
  keys: Record<string, (row: T) => number | null>,
): T[] {
  const order = orderOf(query, ['id', ...Object.keys(keys)]);
  const read = order === undefined || order.key === 'id' ? (row: T) => row.id : keys[order.key];
  const direction = order?.descending === true ? -1 : 1;
  return rows.toSorted((a, b) => direction * ((read?.(a) ?? 0) - (read?.(b) ?? 0) || a.id - b.id));
}
