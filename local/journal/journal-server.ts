import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { journalUrl } from './url.ts';

export interface JournalServer {
  /** What `DATABASE_URL` has to be. */
  url: string;
  stop(): Promise<void>;
}

/** API, worker and a rebuilding; each may hold some. PGlite has one session: whoever is in a transaction has it alone (docs/decisions/024). */
const CONNECTIONS_MAX = 20;

/** PostgreSQL for one machine, in a folder, or in memory without one; it speaks PostgreSQL's own protocol, so that the product knows nothing of it. */
export async function startJournalServer({ folder, port }: { folder?: string; port: number }): Promise<JournalServer> {
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const db = await PGlite.create(folder === undefined ? {} : { dataDir: folder });
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port, maxConnections: CONNECTIONS_MAX });
  await server.start();
  return {
    url: journalUrl(port),
    async stop() {
      await server.stop();
      await db.close();
    },
  };
}
