import { warn } from '../running.ts';
import { AmocrmError } from './errors.ts';

const told = new Set<string>();

/**
 * What the token has no right to read (facts/amocrm.md §1.5) counts as empty: a card without it is better than none, and what waits for
 * the card goes on (SPEC D-95). Told once.
 */
export async function orNone<Row>(what: string, reading: Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof AmocrmError) || error.code !== 'AMOCRM_REJECTED') throw error;
    if (!told.has(what)) warn('amoCRM refuses to show them: the card goes without', { what, why: error.message });
    told.add(what);
    return [];
  }
}
