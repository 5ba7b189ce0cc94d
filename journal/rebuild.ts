import { sql, type Kysely } from 'kysely';
import type { JournalDatabase, JournalTables } from './database.ts';
import type { JournalRow } from './rows.ts';
import { oneWriter, rowsFrom } from './write.ts';

/** What a replay tells of one run. Rows beyond `upTo`, the last task that counts, come from life meanwhile and stay. */
export interface ToldRun {
  runId: string;
  upTo: number;
  rows: readonly JournalRow[];
}

const AT_ONCE = 1_000;

/**
 * Puts what `tell` brings in the place of what the journal has of the same runs, all in one step at the end: until then, and if it is broken
 * off, the journal is as it was. Runs that nobody tells of stay: they are what Temporal does not keep any more. Errors: the database's, `tell`'s.
 */
export async function rebuild(
  database: Pick<JournalDatabase, 'ready'>,
  tell: (run: (told: ToldRun) => Promise<void>) => Promise<void>,
): Promise<void> {
  const db = await database.ready();
  await db.connection().execute(async (connection) => {
    // Of this connection alone, and gone with it.
    await sql`drop table if exists pg_temp.told_run, pg_temp.told`.execute(connection);
    await sql`create temp table told_run (run_id text primary key, up_to int not null)`.execute(connection);
    await sql`create temp table told (like journal including defaults)`.execute(connection);
    await tell(async (run) => keep(connection, run));
    await replaced(connection);
  });
}

async function keep(connection: Kysely<JournalTables>, { runId, upTo, rows }: ToldRun): Promise<void> {
  await sql`insert into told_run values (${runId}, ${upTo})`.execute(connection);
  for (let from = 0; from < rows.length; from += AT_ONCE)
    await sql`insert into told ${rowsFrom(rows.slice(from, from + AT_ONCE))}`.execute(connection);
}

async function replaced(connection: Kysely<JournalTables>): Promise<void> {
  await connection.transaction().execute(async (transaction) => {
    await oneWriter.execute(transaction);
    await sql`delete from journal old using told_run where old.run_id = told_run.run_id and old.history_length <= told_run.up_to`.execute(
      transaction,
    );
    await sql`insert into journal select * from told on conflict do nothing`.execute(transaction);
  });
  await sql`drop table told_run, told`.execute(connection);
}
