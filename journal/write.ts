import { sql, type Kysely } from 'kysely';
import type { JournalTables } from './database.ts';
import { latestOnly, type JournalRow } from './rows.ts';

const COLUMNS = sql.raw(
  'run_id, seq, chain_id, contact_key, history_length, at_ms, episode, state, kind, spec, reason, manager_id, lead_id, detail',
);
const RECORD = sql.raw(
  `as incoming(run_id text, seq int, chain_id text, contact_key text, history_length int, at_ms bigint, episode int, state text,
     kind text, spec text, reason text, manager_id bigint, lead_id bigint, detail jsonb)`,
);

/** Everybody who writes does so one after the other: two at once would not see each other's rows, and one of them may be about what never happened. */
export const oneWriter = sql`select pg_advisory_xact_lock(hashtext('estafeta.journal'))`;

/**
 * Adds rows; the same ones again change nothing, in whatever order they come. Of two tasks of a run the one that has read more history
 * is the later (at the same length, by its clock), and the numbers of an earlier task lie below those of a later one: what does not keep to
 * that comes from a task that the server has thrown away. Errors: the database's.
 */
export async function writeRows(db: Kysely<JournalTables>, rows: readonly JournalRow[]): Promise<void> {
  if (rows.length === 0) return;
  const incoming = sql`jsonb_to_recordset(${JSON.stringify(latestOnly(rows))}::jsonb) ${RECORD}`;
  await db.transaction().execute(async (transaction) => {
    await oneWriter.execute(transaction);
    await sql`
      delete from journal old using ${incoming}
      where old.run_id = incoming.run_id and old.seq > incoming.seq
        and (old.history_length, old.at_ms) < (incoming.history_length, incoming.at_ms)`.execute(transaction);
    await sql`
      insert into journal (${COLUMNS})
      select ${COLUMNS} from ${incoming}
      where not exists (
        select 1 from journal later
        where later.run_id = incoming.run_id and later.seq <= incoming.seq
          and (later.history_length, later.at_ms) > (incoming.history_length, incoming.at_ms))
      on conflict (run_id, seq) do update set
        (${COLUMNS}) = (${sql.raw(
          'excluded.run_id, excluded.seq, excluded.chain_id, excluded.contact_key, excluded.history_length, excluded.at_ms, excluded.episode, excluded.state, excluded.kind, excluded.spec, excluded.reason, excluded.manager_id, excluded.lead_id, excluded.detail',
        )})`.execute(transaction);
  });
}
