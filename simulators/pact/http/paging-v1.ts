import type { Request } from 'express';
import { z } from 'zod';
import type { Row } from '../world/table.ts';
import { int, read } from './input.ts';

const paging = z.object({
  from: z.string().max(255, 'must not be longer than 255 symbols').optional(),
  per: int.pipe(z.int().min(1).max(100)).default(50),
  sort_direction: z.enum(['asc', 'desc']).default('asc'),
});

/** A page by a token that says where the last one ended; a token that is none means the first page (facts/pact.md §1.6). */
export function pageOfV1<T extends Row>(request: Request, all: readonly T[]): { rows: T[]; next: { next_page?: string } } {
  const { from, per, sort_direction: direction } = read(request, paging);
  const sorted = all.toSorted((a, b) => (direction === 'asc' ? a.id - b.id : b.id - a.id));
  const last = idIn(from);
  const left = last === undefined ? sorted : sorted.filter(({ id }) => (direction === 'asc' ? id > last : id < last));
  const rows = left.slice(0, per);
  const end = rows.at(-1);
  return { rows, next: left.length > per && end !== undefined ? { next_page: tokenAfter(end.id) } : {} };
}

const tokenAfter = (id: number): string => Buffer.from(`after:${id}`).toString('base64url');

function idIn(token: string | undefined): number | undefined {
  const id = /^after:(\d{1,15})$/.exec(Buffer.from(token ?? '', 'base64url').toString())?.[1];
  return id === undefined ? undefined : Number(id);
}
