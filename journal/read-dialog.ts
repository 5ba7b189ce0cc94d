import { sql, type Kysely } from 'kysely';
import type { JournalTables } from './database.ts';
import type { JournalRow } from './rows.ts';

/** Where a page ended: what comes next is older. */
export interface Place {
  atMs: number;
  runId: string;
  seq: number;
}

/** The facts of one dialog before that place, newest first. A run's end is nobody's news. Errors: the database's. */
export async function readDialog(db: Kysely<JournalTables>, contactKey: string, limit: number, before?: Place): Promise<JournalRow[]> {
  const older =
    before === undefined ? sql<boolean>`true` : sql<boolean>`(at_ms, run_id, seq) < (${before.atMs}, ${before.runId}, ${before.seq})`;
  return db
    .selectFrom('journal')
    .selectAll()
    .where('contact_key', '=', contactKey)
    .where('kind', '<>', 'continued')
    .where(older)
    .orderBy('at_ms', 'desc')
    .orderBy('run_id', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
}
