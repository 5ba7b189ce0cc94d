import assert from 'node:assert/strict';
import { latestOnly, type JournalRow } from '../../journal/rows.ts';
import { writeRows } from '../../journal/write.ts';
import { aRow, testJournal, type TestJournal } from '../support/journal.ts';

/** Task 5 of the run wrote 0 and 1; task 11, the server threw away, 2, 3 and 4; task 14 came after it and wrote 2 anew. */
const FIRST = [aRow({ seq: 0, history_length: 5 }), aRow({ seq: 1, history_length: 5, kind: 'botWrote' })];
const THROWN_AWAY = [2, 3, 4].map((seq) => aRow({ seq, history_length: 11, at_ms: 2_000, kind: 'taken' }));
const ANEW = [aRow({ seq: 2, history_length: 14, at_ms: 3_000, kind: 'returned' })];

const shown = (rows: readonly JournalRow[]): string[] => rows.map(({ seq, kind }) => `${seq} ${kind}`);
const TRUE_ONES = ['0 clientWrote', '1 botWrote', '2 returned'];

describe('the journal’s table', function () {
  this.timeout(60_000);
  let journal: TestJournal;
  before(async () => (journal = await testJournal()));
  after(() => journal.close());
  beforeEach(() => journal.empty());

  const written = async (...batches: readonly (readonly JournalRow[])[]): Promise<string[]> => {
    for (const rows of batches) await writeRows(await journal.ready(), rows);
    return shown(await journal.rows());
  };

  it('keeps a row as it was told, with what else the fact has', async () => {
    const row = aRow({
      at_ms: 1_795_266_639_423,
      manager_id: 9_500_001,
      lead_id: 42_900_001,
      reason: 'pet',
      detail: { how: 'button', touchedAtMs: 5 },
    });
    await written([row]);
    assert.deepEqual(await journal.rows(), [row]);
  });

  it('takes the same rows any number of times', async () => {
    assert.deepEqual(await written(FIRST, FIRST, [...FIRST, ...FIRST]), ['0 clientWrote', '1 botWrote']);
  });

  it('a task that is decided anew wins, and of the one thrown away nothing is left', async () => {
    assert.deepEqual(await written(FIRST, THROWN_AWAY, ANEW), TRUE_ONES);
  });

  it('also where the one thrown away is written last', async () => {
    assert.deepEqual(await written(ANEW, FIRST, THROWN_AWAY), TRUE_ONES);
  });

  it('also where all come at once', async () => {
    assert.deepEqual(await written([...THROWN_AWAY, ...ANEW, ...FIRST]), TRUE_ONES);
    assert.deepEqual(shown(latestOnly([...THROWN_AWAY, ...ANEW, ...FIRST])), TRUE_ONES);
  });

  it('of two tasks that have read the same history the later one wins', async () => {
    const again = [aRow({ seq: 2, history_length: 11, at_ms: 2_500, kind: 'held' })];
    const expected = ['0 clientWrote', '1 botWrote', '2 held'];
    assert.deepEqual(await written(FIRST, THROWN_AWAY, again), expected);
    await journal.empty();
    assert.deepEqual(await written(FIRST, again, THROWN_AWAY), expected);
  });

  it('what a run told last ends it: a straggler of a task thrown away comes too late', async () => {
    const end = [aRow({ seq: 2, history_length: 14, at_ms: 3_000, kind: 'continued' })];
    assert.deepEqual(await written(FIRST, end, THROWN_AWAY), ['0 clientWrote', '1 botWrote', '2 continued']);
  });

  it('one run says nothing of another', async () => {
    const other = [aRow({ run_id: 'run-2', seq: 7, history_length: 3 })];
    assert.deepEqual((await written(other, FIRST)).length, 3);
  });

  it('two writers at once leave the same', async () => {
    const db = await journal.ready();
    await Promise.all([THROWN_AWAY, ANEW, FIRST, FIRST, THROWN_AWAY].map((rows) => writeRows(db, rows)));
    assert.deepEqual(shown(await journal.rows()), TRUE_ONES);
  });
});
