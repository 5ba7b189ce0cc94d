import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { JournalTables } from './database.ts';
import { latestOnly, type JournalRow } from './rows.ts';

const COLUMNS = {
  run_id: 'text',
  seq: 'int',
  chain_id: 'text',
  contact_key: 'text',
  history_length: 'int',
  at_ms: 'bigint',
  episode: 'int',
  state: 'text',
  kind: 'text',
  spec: 'text',
  reason: 'text',
  manager_id: 'bigint',
  lead_id: 'bigint',
  detail: 'jsonb',
} satisfies Record<keyof JournalRow, string>;
/** In the order of the table's. */
const NAMES = Object.keys(COLUMNS);
const ALL = sql.raw(NAMES.join(', '));
const THE_NEW = sql.raw(NAMES.map((name) => `excluded.${name}`).join(', '));
const RECORD = sql.raw(
  `as incoming(${Object.entries(COLUMNS)
    .map((column) => column.join(' '))
    .join(', ')})`,
);

const incomingOf = (rows: readonly JournalRow[]): RawBuilder<unknown> => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) ${RECORD}`;

/** Rows as a query has them. */
export const rowsFrom = (rows: readonly JournalRow[]): RawBuilder<unknown> => sql`select ${ALL} from ${incomingOf(rows)}`;

/** Everybody who writes does so one after the other: two at once would not see each other's rows, and one of them may be about what never happened. */
export const oneWriter = sql`select pg_advisory_xact_lock(hashtext('estafeta.journal'))`;

/**
 * Adds rows; the same ones again change nothing, in whatever order they come. Of two tasks of a run the one that has read more history
 * is the later (at the same length, by its clock), and the numbers of an earlier task lie below those of a later one: what does not keep to
 * that comes from a task that the server has thrown away. Errors: the database's.
 */
export async function writeRows(db: Kysely<JournalTables>, rows: readonly JournalRow[]): Promise<void> {
  if (rows.length === 0) return;
  const incoming = incomingOf(latestOnly(rows));
  await db.transaction().execute(async (transaction) => {
    await oneWriter.execute(transaction);
    await sql`
      delete from journal old using ${incoming}
      where old.run_id = incoming.run_id and old.seq > incoming.seq
        and (old.history_length, old.at_ms) < (incoming.history_length, incoming.at_ms)`.execute(transaction);
    await sql`
      insert into journal (${ALL})
      select ${ALL} from ${incoming}
      where not exists (
        select 1 from journal later
        where later.run_id = incoming.run_id and later.seq <= incoming.seq
          and (later.history_length, later.at_ms) > (incoming.history_length, incoming.at_ms))
      on conflict (run_id, seq) do update set (${ALL}) = (${THE_NEW})`.execute(transaction);
  });
}
