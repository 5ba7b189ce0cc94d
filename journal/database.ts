import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import { MIGRATIONS } from './migrations.ts';
import type { JournalRow } from './rows.ts';

export interface JournalDatabase {
  /** The table is there, made or brought up to date if need be; looked at before the first use. Errors: the database's. */
  ready(): Promise<Kysely<JournalTables>>;
  close(): Promise<void>;
}

interface JournalOptions {
  connections: number;
  onError: (error: Error) => void;
  answerWithinMs?: number;
}

export interface JournalTables {
  journal: JournalRow;
}

/** Longer nobody waits for it: what cannot be written is tried again, what cannot be read is refused. */
const CONNECT_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 15_000;

const INT8 = 20;
/** Milliseconds and amoCRM's ids are far below 2^53. */
const numbersAsNumbers = (oid: number, format?: 'text' | 'binary'): unknown =>
  oid === INT8 ? Number : types.getTypeParser(oid, format as 'text');

/** Connects with the first question. `onError` hears of connections that break while nobody uses them. */
export function openJournal(url: string, { connections, onError, answerWithinMs = ANSWER_WITHIN_MS }: JournalOptions): JournalDatabase {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: answerWithinMs,
    allowExitOnIdle: true,
    types: { getTypeParser: numbersAsNumbers as typeof types.getTypeParser },
  });
  pool.on('error', onError); // unheard, it would end the process
  const db = new Kysely<JournalTables>({ dialect: new PostgresDialect({ pool }) });
  let migrated: Promise<void> | undefined;
  return {
    async ready() {
      migrated ??= migrate(db);
      try {
        await migrated;
      } catch (error) {
        migrated = undefined; // away just now: the next one looks again
        throw error;
      }
      return db;
    },
    close: () => db.destroy(),
  };
}

/** PostgreSQL's unique_violation, duplicate_table and duplicate_object. */
const THERE_ALREADY: readonly unknown[] = ['23505', '42P07', '42710'];
const TRIES_MAX = 10;
const TRY_AGAIN_MS = 50;

/** Several processes that start at once make the tables at once; who comes second finds what the first one made, and looks again. */
async function migrate(db: Kysely<JournalTables>, tries = 1): Promise<void> {
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    migrationTableName: 'journal_migration',
    migrationLockTableName: 'journal_migration_lock',
  }).migrateToLatest();
  const isThere = typeof error === 'object' && error !== null && 'code' in error && THERE_ALREADY.includes(error.code);
  if (isThere && tries < TRIES_MAX) {
    await wait(TRY_AGAIN_MS * tries); // the other one is at it
    return migrate(db, tries + 1);
  }
  if (error !== undefined) throw error instanceof Error ? error : new Error('The journal’s tables could not be made', { cause: error });
}
