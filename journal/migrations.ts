import { sql, type Kysely, type Migration } from 'kysely';

/** In order of their names; one that has run anywhere is never changed, a new one follows it. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-journal': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('journal')
        .addColumn('run_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('chain_id', 'text', (column) => column.notNull())
        .addColumn('contact_key', 'text', (column) => column.notNull())
        .addColumn('history_length', 'integer', (column) => column.notNull())
        .addColumn('at_ms', 'bigint', (column) => column.notNull())
        .addColumn('episode', 'integer', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('spec', 'text', (column) => column.notNull())
        .addColumn('reason', 'text')
        .addColumn('manager_id', 'bigint')
        .addColumn('lead_id', 'bigint')
        .addColumn('detail', 'jsonb', (column) => column.notNull())
        .addPrimaryKeyConstraint('journal_pkey', ['run_id', 'seq'])
        .execute();
      await sql`create index journal_of_contact on journal (contact_key, at_ms desc)`.execute(db);
      await sql`create index journal_of_chain on journal (chain_id, kind, at_ms)`.execute(db);
      await sql`create index journal_of_period on journal (kind, at_ms)`.execute(db);
    },
  },
};
