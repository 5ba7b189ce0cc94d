import type { Request } from 'express';
import { z } from 'zod';
import { badRequest, notFound } from './errors.ts';

/** Forms and queries say everything in strings: `"5"` and `"true"` count (facts/pact.md §1.3). */
export const int = z.union(
  [
    z.int(),
    z
      .string()
      .regex(/^-?\d{1,15}$/)
      .transform(Number),
  ],
  { error: 'must be an integer' },
);
export const flag = z.union([z.boolean(), z.enum(['true', 'false', '1', '0']).transform((word) => word === 'true' || word === '1')], {
  error: 'must be true or false',
});
/** `ids[]=1` arrives as an array, a lone `ids=1` as itself. */
export const intList = z.union([z.array(int), int.transform((one) => [one])], { error: 'must be a list of integers' });

const paging = z.object({ page: int.pipe(z.int().min(1)).default(1), per_page: int.pipe(z.int().min(1)).optional() });

/** The parameters wherever they are: query, JSON, form or multipart body; the body wins. GET may have a body too. */
export function input(request: Request): Record<string, unknown> {
  return { ...(request.query as Record<string, unknown>), ...bodyOf(request) };
}

function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw badRequest('The body must be an object');
  return body as Record<string, unknown>;
}

/** Parses by `schema` or refuses with 400, naming the parameter. Parameters the schema does not know are ignored, as the real one does. */
export function read<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const result = schema.safeParse(input(request));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  throw badRequest(name === '' ? (issue?.message ?? 'Invalid request') : `${name}: ${issue?.message ?? 'invalid'}`);
}

/** For the controls: all that is wrong is told, and unknown names are refused if the schema says so. */
export function readStrictly<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const result = schema.safeParse(input(request));
  if (!result.success) throw badRequest(z.prettifyError(result.error));
  return result.data;
}

/** As the caller asked for it, without the query and a slash at the end. */
export const pathOf = (request: Request): string => request.originalUrl.replace(/\?.*$/su, '').replace(/\/+$/u, '');

/** A number out of the path; what is no number names nothing. */
export function idFrom(request: Request, name: string): number {
  const text = request.params[name];
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) throw notFound(`No ${name} «${String(text)}»`);
  return Number(text);
}

export interface Page<T> {
  rows: T[];
  meta: { page: number; entries_count: number; per_page: number };
}

/** One page, 1-based; `entries_count` is what is on it (facts/pact.md §1.6). */
export function pageOf<T>(request: Request, all: readonly T[], defaultPerPage: number): Page<T> {
  const { page, per_page: perPage = defaultPerPage } = read(request, paging);
  const rows = all.slice((page - 1) * perPage, page * perPage);
  return { rows, meta: { page, entries_count: rows.length, per_page: perPage } };
}
