import assert from 'node:assert/strict';
import type { JournalDatabase } from '../../journal/database.ts';
import { JournalWriter } from '../../journal/writer.ts';
import { eventually } from '../support/environment.ts';
import { aRow, testJournal, type TestJournal } from '../support/journal.ts';

const AWAY = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('whoever writes the journal behind the dialogs', function () {
  this.timeout(60_000);
  let journal: TestJournal;
  before(async () => (journal = await testJournal()));
  after(() => journal.close());
  beforeEach(() => journal.empty());

  /** The database answers only while `isThere`. */
  function writer(isThere: () => boolean, waitingMax?: number) {
    const told: string[] = [];
    const alerts: number[] = [];
    const database: Pick<JournalDatabase, 'ready'> = { ready: () => (isThere() ? journal.ready() : Promise.reject(AWAY)) };
    const trouble = (sentence: string): void => void told.push(sentence);
    return {
      told,
      alerts,
      writes: new JournalWriter({
        database,
        trouble,
        back: trouble,
        alert: () => void alerts.push(Date.now()),
        retryMs: [10],
        alertAfterMs: 200,
        ...(waitingMax === undefined ? {} : { waitingMax }),
      }),
    };
  }

  const rows = (count: number, from = 0) => Array.from({ length: count }, (_, index) => aRow({ seq: from + index }));
  const written = (count: number): Promise<unknown> => eventually(`${count} rows`, async () => (await journal.rows()).length === count);

  it('writes what it is told', async () => {
    const { writes, told } = writer(() => true);
    writes.record(rows(1_200));
    await written(1_200);
    assert.deepEqual(told, []);
  });

  it('keeps what it is told while the database is away, says so once, and writes it when it is back', async () => {
    let isThere = false;
    const { writes, told, alerts } = writer(() => isThere);
    writes.record(rows(2));
    writes.record(rows(1, 2));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual([told.length, alerts.length, writes.waiting], [1, 0, 3]);
    isThere = true;
    await written(3);
    assert.deepEqual(told.length, 2);
    assert.match(told[1] ?? '', /Nothing is missing/u);
  });

  it('calls people once when it stays away, and once more the next time', async () => {
    let isThere = false;
    const { writes, alerts } = writer(() => isThere);
    for (const time of [1, 2]) {
      isThere = false;
      const sinceMs = Date.now();
      writes.record(rows(1, time));
      await eventually('the alert', () => alerts.length === time);
      assert.ok((alerts.at(-1) ?? 0) - sinceMs >= 200);
      await new Promise((resolve) => setTimeout(resolve, 100));
      isThere = true;
      await written(time);
    }
    assert.equal(alerts.length, 2);
  });

  it('drops what does not fit into memory, counts it, and names the cure', async () => {
    let isThere = false;
    const { writes, told } = writer(() => isThere, 5);
    writes.record(rows(8));
    assert.equal(writes.dropped, 3);
    isThere = true;
    await written(5);
    await eventually('the news', () => told.length === 2);
    assert.match(told[1] ?? '', /3 rows are missing.*journal:rebuild/u);
  });

  it('lets go of what the database will never take, and goes on with what follows', async () => {
    const { writes, alerts } = writer(() => true);
    writes.record([aRow({ seq: 0, state: null as unknown as string })]);
    await eventually('it to be dropped', () => writes.dropped === 1);
    assert.equal(alerts.length, 1);
    writes.record(rows(2));
    await written(2);
  });

  it('writes the rest when it is stopped, and waits no longer than it may', async () => {
    const { writes } = writer(() => true);
    writes.record(rows(700));
    await writes.stop(5_000);
    assert.equal((await journal.rows()).length, 700);
    const { writes: never } = writer(() => false);
    never.record(rows(1));
    const sinceMs = Date.now();
    await never.stop(300);
    assert.ok(Date.now() - sinceMs < 1_000);
  });
});
