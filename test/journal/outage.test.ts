import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal, type JournalDatabase } from '../../journal/database.ts';
import { JournalAway } from '../../journal/reader.ts';
import { createJournalReader } from '../../journal/sql-reader.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { journalUrl } from '../../local/journal/url.ts';
import { Part, saysReady } from '../../local/part.ts';
import { freePort } from '../../local/temporal/ports.ts';
import { eventually } from '../support/environment.ts';
import { aRow } from '../support/journal.ts';

const row = (seq: number) => aRow({ seq });

describe('the journal’s database as `npm start` runs it', function () {
  this.timeout(90_000);
  let folder: string;
  let port: number;
  let part: Part;
  let journal: JournalDatabase;
  let writer: JournalWriter;
  const told: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estafeta-journal-'));
    port = await freePort();
    part = new Part({
      name: 'journal',
      script: 'local/journal/main.ts',
      args: [join(folder, 'data'), String(port)],
      env: {},
      ready: saysReady,
    });
    await part.start();
    journal = openJournal(journalUrl(port), { connections: 2, onError: () => undefined });
    const heard = (sentence: string): void => void told.push(sentence);
    writer = new JournalWriter({ database: journal, trouble: heard, alert: () => undefined, back: heard, retryMs: [100] });
  });
  after(async () => {
    await writer.stop(1_000);
    await journal.close();
    await part.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const written = async (): Promise<number[]> =>
    (await (await journal.ready()).selectFrom('journal').select('seq').orderBy('seq').execute()).map(({ seq }) => seq);

  it('serves several connections at once, each its own transaction', async () => {
    const others = [1, 2, 3].map(() => openJournal(journalUrl(port), { connections: 2, onError: () => undefined }));
    const seen = await Promise.all(
      others.map(async (other) =>
        (await other.ready())
          .transaction()
          .execute(async (transaction) => (await transaction.selectFrom('journal').select('seq').execute()).length),
      ),
    );
    assert.deepEqual(seen, [0, 0, 0]);
    await Promise.all(others.map((other) => other.close()));
  });

  it('kill -9 loses nothing that was written; what is told meanwhile waits, and comes when it is back', async () => {
    writer.record([row(0), row(1)]);
    await eventually('the first rows', () => writer.waiting === 0);
    await part.kill();
    writer.record([row(2)]);
    await eventually('the trouble', () => told.length === 1);
    assert.match(told[0] ?? '', /Dialogs go on without it/u);
    await assert.rejects(createJournalReader(journal).dialog('anna', 10), JournalAway);
    await part.start();
    await eventually('what waited', () => writer.waiting === 0);
    assert.deepEqual([await written(), told.length], [[0, 1, 2], 2]);
  });
});

describe('a database that takes the call and says nothing', function () {
  this.timeout(30_000);
  let server: Server;
  let journal: JournalDatabase;
  before(async () => {
    server = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    journal = openJournal(journalUrl(port), { connections: 1, onError: () => undefined });
  });
  after(async () => {
    server.close();
    await journal.close().catch(() => undefined);
  });

  it('is taken for away within seconds, and who tells it something never waits', async () => {
    const told: string[] = [];
    const writer = new JournalWriter({
      database: journal,
      trouble: (sentence) => void told.push(sentence),
      alert: () => undefined,
      back: () => undefined,
    });
    const sinceMs = Date.now();
    writer.record([row(0)]);
    assert.ok(Date.now() - sinceMs < 50);
    await eventually('the trouble', () => told.length === 1, 12_000);
    await writer.stop(100);
  });
});
