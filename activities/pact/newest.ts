import { MESSAGES_PER_PAGE } from './client.ts';
import { PactError } from './errors.ts';

/** 1,500 messages; a longer conversation in the unhappy order is left to a person. */
const PAGES_MAX = 10;

/**
 * The newest messages of a conversation, a page or two, oldest or newest first: the server's order is documented nowhere, so it is read off
 * the first page. Errors: PactError when that would take too many pages.
 */
export async function newestOf<Row extends { id: string }>(pageOf: (page: number) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  let rows = await pageOf(1);
  if (rows.length < MESSAGES_PER_PAGE || isNewestFirst(rows)) return rows;
  for (let page = 2; page <= PAGES_MAX; page += 1) {
    const next = await pageOf(page);
    rows = [...rows, ...next];
    if (next.length < MESSAGES_PER_PAGE) return rows;
  }
  throw new PactError('The conversation is too long to look for a message in it', { code: 'PACT_UNREACHABLE' });
}

const isNewestFirst = (rows: readonly { id: string }[]): boolean => byId(rows[0]?.id ?? '0', rows.at(-1)?.id ?? '0') > 0;

/** The order of Pact's ids; they may be longer than a number can hold exactly. */
export function byId(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}
