import { freePort } from '../../local/temporal/ports.ts';
import { startJournalServer } from '../../local/journal/journal-server.ts';
import { openJournal, type JournalDatabase } from '../../journal/database.ts';
import type { JournalRow } from '../../journal/rows.ts';

export interface TestJournal extends JournalDatabase {
  url: string;
  /** The whole table, by run and number. */
  rows(): Promise<JournalRow[]>;
  empty(): Promise<void>;
}

/** A journal in memory, spoken to as in production. */
export async function testJournal(): Promise<TestJournal> {
  const server = await startJournalServer({ port: await freePort() });
  const journal = openJournal(server.url, { connections: 3, onError: () => undefined });
  return {
    ...journal,
    url: server.url,
    rows: async () => (await journal.ready()).selectFrom('journal').selectAll().orderBy('run_id').orderBy('seq').execute(),
    async empty() {
      await (await journal.ready()).deleteFrom('journal').execute();
    },
    async close() {
      await journal.close();
      await server.stop();
    },
  };
}

/** A row of the dialog `anna`; a test names only what it is about. */
export const aRow = (change: Partial<JournalRow> = {}): JournalRow => ({
  run_id: 'run-1',
  seq: 0,
  chain_id: 'chain-1',
  contact_key: 'anna',
  history_length: 5,
  at_ms: 1_000,
  episode: 1,
  state: 'withBot',
  kind: 'clientWrote',
  spec: 'D-02',
  reason: null,
  manager_id: null,
  lead_id: null,
  detail: {},
  ...change,
});
