import assert from 'node:assert/strict';
import type { PeriodNumbers, Span } from '../../journal/read-numbers.ts';
import { TemporalAway } from '../../api/temporal/calls.ts';
import type { Place } from '../../journal/read-dialog.ts';
import { JournalAway, type JournalReader } from '../../journal/reader.ts';
import type { JournalRow } from '../../journal/rows.ts';
import { minutes } from '../support/builders.ts';
import { aRow } from '../support/journal.ts';
import { startApp, type StartedApp } from './start-app.ts';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 6, 1);

const NUMBERS: PeriodNumbers = {
  opened: { dialogs: 10, byBot: 6 },
  closed: { dialogs: 4, byBot: 3 },
  handoffs: [{ what: 'pet', count: 3 }],
  waits: [
    { handedOverAtMs: FIRST_MS, takenAtMs: FIRST_MS + minutes(2), wroteAtMs: FIRST_MS + minutes(5) },
    { handedOverAtMs: FIRST_MS, takenAtMs: FIRST_MS + minutes(40), wroteAtMs: null },
    { handedOverAtMs: FIRST_MS, takenAtMs: FIRST_MS + minutes(4), wroteAtMs: null },
    { handedOverAtMs: FIRST_MS, takenAtMs: null, wroteAtMs: null },
  ],
  returns: [{ what: 'silence', count: 2 }],
  touches: { sent: 2, cameBack: 1, unanswered: 1, failed: 0 },
  bookings: [{ what: 'manager', managerId: 9_500_001, count: 1 }],
};

/** A journal that answers what a test says. */
class SomeJournal implements JournalReader {
  readonly asked: unknown[] = [];
  rows: readonly JournalRow[] = [];
  failure: unknown;

  dialog(key: string, limit: number, before?: Place): Promise<readonly JournalRow[]> {
    this.asked.push([key, limit, before]);
    return this.failure === undefined ? Promise.resolve(this.rows.slice(0, limit)) : Promise.reject(this.failure as Error);
  }

  numbers(span: Span): Promise<PeriodNumbers> {
    this.asked.push(span);
    return this.failure === undefined ? Promise.resolve(NUMBERS) : Promise.reject(this.failure as Error);
  }
}

describe('the numbers and the journal in the API', () => {
  let app: StartedApp;
  let journal: SomeJournal;
  beforeEach(async () => {
    journal = new SomeJournal();
    // Half of every hour is working time.
    app = await startApp({ journal, workingMsBetween: (fromMs, toMs) => (toMs - fromMs) / 2 });
  });
  afterEach(() => app.close());

  it('D-96: counts whole days, the last one too', async () => {
    const { status, json } = await app.send('GET', '/numbers?from=2026-07-01&to=2026-07-31');
    assert.equal(status, 200);
    assert.deepEqual(journal.asked, [{ fromMs: FIRST_MS, toMs: FIRST_MS + 31 * DAY_MS }]);
    assert.deepEqual(json['dialogs'], { opened: 10, openedWithoutPeople: 6, closed: 4, closedByBotAlone: 3 });
    assert.deepEqual(json['handoffs'], { total: 4, byReason: [{ reason: 'pet', words: 'питомец', count: 3 }] });
    assert.deepEqual(json['finalTouches'], { sent: 2, cameBack: 1, unanswered: 1, failed: 0 });
    assert.deepEqual(json['bookings'], [{ owner: 'manager', managerId: 9_500_001, count: 1 }]);
  });

  it('D-44: waits are told in working time, and how many never ended', async () => {
    const { json } = await app.send('GET', '/numbers?from=2026-07-01&to=2026-07-01');
    assert.deepEqual(json['toTake'], { count: 3, without: 1, medianMs: minutes(2), p90Ms: minutes(20) });
    assert.deepEqual(json['toFirstHumanWord'], { count: 1, without: 3, medianMs: minutes(2.5), p90Ms: minutes(2.5) });
  });

  it('how many dialogs are where now comes from Temporal; without Temporal the rest is told all the same', async () => {
    assert.deepEqual((await app.send('GET', '/numbers?from=2026-07-01&to=2026-07-01')).json['now'], {
      withBot: 3,
      awaitingManager: 2,
      withManager: 1,
    });
    app.door.failure = new TemporalAway('away');
    const { status, json } = await app.send('GET', '/numbers?from=2026-07-01&to=2026-07-01');
    assert.deepEqual([status, json['now']], [200, null]);
  });

  for (const days of [
    'from=2026-07-02&to=2026-07-01',
    'from=2026-02-30&to=2026-03-01',
    'from=2020-01-01&to=2026-01-01',
    'from=1.7.26&to=2.7.26',
    'from=2026-07-01',
  ])
    it(`refuses ${days}`, async () => {
      const { status, json } = await app.send('GET', `/numbers?${days}`);
      assert.deepEqual([status, json['code'], journal.asked], [400, 'MALFORMED_QUERY', []]);
    });

  it('a dialog’s facts come in pages, newest first, each with its statement', async () => {
    journal.rows = [4, 3, 2].map((seq) =>
      aRow({ seq, at_ms: 1_000 + seq, kind: 'taken', spec: 'D-50', manager_id: 9_500_001, detail: { how: 'button' } }),
    );
    const first = (await app.send('GET', '/dialogs/anna/journal?pageSize=2')).json as { facts: object[]; nextPage: string };
    assert.deepEqual(first.facts[0], {
      id: 'run-1.4',
      atMs: 1_004,
      kind: 'taken',
      spec: 'D-50',
      state: 'withBot',
      episode: 1,
      reason: null,
      managerId: 9_500_001,
      leadId: null,
      detail: { how: 'button' },
    });
    assert.equal(first.facts.length, 2);
    await app.send('GET', `/dialogs/anna/journal?pageSize=5&pageToken=${first.nextPage}`);
    assert.deepEqual(journal.asked[1], ['anna', 6, { atMs: 1_003, runId: 'run-1', seq: 3 }]);
  });

  it('the last page says that it is', async () => {
    journal.rows = [aRow()];
    assert.equal((await app.send('GET', '/dialogs/anna/journal')).json['nextPage'], null);
  });

  for (const path of ['/numbers?from=2026-07-01&to=2026-07-01', '/dialogs/anna/journal']) {
    it(`${path}: 503 with a sentence where there is no journal`, async () => {
      const bare = await startApp();
      const { status, json } = await bare.send('GET', path);
      await bare.close();
      assert.deepEqual([status, json['code']], [503, 'NO_JOURNAL']);
      assert.match(String(json['detail']), /DATABASE_URL/u);
    });

    it(`${path}: 503 while the database is away`, async () => {
      journal.failure = new JournalAway('away');
      const { status, json } = await app.send('GET', path);
      assert.deepEqual([status, json['code']], [503, 'JOURNAL_AWAY']);
    });

    it(`${path}: nobody reads it who has not logged in`, async () => {
      assert.equal((await app.send('GET', path, { token: null })).status, 401);
    });
  }
});
